"""Many made-up pages of a newsroom, and installations to work them off in: the same pages in each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bench.growth import page_of
from flows.extract import extract_pages
from flows.flag import flag_changes
from flows.memory.crawl import Found, KeptPage, remember_listing, remember_page
from flows.memory.layout import articles, pages, runs
from flows.publish import publish_tables
from flows.settings import Settings, load_settings
from flows.workshop import Workshop, open_workshop
from tests.flows.sameness import Outcome, faults, outcome, without_log
from transforms.authorities import authority_register

# Nobody looks for news there.
REGISTER = """
sources:
  - id: gazette
    name: The Gazette
    reader: feed
    source_kind: local_press
    home: https://gazette.example/
    address: https://gazette.example/feed.xml
    state: paused
    state_since: 2026-11-01
    state_why: Its pages are there already.
"""
BEGINNING = datetime(2026, 10, 1, tzinfo=UTC)
# Of ten addresses two have news of an inspection, one of them in the words of the other, and two change their page.
IN_TEN, EDITED_IN_TEN = 10, (0, 5)
EDITIONS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """An installation: its settings' file and their values."""

    file: Path
    settings: Settings

    @contextmanager
    def opened(self) -> Iterator[Workshop]:
        """Open it for a look from outside."""
        with open_workshop(self.settings, run_id="outside") as workshop:
            yield workshop

    def count(self, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
        """Return how many rows of the memory's table there are."""
        with self.opened() as workshop, workshop.memory.connect() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one())

    def waiting(self) -> int:
        """Return how many pages no article was made of."""
        return self.count(pages, pages.c.extracted_at.is_(None))

    def articles(self) -> int:
        """Return how many versions of articles there are."""
        return self.count(articles)

    def read(self) -> list[int]:
        """Return how many pages each run of `extract` has read that ended."""
        with self.opened() as workshop, workshop.memory.connect() as connection:
            ended = sa.select(runs.c.counts).where(runs.c.step == "extract", runs.c.finished_at.is_not(None))
            return [counts["pages"] for counts in connection.execute(ended).scalars()]

    def outcome(self) -> Outcome:
        """Return what is published, after a look that nothing is damaged."""
        with self.opened() as workshop:
            assert list(faults(workshop.settings.store, workshop.memory)) == []
            return without_log(outcome(workshop.settings.store, workshop.memory))


def place(folder: Path, *more: str, data: str | None = None) -> Place:
    """Write the settings of an installation in that folder; `more` are lines of the settings' file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sources.yaml").write_text(REGISTER, encoding="utf-8")
    lines = (f'data = "{data or folder / "data"}"', f'sources = "{folder / "sources.yaml"}"', *more)
    file = folder / "settings.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return Place(file, load_settings(file))


def keep_pages(installation: Place, number: int) -> None:
    """Keep that many pages, as a watch does: later editions of an address after all first ones."""
    with installation.opened() as workshop:
        made = list(made_up(number))
        found = [Found(url, None, None) for url in dict.fromkeys(url for url, _ in made)]
        remember_listing(workshop.memory, "gazette", found, {}, BEGINNING)
        for place, (url, body) in enumerate(made):
            now = BEGINNING + timedelta(seconds=place)
            page = KeptPage(url, workshop.pages.put(body), "gazette", "text/html; charset=utf-8", now, now)
            remember_page(workshop.memory, page, etag=None, last_modified=None, now=now)


def made_up(number: int) -> Iterator[tuple[str, bytes]]:
    """Yield that many addresses and their pages; of ten addresses two have three editions."""
    names = [one.name for one in authority_register().authorities if one.gss_code and one.valid_to is None]
    addresses = number * IN_TEN // (IN_TEN + len(EDITED_IN_TEN) * (EDITIONS - 1)) + 1
    edited = [place for place in range(addresses) if place % IN_TEN in EDITED_IN_TEN]
    editions = [(place, 0) for place in range(addresses)]
    editions += [(place, edition) for edition in range(1, EDITIONS) for place in edited]
    for place, edition in editions[:number]:
        told = place - 1 if place % IN_TEN == 1 else place
        body = page_of(names[told // IN_TEN % len(names)], told + edition * number, is_news=place % IN_TEN < 2)
        yield f"https://gazette.example/{place}", body


def worked_off(folder: Path, number: int) -> Outcome:
    """Return what one process makes of that many pages by plain functions, on SQLite and a folder."""
    alone = place(folder)
    keep_pages(alone, number)
    with open_workshop(alone.settings, run_id="alone") as workshop:
        extract_pages(workshop)
        flag_changes(workshop)
        publish_tables(workshop)
    return alone.outcome()
