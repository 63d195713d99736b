"""Visits to the Gazette of the tests' register, as the watch writes them down."""

from datetime import datetime

from flows.health import judge_visit
from flows.workshop import Workshop
from scrapers.entries import Entry, Found
from scrapers.errors import ScrapeError


def visited(workshop: Workshop, what: datetime | ScrapeError) -> None:
    """A visit that found one item of that moment, or failed."""
    source = workshop.source("gazette")
    assert source is not None
    if isinstance(what, ScrapeError):
        judge_visit(workshop, source, None, 0, what)
    else:
        judge_visit(workshop, source, Found((Entry("https://gazette.example/1", "First", what),)), 1, None)
