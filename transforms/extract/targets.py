"""Which services and judgements a grade is given for."""

from collections.abc import Iterator
from typing import cast

from transforms.extract.clauses import Clues
from transforms.extract.document import Document
from transforms.extract.owners import Place, enumerated
from transforms.extract.ownership import is_areas_own, is_nobodys, is_of_adults_inspectorate, is_own
from transforms.extract.thread import CHILDREN, OVERALL, Thread
from transforms.extract.trace import because, dropped
from transforms.extract.worded import Worded
from transforms.facts import Service

_THEM = Worded("rating_clauses.yaml", r"\b{the_authority_itself}\b")
# Characters in front of a grade in which a verb of judging stands.
_NEAR = 60
# Characters of " judgement" behind a grade.
_RATING_WORD = 11
# Characters of " for children" behind services.
_FOR_CHILDREN = 14


def targets_of(document: Document, thread: Thread, place: Place) -> Iterator[tuple[Service, str, bool]]:
    """Service and judgement that a grade is given for, and whether the sentence names them."""
    clues, groups = place.clues, place.groups
    names = tuple(dict.fromkeys(name for group in groups for name in group.names))
    services = tuple(dict.fromkeys(cast(Service, name) for group in groups for name in group.services))
    if place.grade.same and not (groups or clues.says("same") or _repeats_for_one(document, place)):
        return dropped("rating.no_repetition", place.grade)
    if services:
        yield from ((service, OVERALL, True) for service in services)
        if clues.between("own", place.grade.end, max(group.start for group in groups)):
            yield CHILDREN, OVERALL, False
    elif names and names != (OVERALL,):
        yield from _for_areas(document, thread, place, names)
    elif not names and not groups and _is_mere_heading(place):
        dropped("rating.heading", place.grade)
    elif not names and (meant := thread.areas_meant(clues, place.grade)):
        yield from ((CHILDREN, name, False) for name in meant)
    elif not _is_overall(place):
        dropped("rating.areas_counted", place.grade, place.groups[0])
    elif is_own(document, place, thread.foreign, named=bool(names)):
        yield _service(thread, clues), OVERALL, bool(names)


def _owns_areas(document: Document, thread: Thread, place: Place) -> bool:
    """Whether the grade of areas that the sentence names is the authority's."""
    if is_nobodys(document, place, named=True) and not enumerated(document, place):
        return because(False, "rating.nobodys", place.grade, next(iter(place.clues.of("nobody")), None))
    if thread.foreign and not _names_its_own(document, place.clues):
        return because(False, "rating.others_thread", place.grade)
    return is_areas_own(place)


def _for_areas(
    document: Document, thread: Thread, place: Place, names: tuple[str, ...]
) -> Iterator[tuple[Service, str, bool]]:
    """The areas, and the whole where they are only added to it: "it was inadequate, as was leadership"."""
    if not _owns_areas(document, thread, place):
        return
    yield from ((CHILDREN, name, True) for name in names)
    if all(group.added for group in place.groups) and _is_given_for_all(document, place, thread):
        yield CHILDREN, OVERALL, False


def _is_given_for_all(document: Document, place: Place, thread: Thread) -> bool:
    """Whether a grade is given to the authority or its services before areas are added to them."""
    clues, start = place.clues, place.limits[0]
    named = document.mentions_in(clues.sentence)
    told = clues.has("own", start, place.grade.start) or any(start <= one.start < place.grade.start for one in named)
    return (told or _THEM.search(clues.gap(start, place.grade.start)) is not None) and is_own(
        document, place, thread.foreign
    )


def _repeats_for_one(document: Document, place: Place) -> bool:
    """Whether words such as "so is", "that grade" stand with the authority to which they give the grade again."""
    clues, grade = place.clues, place.grade
    named = document.mentions_in(clues.sentence)
    if "also" in clues.folded[grade.start : grade.end]:
        return True
    if any(0 <= one.start - grade.end <= _RATING_WORD // 2 for one in named):
        return True
    return bool(named) and clues.has("verdicts", max(clues.sentence.start, grade.start - _NEAR), grade.start)


def _names_its_own(document: Document, clues: Clues) -> bool:
    return bool(clues.of("own") or document.mentions_in(clues.sentence))


def _service(thread: Thread, clues: Clues) -> Service:
    """The service that "the service" means here."""
    if any("child" in clues.folded[term.start : term.end + _FOR_CHILDREN] for term in clues.of("own")):
        return CHILDREN
    if is_of_adults_inspectorate(clues):
        return "adult_social_care"
    stated = clues.of("services")
    return cast(Service, stated[0].value) if stated else thread.service_meant(clues)


def _is_mere_heading(place: Place) -> bool:
    """Whether a line is only "Inadequate rating", a heading within the story."""
    clues, grade = place.clues, place.grade
    rest = len(clues.sentence.text) - (grade.end - grade.start)
    return 0 < rest <= _RATING_WORD and clues.has("rating_nouns", grade.end, clues.sentence.end)


def _is_overall(place: Place) -> bool:
    """Whether a grade is for the whole: no area is named or counted beside it, or "overall" or "all areas" is."""
    return not place.groups or any(group.everywhere or group.names for group in place.groups)
