"""Speed beside a named peer in the same run, of reports, and of texts that grow: `make bench`."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import trafilatura

from bench.hostile import PATTERNS, hostile_article
from examples import FOLDER
from transforms.article import Article
from transforms.clean import clean_html
from transforms.errors import UnreadableDocument
from transforms.extract import extract_facts
from transforms.pdf import read_pdf

SHARED = "INSPECTION_WATCH_SHARED"
LEAST_SECONDS = 3.0
ARTICLE_LENGTH = 2500
MOST_REPORTS = 40
LENGTHS = (50_000, 500_000, 5_000_000)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rate:
    """How many a second."""

    name: str
    a_second: float


def measure(name: str, work: Callable[[], int]) -> Rate:
    """Repeat the work for some seconds and return how many things a second it did."""
    work()
    done, begun = 0, time.perf_counter()
    while (spent := time.perf_counter() - begun) < LEAST_SECONDS:
        done += work()
    return Rate(name, done / spent)


def main() -> int:
    """Print the rates for pages and reports, then the time for each megabyte of ever longer hostile texts."""
    _pages()
    _reports()
    _growth()
    return 0


def _pages() -> None:
    read = [(page, article) for page in _example_pages() if (article := _cleaned(page))]
    pages, articles = [page for page, _ in read], [article for _, article in read]
    length = sum(len(article.text) for article in articles) / len(articles)
    peer = measure("trafilatura.extract (peer)", lambda: _each(pages, trafilatura.extract))
    facts = measure("extract_facts", lambda: _each(articles, _facts))
    print(f"{len(pages)} pages of the example sites, {length:.0f} characters of text on average, one core")
    for rate in (peer, measure("clean_html", lambda: _each(pages, clean_html)), facts):
        print(f"{rate.name:28} {rate.a_second:8.0f} a second   {rate.a_second / peer.a_second:6.2f} x peer")
    print(f"{'':28} {facts.a_second * length / ARTICLE_LENGTH:8.0f} articles of {ARTICLE_LENGTH} characters a second")


def _example_pages() -> Iterator[str]:
    return (path.read_text(encoding="utf-8") for path in sorted(Path(FOLDER).rglob("*.html")))


def _cleaned(page: str) -> Article | None:
    """The article of a page; None for a page that is only a list of links."""
    try:
        return clean_html(page)
    except UnreadableDocument:
        return None


def _reports() -> None:
    folder = os.environ.get(SHARED)
    files = sorted(Path(folder, "ofsted").glob("*.pdf"))[:MOST_REPORTS] if folder else []
    if not files:
        print(f"\nno reports: {SHARED} names no folder with any")
        return
    reports = [path.read_bytes() for path in files]
    rate = measure("read_pdf and extract_facts", lambda: _each(reports, lambda body: _facts(read_pdf(body))))
    print(f"\n{len(reports)} inspection reports\n{rate.name:28} {rate.a_second:8.0f} a second")


def _growth() -> None:
    print("\nseconds for each megabyte of a text of one pattern")
    print(f"{'':28}" + "".join(f"{length / 1000:10.0f} kB" for length in LENGTHS))
    for name in PATTERNS:
        print(f"{name:28}" + "".join(f"{_seconds_a_megabyte(name, length):13.2f}" for length in LENGTHS), flush=True)


def _seconds_a_megabyte(name: str, length: int) -> float:
    article = hostile_article(name, length)
    begun = time.process_time()
    _facts(article)
    return (time.process_time() - begun) * 1_000_000 / length


def _facts(article: Article) -> object:
    return extract_facts(article, source_kind="other", published=article.published)


def _each(things: list[T], work: Callable[[T], object]) -> int:
    for thing in things:
        work(thing)
    return len(things)


if __name__ == "__main__":
    sys.exit(main())
