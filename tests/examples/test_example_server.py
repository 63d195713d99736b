"""The example sites answer as the real ones do."""

import socket
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

import feedparser
import httpx
import pypdfium2
import pytest

from examples import REGISTER
from examples.server import ExampleSites, PortTakenError, serve_examples
from examples.site import Site
from examples.site import example_sites as list_sites

FEEDS = [
    ("nelincs", "/feed/", 4),
    ("communitycare", "/feed/", 3),
    ("localgov", "/rss", 3),
    ("gazette", "/rss", 3),
    ("advertiser", "/rss", 2),
]
WINDOW = "sFromDate=01/09/2012&sToDate=30/09/2012"
PACK = "/documents/g2187/Printed minutes 07th-Sep-2012 10.00 Children and Young People Scrutiny Committee.pdf?T=1"


@pytest.mark.parametrize(("site_id", "path", "items"), FEEDS)
def test_feed_lists_pages_of_its_own_site_that_are_there(
    site_id: str, path: str, items: int, example_sites: ExampleSites, client: httpx.Client
) -> None:
    answer = client.get(example_sites.origins[site_id] + path)
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert len(feed.entries) == items
    for entry in feed.entries:
        assert entry.link.startswith(example_sites.origins[site_id] + "/")
        assert entry.published_parsed
        assert client.get(entry.link).status_code == 200


def test_feed_of_the_sector_press_ends_with_the_article_of_2017(
    example_sites: ExampleSites, client: httpx.Client
) -> None:
    feed = feedparser.parse(client.get(example_sites.origins["communitycare"] + "/feed/").content)
    assert "/2017/09/27/" in feed.entries[-1].link


def test_a_variant_holds_the_article_of_2017_back_until_it_is_let_go(client: httpx.Client) -> None:
    with serve_examples(fixed_ports=False, variant="without-2017") as sites:
        feed = sites.origins["communitycare"] + "/feed/"
        before = client.get(feed)
        sites.variant = None
        after = client.get(feed)
    assert b"/2017/09/27/" not in before.content
    assert b"/2017/09/27/" in after.content
    assert before.headers["ETag"] != after.headers["ETag"]


