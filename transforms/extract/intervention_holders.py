"""Steps told of a commissioner or adviser by name or pronoun, once the text has said who it is."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

from transforms.extract.document import Document
from transforms.extract.intervention_people import is_another_named, persons_beside
from transforms.extract.intervention_reading import Reading, steps_behind
from transforms.extract.intervention_words import Thing, things
from transforms.extract.sentences import TITLE, Sentence
from transforms.extract.worded import Worded, phrases

_worded = partial(Worded, "intervention_clauses.yaml")
_PRONOUN = _worded(r"\b{pronouns}\b")
_PLURAL_PRONOUN = _worded(r"\b{plural_pronouns}\b")
_ANY_PRONOUN = _worded(r"\b{pronouns}\b|\b{plural_pronouns}\b")
_BOTH = _worded(r"{both}\b")
_SUCCESSOR = _worded(r"\b{successors}\s[^.;:]{0,40}?\b{is_to_be}\s{found}\b|\b{name_somebody}\b")
_OTHER_POST = _worded(r"\b{posts}\b")
_PRONOUN_REACH, _SUCCESSOR_SENTENCES, _MOST_HOLDERS = 25, 8, 20
_MOST_PRONOUNS = 6


def read_holders(document: Document, readings: list[Reading]) -> Iterator[Reading]:
    """What the text goes on to say of those whom it has named in a post, or called "he" or "she" right behind."""
    for thing in things():
        own = [one for one in readings if one.step in thing.steps] if thing.sent_by_government else []
        if own:
            yield from _by_name(document, thing, own)
            yield from _by_pronoun(document, thing, own)
            yield from _successors(document, thing, own)


def _by_name(document: Document, thing: Thing, own: list[Reading]) -> Iterator[Reading]:
    """Steps told of the surname alone, in sentences that do not name the post."""
    holders = _holders(document, own)
    if not holders:
        return
    told: dict[int, int] = {}
    for one in own:
        index = document.sentence_at(one.start).index
        told[index] = max(told.get(index, 0), one.end, one.verb[1])
    for start, end, person in _named_again(document, holders):
        last = told.get(document.sentence_at(start).index)
        if last is None:
            steps = _said_of(document, thing, start, end)
        else:
            steps = steps_behind(document, thing, start, end) if start > last else []
        for one in steps:
            yield replace(one, person=person)


def _named_again(document: Document, holders: dict[str, str]) -> list[tuple[int, int, str]]:
    """Start and end of every place of the story that has a surname, or a title with a first name, and whose it is."""
    limit, found = document.sentences[-1].end, []
    for name, person in holders.items():
        start = document.folded.find(name, 0, limit)
        while start >= 0:
            end = start + len(name)
            if not (document.folded[start - 1 : start].isalnum() or document.folded[end : end + 1].isalnum()):
                found.append((start, end, person))
            start = document.folded.find(name, end, limit)
    return sorted(found)


def _said_of(document: Document, thing: Thing, start: int, end: int) -> list[Reading]:
    """The step told right behind a name, else behind "he" or "she" at the head of the next sentence."""
    if steps := steps_behind(document, thing, start, end):
        return steps
    index = document.sentence_at(start).index + 1
    if index >= len(document.sentences):
        return []
    head = document.sentences[index].start
    pronoun = _PRONOUN.search(document.folded, head, head + _PRONOUN_REACH)
    return steps_behind(document, thing, *pronoun.span()) if pronoun else []


def _holders(document: Document, own: list[Reading]) -> dict[str, str]:
    """Full names by surname in small letters, of the first so many who are named in the post."""
    found: dict[str, str] = {}
    for one in own:
        for name in _persons(document, one):
            if len(set(found.values())) < _MOST_HOLDERS:
                found.setdefault(name.split()[-1].lower().replace("\u2019", "'"), name)
                for title in phrases("intervention_clauses.yaml", "titles_before_first_names"):
                    found.setdefault(f"{title} {name.split()[0].lower()}", name)
    return found


def _persons(document: Document, reading: Reading) -> tuple[str, ...]:
    return persons_beside(document, document.sentence_at(reading.start), reading.start, reading.end)


def _by_pronoun(document: Document, thing: Thing, own: Iterable[Reading]) -> Iterator[Reading]:
    """Steps told of "he" or "she" later in a sentence that names the post, or at the head of the next one.

    "They" are the holders only where several have been named, and "she" only where one has: else others are likelier
    meant, and so they are once anybody else has been named.
    """
    for one in own:
        sentence = document.sentence_at(one.start)
        persons = _persons(document, one)
        are_several = len(persons) > 1 or document.folded[one.start : one.end].endswith("s")
        pronouns = _pronouns(len(persons), are_several=are_several)
        behind = max(one.end, one.verb[1])
        for begin, end in ((behind, sentence.end), *_sentences_on(document, sentence)):
            for pronoun in islice(pronouns.finditer(document.folded, begin, end), _MOST_PRONOUNS):
                steps = steps_behind(document, thing, *pronoun.span())
                if steps and is_another_named(document, persons, behind, pronoun.start()):
                    break
                if steps and not persons and _OTHER_POST.search(document.folded, behind, pronoun.start()):
                    break
                for step in steps:
                    yield replace(step, person=persons[0] if len(persons) == 1 else None)
        yield from _both(document, thing, sentence, persons)


def _pronouns(persons: int, *, are_several: bool) -> Worded:
    if not are_several:
        return _PRONOUN
    return _ANY_PRONOUN if persons == 1 else _PLURAL_PRONOUN


def _both(document: Document, thing: Thing, sentence: Sentence, persons: tuple[str, ...]) -> Iterator[Reading]:
    """Steps told of "both" at the head of the next sentence."""
    if sentence.index + 1 < len(document.sentences):
        following = document.sentences[sentence.index + 1]
        if both := _BOTH.match(document.folded, following.start, following.end):
            for step in steps_behind(document, thing, *both.span()):
                yield replace(step, person=persons[0] if len(persons) == 1 else None, is_again=True)


def _sentences_on(document: Document, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The next sentence, and those that follow it as long as each opens with "he" or "she"."""
    after = () if sentence.paragraph == TITLE else document.sentences[sentence.index + 1 : sentence.index + 4]
    for one in after:
        is_next = one.index == sentence.index + 1
        if not (is_next or _ANY_PRONOUN.search(document.folded, one.start, one.start + _PRONOUN_REACH)):
            return
        yield one.start, one.end


def _successors(document: Document, thing: Thing, own: Iterable[Reading]) -> Iterator[Reading]:
    """The one who is still to be found for somebody who goes."""
    begin = thing.steps[-1]
    for one in own:
        if one.step is not begin:
            index = document.sentence_at(one.start).index
            for sentence in document.sentences[index : index + _SUCCESSOR_SENTENCES]:
                for match in _SUCCESSOR.finditer(document.folded, sentence.start, sentence.end):
                    yield Reading(begin, *match.span(), match.span(), 0, is_standing=True, is_plan=True)
