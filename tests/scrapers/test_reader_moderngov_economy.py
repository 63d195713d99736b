"""How much a visit to ModernGov's web service asks for: first, later, after a pause, in a backfill."""

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from scrapers.entries import Found
from scrapers.fetch import Fetcher
from scrapers.readers import find_entries
from scrapers.window import Window
from tests.scrapers.sites.moderngov import COMMITTEE, SERVICE, ModernGov
from tests.scrapers.sites.newsroom import TODAY
from tests.scrapers.web import serving


@pytest.fixture
def council() -> Iterator[ModernGov]:
    with serving(ModernGov) as site:
        yield site


def visit(site: ModernGov, fetcher: Fetcher, before: Found | None = None, days_back: int = 60) -> Found:
    known = {entry.url for entry in before.entries} if before else set()
    return find_entries(site.source(days_back=days_back), fetcher, today=TODAY, known=known.__contains__)


def asked(site: ModernGov, operation: str) -> list[dict[str, list[str]]]:
    return [parse_qs(urlsplit(path).query) for path in site.paths() if f"/{operation}" in path]


def test_a_first_visit_of_25_documents_costs_11_requests(council: ModernGov, fetcher: Fetcher) -> None:
    found = visit(council, fetcher)
    assert len(found.entries) == 25
    assert {entry.section for entry in found.entries} == {COMMITTEE}
    counts = {
        name: len(asked(council, name)) for name in ("GetAllMeetingsByDate", "GetMeeting", "ieSearchResults2.aspx")
    }
    assert counts == {"GetAllMeetingsByDate": 1, "GetMeeting": 9, "ieSearchResults2.aspx": 1}
    assert len(council.paths()) == 11


def test_later_visits_ask_for_old_meetings_until_known_ground_only(council: ModernGov, fetcher: Fetcher) -> None:
    for days in range(30, 330, 3):
        council.publish("Earlier report", hours=-24 * days)
    first = visit(council, fetcher, days_back=365)
    assert len(asked(council, "GetMeeting")) == 42
    council.asked.clear()
    again = visit(council, fetcher, first, days_back=365)
    assert len(asked(council, "GetMeeting")) == 8
    assert {entry.url for entry in again.entries} < {entry.url for entry in first.entries}


def test_a_visit_after_a_long_pause_reads_on_to_what_is_known(council: ModernGov, fetcher: Fetcher) -> None:
    first = visit(council, fetcher)
    oldest = Found(tuple(entry for entry in first.entries if entry.url.endswith(("60001", "60002", "60003"))))
    again = visit(council, fetcher, oldest)
    assert {entry.url for entry in again.entries} == {entry.url for entry in first.entries}


def test_a_backfill_is_asked_for_in_slices_of_a_quarter(council: ModernGov, fetcher: Fetcher) -> None:
    window = Window(date(2026, 1, 1), TODAY)
    found = find_entries(council.source(), fetcher, today=TODAY, backfill=window, known=lambda _: True)
    assert len(found.entries) == 25
    assert found.warnings == ()
    spans = [(each["sFromDate"][0], each["sToDate"][0]) for each in asked(council, "GetAllMeetingsByDate")]
    assert spans == [
        ("04/09/2026", "04/12/2026"), ("04/06/2026", "03/09/2026"),
        ("04/03/2026", "03/06/2026"), ("01/01/2026", "03/03/2026"),
    ]  # fmt: skip


def test_a_slice_that_fails_costs_only_itself(council: ModernGov, fetcher: Fetcher) -> None:
    window = Window(date(2026, 8, 1), TODAY)
    earlier = urlencode(
        {"lCommitteeId": 0, "sFromDate": "01/08/2026", "sToDate": "03/09/2026", "bIsAscendingDateOrder": "true"}
    )
    council.serve(f"{SERVICE}GetAllMeetingsByDate?{earlier}", "<html><p>An error occurred</p></html>")
    found = find_entries(council.source(), fetcher, today=TODAY, backfill=window)
    assert len(found.entries) == 25
    assert len(found.warnings) == 1
    assert "01%2F08%2F2026" in found.warnings[0]


def test_an_empty_backfill_is_no_failure(council: ModernGov, fetcher: Fetcher) -> None:
    window = Window(date(2019, 1, 1), date(2019, 1, 31))
    assert find_entries(council.source(), fetcher, today=TODAY, backfill=window) == Found()


def test_an_agenda_is_out_before_its_meeting(council: ModernGov, fetcher: Fetcher) -> None:
    window = Window(TODAY - timedelta(days=1), TODAY)
    found = find_entries(council.source(), fetcher, today=TODAY, backfill=window)
    assert {entry.published.date() for entry in found.entries if entry.published} == {window.first, window.last}
