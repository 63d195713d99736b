"""LocalGov Drupal: newsrooms with teasers, ten a page from `?page=0` on, or their feed `/news/<id>/feed.rss`."""

from scrapers.entries import Found, Visit
from scrapers.readers.listed import read_as_usual


def find(visit: Visit) -> Found:
    """Return the entries of the newsroom or the feed at the source's address."""
    return read_as_usual(visit)
