"""XML and feeds that mean harm: entities that multiply or read files, and elements without end."""

import time
import tracemalloc
from datetime import date

import pytest

from scrapers.entries import Visit
from scrapers.errors import UnreadableListing
from scrapers.fetch import Fetcher
from scrapers.html_tree import html_tree
from scrapers.page import Page
from scrapers.readers.feed import find
from scrapers.window import Window
from scrapers.xml_tree import child_text, read_xml
from tests.scrapers.conftest import QUICK
from tests.scrapers.web import Site, make_source

MOST_SECONDS = 5
MOST_BYTES = 60_000_000
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
MULTIPLYING = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{LAUGHS}]>'
LONG_ENTITY = f'<!DOCTYPE rss [<!ENTITY l11 "{"y" * 50_000}">]>'
READING_A_FILE = '<!DOCTYPE rss [<!ENTITY l11 SYSTEM "file:///etc/passwd">]>'
ASKING_A_HOST = '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY l11 SYSTEM "http://127.0.0.1:9/x">]>'
PARAMETER = '<!DOCTYPE rss [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>'
ATTACKS = [MULTIPLYING, LONG_ENTITY, READING_A_FILE, ASKING_A_HOST, PARAMETER]
NAMES = ["billion laughs", "quadratic", "file", "host", "parameter"]


def page(body: str | bytes) -> Page:
    sent = body.encode() if isinstance(body, str) else body
    return Page("http://a.example/x", "http://a.example/x", 200, "application/xml", sent)


def rss(doctype: str, title: str) -> str:
    item = f"<item><title>{title}</title><link>http://a.example/1</link></item>"
    return f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><title>News</title>{item}</channel></rss>'


def test_the_root_and_its_children_are_read() -> None:
    root = read_xml(page('<a xmlns="urn:x"><b> one </b><b>two</b></a>'), "a")
    assert (child_text(root, "b"), child_text(root, "c")) == ("one", "")


@pytest.mark.parametrize("doctype", ATTACKS, ids=NAMES)
def test_no_entity_is_followed_or_multiplied(doctype: str) -> None:
    tracemalloc.start()
    begun = time.process_time()
    try:
        text = "".join(read_xml(page(rss(doctype, "A&l11;B" * 200)), "rss").itertext())
    except UnreadableListing as error:
        text = str(error)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "root:" not in text
    assert len(text) < 10_000
    assert time.process_time() - begun < MOST_SECONDS
    assert peak < MOST_BYTES


@pytest.mark.parametrize("doctype", ATTACKS, ids=NAMES)
def test_a_feed_s_entities_are_neither(site: Site, doctype: str) -> None:
    url = site.serve("/feed", rss(doctype, "A&l11;B" * 200), Content_Type="application/rss+xml")
    window = Window(date(2026, 1, 1), date(2026, 2, 1))
    begun = time.process_time()
    with Fetcher(QUICK) as fetcher:
        (entry,) = find(Visit(make_source(url), fetcher, {}, window, lambda _: False)).entries
    assert entry.url == "http://a.example/1"
    assert "root:" not in entry.title
    assert len(entry.title) < 10_000
    assert time.process_time() - begun < MOST_SECONDS
    assert site.paths() == ["/feed"]


@pytest.mark.parametrize("levels", [300, 30_000])
def test_xml_of_too_many_levels_is_refused(levels: int) -> None:
    with pytest.raises(UnreadableListing, match=r"broken XML .*depth"):
        read_xml(page("<a>" * levels + "</a>" * levels), "a")


@pytest.mark.parametrize("body", [b"<a>" * 9_000, b"<ul><li>" * 5_000 + b"x", b"<!--" * 9_000, b"<a " * 9_000])
def test_html_of_any_depth_becomes_a_tree(body: bytes) -> None:
    begun = time.process_time()
    html_tree(page(b"<p>word</p>" + body)).select("li a, p")
    assert time.process_time() - begun < MOST_SECONDS


@pytest.mark.parametrize("body", ["", "no markup", "<a><b></a>", "<html><p>No such page</p></html>", "\x00<a/>"])
def test_what_is_no_such_xml_is_refused_in_a_sentence(body: str) -> None:
    with pytest.raises(UnreadableListing, match=r"http://a\.example/x") as raised:
        read_xml(page(body), "a")
    assert "\n" not in str(raised.value)
