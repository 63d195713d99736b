"""What a pass costs that adds a few articles, with little and with much remembered: part of `make bench`."""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench.news_site import NewsSite, news_site
from flows.flag import flag_changes
from flows.memory.crawl import Found, KeptPage, remember_listing, remember_page
from flows.memory.layout import articles, facts, pages
from flows.passes import run_pass
from flows.publish import publish_tables
from flows.queries import ratings, read_published
from flows.reprocess import reprocess
from flows.settings import Settings
from flows.workshop import Workshop, open_workshop
from transforms.authorities import Authority, authority_register
from transforms.ids import stable_id, text_hash
from transforms.tables import COMMITMENTS, RATINGS

SIZES = (1_000, 1_000_000)
ADDED = 20
# Of the articles that a pass adds one in so many is news of an inspection, each of another authority: one in five is
# far more than there is, and all of them as many as there can be.
NEWS_ONE_IN = (5, 1)
PASSES = 22
WARM_UP = 2
BETWEEN_PASSES = timedelta(minutes=15)
QUESTIONS = 9
YEARS = 10
# Newsrooms publish far more than what concerns inspections: every article names its council, one in a hundred has
# facts, which makes 65 for each authority with a million kept. But of every authority something is known from the first
# days on.
ONE_IN = 100
FIRST = 320
BEGINNING = datetime(2016, 11, 1, tzinfo=UTC)
NOW = BEGINNING + timedelta(days=365 * YEARS)
RULES = "bench"
GRADES = ("outstanding", "good", "requires_improvement", "inadequate")
REREAD = 10_000
# Half of the articles that people marked by hand are longer, half shorter.
WORDS_OF_PROSE = 330
# Of the articles with facts one in ten is an agency's, which another title ran before.
AGENCY = 10
WORDS = [
    "street",
    "park",
    "library",
    "market",
    "plan",
    "year",
    "bridge",
    "road",
    "school",
    "bus",
    "council",
    "town",
    "river",
    "path",
    "garden",
    "bin",
    "cost",
    "hall",
]
NEWS = (
    "Ofsted inspected {authority} Council's children's services in September 2026. Leadership was rated good.",
    "The council will recruit {number} social workers by March 2027.",
    "The council will publish its improvement plan in May 2027.",
)


