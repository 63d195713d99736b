"""Jadu: `/news?page=2`, or the feed `/rss/news` of its newest twenty items."""

from scrapers.entries import Found, Visit
from scrapers.readers.listed import read_as_usual


def find(visit: Visit) -> Found:
    """Return the entries of the list or the feed at the source's address."""
    return read_as_usual(visit)
