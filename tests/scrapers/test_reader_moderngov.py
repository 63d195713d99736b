"""ModernGov through the web service: what is taken, and what a failure costs."""

from datetime import date
from urllib.parse import urlencode, urlsplit

import pytest

from scrapers.entries import Entry
from scrapers.errors import Gone, ScrapeError, ServerError, UnreadableListing
from scrapers.fetch import Fetcher
from scrapers.readers import find_entries
from scrapers.readers.meetings import is_wanted
from scrapers.readers.moderngov_search import search_address
from scrapers.source import Source
from scrapers.window import Window
from tests.scrapers.web import Reply, Site, make_source

TODAY = date(2021, 12, 1)
SERVICE = "/mgWebService.asmx/"
WINDOW = {
    "lCommitteeId": "0",
    "sFromDate": "03/11/2021",
    "sToDate": "15/12/2021",
    "bIsAscendingDateOrder": "true",
}
NO_HITS = '<div class="mgContent"><p class="mgErrorTxt">No results found for your query.</p></div>'
CALENDAR = f"{SERVICE}GetAllMeetingsByDate?{urlencode(WINDOW)}"


def meetings(*rows: tuple[int, str]) -> str:
    inner = "".join(
        f"<meeting><meetingid>{number}</meetingid><meetingdate>25/11/2021</meetingdate>"
        f"<meetingtime>10.00 am</meetingtime><committeetitle>{title}</committeetitle></meeting>"
        for number, title in rows
    )
    return f'<?xml version="1.0" encoding="utf-8"?><getmeetingsbydate><meetings>{inner}</meetings></getmeetingsbydate>'


def meeting(*documents: str, restricted: str = "False") -> str:
    return (
        "<meeting><meetingid>1</meetingid><agendaitems><agendaitem>"
        f"<isrestricted>{restricted}</isrestricted><linkeddocuments>{''.join(documents)}</linkeddocuments>"
        "</agendaitem></agendaitems></meeting>"
    )


def document(url: str, title: str = "Report", published: str = "17/11/2021", restricted: str = "False") -> str:
    return (
        f"<linkeddoc><title>{title}</title><isurl>False</isurl><url>{url}</url><isrestricted>{restricted}</isrestricted>"
        "<ownertitle>Letter of the inspectors</ownertitle>"
        f"<publicationdate>{published}</publicationdate><meetingdate>25/11/2021</meetingdate></linkeddoc>"
    )


def committee_site(site: Site, **changes: object) -> Source:
    for base in (f"{site.url}/", f"{site.url}/modgov/"):
        address = urlsplit(search_address(base, Window(date(2021, 11, 3), date(2021, 12, 15)), 1))
        site.serve(f"{address.path}?{address.query}", NO_HITS)
    return make_source(
        site.url,
        reader="moderngov",
        source_kind="committee",
        authority="Leeds",
        committees=["children", "scrutiny"],
        **changes,
    )


def serve_meeting(site: Site, number: int, *replies: Reply | str) -> None:
    site.serve(f"{SERVICE}GetMeeting?lMeetingId={number}", *replies)


def test_documents_of_the_committees_named_are_found(site: Site, fetcher: Fetcher) -> None:
    site.serve(CALENDAR, meetings((1, "Children &amp;amp; Families Board"), (2, "Licensing Sub-Committee")))
    serve_meeting(site, 1, meeting(document("mgConvert2PDF.aspx?ID=7", "Inspection &amp;amp;#39;update&amp;amp;#39;")))
    (entry,) = find_entries(committee_site(site), fetcher, today=TODAY).entries
    assert entry.published is not None
    assert entry.published.date() == date(2021, 11, 17)
    assert entry == Entry(
        f"{site.url}/mgConvert2PDF.aspx?ID=7",
        "Inspection 'update', Children & Families Board",
        entry.published,
        "Letter of the inspectors",
        "pdf",
        section="Children & Families Board",
    )
    assert len(site.paths()) == 3


def test_a_directory_and_a_blank_in_the_address_are_minded(site: Site, fetcher: Fetcher) -> None:
    site.serve(f"/modgov{CALENDAR}", meetings((1, "Scrutiny")))
    site.serve(
        f"/modgov{SERVICE}GetMeeting?lMeetingId=1",
        meeting(document("documents/s1/ Annual\n Report.pdf", published="01/01/0001")),
    )
    source = committee_site(site).model_copy(update={"address": f"{site.url}/modgov/"})
    (entry,) = find_entries(source, fetcher, today=TODAY).entries
    assert entry.url == f"{site.url}/modgov/documents/s1/%20Annual%20Report.pdf"
    assert entry.published is not None
    assert entry.published.date() == date(2021, 11, 25)


