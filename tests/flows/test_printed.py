"""What pages say is printed so that it steers neither a terminal nor a spreadsheet."""

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.printed import for_spreadsheets, json_to_print


@given(st.text())
def test_json_means_the_same_and_has_nothing_that_acts(text: str) -> None:
    printed = json_to_print(json.dumps({"said": text}, ensure_ascii=False))

    assert json.loads(printed) == {"said": text}
    assert printed.isprintable()


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('=HYPERLINK("http://evil.example")', '\'=HYPERLINK("http://evil.example")'),
        ("+1", "'+1"),
        ("-cmd", "'-cmd"),
        ("\t\u202e @SUM(A1)", "'@SUM(A1)"),
        ("the \x1b[31mred\x1b[0m book", "the [31mred [0m book"),
        ("Leeds = good", "Leeds = good"),
    ],
)
def test_a_spreadsheet_takes_no_text_for_a_formula(text: str, cell: str) -> None:
    shown = for_spreadsheets(pl.DataFrame({"said": [text, None], "pounds": [-3, None]}))

    assert shown.to_dict(as_series=False) == {"said": [cell, None], "pounds": [-3, None]}
