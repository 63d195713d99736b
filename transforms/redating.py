"""Archives that a redesign gave other dates or addresses: which announced items are old ones come back.

One item that changes its date was edited, and one title may stand over two items. A redesign does it to many at once:
three known items or more have the same later day, or stand under other addresses with their days. New items of that
later day behind three such are of the same archive, which goes further back than what is known.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

LEAST_COME_BACK = 3
# "News update" and "Latest news" stand over many items.
LEAST_WORDS = 4
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Item:
    """An item that a source announces, or announced before."""

    url: str
    title: str
    day: date | None


def old_items(announced: Sequence[Item], known: Iterable[Item]) -> dict[str, date]:
    """Return, by address, the day from before the redesign of each announced item that is an old one.

    `announced` is in the order of the list, newest first. An item that was never known has the day of the known one
    before it, than which it is no younger.
    """
    known_by_url = {item.url: item for item in known}
    before = _days_before(announced, known_by_url)
    moved = {item.url: before[item.url] for item in announced if item.day and item.day == before.get(item.url)}
    later = [item for item in announced if item.url in before and (item.day is None or item.day > before[item.url])]
    count = Counter(item.day for item in later)
    redated = {item.url: before[item.url] for item in later if count[item.day] >= LEAST_COME_BACK}
    unknown = [item for item in announced if item.url in redated or item.url not in known_by_url | before]
    behind = dict(_behind(unknown, redated))
    return (moved if len(moved) >= LEAST_COME_BACK else {}) | redated | behind


def _days_before(announced: Sequence[Item], known: Mapping[str, Item]) -> dict[str, date]:
    """Return the day before of each item that is known by its address with another day, or else by its title."""
    by_title = _unique_titles(known.values())
    new_by_title = _unique_titles(item for item in announced if item.url not in known)
    here = {item.url: known[item.url] for item in announced if item.url in known and item.day}
    elsewhere = {item.url: by_title[title] for title, item in new_by_title.items() if title in by_title}
    changed = {item.url for item in announced if item.url in elsewhere or item.day != known.get(item.url, item).day}
    return {url: old.day for url, old in (here | elsewhere).items() if old.day and url in changed}


def _unique_titles(items: Iterable[Item]) -> dict[str, Item]:
    """Return the items by those titles that are long enough to tell them apart and stand over one only."""
    titled = [
        (" ".join(words), item) for item in items if len(words := WORD.findall(item.title.lower())) >= LEAST_WORDS
    ]
    count = Counter(title for title, _ in titled)
    return {title: item for title, item in titled if count[title] == 1}


def _behind(items: Iterable[Item], redated: Mapping[str, date]) -> Iterator[tuple[str, date]]:
    """Yield the other items that stand behind the first few of the redated ones and have the day of the last of these.

    What is new for once stands before the old ones.
    """
    passed: list[Item] = []
    for item in items:
        if item.url in redated:
            passed.append(item)
        elif len(passed) >= LEAST_COME_BACK and item.day and item.day == passed[-1].day:
            yield item.url, redated[passed[-1].url]
