"""GOSS iCM newsrooms."""

from scrapers.entries import Found, Visit


def find(visit: Visit) -> Found:
    """Return the entries."""
    raise NotImplementedError(visit.source.reader)
