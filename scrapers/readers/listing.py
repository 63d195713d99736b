"""A page that lists news, read by the CSS selectors that the register gives."""

from scrapers.entries import Found, Visit
from scrapers.readers.listed import read_listing


def find(visit: Visit) -> Found:
    """Return the entries of the listing at the source's address, and of further pages where `page_address` is given."""
    return read_listing(visit, visit.source)
