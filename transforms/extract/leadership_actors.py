"""Who does what a verb of a sentence tells, and to whom."""

import re
from dataclasses import dataclass
from functools import partial

from transforms.extract.leadership_cast import Person
from transforms.extract.leadership_setting import Setting
from transforms.extract.leadership_told import Subject
from transforms.extract.people import stands_behind
from transforms.extract.trace import Placed
from transforms.extract.verbs import Predicate
from transforms.extract.worded import Worded
from transforms.extract.wording import within

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_TO_VERB = _worded(
    r"(?:\s?,[^.;]{0,200},|\s?,|\s\([^)]{0,60}\),?|\s[–—-]\s[^.;]{0,160}\s[–—-])?(?:\s{place_words}\s[^,.;]{0,60})?"
    r"(?:,?\s(?:{before_a_verb}|[a-z]+ly)){0,2}\s*"
)
_PRONOUN = _worded(r"\b{he_or_she}(?:\s(?:too|also|then|now|later|herself|himself))?\s*$")
_I = re.compile(
    r"\bI(?:(?:'m|\sam|\swas)\s(?:\w+ly\s|so\s|very\s)?(?:delighted|pleased|thrilled|proud|honoured|excited|sad|sorry))?\s*$"
)
_YOU = re.compile(r"\byou\s*$", re.IGNORECASE)
_FOR = re.compile(r"\sfor\s", re.IGNORECASE)
_WHO = re.compile(r"(?:,[^,.;]{1,80}?,?)?,?\swho\s", re.IGNORECASE)
_JOINS = _worded(r"(?:[,–—]|\b(?:and|but|then|or)(?:\swho)?(?:\sthen)?)\s*$")
_AND_NAME = _worded(
    r"(?:,(?:(?!\b{not_joined}\b)[^.;,]){0,80},?)?\s(?:and|&)\s(?:(?:(?!\b{not_joined}\b)[^.;]){0,60}\s)?"
)
_NO_SUBJECT = _worded(
    r"(?:\b{prepositions}|\b[a-z]+ed|\b[a-z]+ing)\s+(?:(?:{own_words}|a|an|our|(?!and\b|but\b|while\b)[a-z]+|(?-i:[A-Z])\w+'s)\s+){0,2}$"
)
_SPEECH = _worded(r"\b{speech}\b")
_NOT_IN_A_NAME = _worded(r"\b{not_in_a_name_phrase}\b|[.;:]|,\s[a-z]+ing\s")
_IS_NAME = _worded(r"\s(?:is|was|are|will be|comes)\s(?:{own_words}\s[\w\s]{0,30},\s)?(?:(?-i:[A-Z])[\w']*\s){0,2}$")
_COMMA = re.compile(r"[^,.;:]{0,60},\s+(?:[a-z']+\s+){0,3}(?:[A-Z]\w+\s+){0,2}")
_SOMEBODY = _worded(r"\b{somebody}\s$")
_BY = _worded(r"\b{done_by}\s(?:(?-i:[A-Z])\w+\s){0,2}$")
_WHO_DID = re.compile(r"\bwho\b")
_DOING = ("to ", "running ", "leading ", "heading ")
_OBJECT_REACH = 120
_SENTENCES_BACK = 3
_PRONOUN_REACH, _SHE = 16, 4
_OWNER = re.compile(r"\b(?:her|his)\b", re.IGNORECASE)
_OWNER_REACH = 40
_HE_OR_SHE = _worded(r"\b{he_or_she}\b")


