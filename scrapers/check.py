"""Does a source still work, and if not, what broke."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from scrapers.dates import LONDON
from scrapers.entries import Entry, Found
from scrapers.errors import ScrapeError
from scrapers.fetch import Fetcher
from scrapers.html_tree import html_tree
from scrapers.page import Page
from scrapers.readers import find_entries
from scrapers.source import Source

NEWEST = 3
WORKS = "working"
LONG_AGO = datetime(1, 1, 2, tzinfo=LONDON)
COMMITTEE_READERS = ("moderngov", "cmis")


@dataclass(frozen=True, slots=True)
class Fault:
    """What broke: the code that it is counted by, and the sentence for the operator."""

    verdict: str
    sentence: str


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """What a look at a source came to.

    `verdict` is "working" or the code of what broke (of scrapers.errors, `dates_unreadable`, `selectors_match_nothing`,
    or of the one who looked at the newest page); `items` how many entries it announces; `days` the first and last of
    their days; `sends_validators` whether it can say next time that nothing is new, None where it was not read.
    """

    source_id: str
    verdict: str
    sentence: str
    newest: tuple[Entry, ...] = ()
    items: int = 0
    days: tuple[date, date] | None = None
    sends_validators: bool | None = None

    @property
    def works(self) -> bool:
        """Whether nothing broke."""
        return self.verdict == WORKS


LookAtPage = Callable[[Source, Page], Fault | None]


def check_source(
    source: Source, fetcher: Fetcher, *, today: date, look_at_page: LookAtPage | None = None
) -> SourceCheck:
    """Visit a source, look at its dates and at its newest page.

    Args:
        source: from the register.
        fetcher: shared by all that are checked.
        today: the end of the days that are looked through.
        look_at_page: says what is wrong with the newest page, besides article selectors that find nothing on it.
    """
    try:
        # On known ground listings are read no further than their first page, which is enough to judge by.
        found = find_entries(source, fetcher, today=today, known=lambda _: source.reader not in COMMITTEE_READERS)
    except ScrapeError as error:
        return SourceCheck(source.id, error.reason, str(error))
    newest = tuple(sorted(found.entries, key=lambda entry: entry.published or LONG_AGO, reverse=True)[:NEWEST])
    fault = _undated(source, found) or _page_fault(source, fetcher, newest, look_at_page)
    verdict, sentence = (fault.verdict, fault.sentence) if fault else (WORKS, _fine(source, found, today))
    sends_validators = any(validators.headers() for validators in found.validators.values())
    return SourceCheck(
        source.id, verdict, sentence, newest, len(found.entries), _days(found), sends_validators=sends_validators
    )


def _days(found: Found) -> tuple[date, date] | None:
    days = [entry.published.date() for entry in found.entries if entry.published]
    return (min(days), max(days)) if days else None


def _fine(source: Source, found: Found, today: date) -> str:
    days, usual = _days(found), source.usual_gap_days
    age = (today - days[1]).days if days else 0
    silent = [f"The newest is {age} days old, where {usual} are usual."] if usual and age > usual else []
    count = len(found.entries)
    return " ".join([f"{count} {'entry' if count == 1 else 'entries'} found.", *silent, *found.warnings])


def _undated(source: Source, found: Found) -> Fault | None:
    wants_dates = source.reader != "listing" or source.selectors.date is not None
    if not wants_dates or not found.entries or any(entry.published for entry in found.entries):
        return None
    return Fault(
        "dates_unreadable",
        f"None of the {len(found.entries)} entries of {source.address} has a date that can be read; "
        "see selectors.date and date_order.",
    )


def _page_fault(
    source: Source, fetcher: Fetcher, newest: tuple[Entry, ...], look_at_page: LookAtPage | None
) -> Fault | None:
    selectors = _article_selectors(source)
    entry = _page_to_judge_by(source, newest)
    if entry is None or not (selectors or look_at_page):
        return None
    try:
        page = fetcher.get(entry.fetch_url or entry.url, source=source)
        is_for_readers = entry.media == "html" and entry.fetch_url is None
        fault = _blind_selectors(selectors, page) if is_for_readers else None
    except ScrapeError as error:
        return Fault(error.reason, f"The newest page cannot be read: {error}")
    return fault or (look_at_page(source, page) if look_at_page else None)


def _page_to_judge_by(source: Source, newest: tuple[Entry, ...]) -> Entry | None:
    # One committee paper may be a map or a scan: it says nothing of the next.
    may_be_pdf = source.reader not in COMMITTEE_READERS
    pages = [entry for entry in newest if entry.media == "html"]
    return next(iter(pages or (newest if may_be_pdf else ())), None)


def _article_selectors(source: Source) -> dict[str, str]:
    given = {name: getattr(source.selectors, name) for name in ("page_title", "published", "body")}
    return {name: selector for name, selector in given.items() if selector}


def _blind_selectors(selectors: dict[str, str], page: Page) -> Fault | None:
    tree = html_tree(page)
    blind = [f"selectors.{name} ({selector})" for name, selector in selectors.items() if not tree.select_one(selector)]
    if not blind:
        return None
    return Fault("selectors_match_nothing", f"{' and '.join(blind)} finds nothing on {page.url}.")
