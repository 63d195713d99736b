"""ModernGov where the web service is closed: the same papers through the pages."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from scrapers.entries import Found
from scrapers.errors import Gone, Refused, ServerError, UnreadableListing
from scrapers.fetch import Fetcher
from scrapers.readers import find_entries
from scrapers.readers.moderngov_links import document_address, repeats_documents
from scrapers.window import Window
from tests.scrapers.sites.moderngov import BASE, SERVICE, ModernGov
from tests.scrapers.sites.newsroom import TODAY
from tests.scrapers.web import Reply, serving

PANEL = f"{BASE}/ieListMeetings.aspx?CId=140&Year=2026"


@pytest.fixture
def pages() -> Iterator[ModernGov]:
    with serving(ModernGov) as site:
        site.has_service = False
        yield site


def visit(site: ModernGov, fetcher: Fetcher, *known: str) -> Found:
    return find_entries(site.source(), fetcher, today=TODAY, known=known.__contains__)


def meeting_page(number: int) -> str:
    return f"{BASE}/ieListDocuments.aspx?CId=140&MId={number}&Ver=4"


def test_the_pages_give_the_same_papers_dated_by_their_meetings(pages: ModernGov, fetcher: Fetcher) -> None:
    found = visit(pages, fetcher)
    meant = {
        pages.paged_address_of(item): (item.title, sitting.day)
        for sitting in pages.sittings()
        for item in sitting.items
    }
    told = {entry.url: (entry.title, entry.published.date() if entry.published else None) for entry in found.entries}
    assert told == meant
    assert len(found.entries) == 25
    (warning,) = found.warnings
    assert "The pages were read instead" in warning
    assert "mgWebService.asmx" in warning


def test_a_first_visit_of_25_documents_costs_13_requests(pages: ModernGov, fetcher: Fetcher) -> None:
    visit(pages, fetcher)
    names = [path.rpartition("/")[2].partition("?")[0] for path in pages.paths()]
    assert {name: names.count(name) for name in names} == {
        "GetAllMeetingsByDate": 1, "mgListCommittees.aspx": 1, "ieListMeetings.aspx": 1, "ieListDocuments.aspx": 9,
        "ieSearchResults2.aspx": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"no", 404),
        Reply(b"no", 401),
        Reply(b"no", 403),
        Reply(b"<!DOCTYPE html><html><body><h1>Sign in</h1><br></body></html>"),
        Reply(b" "),
    ],
    ids=["not there", "not allowed", "forbidden", "a page", "empty"],
)
def test_a_closed_service_is_told_by_its_answer(pages: ModernGov, fetcher: Fetcher, reply: Reply) -> None:
    visit(pages, fetcher)
    pages.serve(pages.paths()[0], reply)
    assert len(visit(pages, fetcher).entries) == 25


def test_a_service_that_robots_may_not_ask_is_left_alone(pages: ModernGov, fetcher: Fetcher) -> None:
    pages.serve("/robots.txt", f"User-agent: *\nDisallow: {SERVICE}")
    found = visit(pages, fetcher)
    assert len(found.entries) == 25
    assert not any(SERVICE in path for path in pages.paths())


def test_a_service_in_trouble_is_not_closed(pages: ModernGov, fetcher: Fetcher) -> None:
    pages.has_service = True
    visit(pages, fetcher)
    pages.serve(pages.paths()[0], Reply(b"", 500))
    with pytest.raises(ServerError):
        visit(pages, fetcher)


def test_old_meetings_are_asked_for_until_known_ground_only(pages: ModernGov, fetcher: Fetcher) -> None:
    first = visit(pages, fetcher)
    pages.asked.clear()
    again = visit(pages, fetcher, *(entry.url for entry in first.entries))
    assert sum("ieListDocuments" in path for path in pages.paths()) == 8
    assert {entry.url for entry in again.entries} < {entry.url for entry in first.entries}


def test_a_document_known_through_the_service_keeps_its_address(pages: ModernGov, fetcher: Fetcher) -> None:
    item = pages.items[0]
    found = visit(pages, fetcher, pages.address_of(item))
    urls = {entry.url for entry in found.entries}
    assert pages.address_of(item) in urls
    assert pages.paged_address_of(item) not in urls
    assert len(urls) == 25


def test_a_backfill_asks_for_each_year_of_its_window(pages: ModernGov, fetcher: Fetcher) -> None:
    window = Window(date(2025, 12, 1), TODAY)
    found = find_entries(pages.source(), fetcher, today=TODAY, backfill=window, known=lambda _: True)
    days = [sitting.day for sitting in pages.sittings() for _ in sitting.items]
    assert len(found.entries) == sum(day <= TODAY for day in days)
    assert [path[-9:] for path in pages.paths() if "ieListMeetings" in path] == ["Year=2026", "Year=2025"]


def test_printed_minutes_are_taken_and_packs_are_not(pages: ModernGov, fetcher: Fetcher) -> None:
    pages.serve(
        meeting_page(4_000),
        '<div id="modgov"><div class="mgLinks"><ul><li><a href="documents/g4000/Printed minutes 2nd-Nov-2026.pdf?T=1">'
        'Printed minutes<span class="mgFileSize"> PDF 97 KB</span></a></li><li><a href="documents/g4000/Public reports '
        'pack 2nd-Nov-2026.pdf?T=10">Public reports pack PDF 3 MB</a></li></ul></div><div class="mgContent">'
        '<a href="mgConvert2PDF.aspx?ID=5&amp;amp;ISATT=1">Ofsted&amp;#39;s letter PDF 2 MB</a>'
        '<a href="documents/s9/Plan.pdf"><img alt=""></a><a href="mgAi.aspx?ID=9">View</a></div></div>',
    )
    found = visit(pages, fetcher)
    sitting = next(each for each in pages.sittings() if each.number == 4_000)
    titles = {
        entry.url: entry.title for entry in found.entries if entry.published and entry.published.date() == sitting.day
    }
    base, panel = f"{pages.url}{BASE}", found.entries[0].section
    assert titles == {
        f"{base}/documents/g4000/Printed%20minutes%202nd-Nov-2026.pdf?T=1": f"Printed minutes, {panel}",
        f"{base}/mgConvert2PDF.aspx?ID=5": f"Ofsted's letter, {panel}",
    }


def test_a_meeting_that_fails_costs_only_itself(pages: ModernGov, fetcher: Fetcher) -> None:
    pages.serve(meeting_page(4_003), "<html><p>An error occurred</p></html>")
    found = visit(pages, fetcher)
    assert len(found.entries) == 22
    assert "MId=4003" in found.warnings[-1]
    assert "see whether the site was rebuilt" in found.warnings[-1]


def test_a_host_in_trouble_is_left_alone(pages: ModernGov, fetcher: Fetcher) -> None:
    for number in (4_021, 4_018):
        pages.serve(meeting_page(number), Reply(b"", 500))
    found = visit(pages, fetcher)
    assert len(found.entries) == 1
    assert ["MId=4021" in found.warnings[-2], "MId=4018" in found.warnings[-1]] == [True, True]
    assert not any("MId=4015" in path or "ieSearchResults2" in path for path in pages.paths())


def test_committees_that_nobody_wants_are_an_error_of_the_register(pages: ModernGov, fetcher: Fetcher) -> None:
    source = pages.source(committees=["flower show"])
    with pytest.raises(UnreadableListing, match="lists 3 committees, none of which has a word of `committees`"):
        find_entries(source, fetcher, today=TODAY)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(b'<div class="mgContent"><a href="mgMemberIndex.aspx">Councillors</a></div>'), UnreadableListing),
        (Reply(b"gone", 410), Gone),
        (Reply(b"no", 403), Refused),
    ],
)
def test_a_listing_without_meetings_is_a_failure(
    pages: ModernGov, fetcher: Fetcher, reply: Reply, error: type[Exception]
) -> None:
    pages.serve(PANEL, reply)
    with pytest.raises(error, match="ieListMeetings"):
        visit(pages, fetcher)


def test_meetings_around_the_new_year_are_all_asked_for(pages: ModernGov, fetcher: Fetcher) -> None:
    find_entries(pages.source(), fetcher, today=date(2026, 12, 25))
    assert [path[-9:] for path in pages.paths() if "ieListMeetings" in path] == ["Year=2027", "Year=2026"]


@pytest.mark.parametrize(
    ("href", "title", "is_pack"),
    [
        ("documents/s5/Report.pdf", "Report", False),
        ("mgConvert2PDF.aspx?ID=5", "Report", False),
        ("mgConvert2PDF.aspx?ID=5&T=0", "Agenda", True),
        ("documents/g5/Public reports pack.pdf?T=10", "Public reports pack", True),
        ("documents/g5/Printed draft minutes.pdf?T=1001", "Printed draft minutes", False),
    ],
)
def test_packs_are_told_by_their_number(href: str, title: str, is_pack: bool) -> None:
    url = document_address("https://democracy.council.example/", href)
    assert url is not None
    assert repeats_documents(url, title) is is_pack


def test_old_meetings_of_a_long_window_are_within_it(pages: ModernGov, fetcher: Fetcher) -> None:
    window = Window(TODAY - timedelta(days=18), TODAY - timedelta(days=16))
    found = find_entries(pages.source(), fetcher, today=TODAY, backfill=window)
    days = {entry.published.date() for entry in found.entries if entry.published}
    assert days == {TODAY - timedelta(days=18)}
    assert sum("ieListDocuments" in path for path in pages.paths()) == 1
