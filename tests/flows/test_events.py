"""What is told to Prefect, and how often: through its own client for tests, which keeps what it is given."""

import subprocess
import sys
from collections.abc import Callable

from prefect.events import Event

from flows.events import CHANGE, FACTS_STORED, PAGES_KEPT, Herald, tell_extracted, tell_flagged
from flows.extract import Extracted, extract_pages
from flows.flag import flag_changes
from flows.watch import Watched
from flows.workshop import Workshop
from tests.flows.press import keep, story

Told = Callable[[], list[Event]]


def test_kept_pages_are_told_at_once_and_then_together(workshop: Workshop, told: Told) -> None:
    herald = Herald(workshop)
    herald.hear(Watched("gazette", kept=2))
    herald.hear(Watched("nelincs", kept=1))
    herald.hear(Watched("monthly"))
    herald.hear(Watched("gazette", kept=4))
    herald.finish()

    first, second = told()
    assert [first.event, second.event] == [PAGES_KEPT, PAGES_KEPT]
    assert (first.resource.id, first.payload["pages"]) == ("inspection-watch.source.gazette", 2)
    assert (second.payload["pages"], second.payload["sources"]) == (5, ["nelincs", "gazette"])
    assert second.payload["about"] == "nelincs and 1 more"
    assert [one.id for one in second.related] == ["inspection-watch.source.gazette"]


def test_nothing_is_told_of_a_watch_that_kept_nothing(workshop: Workshop, told: Told) -> None:
    herald = Herald(workshop)
    herald.hear(Watched("gazette", found=3, unchanged=2))
    herald.finish()

    assert told() == []


def test_a_source_is_told_of_under_what_it_has_become(workshop: Workshop, told: Told) -> None:
    Herald(workshop).hear(Watched("gazette", failed=1, became=("failing", "broken")))

    first, second = told()
    assert [first.event, second.event] == ["inspection-watch.source.failing", "inspection-watch.source.broken"]
    assert (first.resource.id, first.resource.name) == ("inspection-watch.source.gazette", "The Gazette")


def test_articles_and_changes_are_told_of(workshop: Workshop, told: Told) -> None:
    keep(workshop, "https://gazette.example/1", story())
    extracted = extract_pages(workshop)
    tell_extracted(workshop, extracted)
    flagged = flag_changes(workshop)
    tell_flagged(workshop, flagged)

    stored, *changes = told()
    assert (stored.event, stored.payload["articles"], stored.payload["sources"]) == (FACTS_STORED, 1, ["gazette"])
    assert len(changes) == flagged.changes > 0
    inadequate = next(one for one in changes if one.event == f"{CHANGE}.inadequate_new")
    assert inadequate.resource.id == "inspection-watch.authority.E06000012"
    assert inadequate.resource.name == "North East Lincolnshire"
    assert [(one.id, one.role) for one in inadequate.related] == [
        ("inspection-watch.region.yorkshire-and-the-humber", "region")
    ]
    assert (inadequate.payload["severity"], inadequate.payload["region"]) == ("critical", "Yorkshire and the Humber")
    assert inadequate.payload["url"] == "https://gazette.example/1"


def test_nothing_is_told_where_nothing_was_done(workshop: Workshop, told: Told) -> None:
    tell_extracted(workshop, Extracted(pages=3, failed=3))
    tell_flagged(workshop, flag_changes(workshop))

    assert told() == []


def test_what_the_first_event_loads_is_there_before_threads_run() -> None:
    """A watch asks the memory in one thread while another tells of its first pages."""
    looked = "import sys, flows.events; print('sqlalchemy.orm' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)

    assert told.stdout == "True\n"
