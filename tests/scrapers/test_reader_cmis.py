"""CMIS: where the calendar stands, which months are asked for, and what costs what."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.entries import Found
from scrapers.errors import Gone, Refused, ScrapeError, UnreadableListing
from scrapers.fetch import Fetcher
from scrapers.readers import find_entries
from scrapers.readers.cmis import _with_year
from scrapers.window import Window
from tests.scrapers.sites.cmis import BASE, COMMITTEE, ENTRY, MEETING, MONTH, Cmis
from tests.scrapers.sites.newsroom import TODAY
from tests.scrapers.web import Reply, make_source, serving

LIST = f"{ENTRY}?ctl=MeetingCalendarListView&mid=397"


@pytest.fixture
def council() -> Iterator[Cmis]:
    with serving(Cmis) as site:
        yield site


def visit(site: Cmis, fetcher: Fetcher, *known: str) -> Found:
    return find_entries(site.source(), fetcher, today=TODAY, known=known.__contains__)


def months(site: Cmis) -> list[str]:
    return [path.removeprefix(MONTH)[:7] for path in site.paths() if path.startswith(MONTH)]


def meetings(site: Cmis) -> int:
    return sum(path.startswith(MEETING) for path in site.paths())


def meeting(day: date) -> str:
    return f"{MEETING}{day.toordinal()}/Committee/4/SelectedTab/Documents/Default.aspx"


def test_a_first_visit_of_25_meetings_costs_30_requests(council: Cmis, fetcher: Fetcher) -> None:
    found = visit(council, fetcher)
    assert len(found.entries) == 25
    assert council.paths()[:2] == [ENTRY, LIST]
    assert months(council) == ["2026-12", "2026-10", "2026-09"]
    assert meetings(council) == 25
    assert len(council.paths()) == 30


def test_later_visits_leave_old_months_alone(council: Cmis, fetcher: Fetcher) -> None:
    first = visit(council, fetcher)
    council.asked.clear()
    visit(council, fetcher, *(entry.url for entry in first.entries))
    assert months(council) == ["2026-12"]
    assert meetings(council) == 16


def test_documents_are_sent_for_as_they_are_linked(council: Cmis, fetcher: Fetcher) -> None:
    address = f"{BASE}/Document.ashx?zz=a/b%3D&amp;ltE2A=1"
    council.serve(
        meeting(TODAY),
        f'<div id="dnn_ContentPane"><ul><li class="DocumentListItem"><a class="TitleLink" href="{address}">Letter</a>'
        "</li></ul></div>",
    )
    entry = next(entry for entry in visit(council, fetcher).entries if entry.title == f"Letter, {COMMITTEE}")
    assert entry.url == f"{council.url}{BASE}/Document.ashx?ltE2A=1&zz=a%2Fb%3D"
    assert entry.fetch_url == f"{council.url}{BASE}/Document.ashx?zz=a/b%3D&ltE2A=1"
    assert (entry.section, entry.media) == (COMMITTEE, "pdf")


@pytest.mark.parametrize("name", ["Meetings.aspx", "MeetingsCalendar.aspx", "CalendarofMeetings.aspx"])
def test_the_page_of_meetings_is_looked_for(council: Cmis, fetcher: Fetcher, name: str) -> None:
    council.entry = f"{BASE}/{name}"
    assert len(visit(council, fetcher).entries) == 25


def test_a_page_of_another_name_is_given_by_the_register(council: Cmis, fetcher: Fetcher) -> None:
    council.entry = f"{BASE}/DiaryOfMeetings.aspx"
    source = council.source().model_copy(update={"address": f"{council.url}{council.entry}"})
    assert len(find_entries(source, fetcher, today=TODAY).entries) == 25
    assert council.paths()[0] == council.entry


def test_a_page_without_a_calendar_is_passed_by(council: Cmis, fetcher: Fetcher) -> None:
    council.entry = f"{BASE}/MeetingsCalendar.aspx"
    council.serve(ENTRY, "<html><h1>About our meetings</h1></html>")
    assert len(visit(council, fetcher).entries) == 25


def test_the_module_may_have_a_suffix(council: Cmis, fetcher: Fetcher) -> None:
    council.serve(ENTRY, '<input name="dnn$ctr397$MeetingCalendarPublicList$hidden" />')
    assert len(visit(council, fetcher).entries) == 25


def test_a_month_without_meetings_is_no_failure(council: Cmis, fetcher: Fetcher) -> None:
    found = visit(council, fetcher)
    council.today = date(2027, 1, 1)
    again = visit(council, fetcher)
    assert again.entries == found.entries
    assert again.warnings == ()


def test_a_backfill_asks_for_the_months_of_its_window(council: Cmis, fetcher: Fetcher) -> None:
    window = Window(date(2025, 11, 20), date(2026, 1, 2))
    old = council.publish("An old letter", hours=-24 * 350)
    assert old.published.date() == date(2025, 12, 5)
    found = find_entries(council.source(), fetcher, today=TODAY, backfill=window, known=lambda _: True)
    assert [entry.url for entry in found.entries] == [council.address_of(old)]
    assert months(council) == ["2026-01", "2025-12", "2025-11"]
    assert meetings(council) == 1


def test_a_month_that_fails_costs_only_itself(council: Cmis, fetcher: Fetcher) -> None:
    council.serve(f"{MONTH}2026-10-01/Default.aspx", "<html><p>Error</p></html>")
    found = visit(council, fetcher)
    assert {entry.published.month for entry in found.entries if entry.published} == {11}
    assert [warning.partition(":")[0] for warning in found.warnings] == ["Papers were left out"]


def test_a_host_in_trouble_is_left_alone(council: Cmis, fetcher: Fetcher) -> None:
    for days in (3, 5):
        council.serve(meeting(TODAY - timedelta(days=days)), Reply(b"", 500))
    found = visit(council, fetcher)
    assert len(found.entries) == 4
    assert [" answered 500" in warning for warning in found.warnings] == [True, True]
    assert not any(meeting(TODAY - timedelta(days=6)) in path for path in council.paths())


def test_links_that_lead_nowhere_are_passed_over(council: Cmis, fetcher: Fetcher) -> None:
    bad = "http://[bad/ViewMeetingPublic/mid/397/Meeting/1/"
    council.serve(
        LIST,
        f'<table><tr class="rgRow"><td><a href="{bad}">9 Nov 2026 11:00 - {COMMITTEE}</a></td></tr></table>',
    )
    assert len(visit(council, fetcher).entries) == 25


def test_committees_must_be_named() -> None:
    with pytest.raises(ValueError, match="cmis needs committees"):
        make_source(
            "https://council.example", reader="cmis", source_kind="committee", authority="Birmingham", committees=[]
        )


@pytest.mark.parametrize(
    ("path", "reply", "error", "words"),
    [
        (ENTRY, Reply(b"<html><h1>Welcome</h1></html>"), UnreadableListing, "No calendar of meetings"),
        (ENTRY, Reply(b"no", 403), Refused, "403"),
        (LIST, Reply(b"<html><h1>Welcome</h1></html>"), UnreadableListing, "no list of meetings"),
        (LIST, Reply(b"no", 404), Gone, "404"),
    ],
)
def test_no_calendar_is_a_failure(
    council: Cmis, fetcher: Fetcher, path: str, reply: Reply, error: type[ScrapeError], words: str
) -> None:
    council.serve(path, reply)
    with pytest.raises(error, match=words):
        visit(council, fetcher)


def test_a_calendar_without_any_meeting_is_a_failure(council: Cmis, fetcher: Fetcher) -> None:
    council.items.clear()
    with pytest.raises(UnreadableListing, match="lists 0 meetings"):
        visit(council, fetcher)


@pytest.mark.parametrize(
    ("cell", "month", "told"),
    [
        ("Monday, 8 June", date(2026, 6, 1), "Monday, 8 June 2026"),
        ("Thursday, 31 December", date(2026, 1, 1), "Thursday, 31 December 2025"),
        ("Friday, 1 January", date(2026, 12, 1), "Friday, 1 January 2027"),
        ("Thursday, 29 February", date(2024, 3, 1), "Thursday, 29 February 2024"),
        ("nothing", date(2026, 6, 1), "nothing 2026"),
    ],
)
def test_days_take_the_year_that_is_near(cell: str, month: date, told: str) -> None:
    assert _with_year(cell, month) == told


@given(day=st.dates(date(2000, 1, 1), date(2050, 12, 31)), off=st.integers(-40, 40))
def test_any_day_near_its_month_is_read_right(day: date, off: int) -> None:
    month = (day + timedelta(days=off)).replace(day=1)
    assert _with_year(f"{day:%A, %-d %B}", month) == f"{day:%A, %-d %B %Y}"
