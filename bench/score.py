"""F1 on the labelled articles, where their folder is given: `make score`."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

SHARED = "INSPECTION_WATCH_SHARED"


def main() -> int:
    """Extract the labelled pages with the command and score what it prints; 0 where there is nothing to score."""
    folder = os.environ.get(SHARED)
    if not folder or not Path(folder).is_dir():
        print(f"{SHARED} names no folder of labelled articles: nothing to score")
        return 0
    shared = Path(folder)
    news = shared / "gold" / "news"
    print("seeds")
    _score(shared, sorted((shared / "seeds").glob("*.html")), [shared / "gold" / "seeds.json"])
    print("\nnews")
    _score(shared, sorted(news.glob("*.html")), sorted(news.glob("*.json")))
    print("\nOfsted's reports")
    _score_reports(shared)
    return 0


def _extract(pages: Iterable[Path], into: Path) -> None:
    with into.open("wb") as file:
        command = ["inspection-watch", "extract", "--json", *map(str, pages)]
        subprocess.run([Path(sys.executable).parent / command[0], *command[1:]], stdout=file, check=False)


def _score(shared: Path, pages: Iterable[Path], gold: Iterable[Path]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        predictions = Path(scratch) / "facts.jsonl"
        _extract(pages, predictions)
        subprocess.run([sys.executable, shared / "score.py", "--gold", *gold, "--predictions", predictions], check=True)


def _score_reports(shared: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        predictions = Path(scratch) / "facts.jsonl"
        _extract(sorted((shared / "ofsted").glob("*.pdf")), predictions)
        gold = shared / "gold" / "ofsted.csv"
        subprocess.run(
            [sys.executable, shared / "score_ofsted.py", "--gold", gold, "--predictions", predictions], check=True
        )


if __name__ == "__main__":
    sys.exit(main())
