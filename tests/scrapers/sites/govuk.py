"""GOV.UK on loopback: the Search API, which refuses what it does not know, and the Content API."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from scrapers.source import Source
from tests.scrapers.sites.newsroom import Item, Newsroom
from tests.scrapers.web import Reply

SEARCH, CONTENT = "/api/search.json", "/api/content"
QUERY = "?q=&filter_organisations=ofsted&filter_content_purpose_subgroup=news&order=popularity&count=10"
SINGLE = {"q", "count", "start", "order", "filter_public_timestamp", "c"}
FILTERS = {"filter_organisations", "filter_content_purpose_subgroup", "filter_content_store_document_type"}
FIELDS = {
    "title", "description", "link", "public_timestamp", "first_published_at", "content_store_document_type",
    "latest_change_note", "organisations", "format",
}  # fmt: skip
LONDON = ZoneInfo("Europe/London")
# The real one gives up to 1,500: fewer make pages of few items.
MOST_AT_ONCE = 10


def refused(why: str) -> Reply:
    """Return what the Search API says to a query that it does not take."""
    return Reply(json.dumps({"error": why}).encode(), 422, {"Content-Type": "application/json; charset=utf-8"})


@dataclass
class GovUk(Newsroom):
    """News of Ofsted, found by search."""

    reader = "govuk"
    tells_updates = True

    def source(self, **changes: Any) -> Source:
        return self.make_source(SEARCH + QUERY, **changes)

    def address_of(self, item: Item) -> str:
        return f"{self.url}/government/news/{item.slug}"

    def answer(self, path: str) -> Reply:
        parts = urlsplit(path)
        if parts.path != SEARCH or path in self.routes or self.trouble:
            return super().answer(path)
        asked = parse_qs(parts.query, keep_blank_values=True)
        wrong = sorted(name for name in asked if name not in SINGLE | FILTERS | {"fields"})
        doubled = sorted(name for name in SINGLE & asked.keys() if len(asked[name]) > 1)
        fields = {field for value in asked.get("fields", []) for field in value.split(",")}
        if wrong or doubled or not fields <= FIELDS:
            return refused(f"Unexpected parameters: {', '.join([*wrong, *doubled, *sorted(fields - FIELDS)])}")
        return self._reply(json.dumps(self._results({name: values[0] for name, values in asked.items()}, fields)))

    def page(self, path: str, query: dict[str, str]) -> str | bytes | Reply | None:
        item = self.item_at(path)
        if item is None:
            return None
        return json.dumps(self._content_item(item)) if path.startswith(CONTENT) else self.article(item)

    def content_type(self, body: bytes) -> str:
        return "text/html; charset=utf-8" if body.startswith(b"<") else "application/json; charset=utf-8"

    def _results(self, asked: dict[str, str], fields: set[str]) -> dict[str, Any]:
        found = [item for item in self.items if self._holds(item, asked.get("filter_public_timestamp", ""))]
        if asked.get("order") == "-public_timestamp":
            found.sort(key=changed, reverse=True)
        start, count = int(asked.get("start", "0")), min(int(asked.get("count", "10")), MOST_AT_ONCE)
        return {
            "results": [self._result(item, fields) for item in found[start : start + count]],
            "total": len(found),
            "start": start,
            "aggregates": {},
            "suggested_queries": [],
            "suggested_autocomplete": [],
            "es_cluster": "A",
            "reranked": False,
        }

    def _holds(self, item: Item, span: str) -> bool:
        ends = dict(end.split(":", 1) for end in span.split(",") if end)
        day = changed(item).date().isoformat()
        return ends.get("from", day) <= day <= ends.get("to", day)

    def _result(self, item: Item, fields: set[str]) -> dict[str, Any]:
        link = f"/government/news/{item.slug}"
        told = {
            "title": item.title,
            "description": item.paragraphs[0],
            # A few stand in the index without their first slash.
            "link": link.lstrip("/") if item.number % 7 == 0 else link,
            "public_timestamp": f"{changed(item):%Y-%m-%dT%H:%M:%S.000+00:00}",
            "first_published_at": item.published.astimezone(LONDON).isoformat(),
            "content_store_document_type": "news_story",
            "latest_change_note": "A date was corrected." if item.updated else None,
        }
        noise = {"index": "government", "es_score": None, "_id": link, "elasticsearch_type": "edition"}
        return {name: value for name, value in told.items() if name in fields} | noise

    def _content_item(self, item: Item) -> dict[str, Any]:
        moment = f"{item.published:%Y-%m-%dT%H:%M:%S.000+00:00}"
        return {
            "base_path": f"/government/news/{item.slug}",
            "document_type": "news_story",
            "title": item.title,
            "first_published_at": moment,
            "public_updated_at": moment,
            "details": {"body": f'<div class="govspeak"><p>{item.paragraphs[0]}</p></div>'},
        }


def changed(item: Item) -> datetime:
    """Return when an item last changed."""
    return item.updated or item.published


NEWSROOM = GovUk
