from dataclasses import replace

import pytest

from scrapers.budget import Allowance, Budget
from scrapers.errors import BudgetSpent, Gone
from scrapers.fetch import Fetcher
from tests.scrapers.conftest import QUICK
from tests.scrapers.web import Reply, Site, make_source


class Clock:
    """Stands until a test moves it."""

    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def spend(
    budget: Budget, clock: Clock, source_id: str, *, seconds: float = 0, size: int = 0, fails: bool = False
) -> None:
    with budget.spending(source_id) as spent:
        clock.now += seconds
        spent.bytes += size
        if fails:
            raise Gone("no page")


def test_time_is_charged_to_the_source_that_took_it(clock: Clock) -> None:
    budget = Budget(Allowance(source_seconds=10), clock)
    spend(budget, clock, "slow", seconds=6)
    spend(budget, clock, "slow", seconds=6)
    clock.now += 100
    spend(budget, clock, "other", seconds=6)
    with pytest.raises(BudgetSpent, match=r"slow has had its 10 s of this run; the rest is left"):
        spend(budget, clock, "slow")
    spend(budget, clock, "other", seconds=1)


def test_bytes_are_charged_to_the_source_that_sent_them(clock: Clock) -> None:
    budget = Budget(Allowance(source_bytes=3e6), clock)
    for _ in range(2):
        spend(budget, clock, "heavy", size=1_500_000)
    with pytest.raises(BudgetSpent, match="heavy has had its 3 MB"):
        spend(budget, clock, "heavy")
    spend(budget, clock, "light", size=1)


def test_the_run_ends_for_every_source_by_what_all_have_sent(clock: Clock) -> None:
    budget = Budget(Allowance(run_bytes=3e6), clock)
    spend(budget, clock, "a", size=2_000_000)
    spend(budget, clock, "b", size=1_000_000)
    with pytest.raises(BudgetSpent, match="The run has had its 3 MB; c is left for the next one"):
        spend(budget, clock, "c")


def test_the_run_ends_for_every_source(clock: Clock) -> None:
    budget = Budget(Allowance(run_seconds=60), clock)
    spend(budget, clock, "a")
    clock.now += 60
    for source_id in ("a", "b"):
        with pytest.raises(BudgetSpent, match=f"The run has had its 60 s; {source_id} is left"):
            spend(budget, clock, source_id)


def test_a_failure_costs_its_time_too(clock: Clock) -> None:
    budget = Budget(Allowance(source_seconds=5), clock)
    with pytest.raises(Gone):
        spend(budget, clock, "a", seconds=5, fails=True)
    with pytest.raises(BudgetSpent):
        spend(budget, clock, "a")


def test_nothing_is_asked_once_the_bytes_of_a_source_are_spent(site: Site) -> None:
    source, other = make_source(site.url), make_source(site.url, id="other")
    urls = [site.serve(f"/{number}", b"x" * 600) for number in range(3)]
    with Fetcher(replace(QUICK, allowance=Allowance(source_bytes=1_000))) as fetcher:
        for url in urls[:2]:
            fetcher.get(url, source=source)
        with pytest.raises(BudgetSpent):
            fetcher.get(urls[2], source=source)
        assert fetcher.get(urls[2], source=other).body
        assert fetcher.get(urls[2]).body
    assert site.paths() == ["/0", "/1", "/2", "/2"]


def test_what_a_refused_body_cost_is_counted(site: Site) -> None:
    source = make_source(site.url)
    url = site.serve("/page", Reply(b"x" * 2_000, 404))
    with Fetcher(replace(QUICK, allowance=Allowance(source_bytes=1_000))) as fetcher:
        for error in (Gone, BudgetSpent):
            with pytest.raises(error):
                fetcher.get(url, source=source)


def test_a_slow_source_is_stopped_and_the_rest_goes_on(site: Site) -> None:
    slow, quick = make_source(site.url), make_source(site.url, id="quick")
    url = site.serve("/slow", Reply(b"x", delay=0.3))
    with Fetcher(replace(QUICK, allowance=Allowance(source_seconds=0.2))) as fetcher:
        fetcher.get(url, source=slow)
        with pytest.raises(BudgetSpent):
            fetcher.get(url, source=slow)
        assert fetcher.get(site.serve("/quick", "x"), source=quick).body
