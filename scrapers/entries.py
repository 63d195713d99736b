"""What a reader finds on a source: entries that lead to pages, and what to remember for the next visit."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, Self

from scrapers.addresses import canonical
from scrapers.errors import UnreadableListing, UnreadablePage
from scrapers.fetch import Fetcher, NotModified, Page, Validators
from scrapers.source import Source
from scrapers.walls import appearance
from scrapers.window import Window

Media = Literal["html", "pdf"]
Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page announced by a source: canonical address, plain text, and the dates announced, on London's clocks.

    `section` is the part of the site or the committee; `updated` when the source says that the page last changed;
    `fetch_url` where a form of the page made for machines stands, if not at `url`; `illegible_date` what stood in the
    date's place where it could not be read.
    """

    url: str
    title: str
    published: datetime | None = None
    summary: str | None = None
    media: Media = "html"
    illegible_date: str | None = None
    section: str | None = None
    updated: datetime | None = None
    fetch_url: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What one visit brought.

    `validators` by address are to be given back at the next visit; `unchanged` says that the host answered 304 and
    nothing was read; `warnings` are sentences on what was amiss without costing the visit.
    """

    entries: tuple[Entry, ...] = ()
    validators: Mapping[str, Validators] = field(default_factory=dict)
    unchanged: bool = False
    warnings: tuple[str, ...] = ()

    def within(self, window: Window) -> Self:
        """Return the same with the entries of that window only; undated ones stay."""
        return replace(self, entries=tuple(entry for entry in self.entries if window.holds(entry.published)))


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at one source: what a reader needs to know, and its way to the web.

    `is_backfill` asks for all of the window; otherwise paging ends on known ground.
    """

    source: Source
    fetcher: Fetcher
    validators: Mapping[str, Validators]
    window: Window
    known: Known
    is_backfill: bool = False

    def open(self, url: str) -> Page | NotModified:
        """Fetch part of the listing, conditionally where it was seen before.

        Raises:
            ScrapeError: as from Fetcher.get; an empty body is an UnreadableListing.
        """
        try:
            return self.fetcher.get(url, validators=self.validators.get(url), source=self.source)
        except UnreadablePage as error:
            raise UnreadableListing(str(error)) from error

    def is_old_ground(self, page: Sequence[Entry]) -> bool:
        """Tell whether pages behind this one, newest first, hold nothing that the visit is for."""
        dates = [entry.published.date() for entry in page if entry.published]
        is_before_window = bool(dates) and max(dates) < self.window.first
        return is_before_window or (not self.is_backfill and any(self.known(entry.url) for entry in page))

    def expect(self, count: int, what: str, url: str, body: bytes = b"") -> None:
        """Check that a listing has as many items as the register says it must.

        Raises:
            UnreadableListing: it has fewer; the message says what a page without any, of that `body`, looks like.
        """
        least = self.source.least_items
        if count < least:
            looks = f"; {appearance(body)}" if body and not count else ""
            raise UnreadableListing(
                f"{url} lists {count} {what} where {least} or more are due{looks}; see whether the site was rebuilt."
            )


def unchanged(answer: NotModified) -> Found:
    """Return what a visit brought when the host says that nothing is new."""
    return Found(validators={answer.url: answer.validators}, unchanged=True)


def unique(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries, the first of each address."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.url, entry)
    return tuple(first.values())


def misdated(entries: Iterable[Entry], page: Page) -> tuple[str, ...]:
    """Return a warning where dates of entries could not be read."""
    texts = [entry.illegible_date for entry in entries if entry.illegible_date]
    if not texts:
        return ()
    return (f"{page.url} has {len(texts)} illegible date(s), such as {texts[0][:40]!r}; see date_order.",)


def moved(page: Page) -> tuple[str, ...]:
    """Return a warning where a listing answers at another address than the register's."""
    if canonical(page.url) == canonical(page.final_url):
        return ()
    return (f"{page.url} now answers at {page.final_url}; correct the register.",)
