"""The worked questions run, in SQL, in Polars and as a notebook, and give the answers that the page prints."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.questions_page import NOTEBOOK, PAGE, Section, ask_in_polars, ask_in_sql, notebook, printed, sections
from tests.record import publish_record

TEXT = PAGE.read_text(encoding="utf-8")
SETTING, *QUESTIONS = sections(TEXT)
AGAIN = "run `python -m tests.questions_page`"
every_question = pytest.mark.parametrize("question", QUESTIONS, ids=[one.title for one in QUESTIONS])


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("record")
    publish_record(folder / "data" / "tables")
    return folder


@pytest.fixture
def _in_record(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(record)


def test_every_section_of_the_page_is_a_question_in_both_languages() -> None:
    assert [one.title for one in (SETTING, *QUESTIONS)] == [
        line.removeprefix("## ") for line in TEXT.splitlines() if line.startswith("## ")
    ]
    assert all(one.answer for one in QUESTIONS)


@pytest.mark.usefixtures("_in_record")
@every_question
def test_both_languages_give_the_same_answer(question: Section) -> None:
    sql, polars = ask_in_sql(SETTING, question), ask_in_polars(SETTING, question)

    assert not polars.is_empty()
    assert sql.columns == polars.columns
    assert sql.rows() == polars.rows()


@pytest.mark.usefixtures("_in_record")
@every_question
def test_the_page_prints_that_answer(question: Section) -> None:
    assert question.answer == printed(ask_in_polars(SETTING, question)), AGAIN


def test_the_notebook_is_made_of_the_page() -> None:
    assert NOTEBOOK.read_text(encoding="utf-8") == notebook(TEXT), AGAIN
    nbformat.validate(nbformat.read(NOTEBOOK, as_version=nbformat.NO_CONVERT))  # type: ignore[no-untyped-call]


@pytest.mark.slow
def test_every_cell_of_the_notebook_runs_and_each_question_has_one_answer(record: Path) -> None:
    book = nbformat.read(NOTEBOOK, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
    NotebookClient(book, timeout=60, resources={"metadata": {"path": str(record)}}).execute()
    shapes = [
        cell.outputs[0]["data"]["text/plain"].splitlines()[0]
        for cell in book.cells
        if cell.cell_type == "code" and cell.outputs
    ]

    assert shapes[0::2] == shapes[1::2]
    assert len(shapes) == 2 * len(QUESTIONS)
