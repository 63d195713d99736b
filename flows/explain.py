"""Why facts were taken and what was considered and dropped, as `extract --explain` tells it."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from itertools import groupby
from textwrap import wrap
from typing import Any

from rich.console import Console
from rich.text import Text

from flows.extract_files import FACT_LISTS, Read, as_json, as_lines, told_of
from flows.page_words import LONGEST_SUMMARY, one_line, shortened
from flows.printed import json_to_print
from flows.show import console
from transforms.extract.explanation import Considered

_LONGEST = 90
_AROUND = 3
_NARROWEST = 40
_COLUMN = 12
_PAGE, _PERSON = "page", "person"
_NAMES = {"peer_review": "peer review", "subject": "authority"}
_FIELDS = {"post": ("role",), "when": ("when", "event", "deadline", "held"), "person": ("person", "by")}
"""Where the row of a fact has what a ground is about, if not by the same name."""
_Show = Callable[[Console, Considered, str], None]


def considered_as_json(read: Read) -> list[dict[str, Any]]:
    """All that was considered, in order of the text; `fact` leads to the row of its list, or names a subject."""
    rows = {
        fact: {"list": name, "row": row} for name in FACT_LISTS for row, fact in enumerate(getattr(read.facts, name))
    }
    return [_as_json(one, rows, read.article.text) for one in read.considered]


def _as_json(one: Considered, rows: dict[Any, dict[str, Any]], text: str) -> dict[str, Any]:
    fact = one.fact if one.kind == "subject" else rows.get(one.fact)
    return asdict(one) | {"fact": fact, "sentence": text[slice(*one.sentence)], "sentence_start": one.sentence[0]}


def show_read(read: Read, *, as_json_lines: bool, explain: bool) -> None:
    """Print what the command `extract` prints of one page."""
    if as_json_lines:
        explained = {"considered": considered_as_json(read)} if explain else {}
        sys.stdout.write(json_to_print(json.dumps(as_json(read) | explained, ensure_ascii=False)) + "\n")
    elif explain:
        show_explained(read, console())
    else:
        sys.stdout.write("".join(f"{line}\n" for line in as_lines(read)))


def show_explained(read: Read, out: Console) -> None:
    """Print what was taken and on what grounds, sentence by sentence, then what was dropped and why."""
    _line(out, 0, shortened(read.article.title, LONGEST_SUMMARY), style="bold")
    _line(out, 2, f"published: {read.published or 'not told'}")
    if not read.facts.relevant:
        _line(out, 2, "not about the children's services of a named authority")
    if read.facts.kinds:
        _line(out, 2, f"kinds: {', '.join(read.facts.kinds)}")
    subjects = [one for one in read.considered if one.kind == "subject" and one.fact]
    for one in subjects:
        _line(out, 2, f"about {one.fact}: {' '.join(ground.says for ground in one.grounds)}")
    facts = [one for one in read.considered if one.outcome == "taken" and one.kind != "subject"]
    _section(out, f"Taken ({len(facts)})", facts, read, _show_fact)
    dropped = [one for one in read.considered if one.outcome == "dropped"]
    others = [one for one in dropped if one.kind not in (_PAGE, _PERSON)]
    _section(out, f"Considered and dropped ({len(others)})", others, read, _show_dropped)
    _named_only(out, [one for one in dropped if one.kind == _PERSON])
    _left_out(out, [one for one in dropped if one.kind == _PAGE])
    out.print()


def _section(out: Console, heading: str, rows: list[Considered], read: Read, show: _Show) -> None:
    """Print rows below the sentence in which they stand."""
    if rows:
        _heading(out, heading)
    for (start, end), group in groupby(sorted(rows, key=lambda one: one.sentence), key=lambda one: one.sentence):
        _line(out, 2, f"“{read.article.text[start:end]}”", hang=1, style="italic")
        for one in group:
            show(out, one, read.article.text)


def _show_fact(out: Console, one: Considered, text: str) -> None:
    _line(out, 4, f"{_name(one)}: {told_of(asdict(one.fact))}", hang=2, style="green")
    for about, grounds in groupby(one.grounds, key=lambda ground: ground.about):
        says = [ground.says for ground in grounds]
        _line(out, 6, _found(one.fact, about, says), hang=_COLUMN, lead=about)


def _found(fact: Any, about: str, says: list[str]) -> str:
    """What was found, and behind it the grounds for it."""
    if about == "confidence":
        total = f"{fact.evidence.confidence:g}"
        return f"{total} = {' '.join(says)}" if len(says) > 1 else says[0]
    values = (getattr(fact, name, None) for name in _FIELDS.get(about, (about,)))
    return ": ".join((*(str(value) for value in values if value), "; ".join(says)))


def _show_dropped(out: Console, one: Considered, text: str) -> None:
    _line(out, 4, f"{_name(one)} {_in_context(one, text)}: {one.reason}", hang=2)


def _named_only(out: Console, people: list[Considered]) -> None:
    """Print those of whom nothing is told, by what is."""
    if people:
        _heading(out, f"Names without an event ({len(people)})")
    for reason in dict.fromkeys(one.reason for one in people):
        names = ", ".join(one.words for one in people if one.reason == reason)
        _line(out, 2, f"{names}: {reason}", hang=2)


def _left_out(out: Console, rows: list[Considered]) -> None:
    if rows:
        _heading(out, "Not read as part of the story")
    for one in rows:
        _line(out, 2, f"“{_shortened(one.words)}”: {one.reason}", hang=2)


def _heading(out: Console, heading: str) -> None:
    out.print()
    _line(out, 0, heading, style="bold")


def _name(one: Considered) -> str:
    return _NAMES.get(one.kind, one.kind)


def _in_context(one: Considered, text: str) -> str:
    """The words with a few before and behind them in their sentence, where they are few themselves."""
    if len(one.words) > _LONGEST // 3:
        return f"“{_shortened(one.words)}”"
    before = text[one.sentence[0] : one.start].split(" ")[-_AROUND - 1 :]
    behind = text[one.end : max(one.end, one.sentence[1])].split(" ")[: _AROUND + 1]
    return f"“{' '.join(before)}[{one.words}]{' '.join(behind)}”"


def _shortened(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST // 2]} … {line[-_LONGEST // 2 :]}"


def _line(out: Console, indent: int, line: str, *, hang: int = 0, lead: str = "", style: str = "") -> None:
    """Print a line wrapped within its indent; the lines that it wraps to hang further in, behind what leads it."""
    first = f"{'':{indent}}{lead:{hang}}" if lead else " " * indent
    parts = wrap(one_line(line), max(_NARROWEST, out.width - indent - hang))
    for number, part in enumerate(parts):
        out.print(Text((" " * (indent + hang) if number else first) + part, style=style), soft_wrap=True)