@pytest.mark.parametrize("site_id", [site.id for site in list_sites() if site.validators])
def test_second_request_is_answered_unchanged(site_id: str, example_sites: ExampleSites, client: httpx.Client) -> None:
    first = client.get(example_sites.origins[site_id] + "/robots.txt")
    by_tag = client.get(first.url, headers={"If-None-Match": first.headers["ETag"]})
    by_date = client.get(first.url, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert (by_tag.status_code, by_tag.content) == (304, b"")
    assert by_date.status_code == 304
    assert client.get(first.url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_committee_system_sends_no_validators(example_sites: ExampleSites, client: httpx.Client) -> None:
    answer = client.get(example_sites.origins["moderngov"] + "/mgWebService.asmx/GetCommittees")
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert "ETag" not in answer.headers
    assert "Last-Modified" not in answer.headers


@pytest.mark.parametrize("site", list_sites(), ids=lambda site: site.id)
def test_every_site_has_rules_for_robots_and_compresses_as_it_should(
    site: Site, example_sites: ExampleSites, client: httpx.Client
) -> None:
    answer = client.get(f"{example_sites.origins[site.id]}/robots.txt")
    assert answer.text.startswith("User-agent: *")
    assert answer.headers.get("Content-Encoding") == ("gzip" if site.gzip else None)


def test_posts_come_in_pages_with_their_totals(example_sites: ExampleSites, client: httpx.Client) -> None:
    posts = example_sites.origins["nelincs"] + "/wp-json/wp/v2/posts"
    answer = client.get(posts, params={"per_page": 3, "_fields": "id,link,title.rendered,date_gmt"})
    assert (answer.headers["X-WP-Total"], answer.headers["X-WP-TotalPages"]) == ("4", "2")
    assert [set(post) for post in answer.json()] == [{"id", "link", "title", "date_gmt"}] * 3
    dates = [datetime.fromisoformat(post["date_gmt"]) for post in answer.json()]
    assert dates == sorted(dates, reverse=True)
    beyond = client.get(posts, params={"per_page": 3, "page": 3})
    assert (beyond.status_code, beyond.json()["code"]) == (400, "rest_post_invalid_page_number")


@pytest.mark.parametrize("per_page", ["0", "101", "many"])
def test_wrong_size_of_page_is_refused(per_page: str, example_sites: ExampleSites, client: httpx.Client) -> None:
    answer = client.get(f"{example_sites.origins['nelincs']}/wp-json/wp/v2/posts?per_page={per_page}")
    assert (answer.status_code, answer.json()["code"]) == (400, "rest_invalid_param")


def test_posts_can_be_asked_for_since_a_day(example_sites: ExampleSites, client: httpx.Client) -> None:
    answer = client.get(
        example_sites.origins["nelincs"] + "/wp-json/wp/v2/posts", params={"after": "2025-01-01T00:00:00"}
    )
    assert [post["slug"] for post in answer.json()] == [
        "overnight-closures-cleethorpe-road-flyover",
        "garden-waste-collections-return-in-march",
    ]


@pytest.mark.parametrize(
    "call",
    [
        "GetMeeting",
        "GetAllMeetingsByDate?lCommitteeId=0&" + WINDOW,
        "GetMeetings?" + WINDOW,
        "GetMeetings?lCommitteeId=0&sFromDate=2012-09-01&sToDate=30/09/2012",
        "GetDecisions",
    ],
)
def test_web_service_answers_500_to_a_call_that_lacks_something(
    call: str, example_sites: ExampleSites, client: httpx.Client
) -> None:
    assert client.get(f"{example_sites.origins['moderngov']}/mgWebService.asmx/{call}").status_code == 500


def test_web_service_lists_the_meetings_of_a_window(example_sites: ExampleSites, client: httpx.Client) -> None:
    service = example_sites.origins["moderngov"] + "/mgWebService.asmx"
    answer = client.get(f"{service}/GetAllMeetingsByDate?lCommitteeId=0&{WINDOW}&bIsAscendingDateOrder=false")
    root = ElementTree.fromstring(answer.text)
    assert [each.text for each in root.iter("meetingdate")] == ["13/09/2012", "07/09/2012"]
    assert [each.text for each in root.iter("committeetitle")][1] == "Children &amp; Young People Scrutiny Committee"
    of_one = client.get(f"{service}/GetMeetings?lCommitteeId=124&{WINDOW}")
    assert [each.text for each in ElementTree.fromstring(of_one.text).iter("meetingid")] == ["2187"]


def test_a_meeting_links_a_report_that_is_a_pdf(example_sites: ExampleSites, client: httpx.Client) -> None:
    base = example_sites.origins["moderngov"]
    meeting = ElementTree.fromstring(client.get(f"{base}/mgWebService.asmx/GetMeeting?lMeetingId=2187").text)
    report = client.get(f"{base}/{meeting.findtext('.//linkeddoc/url')}")
    assert report.headers["Content-Type"] == "application/pdf"
    text = pypdfium2.PdfDocument(report.content)[1].get_textpage().get_text_range()
    assert "most recent Ofsted judgement" in text


def test_printed_minutes_and_agenda_pages_are_there(example_sites: ExampleSites, client: httpx.Client) -> None:
    base = example_sites.origins["moderngov"]
    assert client.get(base + PACK).content.startswith(b"%PDF")
    assert "Printed minutes" in client.get(f"{base}/ieListDocuments.aspx?CId=124&MId=2187&Ver=4").text
    assert client.get(f"{base}/mgConvert2PDF.aspx?ID=1").status_code == 404


def test_the_sister_title_carries_the_same_story(example_sites: ExampleSites, client: httpx.Client) -> None:
    titles = [
        {entry.title for entry in feedparser.parse(client.get(example_sites.origins[site] + "/rss").content).entries}
        for site in ("gazette", "advertiser")
    ]
    assert len(titles[0] & titles[1]) == 1


@pytest.mark.parametrize("path", ["/nothing-here/", "/../sites.yaml", "/%2e%2e/sites.yaml"])
def test_what_is_not_there_is_not_found(path: str, example_sites: ExampleSites) -> None:
    host, port = example_sites.origins["nelincs"].removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        assert connection.makefile("rb").readline().split()[1] == b"404"


def test_a_taken_port_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        first = list_sites()[0]
        moved = replace(first, port=port)
        monkeypatch.setattr("examples.server.example_sites", lambda: (moved,))
        with (
            pytest.raises(PortTakenError, match=f"Port {port} of 127.0.0.1 is taken.*: stop the other"),
            serve_examples(),
        ):
            pass


def test_register_names_the_addresses_that_are_served(example_sites: ExampleSites) -> None:
    register = example_sites.register()
    assert all(origin in register for origin in example_sites.origins.values())
    assert ":8971" not in register


def test_default_ports_are_those_of_the_register() -> None:
    text = REGISTER.read_text(encoding="utf-8")
    assert all(f"http://127.0.0.1:{site.port}" in text for site in list_sites())
