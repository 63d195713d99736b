"""Every phrase of the data files is a pattern that compiles, though most wait until a text has the words."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from transforms.data import read_yaml
from transforms.extract.terms import expand
from transforms.extract.wording import pattern_of

PATTERN_FILES = (
    "commitment_categories.yaml",
    "commitments.yaml",
    "interventions.yaml",
    "leadership.yaml",
    "ofsted_report.yaml",
    "peer_reviews.yaml",
    "people.yaml",
)
TERM_FILES = ("kinds.yaml", "names.yaml", "ratings.yaml")


def written_in(file: str) -> Iterator[tuple[str, str]]:
    """Every phrase of a file, with the headings above it."""
    yield from leaves(dict(read_yaml(file)), "")


def leaves(entry: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(entry, str):
        yield path, entry
    elif isinstance(entry, dict):
        for key, child in entry.items():
            yield from leaves(child, f"{path} > {key}" if path else key)
    elif isinstance(entry, list):
        for child in entry:
            yield from leaves(child, path)


def fault_of(phrase: str, macros: dict[str, str]) -> str | None:
    try:
        re.compile(pattern_of(phrase, macros), re.IGNORECASE)
    except re.error as error:
        return str(error)
    except KeyError as error:
        return f"no macro {error}"
    return None


@pytest.mark.parametrize("file", PATTERN_FILES)
def test_every_phrase_compiles(file: str) -> None:
    macros = read_yaml(file).get("macros") or {}
    wrong = [
        f"transforms/data/{file}: {path} has {phrase!r}, which is no pattern: {fault}"
        for path, phrase in written_in(file)
        if (fault := fault_of(phrase, macros))
    ]
    assert wrong == []


@pytest.mark.parametrize("file", TERM_FILES)
def test_every_choice_is_closed(file: str) -> None:
    wrong = [
        f"transforms/data/{file}: {path} has {phrase!r}, whose braces do not match"
        for path, phrase in written_in(file)
        if any(re.search(r"[{}|]", one.replace("{name}", "")) for one in expand(phrase.replace("{name}", "Leeds")))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("phrase", "fault"),
    [
        ("(will|shall open", "missing ), unterminated subpattern at position 0"),
        ("{helper} be", "no macro 'helper'"),
        ("*open", "nothing to repeat at position 0"),
        ("(will|shall) open", None),
    ],
)
def test_a_malformed_phrase_is_told(phrase: str, fault: str | None) -> None:
    assert fault_of(phrase, {"modal": "will|shall"}) == fault
