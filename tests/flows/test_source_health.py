from datetime import UTC, date, datetime, timedelta

import pytest

from flows.health import as_before, judge_visit, old_ones
from flows.memory.layout import addresses
from flows.memory.source_states import SourceState, last_checks, states_of_sources
from flows.workshop import Workshop
from scrapers.entries import Entry, Found
from scrapers.errors import Refused, ScrapeError, ServerError, TerminalError, TransientError
from scrapers.source import Source
from tests.flows.conftest import Clock
from transforms.health import MAY_PASS

TODAY = datetime(2021, 12, 3, 8, tzinfo=UTC)
LISTED = Found((Entry("https://gazette.example/1", "First", TODAY), Entry("https://gazette.example/2", "Second")))


def gazette(workshop: Workshop) -> Source:
    source = workshop.source("gazette")
    assert source is not None
    return source


def state(workshop: Workshop) -> SourceState:
    return states_of_sources(workshop.memory)["gazette"]


def visit(
    workshop: Workshop, listing: Found | None = LISTED, *, new: int = 0, error: ScrapeError | None = None
) -> SourceState:
    judge_visit(workshop, gazette(workshop), None if error else listing, new, error)
    return state(workshop)


def test_a_visit_is_written_down_with_its_verdict(workshop: Workshop, clock: Clock) -> None:
    seen = visit(workshop, new=2)
    assert seen.visits.last_checked == seen.visits.last_success == seen.visits.last_new_item == clock.now
    assert (seen.visits.last_found, seen.visits.newest_published, seen.visits.failures) == (2, TODAY, 0)
    assert (seen.verdict.code, seen.verdict.since, seen.verdict.run) == ("alive", clock.now, "run-1")
    assert last_checks(workshop.memory) == {"gazette": clock.now}


def test_nothing_new_is_another_outcome_than_no_list(workshop: Workshop, clock: Clock) -> None:
    first = visit(workshop, new=2)
    clock.forward(hours=1)
    for nothing_new in (LISTED, Found(unchanged=True)):
        seen = visit(workshop, nothing_new)
        assert (seen.verdict, seen.visits.last_found) == (first.verdict, 2)
        assert seen.visits.last_new_item == first.visits.last_new_item
    no_list = visit(workshop, error=TerminalError("There is no list."))
    assert (no_list.verdict.code, no_list.verdict.why) == ("broken", "There is no list.")


def test_failures_are_counted_until_the_source_is_read(workshop: Workshop) -> None:
    visit(workshop)
    failed = [visit(workshop, error=ServerError("Trouble.")) for _ in range(3)]
    assert [(each.visits.failures, each.verdict.code) for each in failed] == [(1, "alive"), (2, "alive"), (3, "broken")]
    assert failed[-1].visits.last_error == "Trouble."
    read = visit(workshop)
    assert (read.visits.failures, read.visits.last_error, read.verdict.code) == (0, None, "alive")


def test_a_refusal_is_a_block(workshop: Workshop) -> None:
    assert visit(workshop, error=Refused("It is behind Radware.")).verdict.code == "blocked"


def test_a_date_to_come_keeps_no_source_young(workshop: Workshop) -> None:
    slip = Entry("https://gazette.example/3", "Third", TODAY + timedelta(days=365))
    assert visit(workshop, Found((*LISTED.entries, slip))).visits.newest_published == TODAY


def kinds(base: type[ScrapeError]) -> list[type[ScrapeError]]:
    return [base, *(each for kind in base.__subclasses__() for each in kinds(kind))]


@pytest.mark.parametrize("kind", [*kinds(TransientError), *kinds(TerminalError)])
def test_every_kind_of_error_is_judged_as_what_it_is(kind: type[ScrapeError]) -> None:
    assert (kind.reason in MAY_PASS) is issubclass(kind, TransientError)


def remember(workshop: Workshop, source_id: str, entries: list[Entry]) -> None:
    now = workshop.clock()
    rows = [
        {"url": one.url, "source_id": source_id, "title": one.title, "published": one.published, "found_at": now}
        for one in entries
    ]
    with workshop.memory.begin() as connection:
        connection.execute(addresses.insert(), [row | {"state": "kept", "attempts": 0} for row in rows])


BEFORE = [
    Entry(f"https://gazette.example/{n}", f"Council opens family hub number {n}", datetime(2019, 7, n, 23, tzinfo=UTC))
    for n in range(1, 5)
]
AFTER = [Entry(f"{one.url}/anew", one.title, TODAY) for one in BEFORE]


def test_an_archive_dated_anew_by_a_redesign_is_known_as_old(workshop: Workshop) -> None:
    remember(workshop, "gazette", BEFORE)
    old = old_ones(workshop, gazette(workshop), AFTER)
    assert old == {f"https://gazette.example/{n}/anew": date(2019, 7, n + 1) for n in range(1, 5)}


def test_an_archive_dated_anew_makes_no_silent_source_seem_alive(workshop: Workshop) -> None:
    remember(workshop, "gazette", BEFORE)
    listing = Found(tuple(AFTER))
    as_dated = as_before(listing, old_ones(workshop, gazette(workshop), listing.entries))
    assert [entry.published for entry in as_dated.entries] == [
        datetime(2019, 7, n, 23, tzinfo=UTC) for n in range(1, 5)
    ]
    assert visit(workshop, as_dated).verdict.code == "stale"


def test_what_other_sources_announced_tells_nothing(workshop: Workshop) -> None:
    remember(workshop, "nelincs", BEFORE)
    assert old_ones(workshop, gazette(workshop), AFTER) == {}


def test_papers_of_committees_bear_the_same_titles_again_and_again(workshop: Workshop) -> None:
    remember(workshop, "gazette", BEFORE)
    of_committee = gazette(workshop).model_copy(update={"source_kind": "committee"})
    assert old_ones(workshop, of_committee, AFTER) == {}
