"""ModernGov's document search: papers that mention Ofsted in committees that nobody named."""

from collections.abc import Iterator
from datetime import date, timedelta
from html import escape

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from scrapers.entries import Found
from scrapers.fetch import Fetcher
from scrapers.readers import find_entries
from scrapers.readers.moderngov_search import _meeting
from scrapers.text import one_line
from scrapers.window import Window
from tests.scrapers.sites.moderngov import BASE, COMMITTEE, Hit, ModernGov
from tests.scrapers.sites.newsroom import TODAY
from tests.scrapers.web import Reply, serving

SEARCH = f"{BASE}/ieSearchResults2.aspx"
ODD_HITS = """<div class="mgContent">
<p class="mgAiTitleTxt">Meeting: <a href="ieListDocuments.aspx?CId=1&amp;MID=2">03&#47;11&#47;2026 - Cabinet (1)</a></p>
<p class="mgAiTitleTxt">5. <a href="ieListDocuments.aspx?CId=1&amp;MID=2#AI9">Budget</a></p><hr />
<p class="mgAiTitleTxt">Key issue: <a href="mgIssueHistoryHome.aspx?IId=5">04&#47;11&#47;2026 - Plan (2)</a></p>
<ul class="mgBulletList"><li><a href="mgConvert2PDF.aspx?ID=9">Plan</a></li></ul><hr />
<p class="mgAiTitleTxt">Meeting: <a href="ceListDocuments.aspx?MID=3">05&#47;11&#47;2026, 10:00 - Forum (3)</a></p>
<ul class="mgBulletList"><li><a href="ceListDocuments.aspx?MID=3&amp;RD=Minutes">Minutes (3)
<span class="mgFileSize">HTM 2 KB</span></a></li><li><a href="olddocuments/A.pdf?F=A.pdf&amp;R=0">A (3)
<span class="mgFileSize">PDF 15 KB</span></a></li></ul></div>"""


@pytest.fixture
def council() -> Iterator[ModernGov]:
    with serving(ModernGov) as site:
        yield site


def hit(number: int, days_ago: int = 3, committee: str = "Corporate Risk Board") -> Hit:
    day = TODAY - timedelta(days=days_ago)
    return Hit(committee, day, f"Risk register {number}", f"mgConvert2PDF.aspx?ID={number}&ISATT=1")


def visit(site: ModernGov, fetcher: Fetcher, backfill: Window | None = None) -> Found:
    return find_entries(site.source(), fetcher, today=TODAY, backfill=backfill)


def by_search(found: Found) -> dict[str, str]:
    return {entry.url: entry.title for entry in found.entries if entry.section != COMMITTEE}


def searches(site: ModernGov) -> list[str]:
    return [path for path in site.paths() if path.startswith(SEARCH)]


def test_papers_of_other_committees_are_found(council: ModernGov, fetcher: Fetcher) -> None:
    council.hits = [hit(1), hit(2, committee="Town and Valley - North & South")]
    found = visit(council, fetcher)
    base = f"{council.url}{BASE}/mgConvert2PDF.aspx"
    assert by_search(found) == {
        f"{base}?ID=1": "Risk register 1, Corporate Risk Board",
        f"{base}?ID=2": "Risk register 2, Town and Valley - North & South",
    }
    entry = next(entry for entry in found.entries if entry.url == f"{base}?ID=1")
    assert (entry.section, entry.media) == ("Corporate Risk Board", "pdf")
    assert entry.published is not None
    assert entry.published.date() == TODAY - timedelta(days=3)
    assert entry.summary == "Found by the site's search for Ofsted. The letter of Ofsted was noted"
    assert found.warnings == ()


def test_the_search_is_bounded_to_the_days_of_the_visit(council: ModernGov, fetcher: Fetcher) -> None:
    visit(council, fetcher)
    (path,) = searches(council)
    assert path == f"{SEARCH}?SS=Ofsted&SD=21%2F09%2F2026&ED=04%2F12%2F2026&DT=3&ADV=1&CA=false&SB=true&PG=1"


def test_named_committees_are_not_read_twice(council: ModernGov, fetcher: Fetcher) -> None:
    council.hits = [hit(1, committee=COMMITTEE), hit(2)]
    assert list(by_search(visit(council, fetcher)).values()) == ["Risk register 2, Corporate Risk Board"]


def test_pages_of_hits_are_followed_to_the_last(council: ModernGov, fetcher: Fetcher) -> None:
    council.hits = [hit(number) for number in range(1, 24)]
    assert len(by_search(visit(council, fetcher))) == 23
    assert len(searches(council)) == 3


def test_a_system_that_does_not_keep_to_days_is_left_at_the_first_page_outside(
    council: ModernGov, fetcher: Fetcher
) -> None:
    council.keeps_to_days = False
    council.hits = [hit(number) for number in range(5)] + [hit(number, days_ago=900) for number in range(100, 150)]
    assert len(by_search(visit(council, fetcher))) == 5
    assert len(searches(council)) == 2


def test_more_hits_than_a_visit_reads_are_told(council: ModernGov, fetcher: Fetcher) -> None:
    council.hits = [hit(number) for number in range(1, 80)]
    found = visit(council, fetcher)
    assert len(by_search(found)) == 50
    assert "more than 5 pages" in found.warnings[0]
    assert len(by_search(visit(council, fetcher, backfill=Window(date(2026, 9, 1), TODAY)))) == 79


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"no", 403),
        Reply(b"gone", 404),
        Reply(b"down", 500),
        Reply(b"<html><p>An error occurred</p></html>"),
        Reply(b" "),
    ],
    ids=["refused", "gone", "down", "no list", "empty"],
)
def test_a_search_that_fails_is_only_a_warning(council: ModernGov, fetcher: Fetcher, reply: Reply) -> None:
    visit(council, fetcher)
    (path,) = searches(council)
    council.serve(path, reply)
    found = visit(council, fetcher)
    assert len(found.entries) == 25
    assert [warning.partition(":")[0] for warning in found.warnings] == ["The search for Ofsted was left out"]


def test_hits_without_a_meeting_or_a_document_are_passed_over(council: ModernGov, fetcher: Fetcher) -> None:
    visit(council, fetcher)
    (path,) = searches(council)
    council.serve(path, ODD_HITS)
    found = visit(council, fetcher)
    assert by_search(found) == {f"{council.url}{BASE}/olddocuments/A.pdf?F=A.pdf&R=0": "A, Forum"}
    assert found.warnings == ()


@given(
    day=st.dates(date(1995, 1, 1), date(2050, 12, 31)),
    committee=st.text("abc -(),'&;<0123456789", min_size=1, max_size=60),
    number=st.integers(1, 99_999),
)
def test_the_heading_of_any_meeting_is_read(day: date, committee: str, number: int) -> None:
    name = one_line(f"Board{committee}")
    heading = BeautifulSoup(
        f'<p><a href="ieListDocuments.aspx?MID=1">{day:%d&#47;%m&#47;%Y} - {escape(name)} ({number})</a></p>', "lxml"
    ).p
    assert heading is not None
    meeting = _meeting(heading)
    assert meeting is not None
    assert (meeting.day, meeting.committee) == (day, name)
