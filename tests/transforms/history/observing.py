"""Grades told in a line, as observations of inspections."""

from datetime import UTC, date, datetime

from transforms.extract.periods import parse_period
from transforms.frameworks import grade_rank
from transforms.history.visits import Observation, Visit
from transforms.history.witnesses import Witness

NOW = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
OVERALL = "overall_effectiveness"


def observe(
    grade: str,
    judgement: str = OVERALL,
    *,
    inspected: str | None = None,
    published: str | None = "2021-11-29",
    current: bool = True,
    reports: bool | None = None,
    article: str = "a",
    source_kind: str = "sector_press",
    framework: str | None = None,
    recorded: datetime = NOW,
) -> Observation:
    """One grade of one article; what is current is news unless it is said not to be."""
    period = parse_period(inspected)
    day = date.fromisoformat(published) if published else None
    return Observation(
        rating_id="/".join(map(str, (article, judgement, grade, inspected, current))),
        framework=framework,
        judgement=judgement,
        grade=grade,
        grade_rank=grade_rank(grade),
        current=current,
        reports=current if reports is None else reports,
        inspected_from=period.first if period else None,
        inspected_to=period.last if period else None,
        date_precision=period.precision if period else None,
        witness=Witness(article, f"of {article}", source_kind, article, f"https://{article}", day, f"{grade}.", 0.9),
        recorded_at=recorded,
    )


def before(grade: str, judgement: str = OVERALL, **told: str | None) -> Observation:
    """A grade that an article tells of as the one before."""
    return observe(grade, judgement, current=False, **told)  # type: ignore[arg-type]


def in_passing(grade: str, judgement: str = OVERALL, **told: str | None) -> Observation:
    """A grade that stands and that an article names though its news is another."""
    return observe(grade, judgement, reports=False, **told)  # type: ignore[arg-type]


def article_of(name: str, published: str, inspected: str | None = None, /, **grades: str) -> list[Observation]:
    """The grades that one article reports, by judgement."""
    return [
        observe(grade, judgement, inspected=inspected, published=published, article=name)
        for judgement, grade in grades.items()
    ]


def seen(visits: list[Visit]) -> list[tuple[str, set[str]]]:
    """Each visit's anchor and articles."""
    return [(visit.anchor, {one.witness.article_id for one in visit.observations}) for visit in visits]
