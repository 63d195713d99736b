"""A Jadu newsroom: `/news?page=2`, dates behind the word "Published"."""

from dataclasses import dataclass
from html import escape
from typing import Any

from scrapers.source import Source
from tests.scrapers.sites.newsroom import Item, Newsroom, slice_of

NEWS = "/news"
PER_PAGE = 8


@dataclass
class Jadu(Newsroom):
    """A list of articles, each one link; a page past the last says that there is none."""

    reader = "jadu"

    def source(self, **changes: Any) -> Source:
        return self.make_source(NEWS, **changes)

    def address_of(self, item: Item) -> str:
        return f"{self.url}{NEWS}/article/{item.number}/{item.slug}"

    def page(self, path: str, query: dict[str, str]) -> str | None:
        if path == NEWS:
            return self._list(int(query.get("page", "1")))
        item = self.item_at(path)
        return self.article(item) if item else None

    def _list(self, number: int) -> str:
        items = "".join(map(self._item, slice_of(self.items, number, PER_PAGE)))
        told = f'<ul class="list list--listing">{items}</ul>' if items else "<p>There are no news articles.</p>"
        return (
            '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="generator" content="http://www.jadu.net" />'
            '<link rel="alternate" type="application/rss+xml" title="RSS" href="/rss/news" /><title>Latest news'
            "</title></head>"
            '<body><a href="#content" class="skip">Skip to main content</a><ul class="list list--nav">'
            '<li class="list__item">'
            '<a href="/bins">Bins</a></li></ul><main id="content"><div class="page-content"><h1>Latest news</h1>'
            f'{told}<nav class="pagination"><a href="/news?page={number + 1}">Next</a></nav></div></main></body></html>'
        )

    def _item(self, item: Item) -> str:
        return (
            '<li class="list__item"><article class="listing">'
            f'<a class="listing__link" href="{NEWS}/article/{item.number}/'
            f'{item.slug}"><div class="listing__content">\n<h2 class="listing__heading">{escape(item.title)}</h2>'
            f'<div class="listing__meta"><p class="meta meta--date">Published: {item.published:%A, %d %B %Y}</p></div>'
            f'<p class="listing__summary">{escape(item.paragraphs[0])}</p></div></a></article></li>'
        )


NEWSROOM = Jadu