@dataclass(frozen=True, slots=True)
class Actors(Setting):
    """A sentence with the subjects and objects of its verbs."""

    def leads_to(self, end: int, verb: int) -> bool:
        """Whether what ends at `end` can be the subject of the verb at `verb`: nothing but asides between them."""
        return end <= verb and bool(_TO_VERB.fullmatch(self.text, end, verb))

    def subject(self, verb: Predicate) -> Subject:
        """Who does what the verb tells: named, meant by a pronoun, by the post alone, or that of the verb before."""
        floor, at = self.sentence.start, verb.start
        if (meant := self._meant_by_pronoun(verb)) is not None:
            return Subject(meant)
        named = self.cast.between(floor, at)
        for index in range(len(named) - 1, -1, -1):
            if self._is_agent(named[index], at):
                continue
            if self.leads_to(named[index].end, at) or self._holds_what_leads_to(named[index], at):
                return Subject((*self._joined(named[:index], named[index]), named[index]))
        bare = [post for post in self.posts if self.leads_to(post.end, at) and self._heads(post.start)]
        bare = [post for post in bare if not self.text.startswith(_DOING, post.start)]
        if bare:
            holder = self.holder(bare[-1])
            return Subject((holder,) if holder else (), bare[-1])
        if self.is_aim(verb):
            return Subject() if _SOMEBODY.search(self.before(at)) else Subject(self._aims(at))
        joins = _JOINS.search(self.text, max(floor, at - 15), at)
        if named and (self._is_thanked_for(named[-1], verb) or (joins and self._has_clause(named[-1], joins[0]))):
            return Subject(named[-1:])
        return Subject(self._clause_subject(at)) if joins else Subject()

    def _meant_by_pronoun(self, verb: Predicate) -> tuple[Person, ...] | None:
        """Whom "he", "she", "you" or "I" before a verb means, or who stands behind it; None where neither is told."""
        floor, at = self.sentence.start, verb.start
        if verb.gerund and (behind := self._inverted(verb)):
            return (behind,)
        if self.is_pronoun(verb):
            return self._meant(at)
        if self.cast.addressee and _YOU.search(self.text, max(floor, at - 5), at):
            return (self.cast.addressee,)
        return self.cast.speaker_at(at) if _I.search(self.text, max(floor, at - 40), at) else None

    def _inverted(self, verb: Predicate) -> Person | None:
        """Who stands behind the verb: "covering for him is Ann Other", "in charge for now will be Al Dunn"."""
        named = self.behind(verb.end)[:1]
        opens = self.is_opening(verb.start)
        return next((one for one in named if opens and self._leads_on(verb.end, one.start)), None)

    def _leads_on(self, pos: int, name: int) -> bool:
        """Whether "is", or a comma with what somebody is, leads from the opening words of a sentence to a name."""
        return bool(_IS_NAME.search(self.text, pos, name) or _COMMA.fullmatch(self._without_posts(pos, name)))

    def is_opening(self, pos: int) -> bool:
        """Whether words at a place open the sentence."""
        return not self.before(pos, 200).strip(" \"'\n•-–—")

    def _is_agent(self, person: Person, verb: int) -> bool:
        """Whether somebody is told only as the one by whom another thing was done, and not in the words after "who"."""
        by = _BY.search(self.before(person.start, 20))
        return bool(by) and not _WHO_DID.search(self.text, person.end, verb)

    def is_pronoun(self, verb: Predicate) -> bool:
        """Whether "he" or "she" stands right before a verb."""
        return bool(_PRONOUN.search(self.text, max(self.sentence.start, verb.start - 16), verb.start))

    def _is_thanked_for(self, person: Person, verb: Predicate) -> bool:
        """Whether a verb tells what somebody is thanked for: "grateful to Ann Other for stepping in"."""
        return verb.gerund and bool(_FOR.fullmatch(self.text, person.end, verb.start))

    def _has_clause(self, person: Person, joint: str) -> bool:
        """Whether the words before a verb join it to a clause about somebody: "Ann Other, who has left and ..."."""
        return "who" in joint or bool(_WHO.match(self.text, person.end))

    def is_aim(self, verb: Predicate) -> bool:
        """Whether a verb stands in the bare infinitive, as what somebody is to do: "to replace Ann Other"."""
        return verb.infinitive and self.text[verb.start : verb.start + 3].lower() == "to "

    def _meant(self, pos: int) -> tuple[Person, ...]:
        """Whom "he" or "she" means: the last subject of this sentence, else of one just before."""
        pronoun = self._pronoun_at(pos)
        named = tuple(one for one in self.cast.between(self.sentence.start, pos) if one.can_be(pronoun))
        if not named:
            return self._holder_before(pos) or self.meant_before(pronoun)
        subjects = [one for one in named if self.is_subject(one)]
        reported = _SPEECH.search(self.text, subjects[0].end, pos) if subjects else None
        told = [one for one in subjects if reported and one.end <= reported.start()] or subjects
        return tuple(told[-1:]) or named[-1:]

    def _holder_before(self, pos: int) -> tuple[Person, ...]:
        """The only one known to hold a post told without a name before a place: "it was the Director's last"."""
        posts = [one for one in self.posts if one.end <= pos and not (one.generic or one.new or one.former)]
        held = {one.name: one for one in self.cast.between(0, pos) if posts and one.post == posts[-1].role}
        return tuple(held.values()) if len(held) == 1 else ()

    def _pronoun_at(self, pos: int) -> str | None:
        """Which of "he" and "she" stands at a place or just before it."""
        found = list(_HE_OR_SHE.finditer(self.text, max(self.sentence.start, pos - _PRONOUN_REACH), pos + _SHE))
        return found[-1][0].lower() if found else None

    def owner_before(self, pos: int) -> Person | None:
        """Whom "her" or "his" just before a place means: somebody of this sentence, else of those before."""
        found = list(_OWNER.finditer(self.text, max(self.sentence.start, pos - _OWNER_REACH), pos))
        if not found:
            return next(iter(self.meant_before()), None)
        pronoun = "he" if found[-1][0].lower() == "his" else "she"
        named = [one for one in self.cast.between(self.sentence.start, found[-1].start()) if one.can_be(pronoun)]
        return next(iter(named or self.meant_before(pronoun)), None)

    def meant_before(self, pronoun: str | None = None) -> tuple[Person, ...]:
        """The person that the sentences before this one are about, and whom "he" or "she" can mean."""
        first = max(0, self.sentence.index - _SENTENCES_BACK)
        for sentence in reversed(self.document.sentences[first : self.sentence.index]):
            named = tuple(one for one in self.cast.between(sentence.start, sentence.end) if one.can_be(pronoun))
            if named and sentence.paragraph >= 0:
                return tuple([one for one in named if self.is_subject(one)][:1]) or named[-1:]
        return ()

    def is_subject(self, person: Person) -> bool:
        """Whether the words before a name let it be the subject of a verb."""
        return self._heads(person.start)

    def _heads(self, pos: int) -> bool:
        start = self.document.sentence_at(pos).start
        return not _NO_SUBJECT.search(self.text, max(start, pos - 40), pos)

    def _clause_subject(self, verb: int) -> tuple[Person, ...]:
        """The subject of the verb before: "Ann Other left in May and moved to Leeds"."""
        named = [one for one in self.cast.between(self.sentence.start, verb) if self.is_subject(one)]
        pronouns = list(_HE_OR_SHE.finditer(self.text, self.sentence.start, verb))
        if pronouns and (not named or pronouns[-1].start() > named[-1].start):
            return self._meant(pronouns[-1].start())
        return tuple(named[-1:])

    def _aims(self, infinitive: int) -> tuple[Person, ...]:
        """The person behind an infinitive: "left Leeds in May to become director"."""
        named = self.cast.between(self.sentence.start, infinitive)
        if not named and _HE_OR_SHE.search(self.text, self.sentence.start, infinitive):
            return self.meant_before()
        return named[-1:]

    def _holds_what_leads_to(self, person: Person, verb: int) -> bool:
        """Whether the post told behind a name leads to the verb: "Ann Other, the director at Leeds has resigned"."""
        behind = within(self.posts, person.end, verb)[:1]
        held = (post for post in behind if stands_behind(self.text, person.end, post.start))
        return any(self.leads_to(post.end, verb) for post in held)

    def _joined(self, earlier: tuple[Person, ...], person: Person) -> tuple[Person, ...]:
        return earlier[-1:] if earlier and _AND_NAME.fullmatch(self.text, earlier[-1].end, person.start) else ()

    def object(self, pos: int, reach: int = _OBJECT_REACH) -> Person | None:
        """The person behind a verb, with nothing but what he or she is between them."""
        for person in self.behind(pos, reach)[:1]:
            if not _NOT_IN_A_NAME.search(self._without_posts(pos, person.start)):
                return person
        return None

    def _without_posts(self, start: int, end: int) -> str:
        """The words between two places, posts and authorities left out."""
        kept, at = [], start
        placed: list[Placed] = [*within(self.roles, start, end), *within(self.document.mentions, start, end)]
        for one in sorted(placed, key=lambda span: span.start):
            kept.append(self.text[at : max(at, one.start)])
            at = max(at, one.end)
        return " ".join([*kept, self.text[at:end]])
