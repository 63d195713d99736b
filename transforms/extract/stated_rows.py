"""The row of one grade for one authority and one judgement, and how sure it is."""

from transforms.extract.owners import Place
from transforms.extract.sentences import TITLE
from transforms.extract.stated import Stated, Tense
from transforms.extract.trace import because
from transforms.facts import Service


def row_of(
    place: Place,
    tense: Tense,
    owner: tuple[str, float],
    target: tuple[Service, str, bool],
    *,
    news: bool,
    recalled: bool,
) -> Stated:
    """The undated row of a grade for one authority and one judgement."""
    (authority, certainty), (service, judgement, explicit) = owner, target
    return Stated(
        authority=authority,
        service=service,
        judgement=judgement,
        grade=place.grade.name,
        tense=tense,
        period=None,
        sentence=place.clues.sentence,
        rule="same_grade" if place.grade.same else "grade_of_area" if explicit else "grade_of_services",
        confidence=_confidence(place, certainty, explicit),
        explicit=explicit,
        news=news,
        recalled=recalled,
        now=_is_now(place),
        at=(place.grade.start, place.grade.end),
    )


def _is_now(place: Place) -> bool:
    """Whether the clause of a grade, or a headline, speaks of today."""
    clues, grade = place.clues, place.grade
    return clues.sentence.paragraph == TITLE or clues.has("present", place.limits[0], grade.start)


def _confidence(place: Place, certainty: float, explicit: bool) -> float:
    """How sure a row is: less where area or authority are only implied, the grade bare, or the line a headline."""
    grade, in_title = place.grade, place.clues.sentence.paragraph == TITLE
    sure = (0.97, "rating.confidence.named") if explicit else (0.9, "rating.confidence.implied")
    given = 1 if grade.verdict or grade.firm else because(0.9, "rating.confidence.bare", grade)
    told = because(0.9, "rating.confidence.headline", grade) if in_title else 1
    return round(certainty * because(*sure, grade) * given * told, 3)
