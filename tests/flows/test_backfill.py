"""Backfill over real HTTP: days past are read within the budget, again where it broke off, and alert nobody."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from flows.backfill import backfill_source, backfill_sources, run_backfill
from flows.watch import Watched, watch_source
from flows.workshop import Workshop
from scrapers.budget import UNLIMITED, Allowance
from scrapers.readers import find_entries
from scrapers.window import Window
from tests.flows.command import Command
from tests.flows.conftest import Clock
from tests.flows.log import log, owed
from tests.flows.newsdesk import RATED, Newsdesk, fetching, states, watching, written_register
from tests.scrapers.sites.newsroom import NEWEST, TODAY, Item
from tests.scrapers.web import serving
from tests.transforms.telling import NEL

PAST = Window(TODAY - timedelta(days=20), TODAY - timedelta(days=5))


@pytest.fixture
def site() -> Iterator[Newsdesk]:
    with serving(Newsdesk) as opened:
        yield opened


@pytest.fixture
def desk(read_by_two: Workshop, clock: Clock, site: Newsdesk) -> Workshop:
    clock.now = NEWEST + timedelta(hours=3)
    return watching(read_by_two, site.source())


def backfill(desk: Workshop, window: Window = PAST, allowance: Allowance = UNLIMITED) -> Watched:
    with fetching(allowance) as fetcher:
        return backfill_source(desk, desk.register[0], window, fetcher)


def paths_within(site: Newsdesk, window: Window) -> list[str]:
    return [path for path in site.relevant if (item := site.item_at(path)) and window.holds(item.published)]


def test_what_was_announced_in_the_window_is_found_and_of_that_what_may_matter_fetched(
    desk: Workshop, site: Newsdesk
) -> None:
    done = backfill(desk)

    expected = paths_within(site, PAST)
    assert site.asked_for() == expected
    assert len(expected) == 4
    assert (done.found, done.new, done.kept, done.passed_over) == (16, 16, 4, 12)


def test_a_second_call_fetches_nothing_twice(desk: Workshop, site: Newsdesk) -> None:
    backfill(desk)
    site.asked_for()
    again = backfill(desk)

    assert site.asked_for() == []
    assert (again.found, again.new, again.kept) == (16, 0, 0)


def test_a_second_call_goes_on_where_the_budget_of_the_first_ended(desk: Workshop, site: Newsdesk) -> None:
    with fetching() as fetcher:
        find_entries(desk.register[0], fetcher, today=TODAY, backfill=PAST)
    first = backfill(desk, allowance=Allowance(source_bytes=site.size_of_listing() + 1))
    second = backfill(desk)

    assert (first.kept, first.left, first.failed) == (1, 3, 0)
    assert (second.kept, second.left) == (3, 0)
    assert site.asked_for() == paths_within(site, PAST)


def test_a_backfill_hides_no_news_from_the_next_visit(desk: Workshop, site: Newsdesk) -> None:
    backfill(desk)
    site.asked_for()
    with fetching() as fetcher:
        watched = watch_source(desk, desk.register[0], fetcher)

    assert watched.new == 25 - 16
    assert site.asked_for() == [path for path in site.relevant if path not in paths_within(site, PAST)]


def test_a_source_that_fails_is_told_of_and_stops_no_other(desk: Workshop, site: Newsdesk) -> None:
    with serving(Newsdesk) as other:
        other.gone.add("/wp-json/wp/v2/posts")
        both = watching(desk, other.source(id="broken"), site.source())
        told: list[Watched] = []
        done = backfill_sources(both, both.register, PAST, told.append)

    assert [(one.source_id, one.found, one.failed) for one in done] == [("broken", 0, 1), ("newsdesk", 16, 0)]
    assert sorted(told, key=lambda one: one.source_id) == list(done)


def test_a_window_that_takes_more_than_the_budget_to_list_is_to_be_made_shorter(desk: Workshop, site: Newsdesk) -> None:
    done = backfill(desk, allowance=Allowance(run_seconds=0))

    assert (done.found, done.failed) == (0, 1)
    assert states(desk) == {}


def rate(site: Newsdesk, *, days_ago: int) -> Item:
    """Publish that a council's services were rated inadequate, so many days ago."""
    item = site.publish(RATED, hours=-24 * days_ago)
    site.items.sort(key=lambda one: one.published, reverse=True)
    site.told[item.slug] = (
        f"{NEL} Council\u2019s children\u2019s services have been rated inadequate for help and protection by Ofsted.",
        "Inspectors said that leaders had been slow to notice how much had gone wrong since their last visit.",
    )
    return item


@pytest.mark.parametrize(("days_ago", "is_mailed"), [(4 * 365, False), (2, True)], ids=["old", "new"])
def test_old_news_is_in_the_history_and_alerts_nobody(
    desk: Workshop, site: Newsdesk, days_ago: int, is_mailed: bool
) -> None:
    item = rate(site, days_ago=days_ago)
    day = item.published.date()
    done = run_backfill(desk, desk.register, Window(day, day))

    assert (done.failures, done.counts()["articles_relevant"]) == ((), 1)
    assert "inadequate_new" in {entry["type"] for entry in log(desk)}
    assert bool(owed(desk)) == bool(done.alerted.sent) == is_mailed


@pytest.fixture
def settings(no_environment: Path, site: Newsdesk) -> Path:
    file = no_environment / "inspection-watch.toml"
    register = written_register(no_environment, site.source())
    file.write_text(f'sources = "{register}"\nallow_private_addresses = true\n', encoding="utf-8")
    return file


def test_the_command_says_what_each_source_came_to(command: Command, site: Newsdesk, settings: Path) -> None:
    said = command("backfill", "newsdesk", "--from", str(PAST.first), "--until", str(PAST.last))

    assert said.status == 0
    (row,) = [line.split() for line in said.out.splitlines() if "newsdesk" in line]
    assert row[:5] == ["newsdesk", "16", "16", "12", "4"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("newsdesk", "--from", "2021"), "--from '2021' is no date"),
        (("newsdesk", "--from", "2021-02-01", "--until", "2021-01-01"), "2021-02-01 is after --until 2021-01-01"),
        (("nobody", "--from", "2021-02-01"), "nobody"),
    ],
)
def test_a_wrong_use_is_explained(command: Command, settings: Path, arguments: tuple[str, ...], complaint: str) -> None:
    said = command("backfill", *arguments)

    assert said.status == 2
    assert complaint in said.err
