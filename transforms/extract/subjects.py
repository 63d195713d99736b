"""Which of the authorities named the story is about."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise, takewhile

from transforms.authorities import authority_register
from transforms.extract.by_the_way import find_asides
from transforms.extract.focus import find_told_of
from transforms.extract.mentions import AuthorityMention
from transforms.extract.name_context import listed
from transforms.extract.sentences import TITLE, Sentence
from transforms.extract.trace import Place, because, dropped, listening, taken

# What a naming weighs, and all those of an authority together at most.
_COUNCIL, _BARE, _MOST_FROM_BODY = 1.0, 0.7, 6.0
# What a place adds, once, by the key of its reason.
_IN_TITLE, _IN_LEAD, _AT_HOME = "subject.weight.title", "subject.weight.opening", "subject.weight.home"
_WEIGHTS = {_IN_TITLE: 3.0, _IN_LEAD: 2.0, _AT_HOME: 4.0}
# An authority is a subject if it has at least this share of the foremost one's weight.
_LEAST_SHARE = 0.5
_NAMED_OFTEN = 2.0
_LEAD_SENTENCES = 4
_JOINTS = ("and", ",", "&")
# Characters of a line that is no sentence but the page's own; how many such lines a page may open with.
_LINE, _LINES = 70, 6
_CLOSED = (".", "!", "?", "\u201d", '"')
_BAR = " | "
_WORD = re.compile(r"[a-z]+")
# Named no more than this, and not in the lead, one of several authorities is no subject even if no other outweighs it.
_IN_PASSING = 1.0


def _lead(sentences: tuple[Sentence, ...]) -> int:
    """End of the lead: the first full sentences of the story."""
    full = [one for one in sentences if one.paragraph != TITLE and len(one.text) > 60]
    return (full[:_LEAD_SENTENCES] or sentences)[-1].end if sentences else 0


def find_subjects(
    folded: str,
    sentences: tuple[Sentence, ...],
    mentions: tuple[AuthorityMention, ...],
    home_authority: str | None,
    headings: frozenset[str] = frozenset(),
    published: date | None = None,
) -> tuple[str, ...]:
    """Short official names of the authorities that the story is about, sorted.

    `headings` are those that head a part of a round-up each; `published` tells which of them were no more.
    """
    title_end = sentences[0].end if sentences and sentences[0].paragraph == TITLE else 0
    lead_end = _lead(sentences)
    plates = _nameplates(folded, sentences, mentions)
    asides = find_asides(folded, mentions)
    plated = {one.start for one in plates if not one.council}
    at_home = {one.authority for one in plates if one.council} | ({home_authority} if home_authority else set())

    def choose(told: list[AuthorityMention]) -> tuple[_Scale, tuple[str, ...]]:
        scale = _weighed(told, title_end, lead_end)
        for place, names in ((_IN_TITLE, headings), (_AT_HOME, at_home)):
            for name in names:
                scale.placed[name].add(place)
        _leave_trusts_to_their_named(scale, [one for one in mentions if one.trust or one.start not in asides])
        is_alone = len({one.authority for one in mentions}) == 1
        return scale, _chosen(scale, _listed(folded, mentions), headings, is_alone=is_alone)

    told = [one for one in mentions if one.start not in asides | plated]
    first = [one for one in mentions if one.end <= lead_end and (one.start not in plated or not told)]
    headings |= find_told_of(folded, sentences, mentions) if not at_home else frozenset()
    scale, chosen = choose(told)
    if not chosen and (not told or len({one.authority for one in first}) == 1):
        # Where nobody else is meant, the employer of those that the story opens with is.
        scale, chosen = choose(first)
    chosen = _without_former(chosen, published)
    if listening():
        for one in mentions:
            if one.start in asides:
                dropped("subject.aside", one)
        _note_weights(scale, chosen, {one.authority: one for one in reversed(mentions)})
    return chosen


def _nameplates(
    folded: str, sentences: tuple[Sentence, ...], mentions: tuple[AuthorityMention, ...]
) -> list[AuthorityMention]:
    """Names in the lines of its own that a page opens with: its council's, or the place that a paper is of."""
    lines = [one for one in sentences[: _LINES + 1] if one.paragraph != TITLE]
    own = list(takewhile(lambda one: len(one.text) <= _LINE and not one.text.endswith(_CLOSED), lines))
    named = {line: [one for one in mentions if line.start <= one.start < line.end] for line in own}
    papers = {line for line in own if _is_papers(folded, line)}
    of_papers = {line for line in own if papers and any(len(one.form) == len(line.text) for one in named[line])}
    return [one for line in own for one in named[line] if one.council or line in papers | of_papers]


