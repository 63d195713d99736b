"""F1 on the labelled articles, where their folder is given: `make score`."""

import json
import os
import runpy
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

SHARED = "INSPECTION_WATCH_SHARED"
KINDS_OF_ROWS = ("ratings", "interventions", "peer_reviews", "leadership", "commitments")
BANDS = (0.0, 0.7, 0.8, 0.9, 0.95)
ALERTING = ("inadequate", "commissioner_appointed")


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


def _score(shared: Path, pages: Iterable[Path], gold: Sequence[Path]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        predictions = Path(scratch) / "facts.jsonl"
        _extract(pages, predictions)
        command: list[str | Path] = [sys.executable, shared / "score.py", "--gold", *gold, "--predictions", predictions]
        subprocess.run(command, check=True)
        _print_precision(shared, gold, predictions)


def _print_precision(shared: Path, gold: Sequence[Path], predictions: Path) -> None:
    """Print the precision of rows by confidence and of those that would alert, matched as the scorer matches them."""
    scorer = runpy.run_path(str(shared / "score.py"))
    read = [json.loads(path.read_text(encoding="utf-8")) for path in gold]
    labels = [label for content in read for label in (content if isinstance(content, list) else [content])]
    found = {Path(row["file"]).stem: row for row in map(json.loads, predictions.read_text("utf-8").splitlines())}
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for label in labels:
        for kind in KINDS_OF_ROWS:
            pairs, _, extra = scorer["match_rows"](kind, label.get(kind, []), found[label["id"]].get(kind, []))
            right.update(group for _, row in pairs for group in _groups(row))
            wrong.update(group for row in extra for group in _groups(row))
    print("rows of all kinds                right  wrong  precision")
    for group in sorted(right.keys() | wrong.keys()):
        print(f"{group:30}{right[group]:8}{wrong[group]:7}{right[group] / (right[group] + wrong[group]):11.3f}")


def _groups(row: Mapping[str, Any]) -> Iterator[str]:
    yield f"confidence from {max(one for one in BANDS if one <= row['confidence']):.2f}"
    if row.get("when") == "current":
        yield from (f"alert: {row[field]}" for field in ("grade", "type") if row.get(field) in ALERTING)


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
