"""A newsroom of its own making: cards that are links, numbered paths for older ones, dates in words."""

from dataclasses import dataclass
from html import escape
from typing import Any

from scrapers.source import Source
from tests.scrapers.sites.newsroom import Item, Newsroom, slice_of

LIST = "/news/latest/"
PER_PAGE = 6
SELECTORS = {
    "item": "ul.cards > li", "link": "a.card", "title": ".card__heading", "date": ".card__date",
    "summary": ".card__lead", "section": ".card__tag",
}  # fmt: skip


@dataclass
class Cards(Newsroom):
    """Cards, six a page, with the second page at `/news/latest/page/2/`."""

    reader = "listing"

    def source(self, **changes: Any) -> Source:
        pages = f"{self.url}{LIST}page/{{page}}/"
        return self.make_source(LIST, **{"selectors": SELECTORS, "page_address": pages, "least_items": 3} | changes)

    def address_of(self, item: Item) -> str:
        return f"{self.url}/news/{item.published:%B-%Y}/{item.slug}.html"

    def page(self, path: str, query: dict[str, str]) -> str | None:
        if path.startswith(LIST):
            number = path.removeprefix(LIST).removeprefix("page/").rstrip("/") or "1"
            items = slice_of(self.items, int(number), PER_PAGE)
            return self._list(items) if items else None
        item = self.item_at(path.removesuffix(".html"))
        return self.article(item) if item else None

    def _list(self, items: list[Item]) -> str:
        cards = "".join(map(self._card, items))
        return (
            "<!doctype html><html lang=en><head><meta charset=utf-8><title>Latest news</title>"
            f'<base href="{LIST}"></head><body><a class="skip" href="#main">Skip to main content</a>'
            '<div id="cookies">We use cookies. <a href="/c">More</a></div>'
            f'<main id=main><h1>Latest news</h1><ul class="cards">{cards}</ul>'
            '<ul class="promo"><li><a class="card" href="/pay"><span class="card__heading">Pay it</span></a></ul>'
            "</main>"
        )

    def _card(self, item: Item) -> str:
        link = f"../../news/{item.published:%B-%Y}/{item.slug}.html?fbclid=1#top"
        day = f"{item.published.day}{_ordinal(item.published.day)} {item.published:%B %Y}"
        label = "Posted on" if item.number % 2 else "Published"
        return (
            f'<li><a class="card" href="{link if item.number % 2 else self.address_of(item)}">\n'
            f'  <p class=card__tag>Council news</p><h2 class="card__heading">\n  {escape(item.title)}\n</h2>\n'
            f"  <p class=card__date>{label}: {item.published:%A}, {day} | News</p>"
            f'<p class="card__lead">{escape(item.paragraphs[0])}</p></a>\n'
        )


def _ordinal(day: int) -> str:
    return "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


NEWSROOM = Cards
