"""What others say is text in Markdown of ours."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from flows.markdown import as_text
from flows.page_words import one_line
from flows.run_report import cells


def drawn(markdown: str) -> BeautifulSoup:
    return BeautifulSoup(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown), "lxml")


@given(st.text(alphabet="ab \\`*_~[]()<>|!#&;:/x20e-\x1b\u202e\n"))
def test_a_cell_says_what_it_was_given_and_nothing_else(text: str) -> None:
    table = drawn(f"| said |\n| --- |\n| {as_text(text)} |\n")

    assert [cell.get_text() for cell in table.find_all("td")] == [one_line(text)]
    assert table.find_all(["a", "img", "em", "strong", "s", "code"]) == []


@pytest.mark.parametrize("text", ["&#8238;gov", "&lt;b&gt;", "~~gone~~", "[x](javascript:alert(1))", "<b>", "![x](y)"])
def test_markup_and_entities_stay_as_they_are_written(text: str) -> None:
    [row] = cells([{"failure": text}])

    assert drawn(f"so: {row['failure']}").get_text().strip() == f"so: {text}"
