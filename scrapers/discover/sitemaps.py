"""Sitemaps: those that robots.txt names, the usual one, and of an index the parts that hold news."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from scrapers.addresses import absolute
from scrapers.discover.errand import Errand
from scrapers.discover.leads import Lead
from scrapers.discover.signs import signs
from scrapers.errors import ScrapeError
from scrapers.page import Page
from scrapers.sitemap_xml import Sitemap, read_sitemap, sitemaps_in_robots

# A page below a folder of such a name is news; the folder itself is none.
NEWS_FOLDER = re.compile(
    r"^(?:https?://[^/]{1,255})?/(?:[^/?]{1,80}/){0,2}?(?:news|newsroom|latest-news|news-releases|press-releases)/(?=[^/?])",
    re.I,
)
MOST_SITEMAPS = 3
ROOTS = re.compile(rb"<(?:\w{1,20}:)?(?:urlset|sitemapindex)[\s>]")
GZIP_MARK = b"\x1f\x8b"


def named_sitemaps(origin: str, errand: Errand) -> list[str]:
    """Return the sitemaps that a site's robots.txt names, the first three, news before others; else the usual one."""
    try:
        named = [part.url for part in sitemaps_in_robots(errand.get(f"{origin}/robots.txt"))]
    except ScrapeError:
        named = []
    return _news_first(named or [origin + path for path in signs().sitemaps])


def sitemap_leads(url: str, errand: Errand, *, is_part: bool = False) -> Iterator[Lead]:
    """Yield a sitemap that has news in it, or of an index the parts that have.

    Raises:
        ScrapeError: as from Errand.get, or where a sitemap is none.
    """
    sitemap = read_sitemap(errand.get(url))
    if home := _home_of_news(url, sitemap):
        yield Lead("sitemap", url, "a sitemap with news in it", home=home)
    if not is_part:
        parts = [lead for part in _parts(sitemap) for lead in sitemap_leads(part, errand, is_part=True)]
        if len(parts) > 1:
            yield replace(parts[0], address=url, found_by="an index of sitemaps with news in them")
        yield from parts


def is_sitemap(page: Page) -> bool:
    """Tell whether a page is a sitemap, an index of such, or the packed form of one."""
    return bool(ROOTS.search(page.body[:5_000])) or page.body.startswith(GZIP_MARK)


def _home_of_news(url: str, sitemap: Sitemap) -> str | None:
    """Return what the pages of news in a sitemap stand below, None where there are none."""
    folders = {folder[0] for page in sitemap.pages if (folder := NEWS_FOLDER.match(page.url))}
    # Pages with a date of publication are news, wherever on the site they stand.
    if any(page.published and not page.url.startswith(tuple(folders)) for page in sitemap.pages):
        return urljoin(url, "/")
    return absolute(url, min(folders, key=len)) if folders else None


def _parts(sitemap: Sitemap) -> list[str]:
    newest_first = sorted(sitemap.parts, key=lambda part: part.changed, reverse=True)
    return _news_first([part.url for part in newest_first])


def _news_first(urls: list[str]) -> list[str]:
    return sorted(dict.fromkeys(urls), key=lambda url: not _speaks_of_news(url))[:MOST_SITEMAPS]


def _speaks_of_news(url: str) -> bool:
    path = urlsplit(url).path.lower()
    return any(word in path for word in signs().news_words) and not any(word in path for word in signs().other_words)
