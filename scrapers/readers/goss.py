"""GOSS iCM: the list of news is an article, `/article/<id>/News?p=2`, and so is its feed, `/article/<id>/News-RSS`."""

from scrapers.entries import Found, Visit
from scrapers.readers.listed import read_as_usual


def find(visit: Visit) -> Found:
    """Return the entries of the list or the feed at the source's address."""
    return read_as_usual(visit)
