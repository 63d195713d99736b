from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.authorities import authority_register
from transforms.clean import clean_html
from transforms.extract import extract_facts
from transforms.page_origin import PageOrigin, origin_of

PAGE = """<html><head><title>Peer review</title>{head}</head><body><article><h1>Peer review</h1>
<p>The council has welcomed the findings of an LGA peer review of its services for children and families.</p>
</article></body></html>"""


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://www.medway.gov.uk/news/article/1", PageOrigin("council", "Medway")),
        ("https://news.leeds.gov.uk/a", PageOrigin("council", "Leeds")),
        ("https://bradford.moderngov.co.uk/mgAi.aspx?ID=1", PageOrigin("committee", "Bradford")),
        ("https://www.southampton.gov.uk/modernGov/ieIssueDetails.aspx?IId=1", PageOrigin("committee", "Southampton")),
        ("https://www.sandwellchildrenstrust.org/news", PageOrigin("council", "Sandwell")),
        ("https://www.gov.uk/government/publications/a-direction", PageOrigin("government")),
        ("https://reports.ofsted.gov.uk/provider/44/80450", PageOrigin("inspectorate")),
        ("https://www.communitycare.co.uk/2016/a", PageOrigin("sector_press")),
        ("http://www.bbc.co.uk/news/a", PageOrigin("national_press")),
        ("https://www.oldtowngazette.co.uk/news/a", PageOrigin("local_press")),
        ("https://ourtowncouncil.example/news", PageOrigin("council")),
        ("https://www.example.org/a", PageOrigin()),
        ("no address", PageOrigin()),
        ("http://[", PageOrigin()),
        (None, PageOrigin()),
    ],
)
def test_address_tells_who_publishes(address: str | None, origin: PageOrigin) -> None:
    assert origin_of(address) == origin


def test_every_council_of_today_is_known_by_its_website() -> None:
    known = [one for one in authority_register().authorities if one.website and one.valid_on(date(2026, 6, 1))]
    assert len(known) > 150
    for one in known:
        assert origin_of(f"https://www.{one.website}/news/a").authority == one.name


@given(st.text())
def test_any_text_is_an_address_that_may_tell_nothing(address: str) -> None:
    assert origin_of(address).source_kind


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://www.rutland.gov.uk/news/peer-review">',
        '<meta property="og:url" content="https://www.rutland.gov.uk/news/peer-review">',
    ],
)
def test_page_of_a_council_that_names_none_is_about_that_council(head: str) -> None:
    article = clean_html(PAGE.format(head=head))
    assert article.address == "https://www.rutland.gov.uk/news/peer-review"
    assert extract_facts(article).subjects == ("Rutland",)


def test_authority_given_counts_before_the_address() -> None:
    article = clean_html(PAGE.format(head='<link rel="canonical" href="https://www.rutland.gov.uk/a">'))
    assert extract_facts(article, home_authority="Kent").subjects == ("Kent",)