@pytest.mark.parametrize(
    "listing",
    [
        meeting(document("a.pdf", restricted="True")),
        meeting(document("a.pdf"), restricted="True"),
        meeting(document("https://council.example/page")),
        meeting(document("documents/g12/Public reports pack 25-Nov-2021.pdf?T=10")),
        meeting(document("mgConvert2PDF.aspx?ID=12&amp;amp;T=0")),
        meeting(document("")),
        meeting(),
    ],
    ids=["document", "item", "page", "pack", "pack by number", "no-address", "none"],
)
def test_restricted_papers_and_other_links_are_left_out(site: Site, fetcher: Fetcher, listing: str) -> None:
    site.serve(CALENDAR, meetings((1, "Scrutiny")))
    serve_meeting(site, 1, listing)
    assert find_entries(committee_site(site), fetcher, today=TODAY).entries == ()


def test_a_meeting_that_fails_costs_only_itself(site: Site, fetcher: Fetcher) -> None:
    site.serve(CALENDAR, meetings((1, "Scrutiny"), (2, "Children"), (3, "Scrutiny")))
    serve_meeting(site, 1, meeting(document("a.pdf")))
    serve_meeting(site, 2, "<html><p>An error occurred</p></html>")
    serve_meeting(site, 3, meeting(document("b.pdf")))
    found = find_entries(committee_site(site), fetcher, today=TODAY)
    assert [entry.url for entry in found.entries] == [f"{site.url}/a.pdf", f"{site.url}/b.pdf"]
    assert "answers with <html> instead of <meeting>" in found.warnings[0]


def test_a_meeting_that_the_host_fails_at_costs_only_itself(site: Site, fetcher: Fetcher) -> None:
    site.serve(CALENDAR, meetings((1, "Scrutiny"), (2, "Scrutiny")))
    serve_meeting(site, 1, Reply(b"Object reference not set to an instance of an object.", 500))
    serve_meeting(site, 2, meeting(document("b.pdf")))
    found = find_entries(committee_site(site), fetcher, today=TODAY)
    assert [entry.url for entry in found.entries] == [f"{site.url}/b.pdf"]
    assert "lMeetingId=1 answered 500" in found.warnings[0]


def test_a_host_in_trouble_is_left_alone(site: Site, fetcher: Fetcher) -> None:
    site.serve(CALENDAR, meetings((1, "Scrutiny"), (2, "Scrutiny"), (3, "Scrutiny")))
    serve_meeting(site, 1, Reply(b"", 500))
    serve_meeting(site, 2, Reply(b"", 500))
    with pytest.raises(ServerError):
        find_entries(committee_site(site), fetcher, today=TODAY)
    assert not any("lMeetingId=3" in path or "ieSearch" in path for path in site.paths())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<getmeetingsbydate><meetings>", "broken XML"),
        ("<html><p>sign in</p></html>", "instead of <getmeetingsbydate>"),
        ("Method name is not valid.", "broken XML"),
        ("<a>" * 5_000, "broken XML"),
    ],
)
def test_where_neither_service_nor_pages_are_open_both_are_told(
    site: Site, fetcher: Fetcher, body: str, words: str
) -> None:
    site.serve(CALENDAR, body)
    with pytest.raises(Gone, match=rf"mgListCommittees.aspx answered 404.*{words}"):
        find_entries(committee_site(site), fetcher, today=TODAY)


def test_a_calendar_without_meetings_is_a_failure(site: Site, fetcher: Fetcher) -> None:
    site.serve(CALENDAR, meetings())
    with pytest.raises(UnreadableListing, match="lists 0 meetings"):
        find_entries(committee_site(site), fetcher, today=TODAY)
    assert site.paths() == [CALENDAR]


def test_entities_are_not_resolved(site: Site, fetcher: Fetcher) -> None:
    doctype = '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><getmeetingsbydate>'
    body = meetings((1, "Scrutiny &f;")).replace("<getmeetingsbydate>", doctype, 1)
    site.serve(CALENDAR, body)
    serve_meeting(site, 1, meeting(document("a.pdf")))
    (entry,) = find_entries(committee_site(site), fetcher, today=TODAY).entries
    assert "root:" not in entry.title


def test_an_unchanged_calendar_does_not_hide_new_papers(site: Site, fetcher: Fetcher) -> None:
    site.serve(CALENDAR, meetings((1, "Scrutiny")), ETag='"1"')
    serve_meeting(site, 1, meeting(), meeting(document("a.pdf")))
    first = find_entries(committee_site(site), fetcher, today=TODAY)
    again = find_entries(committee_site(site), fetcher, today=TODAY, validators=first.validators)
    assert [len(found.entries) for found in (first, again)] == [0, 1]


@pytest.mark.parametrize(
    ("title", "wanted"),
    [("CHILDREN'S Services", True), ("Overview and Scrutiny", True), ("Planning", False), ("", False)],
)
def test_committees_are_chosen_by_words(title: str, wanted: bool) -> None:
    assert is_wanted(title, ("children", "scrutiny")) is wanted


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_meeting_that_is_closed_alone_does_not_send_to_the_pages(site: Site, fetcher: Fetcher, status: int) -> None:
    site.serve(CALENDAR, meetings((1, "Scrutiny")))
    serve_meeting(site, 1, Reply(b"no", status))
    with pytest.raises(ScrapeError, match="lMeetingId=1"):
        find_entries(committee_site(site), fetcher, today=TODAY)
    assert not any("mgListCommittees" in path for path in site.paths())
