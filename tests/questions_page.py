"""The page docs/questions.md taken apart: its questions, their answers, and the notebook that is made of them.

`python -m tests.questions_page` prints the answers into the page and writes docs/questions.ipynb anew.
"""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from tests.record import publish_record

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "questions.md"
NOTEBOOK = DOCS / "questions.ipynb"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page: what it asks, in both languages, and the answer printed below, empty where none is."""

    text: str
    sql: str
    python: str
    answer: str

    @property
    def title(self) -> str:
        """The question."""
        return self.text.splitlines()[0].removeprefix("## ")


def sections(page: str) -> list[Section]:
    """Return the sections in order; the first one sets what the others ask about."""
    return [_section(f"## {part}") for part in page.split("\n## ")[1:]]


def _section(part: str) -> Section:
    text, _, rest = part.partition("```sql\n")
    sql, _, rest = rest.partition("```\n\n```python\n")
    python, _, rest = rest.partition("```\n")
    return Section(text, sql, python, f"{rest.strip()}\n" if rest.strip() else "")


def ask_in_sql(setting: Section, question: Section) -> pl.DataFrame:
    """Run the SQL of the question in the current folder."""
    with duckdb.connect() as connection:
        connection.execute(setting.sql)
        answer: pl.DataFrame = connection.sql(question.sql).pl()
    return answer


def ask_in_polars(setting: Section, question: Section) -> pl.DataFrame:
    """Run the Python of the question in the current folder."""
    names: dict[str, Any] = {}
    exec(setting.python + question.python, names)
    answer: pl.DataFrame = names["answer"]
    return answer


def printed(answer: pl.DataFrame) -> str:
    """Return the answer as a table in Markdown."""
    with pl.Config(
        tbl_formatting="MARKDOWN",
        tbl_hide_column_data_types=True,
        tbl_hide_dataframe_shape=True,
        tbl_rows=-1,
        tbl_cols=-1,
        tbl_width_chars=1000,
        fmt_str_lengths=500,
    ):
        return f"{answer}\n"


def with_answers(page: str) -> str:
    """Return the page with the answers that its code gives in the current folder."""
    setting, *questions = sections(page)
    for question in questions:
        code = f"```python\n{question.python}```\n"
        old = f"{code}\n{question.answer}" if question.answer else code
        page = page.replace(old, f"{code}\n{printed(ask_in_polars(setting, question))}")
    return page


def notebook(page: str) -> str:
    """Return the page as a notebook, without outputs."""
    introduction = page.partition("\n## ")[0]
    setting, *questions = sections(page)
    sources = [("markdown", introduction), ("markdown", setting.text)]
    sources += [("code", setting.python), ("code", f'import duckdb\n\nduckdb.execute("""\n{setting.sql}""");')]
    for question in questions:
        sources.append(("markdown", question.text))
        sources.append(("code", f'duckdb.sql("""\n{question.sql}""").pl()'))
        sources.append(("code", f"{question.python}answer"))
    cells = [_cell(kind, text.strip(), number) for number, (kind, text) in enumerate(sources, start=1)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"


def _cell(kind: str, text: str, number: int) -> dict[str, Any]:
    cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": text.splitlines(keepends=True)}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def main() -> None:
    """Write the answers and the notebook."""
    with tempfile.TemporaryDirectory() as folder:
        publish_record(Path(folder) / "data" / "tables")
        os.chdir(folder)
        page = with_answers(PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(page, encoding="utf-8")
    NOTEBOOK.write_text(notebook(page), encoding="utf-8")


if __name__ == "__main__":
    main()
