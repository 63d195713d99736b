"""One text on several titles: articles whose words mostly stand in one another are one story.

Outlets cut tails, split paragraphs otherwise and write a headline of their own. MinHash sketches of runs of words find
texts that may be copies (Broder 1997, by rensa); the runs themselves decide.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations

import polars as pl
from rensa import RMinHash

# Words in a row; fewer recur by chance.
RUN = 5
# Of shorter texts nobody can tell: captions, a single sentence.
LEAST_RUNS = 20
SHARED_BY_COPIES = 0.5
# What stands at the foot of a council's every release is no sign of a copy; its beginning is its own.
SHARED_BY_BEGINNINGS = 0.3
PERMUTATIONS, SEED = 64, 1
# Of 64 keys a text that stands in one ten times as long shares six, two texts on one matter none or one.
SHARED_KEYS = 4
# A copy runs within weeks; what stands at the foot of a council's every release joins nothing over the years.
COPIES_WITHIN = timedelta(days=60)

_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=512)
def _runs(text: str) -> tuple[str, ...]:
    words = _WORD.findall(text.lower().replace("'", "").replace("\u2019", ""))
    return tuple(" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def sketch_of(text: str) -> frozenset[int]:
    """Return 64 keys, of which two texts share the more the more words they share; none for a very short text.

    They are the same on every machine, and fit into 63 bits.
    """
    runs = _runs(text)
    if len(runs) < LEAST_RUNS:
        return frozenset()
    sketch = RMinHash(PERMUTATIONS, SEED)
    sketch.update(list(runs))
    return frozenset(place << 32 | value for place, value in enumerate(sketch.digest()))


def are_copies(text: str, other: str) -> bool:
    """Whether half of the shorter text stands in the other, and of its first half some too."""
    short, long = sorted((_runs(text), _runs(other)), key=len)
    if len(short) < LEAST_RUNS:
        return False
    held = set(long)
    stands = [run in held for run in short]
    beginning = stands[: len(stands) // 2]
    return sum(stands) >= SHARED_BY_COPIES * len(stands) and sum(beginning) >= SHARED_BY_BEGINNINGS * len(beginning)


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
    texts = dict(articles.select("article_id", "text").iter_rows())
    named = name_stories(_copies(texts, published), published)
    return articles.with_columns(pl.col("article_id").replace_strict(named, return_dtype=pl.String).alias("story_id"))


def _copies(texts: Mapping[str, str], published: Mapping[str, date | None]) -> list[tuple[str, str]]:
    holders: dict[int, list[str]] = defaultdict(list)
    for article_id, text in sorted(texts.items()):
        for key in sketch_of(text):
            holders[key].append(article_id)
    shared = Counter(pair for articles in holders.values() for pair in combinations(articles, 2))
    return [
        (left, right)
        for (left, right), keys in sorted(shared.items())
        if keys >= SHARED_KEYS
        and may_be_copies(published[left], published[right])
        and are_copies(texts[left], texts[right])
    ]


def may_be_copies(published: date | None, other: date | None) -> bool:
    """Whether the days of publication are near enough; an undated article may be a copy of any."""
    return published is None or other is None or abs(published - other) <= COPIES_WITHIN
