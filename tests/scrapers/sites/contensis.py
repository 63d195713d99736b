"""A Contensis newsroom in windows-1252: two lists on a page, each turned by an argument named after its control."""

from dataclasses import dataclass
from html import escape
from typing import Any

from scrapers.source import Source
from tests.scrapers.sites.newsroom import Item, Newsroom, slice_of

NEWS = "/News/News.aspx"
TURN = "Archive_Listing_List_GoToPage"
PER_PAGE = 10


@dataclass
class Contensis(Newsroom):
    """An ASP.NET page whose second list is the news; times of day are those of midnight."""

    reader = "contensis"
    charset = "windows-1252"

    def source(self, **changes: Any) -> Source:
        return self.make_source(NEWS, **changes)

    def address_of(self, item: Item) -> str:
        return f"{self.url}/News/{item.published:%Y}/{item.published:%B}/{item.slug}.aspx"

    def page(self, path: str, query: dict[str, str]) -> str | None:
        if path == NEWS:
            return self._list(int(query.get(TURN, "1")))
        item = self.item_at(path.removesuffix(".aspx"))
        return self.article(item) if item else None

    def _list(self, number: int) -> str:
        items = "".join(map(self._item, slice_of(self.items, number, PER_PAGE)))
        return (
            '<!DOCTYPE html><html lang="en-gb"><head><meta name="generator" content="Contensis CMS Version 17.2" />'
            f"<title>News</title></head><body><form action='{NEWS}' id='aspnetForm'>"
            '<input type="hidden" name="__VIEWSTATE" value="/wEPDwUK" /><div id="Events_Listing">'
            '<div id="Events_Listing_List">'
            '<ul class="sys_events"><li><a href="/Events/one.aspx">An event</a></li></ul>'
            f'<a href="{NEWS}?Events_Listing_List_GoToPage=2">2</a></div></div>'
            f'<div class="sys_listing"><div id="Archive_Listing_List"><div class="sys_itemslist">{items}</div>'
            f'<div class="sys_paging"><span>{number}</span> <a href="{NEWS}?{TURN}={number + 1}">Next</a></div>'
            "</div></div>"
            "</form></body></html>"
        )

    def _item(self, item: Item) -> str:
        link = f"/News/{item.published:%Y}/{item.published:%B}/{item.slug}.aspx"
        return (
            '<div class="sys_subitem sys_news"><div class="sys_news-image"><img src="/images/a.jpg" alt=""></div><div>'
            f'<h2 class="sys_subitem-heading"><a href="{link}" title="{escape(item.title)}">{escape(item.title)}'
            "</a></h2>"
            f'<div class="sys_subitem-summary sys_news-summary"><p>{escape(item.paragraphs[0])}</p><dl>'
            "<dt>Date published</dt>"
            f'<dd class="sys_news-datepublished">{item.published:%d/%m/%Y} 00:00:00</dd></dl></div></div></div>'
        )


NEWSROOM = Contensis
