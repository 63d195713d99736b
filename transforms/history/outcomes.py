"""What each inspection came to: news of its grades against those before, and sources that contradict each other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from transforms.frameworks import judgements_beside
from transforms.history.event import Event
from transforms.history.reconcile import grade_before, is_of_council
from transforms.history.visits import Observation, Visit, inspection_id, voices
from transforms.history.witnesses import Witness
from transforms.wording import areas_phrase, headline, words

RATING = "rating"
INADEQUATE_NEW = "inadequate_new"
INADEQUATE_RANK = 1
# A grade named in passing so long after an inspection is another inspection's.
SAME_INSPECTION = timedelta(days=270)
OVERALL = "overall_effectiveness"
TOLD_FIRST = (OVERALL, "leadership", "help_and_protection", "safeguarding")

Grades = Mapping[str, Observation]
Reports = Mapping[str, Sequence[Observation]]


def outcome_events(authority: tuple[str, str], visits: Sequence[Visit]) -> list[Event]:
    """Return what each reported inspection of the authority (code, name) came to, the oldest first.

    `visits` are all of the authority's, oldest first (gathering.gather_visits). One event of the family "rating" tells
    of each that an article reports, and one of the family "source_conflict <judgement>" of each grade that is in doubt.
    """
    return [event for place, visit in enumerate(visits) for event in _events_of(authority, visits, place, visit)]


def _events_of(authority: tuple[str, str], visits: Sequence[Visit], place: int, visit: Visit) -> Iterator[Event]:
    reports = _reports(visit)
    if visit.published is None or not reports:
        return
    is_overtaken = any(_overtakes(later, visit) for later in visits[place + 1 :])
    yield _outcome(authority, visit, visits[:place], reports, is_overtaken)
    for judgement, told in reports.items():
        if len({one.grade_rank for one in told}) > 1:
            yield _conflict(authority, visit, judgement, told, is_overtaken)


def _reports(visit: Visit) -> dict[str, list[Observation]]:
    """What is to be weighed on each judgement that an article reported at the time, the best first."""
    return {judgement: voices(told) for judgement, told in visit.grades.items() if any(one.reported_on for one in told)}


def _overtakes(later: Visit, visit: Visit) -> bool:
    """Whether a later inspection makes this one history: one reported, or one that gave other grades and is dated."""
    if is_of_council(visit) and not is_of_council(later):
        return False
    if later.published:
        return True
    limit = (visit.published or date.min) + SAME_INSPECTION
    is_dated = later.effective is not None and (later.inspected_from is not None or later.effective > limit)
    known = visit.ranks
    return is_dated and not all(ranks <= known.get(judgement, set()) for judgement, ranks in later.ranks.items())


def _outcome(
    authority: tuple[str, str], visit: Visit, earlier: Sequence[Visit], reports: Reports, is_overtaken: bool
) -> Event:
    assert visit.published
    now = {judgement: told[0] for judgement, told in reports.items()}
    before = {judgement: grade_before(earlier, judgement) for judgement in (*now, OVERALL)}
    old = {judgement: found[1] for judgement, found in before.items() if found}
    change_type, moved = _comparison(now, old)
    head = _headline_judgement(moved)
    old_grade, new_grade = old[head].grade if head in old else None, now[head].grade
    return Event(
        type=change_type,
        family=RATING,
        authority_code=authority[0],
        authority=authority[1],
        subject=None,
        effective=visit.published,
        summary=headline(
            change_type,
            authority=authority[1],
            old=words("grades", old_grade) if old_grade else None,
            new=words("grades", new_grade),
            areas=areas_phrase(_told_with(head, change_type, now, old), list(now)),
        ),
        witnesses=_witnesses(reports[head]),
        key=(RATING, inspection_id(authority[0], visit)),
        judgement=head,
        old_value=old_grade,
        new_value=new_grade,
        overtaken=is_overtaken,
    )


def _comparison(now: Grades, old: Grades) -> tuple[str, list[str]]:
    """The type of the change from the old grades to those of now, and the judgements that make it so."""
    newly_inadequate = [one for one in now if _is_inadequate(now, one) and not _was_inadequate(one, old)]
    if newly_inadequate:
        return INADEQUATE_NEW, newly_inadequate
    out_of_it = [one for one in now if _was_inadequate(one, old)]
    if out_of_it and not any(_is_inadequate(now, one) for one in now):
        return "inadequate_left", out_of_it
    steps = {one: now[one].grade_rank - old[one].grade_rank for one in now if one in old}
    # Where as much rose as fell, what fell is told: nobody is to be left unwarned.
    step = (steps[_headline_judgement(steps)] or sum(steps.values()) or min(steps.values())) if steps else 0
    if step == 0:
        return "rating_new", list(now)
    moved = [one for one, by in steps.items() if by * step > 0]
    return "rating_upgraded" if step > 0 else "rating_downgraded", moved


def _was_inadequate(judgement: str, old: Grades) -> bool:
    """Whether it was inadequate before; where its own grade is not known, whether the services were overall."""
    is_part = judgement not in old and judgement not in judgements_beside()
    return _is_inadequate(old, OVERALL if is_part else judgement)


def _told_with(head: str, change_type: str, now: Grades, old: Grades) -> list[str]:
    """The judgements of which the headline is true in the words that it has for its first."""
    alike = [one for one in now if now[one].grade == now[head].grade]
    if change_type == INADEQUATE_NEW:
        return [one for one in alike if not _was_inadequate(one, old)]
    if change_type in ("rating_upgraded", "rating_downgraded"):
        return [one for one in alike if one in old and old[one].grade == old[head].grade]
    return alike


def _is_inadequate(grades: Grades, judgement: str) -> bool:
    return judgement in grades and grades[judgement].grade_rank == INADEQUATE_RANK


def _headline_judgement(judgements: Iterable[str]) -> str:
    return min(judgements, key=lambda one: (TOLD_FIRST.index(one) if one in TOLD_FIRST else len(TOLD_FIRST), one))


def _witnesses(told: Sequence[Observation]) -> tuple[Witness, ...]:
    """Who states the grade that the best source gives; who tells of other areas only is no witness of it."""
    return tuple(one.witness for one in told if one.grade_rank == told[0].grade_rank)


def _different(told: Iterable[Observation]) -> list[str]:
    """The grades that differ in rank, the best source's first."""
    by_rank: dict[int, str] = {}
    for one in told:
        by_rank.setdefault(one.grade_rank, one.grade)
    return list(by_rank.values())


def _conflict(
    authority: tuple[str, str], visit: Visit, judgement: str, told: Sequence[Observation], is_overtaken: bool
) -> Event:
    assert visit.published
    grades = _different(told)
    return Event(
        type="source_conflict",
        family=f"source_conflict {judgement}",
        authority_code=authority[0],
        authority=authority[1],
        subject=judgement,
        effective=visit.published,
        summary=headline(
            "source_conflict",
            authority=authority[1],
            areas=areas_phrase([judgement], [judgement]),
            old=words("grades", grades[0]),
            new=words("grades", grades[1]),
        ),
        witnesses=tuple(one.witness for one in told),
        key=("source_conflict", inspection_id(authority[0], visit), judgement),
        judgement=judgement,
        old_value=grades[0],
        new_value=", ".join(grades[1:]),
        overtaken=is_overtaken,
    )
