"""How many relevant articles the candidate rules fetch, and how many others they pass over.

Of each labelled text only title and first paragraph count, as a listing would announce it. A file of ordinary items,
one a line, may be given beside: `python -m bench.candidates [FILE]`.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.score import SHARED
from flows.read import read_article
from transforms.candidates import Announced, decide
from transforms.clean import CleaningRules

# Long enough to be prose: a standfirst, not a date or a byline.
LEAST_OF_A_PARAGRAPH = 60


def main() -> int:
    """Print totals over all labelled texts; 1 where a relevant one would not be fetched."""
    for file in sys.argv[1:]:
        _print_ordinary(Path(file))
    folder = os.environ.get(SHARED)
    if not folder or not Path(folder).is_dir():
        print(f"{SHARED} names no folder of labelled articles: nothing to measure")
        return 0
    counted = Counter((relevant, decide(announced).fetch) for relevant, announced in labelled(Path(folder)))
    titles = Counter(
        (relevant, decide(Announced(one.url, one.source_kind, one.title)).fetch)
        for relevant, one in labelled(Path(folder))
    )
    _print("title and first paragraph", counted)
    _print("title alone", titles)
    return int(bool(counted[True, False]))


def labelled(shared: Path) -> Iterator[tuple[bool, Announced]]:
    """Yield, for each labelled page, whether it is relevant and how a listing would announce it."""
    news = shared / "gold" / "news"
    for label in map(_read, sorted(news.glob("*.json"))):
        yield label["relevant"], _announced(news / f"{label['id']}.html", label)
    for label in _read(shared / "gold" / "seeds.json"):
        yield label["relevant"], _announced(shared / "seeds" / f"{label['id']}.html", label)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _announced(page: Path, label: dict[str, Any]) -> Announced:
    article = read_article(page.read_bytes(), "text/html; charset=utf-8", CleaningRules())
    prose = (one for one in article.paragraphs if len(one) >= LEAST_OF_A_PARAGRAPH)
    # The address says nothing, so that the words of titles and summaries are measured alone.
    return Announced("https://news.example/", label["source_kind"], article.title, next(prose, None))


def _print_ordinary(file: Path) -> None:
    items = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    passed_over = sum(not decide(Announced("https://news.example/", "local_press", item)).fetch for item in items)
    print(f"{file.name}: {passed_over} of {len(items)} ordinary items passed over")


def _print(what: str, counted: Counter[tuple[bool, bool]]) -> None:
    fetched, lost = counted[True, True], counted[True, False]
    passed, needless = counted[False, False], counted[False, True]
    print(f"{what}: {fetched} of {fetched + lost} relevant articles fetched, ", end="")
    print(f"{passed} of {passed + needless} others passed over")


if __name__ == "__main__":
    sys.exit(main())