@dataclass
class Clock:
    """Goes on by a second with each look."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """Return the moment."""
        self.now += timedelta(seconds=1)
        return self.now


@dataclass(frozen=True, slots=True)
class Kept:
    """A memory with that many article versions in it."""

    size: int
    workshop: Workshop
    clock: Clock
    site: NewsSite


Way = Callable[[Kept], float]


def main() -> int:
    """Print what a pass and a question cost with each number of article versions kept, and the rate of reprocessing."""
    with ExitStack() as stack:
        memories = [stack.enter_context(_kept(size)) for size in SIZES]
        for kept in memories:
            print(
                f"{kept.size:,} article versions: first publishing {_seconds(kept, publish_tables):.1f} s", flush=True
            )
            kept.clock.now += timedelta(days=1)
        _settle(memories)
        for one_in in NEWS_ONE_IN:
            for start, (how, run) in zip((0, PASSES), WAYS.items(), strict=True):
                rounds = [_round(memories, number, one_in, run) for number in range(start, start + PASSES)]
                _show_passes(memories, rounds[WARM_UP:], one_in, how)
        for kept in memories:
            asked = statistics.median(_seconds(kept, _question) for _ in range(QUESTIONS)) * 1000
            print(f"{kept.size:,} article versions: a question for one authority {asked:.0f} ms", flush=True)
    _reprocessing()
    return 0


def _round(memories: list[Kept], number: int, one_in: int, run: Way) -> list[float]:
    """Return the seconds of a pass of each: in turn, as the machine is faster at times, and each first in turn."""
    seconds = {}
    for kept in reversed(memories) if number % 2 else memories:
        _have_at_hand(kept)
        _offer_news(kept, number, one_in)
        seconds[kept.size] = run(kept)
    return [seconds[kept.size] for kept in memories]


def _show_passes(memories: list[Kept], rounds: list[list[float]], one_in: int, how: str) -> None:
    added = f"a pass that adds {ADDED} articles, {ADDED // one_in} of them news of an inspection, {how},"
    for place, kept in enumerate(memories):
        seconds = [one[place] for one in rounds]
        print(
            f"{kept.size:,} article versions: {added} {statistics.median(seconds):.2f} s ({min(seconds):.2f} to "
            f"{max(seconds):.2f})"
        )
    times = statistics.median(large / small for small, large in rounds)
    print(f"{added} costs {times:.2f} times as much with {SIZES[1]:,} kept", flush=True)


def _settle(memories: list[Kept]) -> None:
    """Put on disk what filling left to be written: else gigabytes would be written while passes are measured."""
    for kept in memories:
        with kept.workshop.memory.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    os.sync()


def _have_at_hand(kept: Kept) -> None:
    """Have the memory's file read, as a service has it at hand, which reads in it every quarter of an hour.

    Machines with little to do may take what was not read for a minute out of the system's cache. Another program reads
    it: by closing the file this process would end the locks that SQLite has on it.
    """
    subprocess.run(["cat", Path(kept.workshop.settings.data, "memory.db")], stdout=subprocess.DEVNULL, check=True)


def _seconds(kept: Kept, work: Callable[[Workshop], object]) -> float:
    begun = time.perf_counter()
    work(kept.workshop)
    return time.perf_counter() - begun


@contextmanager
def _kept(size: int) -> Iterator[Kept]:
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder, news_site() as site:
        register = Path(folder, "sources.yaml")
        register.write_text(site.register(), encoding="utf-8")
        settings = Settings(data=Path(folder, "data"), sources=register, allow_private_addresses=True)
        with open_workshop(settings, run_id="bench") as opened:
            workshop = replace(opened, clock=clock)
            _fill(workshop, size)
            flag_changes(workshop)
            yield Kept(size, workshop, clock, site)


def _fill(workshop: Workshop, size: int) -> None:
    """Put article versions of ten years into the memory as extraction leaves them."""
    chance = random.Random(1)
    authorities = [one for one in authority_register().authorities if one.gss_code and one.valid_to is None]
    for start in range(0, size, 10_000):
        rows: list[dict[str, Any]] = []
        stated: dict[str, list[dict[str, Any]]] = {RATINGS.name: [], COMMITMENTS.name: []}
        for number in range(start, min(start + 10_000, size)):
            moment = BEGINNING + (NOW - BEGINNING) * (number / size)
            told_by = _told_by(number)
            known_early = told_by < len(authorities)
            authority = authorities[told_by] if known_early else random.Random(told_by).choice(authorities)
            row = _article(number, moment, authority)
            rows.append(row)
            if row["relevant"]:
                for name, fact in _facts(chance, row, authority, moment):
                    stated[name].append(fact)
        with workshop.memory.begin() as connection:
            connection.execute(articles.insert(), rows)
            for name, listed in stated.items():
                if listed:
                    connection.execute(facts[name].insert(), listed)


def _article(number: int, moment: datetime, authority: Authority) -> dict[str, Any]:
    told_by = _told_by(number)
    text = f"Council news {told_by}\n\nItem {told_by} tells of {authority.name}. {_prose(told_by, WORDS_OF_PROSE)}"
    has_facts = number < FIRST or number % ONE_IN == 0
    return {
        "article_id": stable_id("article", number),
        "version": 1,
        "source_id": f"source-{number % 300}",
        "source_kind": "council",
        "url": f"https://news.example/{number}",
        "title": f"Council news {told_by}",
        "published": moment.date(),
        "fetched_at": moment,
        "kinds": ["inspection_result"] if has_facts else ["other"],
        "subjects": [authority.name],
        "relevant": has_facts,
        "text": text,
        "content_hash": text_hash(text),
        "page_hash": text_hash(f"page {number}"),
        "story_id": stable_id("article", number),
        "rules": RULES,
        "edited": False,
        "known_from": moment,
        "flagged_at": None if has_facts else moment,
        "joined_at": None if has_facts else moment,
    }


def _told_by(number: int) -> int:
    """The article whose words this one has: its own, or those of the one with facts before it."""
    apart = 1 if number < FIRST else ONE_IN
    is_copy = number % (AGENCY * apart) == (AGENCY - 1) * apart
    return number - apart if is_copy else number


def _prose(seed: object, words: int) -> str:
    """Words that no other seed gives five of in a row: articles share little, even those on one matter."""
    return " ".join(random.Random(f"prose {seed}").choices(WORDS, k=words)) + "."


def _facts(
    chance: random.Random, article: dict[str, Any], authority: Authority, moment: datetime
) -> Iterator[tuple[str, dict[str, Any]]]:
    shared = {
        **{name: article[name] for name in ("article_id", "version", "source_id", "source_kind", "url", "published")},
        "authority_code": authority.code,
        "authority": authority.name,
        "evidence": article["title"],
        "evidence_start": 0,
        "evidence_end": len(article["title"]),
        "rule": "bench",
        "confidence": 0.9,
        "rules": RULES,
        "recorded_at": moment,
        "known_from": moment,
    }
    for rating in _ratings(chance, article["article_id"], authority, moment):
        yield RATINGS.name, {**shared, **rating}
    commitment = {
        "commitment_id": stable_id(article["article_id"], "commitment"),
        "category": "recruitment",
        "text": article["title"],
        "amount_gbp": None,
        "deadline": date(moment.year, 12, 31),
        "deadline_precision": "year",
        "status": "open",
        "revision": 1,
    }
    yield COMMITMENTS.name, {**shared, **commitment}


def _ratings(
    chance: random.Random, article_id: str, authority: Authority, moment: datetime
) -> Iterator[dict[str, Any]]:
    """Inspections come every third year; all articles of a year tell of the same one, a few of them wrongly."""
    year = moment.year - moment.year % 3
    grade = GRADES[(sum(map(ord, authority.code)) + year) % 4 if chance.random() < 0.98 else chance.randrange(4)]
    for judgement in ("overall_effectiveness", "leadership"):
        yield {
            "rating_id": stable_id(article_id, judgement),
            "service": "childrens_services",
            "judgement": judgement,
            "grade": grade,
            "grade_rank": 4 - GRADES.index(grade),
            "standing": "current",
            "inspected_from": date(year, 6, 1),
            "inspected_to": date(year, 6, 30),
            "date_precision": "month",
        }


def _offer_news(kept: Kept, number: int, one_in: int) -> None:
    kept.clock.now += BETWEEN_PASSES
    chance = random.Random(f"{one_in} {number}")
    names = [one.name for one in authority_register().authorities if one.gss_code and one.valid_to is None]
    named = chance.choices(names, k=ADDED)
    told_by = {place: _told_by(place) for place in range(ADDED)}
    kept.site.pages = {
        f"/{one_in}/{number}/{place}": page_of(
            named[told], (2 * one_in * PASSES + number) * ADDED + told, is_news=told % one_in == 0
        )
        for place, told in told_by.items()
    }
    kept.site.day = kept.clock.now


def _pass(workshop: Workshop) -> float:
    """Return the seconds that a pass took."""
    begun = time.perf_counter()
    done = run_pass(workshop, workshop.register)
    seconds = time.perf_counter() - begun
    if done.extracted.articles != ADDED or done.failures:
        raise SystemExit(f"a pass added {done.extracted.articles} articles, not {ADDED}: {done.failures}")
    return seconds


def _here(kept: Kept) -> float:
    return _pass(kept.workshop)


def _in_another_process(kept: Kept) -> float:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_opened_pass, kept.workshop.settings, kept.clock).result()


def _opened_pass(settings: Settings, clock: Clock) -> float:
    with open_workshop(settings, run_id="bench") as opened:
        return _pass(replace(opened, clock=clock))


# A worker starts a process for each run, in which nothing is at hand that a pass before had looked up; in one that goes
# on, all is.
WAYS: dict[str, Way] = {"in a process of its own": _in_another_process, "in one that goes on": _here}


def page_of(authority: str, number: int, *, is_news: bool = True) -> bytes:
    """Return a page of council news, of an inspection or of something else."""
    title = f"{authority} Council: {'children’s services rated good' if is_news else 'a new library opens its doors'}"
    told = [one.format(authority=authority, number=20 + number % 60) if is_news else "" for one in NEWS]
    prose = [_prose(f"{number} {place}", WORDS_OF_PROSE // len(NEWS)) for place in range(len(NEWS))]
    body = "".join(f"<p>{one} {more}</p>" for one, more in zip(told, prose, strict=True))
    head = f'<meta charset="utf-8"><title>{title}</title>'
    return f"<html><head>{head}</head><body><main><h1>{title}</h1>{body}</main></body></html>".encode()


def _question(workshop: Workshop) -> None:
    store = workshop.settings.store
    ratings(store, "Leeds")
    read_published(store, COMMITMENTS, "Leeds")


def _keep(workshop: Workshop, url: str, body: bytes) -> None:
    now = workshop.clock()
    remember_listing(workshop.memory, "bench", [Found(url, None, now)], {}, now)
    page = KeptPage(url, workshop.pages.put(body), "bench", "text/html; charset=utf-8", now, now)
    remember_page(workshop.memory, page, etag=None, last_modified=None, now=now)


def _reprocessing() -> None:
    with _kept(0) as kept:
        for number in range(REREAD):
            _keep(
                kept.workshop, f"https://old.example/{number}", page_of("Leeds", number, is_news=number % ONE_IN == 0)
            )
        with kept.workshop.memory.begin() as connection:
            connection.execute(pages.update().values(extracted_at=NOW))
        for jobs in (1, 2):
            done = reprocess(kept.workshop, jobs=jobs)
            rate = done.pages / done.seconds
            print(f"reprocess of {done.pages:,} pages, {jobs} at a time: {rate:.0f} a second", flush=True)


if __name__ == "__main__":
    sys.exit(main())
