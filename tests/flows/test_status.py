"""What the status tells, and what of it needs a person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.alert import send_alerts
from flows.extract import extract_pages
from flows.flag import flag_changes
from flows.memory.backlog import Failed, Waiting
from flows.memory.engine import open_memory
from flows.needs import needs_of
from flows.operator_mail import STEP as OPERATOR_MAIL
from flows.publish import publish_tables
from flows.quiet_hours import QuietHours
from flows.status import Disk, read_status
from flows.store import FolderStore
from flows.workshop import Workshop
from scrapers.errors import Gone
from tests.flows.conftest import Clock
from tests.flows.post_office import PostOffice
from tests.flows.postgres import postgres_url
from tests.flows.press import PRESS, keep, story, tell
from tests.flows.readers import ANN, JOAN, serving
from tests.flows.runs_of import needs, ran, serviced, step
from tests.flows.visits import visited

GB = 10**9
HOURS = timedelta(hours=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, workshop: Workshop) -> Iterator[Workshop]:
    """The workshop with its memory in either database."""
    if request.param == "sqlite":
        yield workshop
        return
    memory = open_memory(postgres_url())
    yield replace(workshop, memory=memory)
    memory.dispose()


def test_of_an_empty_memory_nothing_is_told_and_nothing_needs_a_person(either: Workshop) -> None:
    status = read_status(either)

    assert all(step.runs is None for step in status.steps)
    assert (status.pages, status.versions, status.post) == (Waiting(0, None), Waiting(0, None), ())
    assert (status.failures, status.published, status.pages_kept) == ((), None, 0)
    assert needs(either) == {}


def test_a_step_tells_its_last_run_and_what_came_of_it(either: Workshop, clock: Clock) -> None:
    now = clock.now
    ran(either, "watch", now - 3 * HOURS, counts={"sources": 1})
    ran(either, "watch", now - 0.5 * HOURS, counts={"sources": 7, "pages_kept": 2})
    ran(either, "watch", now, took=None)

    seen = step(either, "watch").runs
    assert seen is not None
    assert (seen.first_start, seen.last_start) == (now - 3 * HOURS, now)
    assert seen.last_end == now - timedelta(minutes=29)
    assert (seen.counts, seen.unended) == ({"sources": 7, "pages_kept": 2}, 1)


def test_what_waits_is_told_with_its_age_and_needs_a_person_after_a_while(workshop: Workshop, clock: Clock) -> None:
    workshop = serving(workshop, ANN, JOAN)
    keep(workshop, "https://gazette.example/9", story())
    status = read_status(workshop)
    assert status.pages.number == status.pages_kept == 1
    assert status.pages.since == datetime(2021, 12, 3, 9, 0, 1, tzinfo=UTC)

    clock.forward(hours=3)
    serviced(workshop, clock.now)
    assert needs(workshop)["backlog"].startswith("1 page is not worked off by extract, the first since 2021-12-03")

    tell(workshop, PRESS)
    assert read_status(workshop).versions.number == 1
    clock.forward(hours=3)
    serviced(workshop, clock.now)
    assert needs(workshop)["backlog"].startswith("1 article version is not worked off by flag, ")
    extract_pages(workshop)
    flag_changes(workshop)
    status = read_status(workshop)
    assert (status.pages.number, status.versions.number) == (0, 0)
    assert {post.address for post in status.post if post.owed.number} == {ANN.address, JOAN.address}


@pytest.mark.parametrize(
    ("frequency", "patient", "late"),
    [("at_once", 1 * HOURS, 3 * HOURS), ("daily", 27 * HOURS, 29 * HOURS), ("weekly", 190 * HOURS, 200 * HOURS)],
)
def test_a_mail_is_late_by_what_its_reader_chose(
    workshop: Workshop, clock: Clock, frequency: str, patient: timedelta, late: timedelta
) -> None:
    workshop = serving(workshop, ANN.model_copy(update={"frequency": frequency}))
    tell(workshop, PRESS)
    flag_changes(workshop)
    begun = clock.now
    for age, kinds in ((patient, set()), (late, {"mail"})):
        clock.now = begun + age
        serviced(workshop, clock.now)
        assert needs(workshop).keys() == kinds


@pytest.mark.parametrize(
    ("fields", "kinds"),
    [
        ({}, {"mail"}),
        ({"quiet_hours": QuietHours.model_validate({"from": "08:00", "to": "20:00"})}, set()),
        ({"quiet_hours": QuietHours.model_validate({"from": "20:00", "to": "08:00"})}, {"mail"}),
        ({"pause_until": date(2021, 12, 24)}, set()),
        ({"pause_until": date(2021, 12, 1)}, {"mail"}),
    ],
)
def test_a_mail_is_not_late_while_its_reader_wants_none(
    workshop: Workshop, clock: Clock, fields: dict[str, object], kinds: set[str]
) -> None:
    workshop = serving(workshop, ANN.model_copy(update=fields))
    tell(workshop, PRESS)
    flag_changes(workshop)
    clock.forward(hours=3)
    serviced(workshop, clock.now)

    assert needs(workshop).keys() == kinds


def test_an_address_that_is_refused_is_told_until_it_takes_a_mail_or_is_taken_out(
    workshop: Workshop, post: PostOffice, clock: Clock
) -> None:
    workshop = serving(workshop, ANN, smtp=post.smtp())
    post.refusals[ANN.address] = "550 no such user"
    tell(workshop, PRESS)
    flag_changes(workshop)
    send_alerts(workshop)

    assert needs(workshop)["mail"].startswith("The mail server refused the mail to ann@council.example for good on")
    assert needs(serving(workshop, JOAN)) == {}
    clock.forward(days=8)
    assert needs(workshop) == {}


def test_failures_of_a_day_are_counted_by_step_and_reason(either: Workshop, clock: Clock) -> None:
    either.fail("watch", "gone", "long ago")
    clock.forward(hours=24)
    for number in range(3):
        either.fail("watch", "unreachable", f"the host {number}")
    either.fail("extract", "defect", "a page")
    last = clock.now
    assert read_status(either).failures == (
        Failed("watch", "unreachable", 3, last - timedelta(seconds=1)),
        Failed("extract", "defect", 1, last),
    )
    assert needs(either) == {}


def test_mail_that_the_operator_did_not_get_needs_a_person(workshop: Workshop) -> None:
    workshop.fail(OPERATOR_MAIL, "not_delivered", "the mail server is away")
    assert needs(workshop)["mail"].startswith("1 mail to the operator could not be delivered")


def test_sources_are_counted_and_those_without_news_named(workshop: Workshop, clock: Clock) -> None:
    visited(workshop, Gone("There is no feed."))
    since = clock.now
    seen = read_status(workshop).sources
    assert seen.by_verdict == {"untried": 1, "alive": 0, "quiet": 0, "stale": 0, "broken": 1, "blocked": 0}
    assert seen.not_read == 1
    (gazette,) = seen.ailing
    assert (gazette.source_id, gazette.verdict, gazette.since) == ("gazette", "broken", since)
    assert "There is no feed." in gazette.why


def test_a_source_needs_a_person_after_a_day_and_not_once_it_is_paused(workshop: Workshop, clock: Clock) -> None:
    visited(workshop, Gone("There is no feed."))
    assert needs(workshop) == {}
    clock.forward(days=2)
    assert needs(workshop)["sources"].startswith(
        "Sources bring no news (1 broken), the first since 2021-12-03 09:00 UTC: gazette. Try"
    )
    paused = {"state": "paused", "state_since": date(2021, 12, 4), "state_why": "It has closed."}
    register = tuple(one.model_copy(update=paused) if one.id == "gazette" else one for one in workshop.register)
    assert needs(replace(workshop, register=register)) == {}


def test_tables_tell_when_they_were_published(workshop: Workshop, clock: Clock) -> None:
    publish_tables(workshop)
    published = read_status(workshop).published
    assert published is not None
    assert timedelta(0) < clock.now - published < timedelta(minutes=1)


def test_tables_that_cannot_be_looked_at_need_a_person(workshop: Workshop) -> None:
    folder = Path(workshop.settings.store.place("tables"))
    folder.mkdir(parents=True)
    (folder / "_published.json").mkdir()
    assert needs(workshop)["tables"].startswith("What is published cannot be looked at: ")


@pytest.mark.parametrize(
    ("free", "size", "short"),
    [(0.9 * GB, 10 * GB, True), (1.1 * GB, 10 * GB, False), (4 * GB, 100 * GB, True), (6 * GB, 100 * GB, False)],
)
def test_a_disk_nearly_full_needs_a_person(workshop: Workshop, free: float, size: int, short: bool) -> None:
    status = replace(read_status(workshop), disks=(Disk("data", int(free), size),))
    assert [need.kind for need in needs_of(status, workshop.settings)] == (["disk"] if short else [])


def test_the_disk_of_a_folder_that_is_not_there_yet_is_that_of_the_one_above(workshop: Workshop) -> None:
    moved = workshop.settings.model_copy(update={"data": Path("new/deep")})
    disks = read_status(replace(workshop, settings=moved)).disks
    assert [disk.place for disk in disks] == ["new/deep"]
    assert all(0 < disk.free < disk.size for disk in disks)


def test_nothing_is_written(workshop: Workshop, clock: Clock) -> None:
    serviced(workshop, clock.now)
    with workshop.memory.connect() as connection:
        before = connection.execute(sa.text("SELECT total_changes()")).scalar()
        read_status(workshop)
        assert connection.execute(sa.text("SELECT total_changes()")).scalar() == before
    assert list(FolderStore(Path("data")).list("tables")) == []
