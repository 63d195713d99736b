import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.entries import Entry, Found
from scrapers.errors import UnreadableListing
from scrapers.fetch import Fetcher, Page
from scrapers.readers import find_entries
from scrapers.readers.ofsted_provider import LABEL, reports
from tests.scrapers.sites.newsroom import TODAY
from tests.scrapers.web import Site, make_source

URL = "https://reports.ofsted.gov.uk/provider/44/80500"
FILE = "https://files.ofsted.gov.uk/v1/file/50004567"


def link(spoken: str, href: str = FILE, beside: str = "") -> str:
    return (
        '<li class="timeline__day"><div class="event"><p class="timeline__date"><time>05 June 2017</time></p>'
        f'<a class="publication-link" href="{href}">Report <span class="nonvisual">{spoken}</span></a>{beside}'
        "</div></li>"
    )


def read(*links: str, heading: str = "<h1>Exampleshire\n Council</h1>", charset: str = "utf-8") -> tuple[Entry, ...]:
    body = f'<html><head><meta charset="{charset}"></head><body>{heading}<ol>{"".join(links)}</ol></body></html>'
    return reports(Page(URL, URL, 200, "text/html", body.encode(charset)))


@pytest.mark.parametrize(
    ("spoken", "kind", "day"),
    [
        ("Children's services inspection, pdf - 14 July 2017", "Children's services inspection", "2017-07-14"),
        ("Focused  visit,  PDF  -  01 August 2024", "Focused visit", "2024-08-01"),
        ("Area SEND full inspection as pdf - 12 July 2024", "Area SEND full inspection", "2024-07-12"),
        ("Joint targeted area inspection, pdf – 6 January 2023", "Joint targeted area inspection", "2023-01-06"),
        ("Monitoring visit, pdf 9 May 2019", "Monitoring visit", "2019-05-09"),
        ("Inspection of adoption, fostering, pdf - 3 March 2011", "Inspection of adoption, fostering", "2011-03-03"),
        ("Area SEND full inspection, PDF", "Area SEND full inspection", None),
        ("Letter to the council", "Letter to the council", None),
    ],
)  # fmt: skip
def test_a_report_keeps_its_label_and_has_the_day_on_which_it_came_out(spoken: str, kind: str, day: str | None) -> None:
    (entry,) = read(link(spoken))

    assert (entry.title, entry.section) == (f"{kind}, Exampleshire Council", kind)
    assert (entry.published.date().isoformat() if entry.published else None) == day
    assert (entry.url, entry.media, entry.illegible_date) == (FILE, "pdf", None)


def test_a_small_letter_at_its_beginning_is_the_labels_alone() -> None:
    (entry,) = read(link("single inspection of LA children's services, pdf - 14 July 2017"))
    assert entry.title == "Single inspection of LA children's services, Exampleshire Council"
    assert entry.section == "single inspection of LA children's services"


def test_the_day_beside_a_link_counts_where_the_label_has_none() -> None:
    (entry,) = read(link("Inspection, PDF", beside="<div>Published <time>21 July 2017</time></div>"))
    assert entry.published is not None
    assert entry.published.date().isoformat() == "2017-07-21"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/v1/file/50004567", "https://reports.ofsted.gov.uk/v1/file/50004567"),
        ("https://files.api.ofsted.gov.uk/v1/file/50004567", FILE),
        (" https://files.ofsted.gov.uk/v1/file/50004567\n", FILE),
    ],
)
def test_a_file_has_one_address(href: str, url: str) -> None:
    (entry,) = read(link("Inspection, pdf - 14 July 2017", href))
    assert entry.url == url


def test_reports_come_newest_first_and_once() -> None:
    found = read(
        link("Focused visit, pdf - 1 May 2019", FILE[:-1] + "1"),
        link("Inspection, pdf", FILE[:-1] + "2"),
        link("Inspection, pdf - 1 May 2021", FILE[:-1] + "3"),
        link("Inspection, pdf - 1 May 2021", FILE[:-1] + "3"),
    )
    assert [entry.url[-1] for entry in found] == ["3", "1", "2"]


def test_without_a_heading_the_label_is_the_title() -> None:
    (entry,) = read(link("Focused visit, pdf - 1 May 2019"), heading="")
    assert entry.title == "Focused visit"


def test_a_windows_page_is_read_as_such() -> None:
    (entry,) = read(link("Children’s services inspection, pdf - 1 May 2019"), charset="windows-1252")
    assert entry.section == "Children’s services inspection"


def test_links_that_lead_nowhere_are_left_out_and_broken_markup_is_read() -> None:
    (entry,) = read(link("A, pdf", "mailto:a@b.example"), link("B, pdf - 1 May 2019").removesuffix("</div></li>"))
    assert entry.section == "B"


def visit(site: Site, fetcher: Fetcher, body: str) -> Found:
    source = make_source(site.serve("/provider/44/80500", body), reader="ofsted_provider")
    return find_entries(source, fetcher, today=TODAY)


def test_an_impossible_date_is_told(site: Site, fetcher: Fetcher) -> None:
    found = visit(site, fetcher, link("Inspection, pdf - 31 June 2019"))
    assert found.entries[0].published is None
    assert "31 June 2019" in found.warnings[0]


def test_a_page_without_reports_is_a_failure(site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(UnreadableListing, match="lists 0 reports where 1 or more are due"):
        visit(site, fetcher, "<h1>Exampleshire Council</h1>")


@given(st.text(max_size=400))
def test_any_label_is_read_to_its_end(text: str) -> None:
    parts = LABEL.fullmatch(text)
    assert parts is None or text.startswith(parts["kind"])
