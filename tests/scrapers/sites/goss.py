"""A GOSS iCM newsroom: the list is an article, sorted by its address, turned by `p`; a cookie for each visitor."""

from dataclasses import dataclass
from html import escape
from typing import Any

from scrapers.source import Source
from tests.scrapers.sites.newsroom import Item, Newsroom, slice_of

NEWS = "/article/55009/News"
SORTED = f"{NEWS}?sort=displaystartdate+desc"
PER_PAGE = 9


@dataclass
class Goss(Newsroom):
    """News items in a grid; a page past the last repeats the last."""

    reader = "goss"

    def source(self, **changes: Any) -> Source:
        return self.make_source(SORTED, **changes)

    def address_of(self, item: Item) -> str:
        return f"{self.url}/article/{60_000 + item.number}/{item.slug}"

    def page(self, path: str, query: dict[str, str]) -> str | None:
        if path == NEWS:
            last = -(-len(self.items) // PER_PAGE)
            return self._list(slice_of(self.items, min(int(query.get("p", "1")), last), PER_PAGE))
        item = self.item_at(path)
        return self.article(item) if item else None

    def _list(self, items: list[Item]) -> str:
        return (
            '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"/><title>News - Example Council</title>'
            '<script src="/goss.ashx?x=1"></script></head><body>'
            '<a class="skipnav" href="#maincontent">Skip to main content</a>'
            '<ol class="sitemenu"><li class="sitemenu__item"><a href="/article/1/Home">Home</a></li></ol>'
            '<main id="maincontent"><h1 class="a-heading">News</h1><div class="a-body a-body--default">'
            "<p>All of our news.</p>"
            f'</div><div class="grid grid--list grid--1col">{"".join(map(self._item, items))}</div></main>'
            '<ul><li class="socialmedia__item"><a href="https://social.example/council">Follow us</a></li></ul>'
            "</body></html>"
        )

    def _item(self, item: Item) -> str:
        return (
            '<div class="grid__cell"><div class="news-item">'
            f'<a class="news-item__link" href="/article/{60_000 + item.number}/'
            f'{item.slug}"><h2 class="news-item__heading">{escape(item.title)}</h2></a>\n'
            f'<span class="news-item__published-date">\n {item.published:%d/%m/%Y}\n</span>'
            f"<p>{escape(item.paragraphs[0])}</p></div></div>"
        )


NEWSROOM = Goss
