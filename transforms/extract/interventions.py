"""Steps of government intervention that an article tells."""

from collections.abc import Iterator
from dataclasses import replace

from transforms.extract.document import Document
from transforms.extract.intervention_authorities import authorities_meant
from transforms.extract.intervention_people import person_beside
from transforms.extract.intervention_reading import Reading, around, read_steps
from transforms.extract.intervention_settling import Told, settled
from transforms.extract.intervention_standing import (
    OF_PERSONS,
    clause_of,
    day_of,
    is_denied,
    is_whole_council,
    standing_of,
)
from transforms.extract.intervention_words import cues
from transforms.facts import Intervention

_UNKNOWN = ""


def find_interventions(document: Document) -> list[Intervention]:
    """Read the steps of intervention, one row each, in order of their evidence."""
    if not cues().context.search(document.folded):
        return []
    told = _with_authority([step for reading in read_steps(document) for step in _tell(document, reading)])
    told.sort(key=lambda one: one.sentence.start)
    if not told:
        return []
    is_over = bool(cues().over.search(document.folded))
    kinds = dict.fromkeys((one.authority, one.type) for one in told)
    rows = [row for authority, kind in kinds for row in settled(told, authority, kind, is_over=is_over)]
    return sorted(rows, key=lambda row: row.evidence.start)


def _with_authority(told: list[Told]) -> list[Told]:
    """The steps, those without an authority given the one that alone has such a step in the text."""
    homes: dict[str, set[str]] = {}
    for one in told:
        homes.setdefault(one.type, set()).update({one.authority} - {_UNKNOWN})
    owned = (replace(one, authority=min(homes[one.type])) if _is_alone(one, homes) else one for one in told)
    return [one for one in owned if one.authority != _UNKNOWN]


def _is_alone(one: Told, homes: dict[str, set[str]]) -> bool:
    return one.authority == _UNKNOWN and len(homes[one.type]) == 1


def _tell(document: Document, reading: Reading) -> Iterator[Told]:
    sentence = document.sentence_at(reading.start)
    clause = clause_of(document, sentence, reading)
    if is_denied(document, sentence, reading, clause):
        return
    day = day_of(document, sentence, reading)
    when, is_aged = standing_of(document, sentence, reading, clause, day)
    is_person = reading.step.type in OF_PERSONS
    for authority in authorities_meant(document, sentence, reading) or (_UNKNOWN,):
        yield Told(
            authority=authority,
            type=reading.step.type,
            when=when,
            person=person_beside(document, sentence, reading.start, reading.end) if is_person else None,
            day=day,
            sentence=sentence,
            remit="whole_council" if is_whole_council(document, sentence, reading) else "childrens_services",
            is_standing=reading.is_standing,
            is_vague=bool(cues().named_only.fullmatch(document.folded, *reading.verb)),
            is_aged=is_aged,
            replaces=bool(cues().replaces.search(document.folded, *around(sentence, reading.start, reading.end))),
        )
