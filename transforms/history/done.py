"""Which undertakings were done, and what reports it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from transforms.history.intervention_steps import Step
from transforms.history.interventions import InterventionSpell
from transforms.history.peer_reviews import PeerReviewVisit
from transforms.history.reconcile import Rows
from transforms.history.statements import Statement, best_first, first_day, first_known, shared_fields
from transforms.history.undertakings import Done, Undertaking
from transforms.wording import done_by

# What is reported done longer than this after the last telling and the deadline is another thing.
REPORTED_WITHIN = timedelta(days=1096)


def mark_done(
    undertakings: Sequence[Undertaking],
    deliveries: Rows,
    spells: Iterable[InterventionSpell],
    reviews: Iterable[PeerReviewVisit],
    today: date,
) -> None:
    """Set `done` of every undertaking of an authority that was done by today: to the first report of it.

    `deliveries` are its rows of that table, joined with their article; a board, an adviser or a peer review that an
    undertaking spoke of is a report as well.
    """
    for undertaking, done in (*_delivered(undertakings, deliveries), *_there(undertakings, spells, reviews)):
        if done.day <= today and (undertaking.done is None or done.rank < undertaking.done.rank):
            undertaking.done = done


def _report(day: date, told: Iterable[Statement]) -> Done:
    best = best_first(told)[0].witness
    return Done(day, best.evidence, best.url, best.rank)


def _delivered(undertakings: Sequence[Undertaking], deliveries: Rows) -> Iterator[tuple[Undertaking, Done]]:
    """Each report with the undertaking it is of: of the same money if it names any, and else the last one made."""
    made = sorted((one for one in undertakings if one.made_on), key=_by_day)
    of_money: dict[tuple[str, int | None], list[Undertaking]] = defaultdict(list)
    of_category: dict[str, list[Undertaking]] = defaultdict(list)
    for one in made:
        of_money[one.category, one.amount_gbp].append(one)
        of_category[one.category].append(one)
    for row in deliveries:
        if row["published"] is None:
            continue
        report = Statement(*shared_fields(row, "delivery_id", is_news=False))
        category, money = row["category"], row["amount_gbp"]
        choices = [of_money[category, money], of_money[category, None]] if money else [of_category[category]]
        found = first_known(_last_before(report, among) for among in choices)
        if found:
            yield found, _report(row["published"], [report])


def _by_day(undertaking: Undertaking) -> date:
    return undertaking.made_on or date.min


def _last_before(report: Statement, undertakings: Sequence[Undertaking]) -> Undertaking | None:
    day = report.published or date.min
    before = undertakings[: bisect_right(undertakings, day, key=_by_day)]
    fitting = (one for one in reversed(before) if _may_be_done_by(one, day) and not _is_first_told_by(one, report))
    return next(fitting, None)


def _is_first_told_by(undertaking: Undertaking, report: Statement) -> bool:
    """Whether the article makes the undertaking: then what it tells as done is something else."""
    articles = {one.witness.article_id for one in undertaking.told if one.published == undertaking.made_on}
    return report.witness.article_id in articles


def _may_be_done_by(undertaking: Undertaking, day: date) -> bool:
    if undertaking.made_on is None or undertaking.last_told_on is None or day < undertaking.made_on:
        return False
    return day <= max(undertaking.last_told_on, undertaking.deadline or date.min) + REPORTED_WITHIN


def _there(
    undertakings: Iterable[Undertaking], spells: Iterable[InterventionSpell], reviews: Iterable[PeerReviewVisit]
) -> Iterator[tuple[Undertaking, Done]]:
    """Each board, adviser and peer review with the undertakings that spoke of it before."""
    things = [*_set_up(spells), *_held(reviews)]
    for undertaking in undertakings:
        spoken_of = {
            thing for thing, phrases in done_by(undertaking.category).items() if undertaking.speaks_of(phrases)
        }
        for thing, day, done in things:
            if thing in spoken_of and day != undertaking.made_on and _may_be_done_by(undertaking, day):
                yield undertaking, done


def _set_up(spells: Iterable[InterventionSpell]) -> Iterator[tuple[str, date, Done]]:
    for spell in spells:
        if spell.began_on:
            told = [one for one in spell.told if one.step is Step.BEGUN]
            yield spell.kind, spell.began_on, _report(spell.began_on, told)


def _held(reviews: Iterable[PeerReviewVisit]) -> Iterator[tuple[str, date, Done]]:
    for visit in reviews:
        told = visit.since_it_began(visit.told)
        if visit.held_on and told:
            yield "peer_review", visit.held_on, _report(max(visit.held_on, first_day(told) or date.min), told)
