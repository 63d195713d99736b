"""A sentence as a story about posts: to which post somebody is said to come, and the events so told."""

import re
from dataclasses import dataclass
from functools import cache, partial

from transforms.data import read_yaml
from transforms.extract.leadership_actors import Actors
from transforms.extract.leadership_authorities import authority_at
from transforms.extract.leadership_told import INFERRED, Event, Given, Told
from transforms.extract.posts import Post, words_of
from transforms.extract.roles import RoleSpan
from transforms.extract.terms import expand
from transforms.extract.trace import Placed, because
from transforms.extract.verbs import Verbs
from transforms.extract.worded import Worded
from transforms.extract.wording import within

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_AS_GAP = _worded(
    r"(?:[^.;:]{0,100}?\s)?(?:{as_words}|(?:to|into)\s(?:the|a|its)\s(?:[\w-]+\s){0,3}{posts}\sof)\s(?!deputy|assistant|number|chair)(?:[\w',&()/-]+\s){0,7}"
)
_FROM_OWN = _worded(r"\bfrom\s{own_words}\s(?:[\w-]+\s){0,2}{posts}\b")
_DIRECT_GAP = re.compile(r"\s(?:(?!as\b|from\b|to\s(?!the\b|a\b|an\b|its\b|their\b|our\b))[\w'&/-]+\s){0,6}")
_FROM_TO = re.compile(r"[^.;,]{0,60}\bfrom\s[^.;,]{1,60}\sto\s(?:(?:the|its|be|become)\s){0,2}", re.IGNORECASE)
_SAYS = _worded(r"\b{reported}\b")
_STOP = re.compile(r"[.;:,]")
_ENDS_THE_WORDS = _worded(r"[;:(]|,\s(?:will|would|has|had|is|was|said|says|told|added|thanked)\b|\b{ends_the_words}\b")
_OWNED = re.compile(r"(?:\b(?:her|his|their)|'s?)\s$", re.IGNORECASE)
_OUTSIDE = frozenset({"chair", "commissioner", "inspector", "minister", "outside"})
_OPENING = 30
_CLOSE = 60
_ALSO = re.compile(r",\s(?:[\w'-]+\s){0,5}")
_THE = 6
_POST_REACH = 150


@cache
def leadership_words() -> Verbs:
    """The verbs and nouns of leadership.yaml."""
    data = read_yaml("leadership.yaml")
    nouns = {kind: [one for phrase in phrases for one in expand(phrase)] for kind, phrases in data["nouns"].items()}
    return Verbs(data["verbs"], data["macros"], nouns)


@dataclass(frozen=True, slots=True)
class Scene(Actors):
    """A sentence with the posts that its verbs give to somebody."""

    def given(self, pos: int, *, direct: bool = True, inside: int | None = None) -> Given:
        """The post behind a place, after "as" and the like, or, if `direct`, at once; or one that begins `inside`."""
        for post in within(self.posts, inside, pos) if inside is not None else ():
            return Given(post)
        others: list[Post | RoleSpan] = [role for role in self.roles if not self._is_post(role)]
        end = min(self.sentence.end, pos + _POST_REACH)
        for one in sorted([*self.posts, *others], key=lambda span: span.start):
            if pos <= one.start < end and self._is_given(pos, one, direct):
                one = self._also_called(one)
                return Given(one) if isinstance(one, Post) and not one.former else Given(None, other=True)
        return Given(None, other=self.tells_other_post(pos))

    def _also_called(self, one: Post | RoleSpan) -> Post | RoleSpan:
        """The post that an officer's title is told to be: "director of learning, the city's director of children's"."""
        if isinstance(one, Post) or one.code != "officer":
            return one
        close = within(self.posts, one.end, one.end + _CLOSE)[:1]
        return next((post for post in close if _ALSO.fullmatch(self.text, one.end, post.start)), one)

    def _is_given(self, pos: int, span: Placed, direct: bool) -> bool:
        """Whether nothing but words such as "as the council's" leads to a post, or if `direct`, what describes it."""
        if _FROM_OWN.search(self.text, pos, span.start) or _SAYS.search(self.text, pos, span.start):
            return False
        leads = _AS_GAP.fullmatch(self.text, pos, span.start) or self._is_aim(pos, span)
        moves = _FROM_TO.fullmatch(self.text, pos, span.start)
        return bool(leads or moves or (direct and _DIRECT_GAP.fullmatch(self.text, pos, span.start)))

    def _is_aim(self, pos: int, span: Placed) -> bool:
        """Whether a post is told as what somebody comes for: "is moving from Leeds to run children's services"."""
        return self.text.startswith("to ", span.start) and not _STOP.search(self.text, pos, span.start)

    def _is_post(self, role: RoleSpan) -> bool:
        return any(post.start < role.end and role.start < post.end for post in self.posts)

    def tells_other_post(self, pos: int) -> bool:
        """Whether a post that is none of the guide's stands behind a place: "takes on the highways brief"."""
        clause = _ENDS_THE_WORDS.search(self.text, pos, min(self.sentence.end, pos + 90))
        end = clause.start() if clause else min(self.sentence.end, pos + 90)
        other = words_of("other_posts").search(self.text, pos, end)
        return other is not None and not within(self.posts, other.start() - _OPENING, other.end())

    def is_about_other(self, pos: int) -> bool:
        """Whether the office named last before a place, is none of the guide's: a commissioner's, a head's."""
        last = within(self.roles, self.sentence.start, pos)[-1:] or self.earlier
        if not last or last[0].code not in _OUTSIDE:
            return False
        place = last[0].code == "chair" and _OWNED.search(self.text, max(0, last[0].start - 8), last[0].start)
        opens = last[0].code == "chair" and 0 <= last[0].start - self.sentence.start <= _THE
        presides = opens and bool(self.cast.between(last[0].end, pos))
        return not (place or presides) and because(True, "leadership.other_post", (pos, pos), last[0])

    def told(self, event: Event, person: str | None, post: Post, pos: int, rule: str) -> Told:
        """An event about a post of the sentence."""
        authority = authority_at(self.document, self.text, post, pos, self.last_authority)
        return Told(pos, self.sentence, event, person, post.role, authority, rule)

    def told_of(
        self,
        event: Event,
        person: str | None,
        role: str | None,
        pos: int,
        rule: str,
        post: Post | None = None,
        *,
        spoken: bool = False,
    ) -> Told:
        """An event about a person; without a role it is the story's, if the words speak of a post at all."""
        spoken = spoken or rule in INFERRED or self.says("job_words")
        spoken = spoken and (rule not in INFERRED or self.is_near or bool(self.posts))
        elsewhere = self.tells_other_post(pos) or self.is_about_other(pos)
        implied = self.implied if role is None and spoken and not elsewhere else None
        authority = authority_at(self.document, self.text, post, pos, self.last_authority)
        return Told(pos, self.sentence, event, person, role, authority, rule, implied)
