"""A site that lists its news in sitemaps only: an index, one file a week, and files of other things."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from gzip import compress
from hashlib import sha256
from html import escape
from typing import Any

from scrapers.source import Source
from tests.scrapers.sites.newsroom import Item, Newsroom
from tests.scrapers.web import Reply

INDEX = "/sitemap_index.xml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"


@dataclass
class Sitemaps(Newsroom):
    """Weekly news sitemaps, packed from the second on; service pages stand in a file of their own."""

    reader = "sitemap"
    tells_updates = True

    def source(self, **changes: Any) -> Source:
        return self.make_source(INDEX, **{"home": f"{self.url}/news/"} | changes)

    def address_of(self, item: Item) -> str:
        return f"{self.url}/news/{item.slug}"

    def page(self, path: str, query: dict[str, str]) -> str | bytes | Reply | None:
        if path == INDEX:
            return self._index()
        if path.startswith("/sitemap-"):
            return self._file(path.removeprefix("/sitemap-"))
        item = self.item_at(path)
        return self.article(item) if item else None

    def _weeks(self) -> list[date]:
        return sorted({_week(item) for item in self.items})

    def _index(self) -> str:
        parts = "".join(
            f"<sitemap><loc>{self.url}{self._path(week)}</loc><lastmod>{self._changed(week).isoformat()}</lastmod>"
            "</sitemap>\n"
            for week in self._weeks()
        )
        others = (
            f"<sitemap><loc>{self.url}/sitemap-services.xml</loc><lastmod>2020-01-01</lastmod></sitemap>"
            f"<sitemap><loc>{self.url}/sitemap-category.xml</loc></sitemap>"
        )
        return f'{DECLARATION}<sitemapindex xmlns="{SITEMAP}">{parts}{others}</sitemapindex>'

    def _file(self, name: str) -> Reply | None:
        week = next((week for week in self._weeks() if self._path(week).endswith(name)), None)
        if week is None:
            return None
        urls = "".join(self._url(item) for item in self.items if _week(item) == week)
        service = f"<url><loc>{self.url}/bins</loc><lastmod>2026-11-20</lastmod></url>"
        body = (
            f'{DECLARATION}<urlset xmlns="{SITEMAP}" xmlns:news="{NEWS}" xmlns:image="{IMAGE}">{service}{urls}</urlset>'
        )
        packed = compress(body.encode(), mtime=0) if name.endswith(".gz") else body.encode()
        headers = {
            "Content-Type": "application/octet-stream" if name.endswith(".gz") else "application/xml",
            "ETag": f'"{sha256(packed).hexdigest()[:16]}"',
            "Last-Modified": format_datetime(self._changed(week), usegmt=True),
        }
        return Reply(packed, headers=headers)

    def _path(self, week: date) -> str:
        return f"/sitemap-{week:%G-%V}.xml" + ("" if week == self._weeks()[-1] else ".gz")

    def _changed(self, week: date) -> datetime:
        return max(item.updated or item.published for item in self.items if _week(item) == week)

    def _url(self, item: Item) -> str:
        changed = f"<lastmod>{item.updated.isoformat()}</lastmod>" if item.updated else ""
        return (
            f"<url><loc>{escape(self.address_of(item))}</loc>{changed}"
            f"<image:image><image:loc>{self.url}/a.jpg</image:loc></image:image>"
            "<news:news><news:publication><news:name>Council</news:name><news:language>en</news:language>"
            "</news:publication>"
            f"<news:publication_date>{item.published.isoformat()}</news:publication_date>"
            f"<news:title>{escape(item.title)}</news:title></news:news></url>\n"
        )

    def content_type(self, body: bytes) -> str:
        return "text/html; charset=utf-8" if body.startswith(b"<html") else "application/xml; charset=utf-8"


def _week(item: Item) -> date:
    return item.published.date() - timedelta(days=item.published.weekday())


NEWSROOM = Sitemaps
