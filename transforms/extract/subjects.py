"""Which of the authorities named the story is about."""

from collections import defaultdict
from functools import cache
from itertools import pairwise

from transforms.data import read_yaml
from transforms.extract.mentions import AuthorityMention
from transforms.extract.sentences import TITLE, Sentence
from transforms.extract.terms import expand

_IN_TITLE, _IN_LEAD, _COUNCIL, _BARE, _AT_HOME = 3.0, 2.0, 1.0, 0.7, 4.0
_MOST_FROM_BODY = 6.0
# An authority is a subject if it has at least this share of the foremost one's weight.
_LEAST_SHARE = 0.5
_NAMED_OFTEN = 2.0
_LEAD_SENTENCES = 4


@cache
def _aside_marks() -> tuple[str, ...]:
    return tuple(f" {phrase}" for listed in read_yaml("names.yaml")["asides"] for phrase in expand(listed))


def is_aside(folded: str, mention: AuthorityMention) -> bool:
    """Whether an authority is named only as an employer, an example or a comparison."""
    before = folded[max(0, mention.start - 50) : mention.start].rstrip()
    before = before.removesuffix(" the").removesuffix(" the london borough of")
    return before.endswith("(") or f" {before}".endswith(_aside_marks())


def _is_county_of(folded: str, before: AuthorityMention | None, mention: AuthorityMention) -> bool:
    """Whether a name only says where the one before it lies: "St Helens in Lancashire"."""
    return before is not None and folded[before.end : mention.start].strip(",") == " in "


def _lead(sentences: tuple[Sentence, ...]) -> int:
    """End of the lead: the first full sentences of the story."""
    full = [one for one in sentences if one.paragraph != TITLE and len(one.text) > 60]
    return full[min(_LEAD_SENTENCES, len(full)) - 1].end if full else 0


def find_subjects(
    folded: str,
    sentences: tuple[Sentence, ...],
    mentions: tuple[AuthorityMention, ...],
    home_authority: str | None,
    headings: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """Short official names of the authorities that the story is about, sorted.

    `headings` are those that head a part of a round-up each.
    """
    title_end = sentences[0].end if sentences and sentences[0].paragraph == TITLE else 0
    lead_end = _lead(sentences)
    body: dict[str, float] = defaultdict(float)
    placed: dict[str, set[float]] = defaultdict(set)
    for before, mention in pairwise((None, *mentions)):
        if mention is None or is_aside(folded, mention) or _is_county_of(folded, before, mention):
            continue
        body[mention.authority] += _COUNCIL if mention.council or mention.trust else _BARE
        if mention.end <= lead_end:
            placed[mention.authority].add(_IN_TITLE if mention.end <= title_end else _IN_LEAD)
    for name in headings:
        placed[name].add(_IN_TITLE)
    if home_authority:
        placed[home_authority].add(_AT_HOME)
    _leave_trusts_to_their_named(body, placed, mentions)
    weights = {name: min(body[name], _MOST_FROM_BODY) + sum(placed[name]) for name in (*body, *placed)}
    listed = _listed(folded, mentions)
    most = max(weights.values(), default=0.0)
    return tuple(
        sorted(
            name
            for name, weight in weights.items()
            if weight == most
            or (weight >= most * _LEAST_SHARE and _is_foremost(name, body[name], placed[name], listed))
        )
    )


def _is_foremost(name: str, body: float, placed: set[float], listed: set[str]) -> bool:
    """Whether one beside the foremost authority is a subject too: named often, in the title or listed with another."""
    return body >= _NAMED_OFTEN or _IN_TITLE in placed or bool(placed and (name in listed or body > _COUNCIL))


def _listed(folded: str, mentions: tuple[AuthorityMention, ...]) -> set[str]:
    """Authorities that stand side by side with another one somewhere: "A and B"."""
    pairs = (
        (left.authority, right.authority)
        for left, right in pairwise(mentions)
        if left.end < right.start <= left.end + 6 and folded[left.end : right.start].strip() in ("and", ",", "&")
    )
    return {name for pair in pairs for name in pair}


def _leave_trusts_to_their_named(
    body: dict[str, float], placed: dict[str, set[float]], mentions: tuple[AuthorityMention, ...]
) -> None:
    """Of the authorities of one trust keep those that the text names, if it names any."""
    named = {one.authority for one in mentions if not one.trust}
    shared = defaultdict(set)
    for one in mentions:
        if one.trust:
            shared[one.start].add(one.authority)
    for partners in shared.values():
        if len(partners) > 1 and partners & named:
            for name in partners - named:
                body.pop(name, None)
                placed.pop(name, None)
