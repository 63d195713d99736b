"""Meetings of committees and their papers, alike on every kind of committee system.

Neither kind says what is new or sends validators. Papers are added to a meeting until it takes place, and some days
after. So a usual visit asks for every meeting to come and of the last two weeks; then for older ones, newest first,
until one has papers that are all known. What comes later than that, printed minutes above all, stands again among the
papers of the committee's next meeting. A backfill asks for every meeting of its window.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import cast

from scrapers.dates import read_date
from scrapers.entries import Entry, Visit
from scrapers.errors import ScrapeError, ServerError, TerminalError, TransientError
from scrapers.fetch import Page
from scrapers.window import Window

# Agendas and their reports come out five clear days before a meeting (Local Government Act 1972, section 100B).
DAYS_AHEAD = 14
DAYS_OF_LATE_PAPERS = 14


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as a calendar has it: `address` lists its papers, `when` is its day as the site writes it."""

    address: str
    committee: str
    when: str

    @property
    def day(self) -> date | None:
        """The day, None where it is illegible."""
        moment = read_date(self.when)
        return moment.date() if moment else None


@dataclass(frozen=True, slots=True)
class Papers:
    """What meetings brought; `is_cut_short` where the host was in trouble and is to be left alone."""

    entries: tuple[Entry, ...] = ()
    warnings: tuple[str, ...] = ()
    is_cut_short: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The first page of a committee system, the directory that its addresses begin with, and its papers."""

    page: Page
    base: str
    papers: Papers


def read_papers(
    visit: Visit, meetings: Iterable[Meeting], read: Callable[[Meeting], list[Entry]], failures: list[ScrapeError]
) -> Papers:
    """Read the papers of meetings, newest meeting first, as far as a visit goes.

    Args:
        visit: says what is known and whether all is wanted.
        meetings: newest first; may itself fetch as it goes.
        read: fetches the papers of one.
        failures: what went wrong while the meetings were listed; what goes wrong here is added.

    Raises:
        ScrapeError: the first failure, where there are failures and no papers.
    """
    entries: list[Entry] = []
    is_cut_short = False
    try:
        for meeting in meetings:
            papers = _unless_it_fails(meeting, read, failures)
            entries += papers
            if _is_known_ground(visit, meeting, papers):
                break
    except ScrapeError as error:
        failures.append(error)
        is_cut_short = isinstance(error, TransientError)
    if failures and not entries:
        raise failures[0]
    return Papers(tuple(entries), tuple(f"Papers were left out: {failure}" for failure in failures), is_cut_short)


def is_wanted(committee: str, words: tuple[str, ...]) -> bool:
    """Tell whether a committee's title has one of the words in it."""
    title = committee.casefold()
    return any(word.casefold() in title for word in words)


def newest_first(meetings: Iterable[Meeting]) -> list[Meeting]:
    """Return meetings in the order of a visit; those whose day is illegible come first, so that they are asked for."""
    return sorted(meetings, key=lambda meeting: meeting.day or date.max, reverse=True)


def is_within(window: Window, meeting: Meeting) -> bool:
    """Tell whether a meeting is in a window; one whose day is illegible may be."""
    return meeting.day is None or window.first <= meeting.day <= window.last


def with_agendas(window: Window) -> Window:
    """Return a window lengthened to the meetings whose agendas were out by its last day."""
    return Window(window.first, window.last + timedelta(days=DAYS_AHEAD))


def days_of_meetings(visit: Visit) -> Window:
    """Return the days of the meetings to ask for where a paper bears no date but its meeting's."""
    return visit.window if visit.is_backfill else with_agendas(visit.window)


def read_whole(visit: Visit, url: str) -> Page:
    """Fetch a page of a committee system.

    Never conditionally: an unchanged calendar does not tell that no meeting has new papers.
    """
    return cast(Page, replace(visit, validators={}).open(url))


def _unless_it_fails(
    meeting: Meeting, read: Callable[[Meeting], list[Entry]], failures: list[ScrapeError]
) -> list[Entry]:
    """Read a meeting that may be broken by itself; a second one that the host fails at is the host's trouble."""
    try:
        return read(meeting)
    except ServerError as error:
        if any(isinstance(failure, ServerError) for failure in failures):
            raise
        failures.append(error)
    except TerminalError as error:
        failures.append(error)
    return []


def _is_known_ground(visit: Visit, meeting: Meeting, papers: list[Entry]) -> bool:
    if visit.is_backfill or meeting.day is None or not papers:
        return False
    is_over = meeting.day < visit.window.last - timedelta(days=DAYS_OF_LATE_PAPERS)
    return is_over and all(visit.known(paper.url) for paper in papers)
