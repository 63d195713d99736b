"""Sitemaps and news sitemaps: of a site that lists its news nowhere else.

The address is that of a sitemap, of an index of them, of a robots.txt that names them, or the site's root. Pages count
as news if they stand below the path of the source's `home`. `lastmod` says what an index is opened for.
"""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

from scrapers.addresses import absolute, is_pdf
from scrapers.dates import first_date, read_date
from scrapers.entries import Entry, Found, Visit, misdated, moved, unique
from scrapers.errors import Gone, TerminalError, UnreadableListing, UnreadablePage
from scrapers.fetch import NotModified, Page, Validators
from scrapers.sitemap_xml import Listed, Part, Sitemap, read_sitemap, sitemaps_in_robots
from scrapers.source import Source
from scrapers.text import plain_text, title_from

MOST_FILES = 100
MOST_ENTRIES = 5_000
ROBOTS = "/robots.txt"
USUAL_PLACE = "/sitemap.xml"
DAY_ONLY = 10
# WordPress, Drupal and their plug-ins give lists of authors, terms and pictures files of their own.
NO_NEWS = re.compile(r"(?:^|[-_/.])(?:taxonom\w{1,6}|categor\w{1,4}|(?:post[-_])?tags?|authors?|users?|images?|videos?)"
                     r"(?:[-_.]|$)", re.I)  # fmt: skip


@dataclass(slots=True)
class _Reading:
    """What has been read so far; `left` counts files that cannot hold anything new."""

    visit: Visit
    pages: list[Listed] = field(default_factory=list)
    validators: dict[str, Validators] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    failures: list[TerminalError] = field(default_factory=list)
    queue: deque[Part] = field(default_factory=deque)
    read: int = 0
    left: int = 0


def find(visit: Visit) -> Found:
    """Return the pages of the window that the sitemaps name.

    A file of an index that is gone or broken is a warning; where no other could be read, it is the visit's error.

    Raises:
        UnreadableListing: no sitemap, or fewer addresses of news in it than are due.
    """
    reading = _Reading(visit)
    _open_first(reading)
    _open_parts(reading)
    if not reading.read and not reading.left:
        raise reading.failures[0] if reading.failures else _nothing_of_news(visit.source.address)
    if not reading.read:
        return Found(validators=reading.validators, unchanged=True, warnings=tuple(reading.warnings))
    below = _path_of_news(visit.source)
    news = [listed for listed in reading.pages if _is_below(listed.url, below)]
    if not reading.left:
        visit.expect(len(news), f"addresses below {below}", visit.source.address)
    return _found(reading, news)


def _nothing_of_news(url: str) -> UnreadableListing:
    return UnreadableListing(f"{url} names sitemaps of terms, people and pictures only; give that of the news.")


def _open_first(reading: _Reading) -> None:
    visit, url = reading.visit, reading.visit.source.address
    if urlsplit(url).path in ("", "/", ROBOTS):
        reading.queue.extend(_named_by_robots(visit, urljoin(url, ROBOTS)))
        return
    answer = visit.open(url)
    reading.validators[url] = answer.validators
    if isinstance(answer, NotModified):
        # Not every index says which of its files changed: those opened last time are asked again.
        reading.left += 1
        reading.queue.extend(Part(other) for other in visit.validators if other != url)
        return
    reading.warnings += moved(answer)
    _take(reading, read_sitemap(answer))


def _named_by_robots(visit: Visit, url: str) -> tuple[Part, ...]:
    try:
        page = visit.fetcher.get(url, source=visit.source)
        named = sitemaps_in_robots(page)
    except (Gone, UnreadablePage):
        named = ()
    return named or (Part(urljoin(url, USUAL_PLACE)),)


def _open_parts(reading: _Reading) -> None:
    seen = {reading.visit.source.address}
    while reading.queue:
        part = reading.queue.popleft()
        if part.url in seen or NO_NEWS.search(part.url.rpartition("/")[2]):
            continue
        if len(seen) > MOST_FILES:
            reading.warnings.append(f"{reading.visit.source.address} names more than {MOST_FILES} sitemaps to open.")
            return
        seen.add(part.url)
        if _is_settled(reading.visit, part):
            reading.left += 1
            _remember(reading, part.url, reading.visit.validators.get(part.url))
        else:
            _open(reading, part)


def _open(reading: _Reading, part: Part) -> None:
    try:
        answer = reading.visit.open(part.url)
        _remember(reading, part.url, answer.validators)
        if isinstance(answer, Page):
            _take(reading, read_sitemap(answer))
        else:
            reading.left += 1
    except TerminalError as error:
        reading.failures.append(error)
        reading.warnings.append(str(error))


def _take(reading: _Reading, sitemap: Sitemap) -> None:
    reading.read += 1
    reading.pages += sitemap.pages
    reading.queue.extend(sorted(sitemap.parts, key=lambda part: part.changed, reverse=True))


def _remember(reading: _Reading, url: str, validators: Validators | None) -> None:
    if validators and validators.headers():
        reading.validators[url] = validators


def _is_settled(visit: Visit, part: Part) -> bool:
    """Tell whether a file has not changed within the window, or not since it was last read."""
    changed = read_date(part.changed)
    if changed is None:
        return False
    last_read = visit.validators.get(part.url)
    since = read_date(last_read.last_modified) if last_read else None
    # A day without a time may mean its last minute.
    latest = changed + timedelta(days=1) if len(part.changed) <= DAY_ONLY else changed
    return changed.date() < visit.window.first or (since is not None and latest <= since)


def _path_of_news(source: Source) -> str:
    """Return the path that news stands below: that of `home`, without the name of a page."""
    path = urlsplit(source.home).path
    folder, _, name = path.rpartition("/")
    return f"{folder}/" if "." in name or not name else f"{path}/"


def _is_below(url: str, folder: str) -> bool:
    path = urlsplit(url).path
    return len(path) > len(folder) and path[: len(folder)].lower() == folder.lower()


def _found(reading: _Reading, news: Iterable[Listed]) -> Found:
    visit = reading.visit
    entries = [entry for listed in news if (entry := _entry(listed, visit))]
    every = unique(sorted(entries, key=_latest, reverse=True))
    page = Page(visit.source.address, visit.source.address, 200, None, b"")
    warnings = [*reading.warnings, *misdated(every, page)]
    if len(every) > MOST_ENTRIES:
        warnings.append(f"{page.url} names {len(every)} pages of the window; the newest {MOST_ENTRIES} were taken.")
    return Found(every[:MOST_ENTRIES], reading.validators, warnings=tuple(warnings))


def _latest(entry: Entry) -> float:
    return max((moment.timestamp() for moment in (entry.published, entry.updated) if moment), default=0.0)


def _entry(listed: Listed, visit: Visit) -> Entry | None:
    """Return the entry of a page, None where it last changed before the window or leads to no web page."""
    published, illegible = first_date(listed.published, order=visit.source.date_order)
    updated, illegible_change = first_date(listed.changed, order=visit.source.date_order)
    days = [moment.date() for moment in (published, updated) if moment]
    url = None if days and max(days) < visit.window.first else absolute(listed.url, listed.url)
    if url is None:
        return None
    return Entry(
        url=url,
        title=plain_text(listed.title) or title_from(url),
        published=published,
        media="pdf" if is_pdf(url) else "html",
        illegible_date=illegible or illegible_change,
        updated=updated,
    )
