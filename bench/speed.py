"""Speed as ratios against a named peer in the same run: `make bench`."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import trafilatura

from examples import FOLDER
from transforms.article import Article
from transforms.clean import clean_html
from transforms.extract import extract_facts

LEAST_SECONDS = 3.0
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
    """Print rates of cleaning and extracting beside trafilatura's extraction of the same pages."""
    pages = [path.read_text(encoding="utf-8") for path in sorted(Path(FOLDER).rglob("*.html"))]
    articles = [clean_html(page) for page in pages]
    peer = measure("trafilatura.extract (peer)", lambda: _each(pages, trafilatura.extract))
    rates = [
        peer,
        measure("clean_html", lambda: _each(pages, clean_html)),
        measure("extract_facts", lambda: _each(articles, _facts)),
    ]
    characters = sum(len(article.text) for article in articles) / len(articles)
    print(f"{len(pages)} pages of the example sites, {characters:.0f} characters of text on average, one core")
    for rate in rates:
        print(f"{rate.name:28} {rate.a_second:8.0f} a second   {rate.a_second / peer.a_second:6.2f} x peer")
    return 0


def _facts(article: Article) -> object:
    return extract_facts(article, source_kind="other", published=article.published)


def _each(things: list[T], work: Callable[[T], object]) -> int:
    for thing in things:
        work(thing)
    return len(things)


if __name__ == "__main__":
    sys.exit(main())