def _is_papers(folded: str, line: Sentence) -> bool:
    """Whether a line is a paper's, "BBC News, Northshire", or a row of links."""
    return _BAR in line.text or not _plate_words().isdisjoint(_WORD.findall(folded, line.start, line.end))


@cache
def _plate_words() -> frozenset[str]:
    return listed("not_before") | listed("nameplate_words")


@dataclass(frozen=True, slots=True)
class _Scale:
    """What each authority weighs: by how often it is named, and by the places where it is."""

    body: dict[str, float]
    placed: dict[str, set[str]]

    def weights(self) -> dict[str, float]:
        names = (*self.body, *self.placed)
        return {name: min(self.body[name], _MOST_FROM_BODY) + self._from_places(name) for name in names}

    def _from_places(self, name: str) -> float:
        return sum(_WEIGHTS[place] for place in self.placed[name])


def _weighed(mentions: list[AuthorityMention], title_end: int, lead_end: int) -> _Scale:
    scale = _Scale(defaultdict(float), defaultdict(set))
    served = Counter(one.start for one in mentions)
    for mention in mentions:
        weight = _COUNCIL if mention.council or mention.trust else _BARE
        scale.body[mention.authority] += weight / served[mention.start]
        if mention.end <= lead_end:
            scale.placed[mention.authority].add(_IN_TITLE if mention.end <= title_end else _IN_LEAD)
    return scale


def _chosen(scale: _Scale, listed: set[str], headings: frozenset[str], *, is_alone: bool) -> tuple[str, ...]:
    """The foremost authority, those beside it that weigh enough, and `headings`; `is_alone` where there is no other."""
    weights = scale.weights()
    most = max(weights.values(), default=0.0)
    return tuple(
        sorted(
            name
            for name, weight in weights.items()
            if name in headings
            or (weight == most and (scale.placed[name] or weight > _IN_PASSING or is_alone))
            or (weight >= most * _LEAST_SHARE and _is_foremost(name, scale.body[name], scale.placed[name], listed))
        )
    )


def _without_former(names: tuple[str, ...], published: date | None) -> tuple[str, ...]:
    """The names without those of councils that were no more on the day, where one that followed it is named too."""
    if not published or len(names) < 2:
        return names
    register = authority_register()
    known = {name: register.by_name(name, on=published) for name in names}
    codes = {one.gss_code for one in known.values()}
    return tuple(
        name for name, one in known.items() if one.valid_on(published) or codes.isdisjoint(one.successor_codes)
    )


def _note_weights(scale: _Scale, chosen: tuple[str, ...], first: dict[str, AuthorityMention]) -> None:
    """Note why the story is about each authority, or why it is not."""
    weights = scale.weights()
    most = max(weights.values(), default=0.0)
    for name, weight in weights.items():
        at: Place = first.get(name, (0, 0))
        because(scale.body[name], "subject.weight.named", at)
        for place in sorted(scale.placed[name], key=_WEIGHTS.__getitem__):
            because(_WEIGHTS[place], place, at)
        if name in chosen:
            taken(name, at)
        else:
            dropped("subject.lighter" if weight < most * _LEAST_SHARE else "subject.in_passing", at)


def _is_foremost(name: str, body: float, placed: set[str], listed: set[str]) -> bool:
    """Whether one beside the foremost authority is a subject too: named often, in the title or listed with another."""
    return body >= _NAMED_OFTEN or _IN_TITLE in placed or bool(placed and (name in listed or body > _COUNCIL))


def _listed(folded: str, mentions: tuple[AuthorityMention, ...]) -> set[str]:
    """Authorities that stand side by side with another one somewhere: "A and B"."""
    pairs = (
        (left.authority, right.authority)
        for left, right in pairwise(mentions)
        if left.end < right.start <= left.end + 6 and folded[left.end : right.start].strip() in _JOINTS
    )
    return {name for pair in pairs for name in pair}


def _leave_trusts_to_their_named(scale: _Scale, mentions: list[AuthorityMention]) -> None:
    """Of the authorities of one trust keep those that the text names, and not by the way, if it names any."""
    named = {one.authority for one in mentions if not one.trust}
    shared = defaultdict(set)
    for one in mentions:
        if one.trust:
            shared[one.start].add(one.authority)
    for partners in shared.values():
        if len(partners) > 1 and partners & named:
            for name in partners - named:
                scale.body.pop(name, None)
                scale.placed.pop(name, None)
