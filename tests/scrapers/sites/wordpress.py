"""A WordPress newsroom: REST with pages, dates in local time and in UTC, HTML in titles."""

import json
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from scrapers.source import Source
from tests.scrapers.sites.newsroom import Item, Newsroom, slice_of
from tests.scrapers.web import Reply

COLLECTION = "/wp-json/wp/v2/posts"
LONDON = ZoneInfo("Europe/London")


@dataclass
class WordPress(Newsroom):
    """Posts through REST."""

    reader = "wordpress"
    tells_updates = True

    def source(self, **changes: Any) -> Source:
        return self.make_source(COLLECTION, **changes)

    def address_of(self, item: Item) -> str:
        return f"{self.url}/{item.slug}/"

    def page(self, path: str, query: dict[str, str]) -> str | bytes | Reply | None:
        if path != COLLECTION:
            item = self.item_at(path)
            return self.article(item) if item else None
        number, size = int(query.get("page", "1")), int(query.get("per_page", "10"))
        posts = slice_of(self._between(query.get("after"), query.get("before")), number, size)
        if not posts and number > 1:
            return Reply(b'{"code": "rest_post_invalid_page_number", "data": {"status": 400}}', 400)
        return json.dumps([self._post(item) for item in posts])

    def _between(self, after: str | None, before: str | None) -> list[Item]:
        """Return the items of a span, its ends left out, on the site's clocks."""
        first = datetime.fromisoformat(after or "1990-01-01T00:00:00").replace(tzinfo=LONDON)
        last = datetime.fromisoformat(before or "2090-01-01T00:00:00").replace(tzinfo=LONDON)
        return [item for item in self.items if first < item.published < last]

    def _post(self, item: Item) -> dict[str, object]:
        changed = item.updated or item.published
        return {
            "link": self.address_of(item),
            "title": {"rendered": escape(item.title).replace("\u2019", "&#8217;")},
            "date": f"{item.published.astimezone(LONDON):%Y-%m-%dT%H:%M:%S}",
            "date_gmt": f"{item.published:%Y-%m-%dT%H:%M:%S}",
            "modified": f"{changed.astimezone(LONDON):%Y-%m-%dT%H:%M:%S}",
            "modified_gmt": f"{changed:%Y-%m-%dT%H:%M:%S}",
            "class_list": {"0": f"post-{item.number}", "2": "category-children-and-families", "3": "tag-ofsted"},
            "excerpt": {"rendered": f"<p>{escape(item.paragraphs[0])} [&hellip;]</p>\n"},
        }

    def content_type(self, body: bytes) -> str:
        return "text/html; charset=utf-8" if body.startswith(b"<") else "application/json; charset=UTF-8"


NEWSROOM = WordPress
