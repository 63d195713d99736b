from datetime import date
from urllib.parse import urlencode

import pytest

from scrapers.entries import Entry
from scrapers.errors import ServerError, UnreadableListing
from scrapers.fetch import Fetcher
from scrapers.readers import find_entries
from scrapers.readers.moderngov import is_wanted
from scrapers.source import Source
from tests.scrapers.web import Reply, Site, make_source

TODAY = date(2021, 12, 1)
SERVICE = "/mgWebService.asmx/"
WINDOW = {
    "lCommitteeId": "0",
    "sFromDate": "03/11/2021",
    "sToDate": "15/12/2021",
    "bIsAscendingDateOrder": "true",
}
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
        f"<publicationdate>{published}</publicationdate><meetingdate>25/11/2021</meetingdate></linkeddoc>"
    )


def committee_site(site: Site, **changes: object) -> Source:
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
        None,
        "pdf",
    )
    assert len(site.paths()) == 2


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
        meeting(document("")),
        meeting(),
    ],
    ids=["document", "item", "page", "no-address", "none"],
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


def test_a_host_in_trouble_is_left_alone(site: Site, fetcher: Fetcher) -> None:
    site.serve(CALENDAR, meetings((1, "Scrutiny"), (2, "Scrutiny")))
    serve_meeting(site, 1, Reply(b"", 500))
    with pytest.raises(ServerError):
        find_entries(committee_site(site), fetcher, today=TODAY)
    assert not any("lMeetingId=2" in path for path in site.paths())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<getmeetingsbydate><meetings>", "broken XML"),
        ("<html><p>sign in</p></html>", "instead of <getmeetingsbydate>"),
        (meetings(), "lists 0 meetings"),
        ("Method name is not valid.", "broken XML"),
        ("<a>" * 5_000, "broken XML"),
    ],
)
def test_a_calendar_that_is_none_is_a_failure(site: Site, fetcher: Fetcher, body: str, words: str) -> None:
    site.serve(CALENDAR, body)
    with pytest.raises(UnreadableListing, match=words):
        find_entries(committee_site(site), fetcher, today=TODAY)


def test_entities_are_not_resolved(site: Site, fetcher: Fetcher) -> None:
    doctype = '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><getmeetingsbydate>'
    body = meetings((1, "Scrutiny &f;")).replace("<getmeetingsbydate>", doctype, 1)
    site.serve(CALENDAR, body)
    serve_meeting(site, 1, meeting(document("a.pdf")))
    (entry,) = find_entries(committee_site(site), fetcher, today=TODAY).entries
    assert "root:" not in entry.title


def test_an_unchanged_calendar_costs_one_request(site: Site, fetcher: Fetcher) -> None:
    site.serve(CALENDAR, meetings((1, "Licensing")), ETag='"1"')
    first = find_entries(committee_site(site), fetcher, today=TODAY)
    assert find_entries(committee_site(site), fetcher, today=TODAY, validators=first.validators).unchanged


@pytest.mark.parametrize(
    ("title", "wanted"),
    [("CHILDREN'S Services", True), ("Overview and Scrutiny", True), ("Planning", False), ("", False)],
)
def test_committees_are_chosen_by_words(title: str, wanted: bool) -> None:
    assert is_wanted(title, ("children", "scrutiny")) is wanted
