"""The register that comes with the program: what every authority has, and whose addresses are whose."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from flows.docs_pages import REGISTER_AS_OF, covered_authorities, readme, sources_page
from scrapers.coverage import coverage_table, slug, verified
from scrapers.source import Source
from scrapers.sources import LIVE_REGISTER, load_register
from transforms.authorities import Authority, authority_register

DOCS = Path(__file__).parents[2] / "docs"
SOURCES = load_register()
BY_ID = {source.id: source for source in SOURCES}
COVERED = [one for one in authority_register().authorities if one.valid_on(REGISTER_AS_OF)]
PARTS = {"council": "news", "committee": "papers"}
NO_KNOWN_PAPERS = "The base of its committee papers is not known."
HEADING = re.compile(r"^  # (.+)$", re.MULTILINE)
REGIONS = sorted({slug(one.region) for one in COVERED if one.region})
# Newsrooms that councils keep outside their own domain, as the lists of leads name them.
NEWSROOMS = {
    "Bury": "mynewsdesk.com",
    "Devon": "devonnewscentre.info",
    "Ealing": "ealingnewsextra.co.uk",
    "Halton": "hbcnewsroom.co.uk",
    "Hull": "hullccnews.co.uk",
    "Islington": "islington.media",
    "Kent": "kccmediahub.net",
    "Kirklees": "kirkleestogether.co.uk",
    "Knowsley": "knowsleynews.co.uk",
    "Liverpool": "liverpoolexpress.co.uk",
    "Nottingham": "mynottinghamnews.co.uk",
    "Sefton": "mysefton.co.uk",
    "Sheffield": "sheffieldnewsroom.co.uk",
    "Somerset": "somersetnewsroom.com",
    "Wirral": "wirralview.com",
}


def is_below(address: str, domain: str) -> bool:
    host = urlsplit(address).hostname or ""
    return host == domain or host.endswith(f".{domain}")


def own_domains(authority: Authority) -> Iterator[str]:
    if authority.website:
        yield authority.website
    if authority.name in NEWSROOMS:
        yield NEWSROOMS[authority.name]


def of_kind(kind: str) -> list[Source]:
    return [source for source in SOURCES if source.source_kind == kind]


def test_153_authorities_are_to_be_covered() -> None:
    assert len(COVERED) == 153 == len(covered_authorities())


@pytest.mark.parametrize("authority", COVERED, ids=lambda one: slug(one.name))
def test_an_authority_has_its_news_its_papers_and_its_page_of_ofsteds(authority: Authority) -> None:
    news, papers, page = (BY_ID.get(f"{slug(authority.name)}-{part}") for part in ("news", "papers", "ofsted"))

    assert news is not None
    assert (news.authority, news.source_kind) == (authority.name, "council")
    assert page is not None
    assert page.address == f"https://reports.ofsted.gov.uk/provider/44/{authority.ofsted_urn}"
    if papers is None:
        assert NO_KNOWN_PAPERS in " ".join(news.note.split())
        assert not authority.papers_host
    else:
        assert (papers.authority, papers.source_kind) == (authority.name, "committee")
        assert urlsplit(papers.address).hostname == authority.papers_host


def test_a_councils_own_source_is_named_for_it() -> None:
    own = [*of_kind("council"), *of_kind("committee")]
    named = {source.id: f"{slug(str(source.authority))}-{PARTS[source.source_kind]}" for source in own}

    assert [(given, due) for given, due in named.items() if given != due] == []


@pytest.mark.parametrize("source", of_kind("council"), ids=lambda source: source.id)
def test_a_councils_news_stands_on_its_own_site_or_a_known_newsroom(source: Source) -> None:
    [authority] = [one for one in COVERED if one.name == source.authority]
    domains = list(own_domains(authority))

    for address in (source.home, source.address, source.page_address or source.home):
        assert any(is_below(address, domain) for domain in domains), f"{address} is on none of {domains}"


def test_no_host_serves_the_news_of_two_councils() -> None:
    hosts = {(urlsplit(address).hostname, source.authority) for source in of_kind("council")
             for address in (source.home, source.address)}  # fmt: skip
    assert [host for host, count in Counter(host for host, _ in hosts).items() if count > 1] == []


def test_no_address_is_read_twice() -> None:
    assert [address for address, count in Counter(source.address for source in SOURCES).items() if count > 1] == []


def test_what_nobody_has_tried_says_so_and_what_it_rests_on() -> None:
    assert {source.state for source in SOURCES} <= {"unverified", "paused", "blocked"}
    assert [source.id for source in SOURCES if not source.note] == []


def test_full_text_is_free_for_government_only_and_the_press_is_copyright() -> None:
    free = {source.source_kind for source in SOURCES if source.licence == "ogl"}
    press = {source.licence for source in SOURCES if "press" in source.source_kind}

    assert (free, press) == ({"government", "inspectorate"}, {"copyright"})


def test_where_only_a_sitemap_is_known_the_note_names_the_command_that_finds_more() -> None:
    stopgaps = [source for source in of_kind("council") if source.reader == "sitemap"]
    silent = [
        source.id
        for source in stopgaps
        if "inspection-watch sources discover https://" not in " ".join(source.note.split())
    ]

    assert stopgaps
    assert silent == []


@pytest.mark.parametrize("region", REGIONS)
def test_the_councils_of_a_region_stand_in_its_file_in_alphabetical_order(region: str) -> None:
    text = (LIVE_REGISTER / f"{region}.yaml").read_text(encoding="utf-8")
    names = HEADING.findall(text)

    assert set(names) == {one.name for one in COVERED if slug(one.region or "") == region}
    assert all(first < second for first, second in pairwise(names))
    for name, block in zip(names, HEADING.split(text)[2::2], strict=True):
        assert {found.rpartition("-")[0] for found in re.findall(r"- id: (\S+)", block)} == {slug(name)}


def test_the_page_on_sources_is_up_to_date() -> None:
    assert (DOCS / "sources.md").read_text(encoding="utf-8") == sources_page(), "run `make docs`"
    text = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    assert text == readme(text), "run `make docs`"


def test_the_table_counts_sources_and_authorities_and_says_what_works() -> None:
    papers = BY_ID["leeds-papers"]
    seen = papers.model_copy(update={"state": "working"})
    rows = coverage_table([seen, BY_ID["leeds-ofsted"], BY_ID["bbc-humber"]], {"Leeds", "Kent"}).splitlines()

    assert rows[0] == "| kind | reader | sources | working | authorities of 2 | working |"
    assert "| committee papers | `moderngov` | 1 | 1 | 1 | 1 |" in rows
    assert "| inspectorate | `ofsted_provider` | 1 | 0 | 1 | 0 |" in rows
    assert "| BBC and national press | `feed` | 1 | 0 |  |  |" in rows
    assert verified([papers]).startswith("**None of the 1 sources is verified live.**")
    assert verified([papers, seen]).startswith("**1 of 2 sources are verified live.**")
