"""Faults of a hand-edited YAML file, each said in one sentence with its line."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from scrapers.errors import RegisterError

Place = tuple[str | int, ...]
LONGEST_VALUE = 60
# pydantic speaks of Python's types to programmers; these are the types that an operator's file can get wrong.
WORDS = {
    "model_type": "must be a block of keys",
    "dict_type": "must be a block of keys",
    "tuple_type": "must be a list",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must be small letters and digits, joined by hyphens",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and where: keys and positions from the top of the file down."""

    file: Path
    place: Place
    reason: str


def read_yaml(file: Path) -> object:
    """Return the plain content of a YAML file.

    Raises:
        RegisterError: no such file, not UTF-8, or no YAML.
    """
    try:
        return YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise RegisterError([f"{file}: cannot be read, {error.strerror}; check the path."]) from error
    except UnicodeDecodeError as error:
        raise RegisterError([f"{file}: is not UTF-8 text, {error.reason}; save it as UTF-8."]) from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = " ".join(str(error.problem).split())
        raise RegisterError([f"{file.name}, line {line}: this is not YAML, {problem}."]) from error
    except YAMLError as error:
        raise RegisterError([f"{file.name}: is not YAML, {' '.join(str(error).split())}."]) from error


def model_faults(error: ValidationError, file: Path, known_keys: Collection[str], place: Place = ()) -> list[Fault]:
    """Put what pydantic found at a place of a file into words; `known_keys` are what a misspelt key may have meant."""
    return [Fault(file, (*place, *detail["loc"]), _reason(detail, known_keys)) for detail in error.errors()]


def sentences(faults: Iterable[Fault]) -> list[str]:
    """Return one sentence per fault, in the order of files and lines."""
    by_file: dict[Path, list[Fault]] = {}
    for fault in faults:
        by_file.setdefault(fault.file, []).append(fault)
    return [sentence for file in sorted(by_file) for sentence in _sentences_of(file, by_file[file])]


def near(word: str, known: Iterable[str]) -> str:
    """Return ", did you mean 'x'" where a known word is close to the one given, else nothing."""
    matches = get_close_matches(word, list(known), n=1)
    return f", did you mean {matches[0]!r}" if matches else ""


def _sentences_of(file: Path, faults: Iterable[Fault]) -> list[str]:
    # Only the slow round-trip loader keeps line numbers: it is used where there is something to point at.
    tree = YAML().load(file.read_text(encoding="utf-8"))
    placed = sorted((_line(tree, fault.place), _where(tree, fault.place), fault.reason) for fault in faults)
    return [f"{file.name}, line {line}: {where}{reason}." for line, where, reason in placed]


def _reason(detail: ErrorDetails, known_keys: Collection[str]) -> str:
    if detail["type"] == "extra_forbidden":
        return f"is no known key{near(str(detail['loc'][-1]), known_keys)}"
    if detail["type"] == "missing":
        return "is missing"
    if detail["type"] == "value_error" and isinstance(detail["input"], dict):
        return str(detail["ctx"]["error"])
    message = detail["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    return f"{WORDS.get(detail['type'], message)}, not {_short(detail['input'])}"


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= LONGEST_VALUE else shown[:LONGEST_VALUE] + "..."


def _where(tree: object, place: Place) -> str:
    """Name the source or template and the key that a place belongs to."""
    match place:
        case ("sources", int(position), *keys):
            return _named(f"source {_source_name(tree, position)}", keys)
        case ("templates", name, *keys):
            return _named(f"template {name}", keys)
        case _:
            return ".".join(map(str, place)) + " " if place else ""


def _source_name(tree: Any, position: int) -> str:
    source = tree["sources"][position]
    number = f"number {position + 1}"
    return str(source.get("id", number)) if isinstance(source, dict) else number


def _named(owner: str, keys: list[str | int]) -> str:
    return f"{owner}: {'.'.join(map(str, keys))} " if keys else f"{owner} "


def _line(tree: object, place: Place) -> int:
    """Return the line of the deepest part of a place that stands in the file, counted from 1."""
    line = 0
    for part in place:
        if isinstance(tree, CommentedMap) and part in tree:
            # A key that was merged in from elsewhere in the file (`<<`) has no line of its own.
            line = tree.lc.data.get(part, (line,))[0] if tree.lc.data else line
        elif isinstance(tree, CommentedSeq) and isinstance(part, int):
            line = tree.lc.data[part][0]
        else:
            break
        tree = tree[part]
    return line + 1
