"""Who the commissioner or adviser is that a sentence speaks of."""

from functools import lru_cache, partial

from transforms.extract.document import Document
from transforms.extract.intervention_words import cues
from transforms.extract.names import NameSpan, find_names
from transforms.extract.sentences import Sentence
from transforms.extract.worded import Worded, phrases
from transforms.extract.wording import plain

_FILE = "intervention_clauses.yaml"
_worded = partial(Worded, _FILE)
_APPOSITION_AFTER = _worded(
    r"(?:s?['\"]?,?\s{post_for}\s[^.;:]{0,60}?)?['\"]?(?:,|\s-|\s\(|:|\s{is_the_person}|,?\s{led_by})?\s?{titles}?\s?$"
)
_APPOSITION_BEFORE = _worded(
    r"^(?:,?\swho\s{who_is}|,|\s-|\s{as_the_post})?(?:\s|\s\()(?:{before_a_post}[\s'\"]+){0,6}$"
)
_OWN_CLAUSE = _worded(r"\b{own_clause}\b")
_APPOINTED_NEXT = _worded(r"\s{is_made}\s{made}\b")
_TAKES_THE_POST = _worded(r"\b{takes_the_post}")
_PLACE = _worded(r"(?<!{reaches}\s)\b{where}\s$")
_SENDS_IN = _worded(r"\b{sends_in}\sin\s$")
_MINISTRY = _worded(r"\b{ministries}\s(?:[a-z]{2,3}\s){1,2}$")
_SPEAKS_THERE = _worded(r"\b{speaks}\b")
_SPEAKS = _worded(r",?\s{speaks}\b")
_AND = _worded(r"(?:,|,?\sand)\s(?:{fellows}\s|[a-z]{3,14}\s)?(?:{titles}\s)?")
_PREDECESSOR = _worded(r"\b{comes_after}\s(?:{titles}\s)?$")
_PREDECESSOR_REACH = 40


def person_in_post(document: Document, sentence: Sentence, start: int, end: int) -> str | None:
    """The full name that stands in apposition to the post at `start` to `end`."""
    folded = document.folded
    for one in _names(document, sentence):
        follows = one.start >= end and _APPOSITION_AFTER.match(folded[end : one.start])
        if follows or (one.end <= start and _APPOSITION_BEFORE.match(folded[one.end : start])):
            return one.name
    return None


def persons_beside(document: Document, sentence: Sentence, start: int, end: int) -> tuple[str, ...]:
    """The full names of those who take or hold the post: in apposition, in the same sentence, or opening the next."""
    names = _names(document, sentence)
    if beside := person_in_post(document, sentence, start, end):
        return _joined(document, names, next(one for one in names if one.name == beside))
    near = [one for one in names if not (_is_apart(document, end, one) or _SPEAKS.match(document.folded, one.end))]
    if near and _TAKES_THE_POST.search(document.folded, sentence.start, sentence.end):
        return _joined(document, names, min(near, key=lambda one: min(abs(one.start - end), abs(start - one.end))))
    return _open_next(document, sentence)


def predecessor_beside(document: Document, sentence: Sentence) -> str | None:
    """The full name of the one who held the post before, told there or at the head of the next sentence."""
    for one in document.sentences[sentence.index : sentence.index + 2]:
        for name in _all_names(document, one):
            if _PREDECESSOR.search(document.folded, max(one.start, name.start - _PREDECESSOR_REACH), name.start):
                return name.name
    return None


def _joined(document: Document, names: list[NameSpan], first: NameSpan) -> tuple[str, ...]:
    """The name with those that "and" or a comma joins to it ("Ann Other and her colleague Jo Bloggs")."""
    joined = [first]
    for one in names:
        if one.start > joined[-1].end and _AND.fullmatch(document.folded, joined[-1].end, one.start):
            joined.append(one)
    return tuple(dict.fromkeys(one.name for one in joined))


def _is_apart(document: Document, end: int, name: NameSpan) -> bool:
    """Whether the name stands behind the post in a clause of its own ("after the chief inspector, ...")."""
    return name.start > end and bool(_OWN_CLAUSE.search(document.folded, end, name.start))


def _open_next(document: Document, sentence: Sentence) -> tuple[str, ...]:
    """Those who open the next sentence and take the post there."""
    if sentence.index + 1 >= len(document.sentences):
        return ()
    following = document.sentences[sentence.index + 1]
    names = _names(document, following)
    opens = bool(names) and names[0].start <= following.start + 2
    takes = _TAKES_THE_POST.search(document.folded, following.start, following.end)
    speaks = _SPEAKS_THERE.search(document.folded, following.start, following.end)
    return _joined(document, names, names[0]) if opens and takes and not speaks else ()


def _names(document: Document, sentence: Sentence) -> list[NameSpan]:
    """Full names in a sentence, ministers, leaders and inspectors left out."""
    return [one for one in _all_names(document, sentence) if not _is_somebody_else(document.folded, one)]


def is_another_named(document: Document, persons: tuple[str, ...], start: int, end: int) -> bool:
    """Whether somebody else than `persons`, who are known, is named by the full name between two places of a text."""
    first, last = document.sentence_at(start).index, document.sentence_at(end).index
    between = (
        name
        for sentence in document.sentences[first : last + 1]
        for name in _all_names(document, sentence)
        if start <= name.start and name.end <= end
    )
    known = {person.split()[-1] for person in persons}
    return bool(known) and any(name.parts[-1] not in known for name in between)


def _all_names(document: Document, sentence: Sentence) -> tuple[NameSpan, ...]:
    return _names_in(document, sentence.index)


@lru_cache(maxsize=64)
def _names_in(document: Document, index: int) -> tuple[NameSpan, ...]:
    sentence = document.sentences[index]
    taken = [(one.start - sentence.start, one.end - sentence.start) for one in document.mentions_in(sentence)]
    spans = find_names(plain(sentence.text), taken)
    moved = (NameSpan(one.start + sentence.start, one.end + sentence.start, one.title, one.parts) for one in spans)
    first_names = phrases(_FILE, "titles_for_first_names")
    return tuple(one for one in moved if len(one.parts) > 1 or one.title in first_names)


def _is_somebody_else(folded: str, name: NameSpan) -> bool:
    if _APPOINTED_NEXT.match(folded, name.end):
        return False
    before = folded[max(0, name.start - 40) : name.start]
    if _MINISTRY.search(before) or name.title in phrases(_FILE, "titles_of_members"):
        return True
    if _PLACE.search(before) and not _SENDS_IN.search(before):
        return True
    return bool(cues().other_persons_before.search(before) or cues().other_persons_after.match(folded, name.end))
