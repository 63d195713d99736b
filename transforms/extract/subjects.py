"""Which of the authorities named the story is about."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise, takewhile

from transforms.authorities import authority_register
from transforms.data import read_yaml
from transforms.extract.mentions import AuthorityMention
from transforms.extract.name_context import listed
from transforms.extract.sentences import TITLE, Sentence
from transforms.extract.terms import expand
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
_SURE_JOINTS = ("and", "&")
_PERSON_OF = re.compile(r"\b([a-z]{2,}) [a-z'-]{2,},? of (?:the )?$")
# Characters behind a name that may tell that it is an example.
_AFTER = 40
# Characters of a line that is no sentence but the page's own; how many such lines a page may open with.
_LINE, _LINES = 70, 6
_CLOSED = (".", "!", "?", "\u201d", '"')
_BAR = " | "
_WORD = re.compile(r"[a-z]+")
# Named no more than this, and not in the lead, one of several authorities is no subject even if no other outweighs it.
_IN_PASSING = 1.0


@cache
def _aside_marks() -> tuple[str, ...]:
    return tuple(f" {phrase}" for listed in read_yaml("names.yaml")["asides"] for phrase in expand(listed))


def is_aside(folded: str, mention: AuthorityMention) -> bool:
    """Whether an authority is named only as an employer, an example or a comparison."""
    before = folded[max(0, mention.start - 50) : mention.start].rstrip()
    before = before.removesuffix(" the").removesuffix(" the london borough of")
    return before.endswith("(") or f" {before}".endswith(_aside_marks())


@cache
def _examples() -> tuple[str, ...]:
    return tuple(phrase for listed in read_yaml("names.yaml")["asides_after"] for phrase in expand(listed))


def _are_examples(folded: str, mentions: tuple[AuthorityMention, ...]) -> set[int]:
    """Starts of names that are examples of more: "nine councils, A and B among them"."""
    found: set[int] = set()
    for mention, following in zip(reversed(mentions), (None, *reversed(mentions)), strict=False):
        after = folded[mention.end : mention.end + _AFTER].lstrip(" ,")
        joined = following and following.start in found and folded[mention.end : following.start].strip() in _JOINTS
        if joined or after.startswith(_examples()):
            found.add(mention.start)
    return found


def is_persons(folded: str, mention: AuthorityMention) -> bool:
    """Whether somebody is told to be of an authority: "Emma Hill, of Leeds"."""
    found = _PERSON_OF.search(folded, max(0, mention.start - 60), mention.start)
    return found is not None and found[1] in listed("first_names")


def _is_county_of(folded: str, before: AuthorityMention | None, mention: AuthorityMention) -> bool:
    """Whether a name only says where the one before it lies: "St Helens in Lancashire"."""
    return before is not None and folded[before.end : mention.start].strip(",") == " in "


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
    asides = _asides(folded, mentions) | {one.start for one in plates if not one.council}
    told = [one for one in mentions if one.start not in asides]
    # Where nobody else is named, the employer of those that the story opens with is meant.
    told = told or [one for one in mentions if one.end <= lead_end]
    scale = _weighed(told, title_end, lead_end)
    for name in headings:
        scale.placed[name].add(_IN_TITLE)
    for name in {one.authority for one in plates if one.council} | ({home_authority} if home_authority else set()):
        scale.placed[name].add(_AT_HOME)
    _leave_trusts_to_their_named(scale, mentions)
    is_alone = len({one.authority for one in mentions}) == 1
    chosen = _without_former(_chosen(scale, _listed(folded, mentions), headings, is_alone=is_alone), published)
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


def _asides(folded: str, mentions: tuple[AuthorityMention, ...]) -> set[int]:
    """Starts of names that are somebody's employer, an example, a comparison or say only where a place lies."""
    found = _are_examples(folded, mentions)
    for before, mention in pairwise((None, *mentions)):
        if not mention:
            continue
        joined = before and before.start in found and folded[before.end : mention.start].strip() in _SURE_JOINTS
        here = is_aside(folded, mention) or is_persons(folded, mention) or _is_county_of(folded, before, mention)
        if joined or here:
            found.add(mention.start)
    return found


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


def _leave_trusts_to_their_named(scale: _Scale, mentions: tuple[AuthorityMention, ...]) -> None:
    """Of the authorities of one trust keep those that the text names, if it names any."""
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
