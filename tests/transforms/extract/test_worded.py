"""Words of the data files fill the patterns of the code, and bad words are told in one sentence."""

import re
from collections.abc import Iterator
from importlib import import_module
from inspect import getsource
from pkgutil import iter_modules
from types import ModuleType

import pytest

import transforms.extract
from transforms import data
from transforms.data import read_yaml
from transforms.errors import UnreadableData
from transforms.extract.worded import Worded, choices, numbers, phrases

CLAUSE_FILES = (
    "rating_clauses.yaml",
    "intervention_clauses.yaml",
    "people_clauses.yaml",
    "commitment_clauses.yaml",
    "date_words.yaml",
)


@pytest.fixture(scope="module")
def modules() -> list[ModuleType]:
    return [import_module(f"transforms.extract.{one.name}") for one in iter_modules(transforms.extract.__path__)]


def _forget() -> None:
    for read in (read_yaml, phrases, numbers):
        read.cache_clear()


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[str]:
    """Name of a data file that holds the text given to the test."""
    _forget()
    monkeypatch.setattr(data, "read_text", lambda name: request.param)
    yield "made_up.yaml"
    _forget()


def test_every_pattern_finds_its_words(modules: list[ModuleType]) -> None:
    patterns = [value for module in modules for value in vars(module).values() if isinstance(value, Worded)]
    assert len(patterns) > 50
    assert all(isinstance(one.compiled, re.Pattern) for one in patterns)


@pytest.mark.parametrize("file", CLAUSE_FILES)
def test_every_list_is_asked_for_and_holds_phrases(file: str, modules: list[ModuleType]) -> None:
    asked = [getsource(module) for module in modules if file in getsource(module)]
    unasked = [name for name in read_yaml(file) if not any(re.search(rf"[{{\"']{name}[}}\"']", one) for one in asked)]
    assert unasked == []
    assert all(phrases(file, name) for name in read_yaml(file))


@pytest.mark.parametrize(
    "made_up", ['joins: [and, "as well as", "{in|across|} the {borough|boroughs}", "e.g."]'], indirect=True
)
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("and", True),
        ("as\nwell as", True),
        ("in the borough", True),
        (" the boroughs", True),
        ("e.g.", True),
        ("e,g,", False),
        ("inthe borough", False),
        ("in the", False),
    ],
)
def test_phrases_are_words_with_choices(made_up: str, text: str, found: bool) -> None:
    assert bool(Worded(made_up, "^{joins}$").search(text)) is found


@pytest.mark.parametrize("made_up", ["joins:\n  - [and, or]\n  - as well as\ncounts: {two: 2, both: 2}"], indirect=True)
def test_lists_may_be_laid_out_in_rows_and_tables_give_numbers(made_up: str) -> None:
    assert phrases(made_up, "joins") == ("and", "or", "as well as")
    assert numbers(made_up, "counts") == {"two": 2, "both": 2}
    assert choices(made_up, "counts") == "(?:two|both)"


@pytest.mark.parametrize(
    ("made_up", "name", "sentence"),
    [
        ("others: [and]", "joins", r"^transforms/data/made_up.yaml has no list joins; write one, .*\.$"),
        ("", "joins", r"has no list joins; write one"),
        ("joins: []", "joins", r"has no list joins; write one"),
        ("joins: and", "joins", r"has no list joins; write one"),
        (
            "joins: [and, 2019]",
            "joins",
            r"^transforms/data/made_up.yaml: joins holds 2019, which is no phrase; write .*\.$",
        ),
        ('joins: ["{and|or"]', "joins", r"joins holds '\{and\|or', which is no phrase"),
        ('joins: ["and|or"]', "joins", r"joins holds 'and\|or', which is no phrase"),
        ('joins: [" "]', "joins", r"joins holds ' ', which is no phrase"),
        ("other: [or]\njoins: [and}", "joins", r"^transforms/data/made_up.yaml is no YAML in line 2 .*; correct it\.$"),
        ("joins: [and]\njoins: [or]", "joins", r"is no YAML in line 2 "),
    ],
    indirect=["made_up"],
)
def test_bad_words_are_told_in_one_sentence(made_up: str, name: str, sentence: str) -> None:
    with pytest.raises(UnreadableData, match=sentence) as told:
        phrases(made_up, name)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("made_up", ["counts: {two: 2, both: second}", "counts: [both]"], indirect=True)
def test_table_without_a_number_is_told(made_up: str) -> None:
    with pytest.raises(
        UnreadableData, match=r"^transforms/data/made_up.yaml: counts has no number for 'both'; give it one\.$"
    ):
        numbers(made_up, "counts")


def test_words_are_read_at_the_first_use_and_not_on_import() -> None:
    pattern = Worded("not_there.yaml", "{joins}")
    with pytest.raises(FileNotFoundError):
        pattern.search("and")
