"""Ofsted's search on loopback: a list of authorities with the day of their latest report, each with its page."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from scrapers.source import Source
from tests.scrapers.sites.newsroom import NEWEST, Item, Newsroom
from tests.scrapers.sites.ofsted_provider import event, head
from tests.scrapers.web import Reply

SEARCH = "/search"
QUERY = "?q=&location=&lat=&lon=&radius=&level_1_types=3&level_2_types%5B%5D=12&start=0&rows=100"
FIRST_URN = 80_400
MOST_ROWS = 100


@dataclass
class OfstedList(Newsroom):
    """As many authorities as reports, in the order of their names; each page has its report and one of 2017."""

    reader = "ofsted_list"
    has_pages = False

    def publish(self, title: str, *, hours: int) -> Item:
        """Add an authority with a report."""
        number = len(self.items) + 1
        item = Item(number, f"{title}, {name_of(number)}", NEWEST + timedelta(hours=hours))
        self.items.insert(0, item)
        return item

    def source(self, **changes: Any) -> Source:
        return self.make_source(SEARCH + QUERY, **changes)

    def address_of(self, item: Item) -> str:
        return f"{self.url}/v1/file/{50_000_000 + item.number}"

    def page(self, path: str, query: dict[str, str]) -> str | bytes | Reply | None:
        if path == SEARCH:
            return self._list(int(query.get("start", "0")), min(int(query.get("rows", "10")), MOST_ROWS))
        number = int(path.rpartition("/")[2]) - FIRST_URN if path.startswith("/provider/44/") else 0
        item = next((item for item in self.items if item.number == number), None)
        return self._provider(item) if item else None

    def _list(self, start: int, rows: int) -> str:
        every = sorted(self.items, key=lambda item: name_of(item.number))
        listed = "".join(row(item) for item in every[start : start + rows])
        following = f'<li class="next"><a href="{SEARCH}?start={start + rows}">Next</a></li>'
        return (
            f'{head("Search results")}<div class="search-results__heading"><h1>Search results</h1><strong '
            f'class="results-count">{len(every)}</strong> results</div><ul class="filters"><li><a href="/search?q=">'
            f'Clear</a></li></ul><ul class="results-list">{listed}</ul><ul class="pagination">'
            f"{following if start + rows < len(every) else ''}</ul></main></body></html>"
        )

    def _provider(self, item: Item) -> str:
        name = name_of(item.number)
        old = Item(item.number, "", item.published.replace(year=2017))
        label = item.title.removesuffix(f", {name}")
        return (
            f'{head(name)}<h1 class="heading--title">{name}</h1><ol class="timeline">'
            f"{event(item, label, self.address_of(item))}"
            f"{event(old, 'Single inspection', f'{self.url}/v1/file/{40_000_000 + item.number}')}"
            "</ol></main></body></html>"
        )


def name_of(number: int) -> str:
    """Return the name of an authority; their order is not that of their numbers."""
    return f"{'Borough' if number % 2 else 'City'} Council {number:03d}"


def row(item: Item) -> str:
    """Return an authority as the list shows it."""
    return (
        '<li class="search-result"><h3 class="search-result__title heading--sub">'
        f'<a href="/provider/44/{FIRST_URN + item.number}">{name_of(item.number)}</a></h3>'
        '<ul class="search-result__provider-info"><li>Category: <strong>Local authority children&#039;s services'
        '</strong></li></ul><address class="search-result__address">Town Hall</address>'
        '<ul class="search-result__provider-info">'
        f"<li>Latest report: <strong><time>{item.published:%d %B %Y}</time></strong></li>"
        f"<li>URN: <strong>{FIRST_URN + item.number}</strong></li></ul></li>"
    )


NEWSROOM = OfstedList
