"""Contensis with `.aspx` pages: each list is a control whose name is in the argument that turns its pages.

`?Archive_Listing_List_GoToPage=2` turns the control `Archive_Listing_List`; the feed stands at `?SyndicationType=1`.
"""

import re

from scrapers.addresses import with_argument
from scrapers.entries import Found, Visit
from scrapers.readers.listed import ANY_LINK, AddressOf, ListPage, read_as_usual

TURN = re.compile(r"[?&](\w{0,80}_List)_GoToPage=")


def find(visit: Visit) -> Found:
    """Return the entries of the list or the feed at the source's address."""
    return read_as_usual(visit, _pager)


def _pager(page: ListPage) -> AddressOf | None:
    links = [str(link["href"]) for link in page.tree.select("a[href*='_List_GoToPage=']")]
    controls = dict.fromkeys(turn[1] for link in links if (turn := TURN.search(link)))
    if not controls:
        return None
    name = next((control for control in controls if _holds_items(page, control)), next(iter(controls)))
    return lambda number: with_argument(page.answer.final_url, f"{name}_GoToPage", number)


def _holds_items(page: ListPage, control: str) -> bool:
    element = page.tree.find(id=control)
    return element is not None and element.select_one(page.source.selectors.item or ANY_LINK) is not None
