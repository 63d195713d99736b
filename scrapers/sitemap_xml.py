"""Sitemaps (https://www.sitemaps.org/protocol.html), their indexes, and Google's elements for news."""

import re
import zlib
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from scrapers.addresses import absolute
from scrapers.errors import UnreadableListing
from scrapers.fetch import Page
from scrapers.xml_tree import child_text, read_xml

# The protocol's own limit is 50,000 addresses in 50 MB; larger files than this are no work for a pass.
MOST_ADDRESSES = 50_000
MOST_BYTES = 20_000_000
GZIP_MARK = b"\x1f\x8b"
INDEX_ROOT = re.compile(rb"<(?:[\w-]{1,20}:)?sitemapindex[\s>]")
ROBOTS_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S{1,2000})", re.I | re.M)


@dataclass(frozen=True, slots=True)
class Part:
    """A sitemap that another file names; `changed` as it stands there."""

    url: str
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page that a sitemap names, as it stands there, "" for nothing; its address is not yet a canonical one."""

    url: str
    changed: str = ""
    published: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one file holds: pages, or in an index further files."""

    pages: tuple[Listed, ...] = ()
    parts: tuple[Part, ...] = ()


def read_sitemap(page: Page) -> Sitemap:
    """Return what a sitemap or an index of sitemaps holds, 50,000 addresses at most.

    Raises:
        UnreadableListing: it is neither.
    """
    plain = _unpacked(page)
    if INDEX_ROOT.search(plain.body, 0, 5_000):
        named = islice(read_xml(plain, "sitemapindex").iterchildren("{*}sitemap"), MOST_ADDRESSES)
        return Sitemap(parts=tuple(part for element in named if (part := _part(element, page))))
    named = islice(read_xml(plain, "urlset").iterchildren("{*}url"), MOST_ADDRESSES)
    return Sitemap(pages=tuple(listed for element in named if (listed := _listed(element, page))))


def sitemaps_in_robots(page: Page) -> tuple[Part, ...]:
    """Return the sitemaps that a robots.txt names."""
    text = page.body.decode("utf-8-sig", "replace")
    urls = (absolute(page.final_url, name) for name in ROBOTS_LINE.findall(text))
    return tuple(Part(url) for url in dict.fromkeys(urls) if url)


def _unpacked(page: Page) -> Page:
    if not page.body.startswith(GZIP_MARK):
        return page
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        body = unpacker.decompress(page.body, MOST_BYTES)
    except zlib.error as error:
        raise UnreadableListing(f"{page.url} is broken gzip ({error}); look at it in a browser.") from error
    if not unpacker.eof:
        raise UnreadableListing(f"{page.url} is cut off, or larger than {MOST_BYTES / 1e6:.0f} MB when unpacked.")
    return replace(page, body=body)


def _part(element: Any, page: Page) -> Part | None:
    url = absolute(page.final_url, child_text(element, "loc"))
    return Part(url, child_text(element, "lastmod")) if url else None


def _listed(element: Any, page: Page) -> Listed | None:
    url = _address(child_text(element, "loc"), page)
    if url is None:
        return None
    changed, news = child_text(element, "lastmod"), element.find("{*}news")
    if news is None:
        return Listed(url, changed)
    return Listed(url, changed, child_text(news, "publication_date"), child_text(news, "title"))


def _address(link: str, page: Page) -> str | None:
    # A canonical address is dear, and most of the pages of a site are not wanted.
    try:
        return link if urlsplit(link).scheme in ("http", "https") else absolute(page.final_url, link)
    except ValueError:
        return None
