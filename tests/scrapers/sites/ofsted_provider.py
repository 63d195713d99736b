"""Ofsted's page of one authority on loopback: a timeline of reports of every kind, newest first."""

from dataclasses import dataclass
from datetime import timedelta
from html import escape
from typing import Any

from scrapers.source import Source
from tests.scrapers.sites.newsroom import NEWEST, Item, Newsroom
from tests.scrapers.web import Reply

PROVIDER = "/provider/44/80500"
NAME = "Exampleshire County Council"


def head(title: str) -> str:
    """Return the beginning of every page of the site, with its furniture."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} - Find an Inspection Report - '
        'Ofsted</title><meta name="dcterms.publisher" content="Ofsted"></head><body><div class="cookie-banner"><p>'
        'Ofsted uses cookies.</p></div><header role="banner"><a href="/"><img alt="Ofsted"></a></header><main>'
    )


def event(item: Item, label: str, href: str) -> str:
    """Return the day of a report on a timeline; above it stands the day of the inspection."""
    day = f"{item.published:%d %B %Y}"
    inspected = f"{item.published - timedelta(days=40):%d %B %Y}"
    return (
        f'<li class="timeline__day"><div class="event"><p class="timeline__date"><time>{inspected}</time></p>'
        f'<span class="event__title heading--sub"><a class="publication-link" href="{href}" target="_blank">\n'
        f"      {escape(label)}      "
        f'<span class="nonvisual">{spoken(item, escape(label), day)}</span></a></span>'
        f'<div class="event__metadata">Published <time>{day}</time></div></div></li>'
    )


def spoken(item: Item, label: str, day: str) -> str:
    """Return what a screen reader says of a link; the site has written it in several ways."""
    ways = (f"{label}, pdf - {day}", f"{label},  pdf  -  {day}", f"{label} as pdf - {day}", f"{label}, PDF")
    return ways[item.number % len(ways)]


@dataclass
class OfstedProvider(Newsroom):
    """The page of one authority."""

    reader = "ofsted_provider"
    has_pages = False

    def publish(self, title: str, *, hours: int) -> Item:
        """Add a report; a title has the name of the authority behind the label."""
        item = Item(len(self.items) + 1, f"{title}, {NAME}", NEWEST + timedelta(hours=hours))
        self.items.insert(0, item)
        return item

    def source(self, **changes: Any) -> Source:
        return self.make_source(PROVIDER, **changes)

    def address_of(self, item: Item) -> str:
        return f"{self.url}/v1/file/{50_000_000 + item.number}"

    def page(self, path: str, query: dict[str, str]) -> str | bytes | Reply | None:
        if path != PROVIDER:
            return None
        events = "".join(event(item, label_of(item), self._href(item)) for item in self.items)
        return (
            f'{head(NAME)}<h1 class="heading--title">{NAME}</h1><ul><li>URN: <strong>80500</strong></li></ul>'
            f'<a href="/search">Back to results</a><h2>All reports</h2><ol class="timeline">{events}'
            '<li class="timeline__day timeline__day--registered"><time>01 April 2009</time></li></ol>'
            '</main><footer><a href="https://www.gov.uk/ofsted">Ofsted</a></footer></body></html>'
        )

    def _href(self, item: Item) -> str:
        whole = self.address_of(item)
        return whole.removeprefix(self.url) if item.number % 6 == 0 else whole


def label_of(item: Item) -> str:
    """Return the label of a report, which its title begins with."""
    return item.title.removesuffix(f", {NAME}")


NEWSROOM = OfstedProvider
