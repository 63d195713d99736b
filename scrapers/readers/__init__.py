"""What is new on a source: one reader for each kind of site."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from scrapers.entries import Entry, Found, Known, Visit
from scrapers.fetch import Fetcher, Validators
from scrapers.readers import (
    cmis,
    contensis,
    feed,
    goss,
    govuk,
    jadu,
    listing,
    localgov_drupal,
    moderngov,
    ofsted_list,
    ofsted_provider,
    sitemap,
    wordpress,
)
from scrapers.source import ReaderName, Source
from scrapers.window import Window

__all__ = ["READERS", "Entry", "Found", "find_entries"]

READERS: Mapping[ReaderName, Callable[[Visit], Found]] = {
    "feed": feed.find,
    "wordpress": wordpress.find,
    "govuk": govuk.find,
    "ofsted_list": ofsted_list.find,
    "ofsted_provider": ofsted_provider.find,
    "moderngov": moderngov.find,
    "cmis": cmis.find,
    "localgov_drupal": localgov_drupal.find,
    "jadu": jadu.find,
    "goss": goss.find,
    "contensis": contensis.find,
    "sitemap": sitemap.find,
    "listing": listing.find,
}


def find_entries(
    source: Source,
    fetcher: Fetcher,
    *,
    today: date,
    backfill: Window | None = None,
    validators: Mapping[str, Validators] | None = None,
    known: Known = lambda _: False,
) -> Found:
    """Return what a source announces now, or in a backfill what it announced in that window.

    Args:
        source: from the register.
        fetcher: shared by the pass.
        today: the end of the usual window, which begins the source's `days_back` before.
        backfill: days to look through whole, known ground or not.
        validators: what the last visit's Found gave, by address.
        known: tells whether an address was found before; paging ends there.

    Raises:
        ScrapeError: the source could not be read; the message says where and what to do.
    """
    window = backfill or Window(today - timedelta(days=source.days_back), today)
    visit = Visit(source, fetcher, {} if backfill else validators or {}, window, known, backfill is not None)
    found = READERS[source.reader](visit)
    return found.within(window) if backfill else found
