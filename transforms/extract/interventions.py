"""Steps of government intervention that an article tells."""

from collections.abc import Iterator
from dataclasses import replace

from transforms.extract.document import Document
from transforms.extract.intervention_authorities import authorities_meant, names_own
from transforms.extract.intervention_clauses import clause_of, is_denied, is_general, is_to_be
from transforms.extract.intervention_course import Told
from transforms.extract.intervention_days import day_of
from transforms.extract.intervention_holders import read_holders
from transforms.extract.intervention_kinds import ENDED_BY, OF_PERSONS
from transforms.extract.intervention_people import persons_beside, predecessor_beside
from transforms.extract.intervention_reading import Reading, read_steps
from transforms.extract.intervention_remits import is_second, is_whole_council
from transforms.extract.intervention_scene import around, cues_in, is_in_story, things_named
from transforms.extract.intervention_settling import settled
from transforms.extract.intervention_standing import standing_of
from transforms.extract.intervention_words import cues
from transforms.extract.trace import because, dropped
from transforms.extract.worded import Worded
from transforms.facts import Intervention

_UNKNOWN = ""
_NOT_YET = Worded("intervention_clauses.yaml", r"\b{not_yet}\b[^.;]{0,25}$")
_NOT_YET_REACH = 60


def find_interventions(document: Document) -> list[Intervention]:
    """Read the steps of intervention, one row each, in order of their evidence."""
    named = things_named(document)
    if not (named and cues_in(document).search("context")):
        return []
    readings = list(read_steps(document, named))
    readings += list(read_holders(document, readings))
    told = _with_authority(list(_all_told(document, readings)))
    told.sort(key=lambda one: one.sentence.start)
    if not told:
        return []
    is_over = _is_over(document)
    places: dict[str, list[Told]] = {}
    for one in told:
        places.setdefault(one.authority, []).append(one)
    rows = [row for steps in places.values() for row in settled(steps, is_over=is_over)]
    return sorted(rows, key=lambda row: row.evidence.start)


def _is_over(document: Document) -> bool:
    """Whether the text says that the government has gone again, and not only that it will or might."""
    return any(
        is_in_story(document, one.start())
        and not _NOT_YET.search(document.folded, max(0, one.start() - _NOT_YET_REACH), one.start())
        for one in cues_in(document).finditer("over")
    )


def _all_told(document: Document, readings: list[Reading]) -> Iterator[Told]:
    """The steps in order of the text; one of "the notice" is taken where the notice was."""
    last: dict[str, tuple[str, ...]] = {}
    for reading in sorted(readings, key=lambda one: one.start):
        begun = ENDED_BY.get(reading.step.type, reading.step.type)
        sentence = document.sentence_at(reading.start)
        goes_back = reading.is_again or reading.person is not None
        same = last.get(begun) if goes_back and not names_own(document, sentence, reading) else None
        told = list(_tell(document, reading, same))
        if told:
            last[begun] = tuple(dict.fromkeys(one.authority for one in told))
        yield from told


def _with_authority(told: list[Told]) -> list[Told]:
    """The steps, those without an authority given the one that alone has such a step in the text."""
    homes: dict[str, set[str]] = {}
    for one in told:
        homes.setdefault(one.type, set()).update({one.authority} - {_UNKNOWN})
    owned = [replace(one, authority=min(homes[one.type])) if _is_alone(one, homes) else one for one in told]
    for one in owned:
        if one.authority == _UNKNOWN:
            dropped("intervention.no_authority", one.at)
    return [one for one in owned if one.authority != _UNKNOWN]


def _is_alone(one: Told, homes: dict[str, set[str]]) -> bool:
    return one.authority == _UNKNOWN and len(homes[one.type]) == 1


def _tell(document: Document, reading: Reading, same: tuple[str, ...] | None) -> Iterator[Told]:
    sentence = document.sentence_at(reading.start)
    clause = clause_of(document, sentence, reading)
    if is_denied(document, sentence, reading, clause) or is_general(document, sentence, reading):
        return
    day = day_of(document, sentence, reading)
    when, is_aged = standing_of(document, sentence, reading, clause, day)
    because(None, "intervention.words.thing", reading.place, (reading.start, reading.end))
    because(None, "intervention.words.verb", reading.place, reading.verb)
    for authority in same or authorities_meant(document, sentence, reading) or (_UNKNOWN,):
        one = Told(
            authority=authority,
            type=reading.step.type,
            when=when,
            person=None,
            day=day,
            sentence=sentence,
            remit="whole_council" if is_whole_council(document, sentence, reading) else "childrens_services",
            is_standing=reading.is_standing,
            is_vague=bool(cues().named_only.fullmatch(document.folded, *reading.verb)),
            is_aged=is_aged,
            is_mention=reading.is_mention,
            is_second=is_second(document, reading),
            at=reading.place,
            replaces=bool(cues_in(document).search("replaces", *around(sentence, reading.start, reading.end))),
        )
        yield from _for_persons(document, reading, one, is_to_be=is_to_be(reading, clause))


def _for_persons(document: Document, reading: Reading, told: Told, *, is_to_be: bool) -> Iterator[Told]:
    """The step, once for each person whom the words name, and for the one who had the post before.

    Somebody who is to be appointed, and is not named, is a plan yet.
    """
    if told.type not in OF_PERSONS or reading.is_plan:
        yield told
        return
    persons = (
        (reading.person,) if reading.person else persons_beside(document, told.sentence, reading.start, reading.end)
    )
    if is_to_be and not persons and told.when == "current" and told.type not in ENDED_BY:
        yield because(replace(told, when="proposed"), "intervention.when.proposed", reading.place)
        return
    earlier = predecessor_beside(document, told.sentence) if told.when == "current" else None
    for person in persons or (None,):
        if person is None or person != earlier:
            yield replace(told, person=person)
    if earlier and told.type not in ENDED_BY:
        yield replace(told, person=earlier, when="previous", is_standing=True, is_mention=False, replaces=False)
