"""A WordPress newsroom's RSS feed: ten items a page, titles encoded twice or in CDATA, whole articles quoted."""

from dataclasses import dataclass
from html import escape
from typing import Any

from scrapers.source import Source
from tests.scrapers.sites.newsroom import Item, Newsroom, slice_of

FEED = "/feed/"
PER_PAGE = 10
HEAD = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
\txmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
\txmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel>
\t<title>Newsroom</title>
\t<atom:link href="{url}" rel="self" type="application/rss+xml" />
\t<lastBuildDate>Fri, 20 Nov 2026 10:00:00 +0000</lastBuildDate>
\t<language>en-GB</language>
\t<sy:updatePeriod>hourly</sy:updatePeriod>
\t<generator>https://wordpress.org/?v=6.8.1</generator>
"""


@dataclass
class WordPressFeed(Newsroom):
    """The feed of a WordPress site, with older items at `?paged=2`."""

    reader = "feed"

    def source(self, **changes: Any) -> Source:
        return self.make_source(FEED, **changes)

    def address_of(self, item: Item) -> str:
        return f"{self.url}/{item.published:%Y/%m/%d}/{item.slug}/"

    def page(self, path: str, query: dict[str, str]) -> str | None:
        if path != FEED:
            item = self.item_at(path)
            return self.article(item) if item else None
        items = slice_of(self.items, int(query.get("paged", "1")), PER_PAGE)
        told = "".join(map(self._item, items))
        return f"{HEAD.format(url=self.url + FEED)}{told}</channel>\n</rss>\n" if items else None

    def _item(self, item: Item) -> str:
        title = (
            f"<![CDATA[{item.title}]]>" if item.number % 2 else escape(escape(item.title)).replace("\u2019", "&#8217;")
        )
        link = f"{self.address_of(item)}?utm_source=rss&#038;utm_medium=rss"
        return (
            f"\t<item>\n\t\t<title>{title}</title>\n\t\t<link>{link}</link>\n"
            f"\t\t<comments>{self.address_of(item)}#respond</comments>\n"
            f"\t\t<dc:creator><![CDATA[Press Office]]></dc:creator>\n\t\t<pubDate>{_date(item)}</pubDate>\n"
            f"\t\t<category><![CDATA[Children &amp; families]]></category>\n\t\t<category><![CDATA[News]]></category>\n"
            f'\t\t<guid isPermaLink="false">{self.url}/?p={item.number}</guid>\n'
            f"\t\t<description><![CDATA[<p>{escape(item.paragraphs[0])} [&#8230;]</p>]]></description>\n"
            f"\t\t<content:encoded><![CDATA[{''.join(f'<p>{escape(text)}</p>' for text in item.paragraphs)}]]>"
            f"</content:encoded>\n\t</item>\n"
        )

    def content_type(self, body: bytes) -> str:
        return "text/html; charset=UTF-8" if body.startswith(b"<html") else "application/rss+xml; charset=UTF-8"


def _date(item: Item) -> str:
    forms = ("%a, %d %b %Y %H:%M:%S +0000", "%a, %d %b %Y %H:%M:%S GMT", "Mon, %d %b %y %H:%M UT")
    return f"{item.published:{forms[item.number % len(forms)]}}"


NEWSROOM = WordPressFeed
