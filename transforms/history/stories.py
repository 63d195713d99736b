"""One text on several titles: articles that share most of their paragraphs are one story."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import blake2b
from itertools import combinations

import polars as pl

# Shorter lines recur by chance: captions, bylines, "said:".
LEAST_CHARACTERS = 60
SHARED_BY_COPIES = 0.6
# A copy runs within weeks; what stands at the foot of a council's every release joins nothing over the years.
COPIES_WITHIN_DAYS = 60

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


def paragraph_keys(text: str) -> frozenset[int]:
    """Return a number for each paragraph long enough to tell a text by, the same on every machine; 63 bits."""
    plain = (_NOT_A_LETTER.sub(" ", paragraph.lower()) for paragraph in text.split("\n\n"))
    return frozenset(
        int.from_bytes(blake2b(paragraph.encode(), digest_size=8).digest(), "big") >> 1
        for paragraph in plain
        if len(paragraph) >= LEAST_CHARACTERS
    )


def are_copies(shared: int, size: int, other_size: int) -> bool:
    """Whether at least 60 % of the paragraphs of the shorter of two articles stand in the other."""
    return shared >= SHARED_BY_COPIES * min(size, other_size)


def name_stories(copies: Iterable[tuple[str, str]], published: Mapping[str, date | None]) -> dict[str, str]:
    """Return the story_id of every article of `published`: the id of its copy that was published first.

    `copies` are pairs of article ids; copies of a copy are one story.
    """
    story = {article_id: article_id for article_id in published}

    def root(article_id: str) -> str:
        while story[article_id] != article_id:
            article_id = story[article_id]
        return article_id

    for left, right in copies:
        older, younger = sorted((root(left), root(right)), key=lambda one: (published[one] or date.max, one))
        story[younger] = older
    return {article_id: root(article_id) for article_id in story}


def assign_stories(articles: pl.DataFrame) -> pl.DataFrame:
    """Return the articles (columns as in their table, one version each) with story_id set."""
    published = dict(articles.select("article_id", "published").iter_rows())
    keys = {row[0]: paragraph_keys(row[1]) for row in articles.select("article_id", "text").iter_rows()}
    named = name_stories(_copies(keys, published), published)
    return articles.with_columns(pl.col("article_id").replace_strict(named, return_dtype=pl.String).alias("story_id"))


def _copies(keys: Mapping[str, frozenset[int]], published: Mapping[str, date | None]) -> list[tuple[str, str]]:
    holders: dict[int, list[str]] = defaultdict(list)
    for article_id, paragraphs in sorted(keys.items()):
        for paragraph in paragraphs:
            holders[paragraph].append(article_id)
    pairs = {pair for articles in holders.values() for pair in combinations(articles, 2)}
    return [
        (left, right)
        for left, right in sorted(pairs)
        if may_be_copies(published[left], published[right])
        and are_copies(len(keys[left] & keys[right]), len(keys[left]), len(keys[right]))
    ]


def may_be_copies(published: date | None, other: date | None) -> bool:
    """Whether the days of publication are near enough; an undated article may be a copy of any."""
    return published is None or other is None or abs((published - other).days) <= COPIES_WITHIN_DAYS
