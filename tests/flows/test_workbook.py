from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from flows.workbook import workbook
from tests.made_up import day, frame_of, moment
from transforms.authorities_frame import authorities_frame
from transforms.history_tables import CHANGES, CURRENT_RATINGS, INTERVENTION_SPELLS, POST_SPELLS, UNDERTAKINGS

MOMENT = moment("2026-10-15T06:30")
COVENTRY = {"authority": "Coventry", "authority_code": "E08000026", "url": "https://coventry.example/report"}
DERBY = {"authority": "Derby", "authority_code": "E06000015", "url": "https://derby.example/report"}
RATINGS = [
    {
        **COVENTRY,
        "judgement": "overall_effectiveness",
        "framework": "ilacs",
        "grade": "outstanding",
        "grade_rank": 4,
        "since": day("2022-04-12"),
        "previous_grade": "good",
    },
    {**DERBY, "judgement": "overall_effectiveness", "grade": "good", "grade_rank": 3, "historic": True}
    | {"since": day("2023-03-03"), "framework": "ilacs"},
    {**DERBY, "judgement": "leadership", "grade": "inadequate", "grade_rank": 1, "previous_grade": "good"}
    | {"since": day("2026-06-02"), "framework": "ilacs_2026"},
]
SPELLS = [{**DERBY, "intervention_spell_id": "1", "kind": "commissioner", "person": "Jo Sample", "status": "in_force"}]
POSTS = [
    {**COVENTRY, "post_spell_id": "1", "role": "director_of_childrens_services", "person": "Al Sample"}
    | {"status": "leaving", "interim": True}
]


def change(change_id: str, effective: str, **more: Any) -> dict[str, Any]:
    return {
        **DERBY,
        "change_id": change_id,
        "type": "rating_downgraded",
        "severity": "high",
        "judgement": "leadership",
        "old_value": "good",
        "new_value": "inadequate",
        "effective": day(effective),
        "summary": change_id,
        "action": "flagged",
    } | more


def undertaking(text: str, deadline: str | None, status: str, **more: Any) -> dict[str, Any]:
    return {
        **COVENTRY,
        "undertaking_id": text,
        "category": "funding",
        "deadline": deadline and day(deadline),
        "status": status,
        "evidence": text,
    } | more


def frames(**more: list[dict[str, Any]]) -> dict[str, pl.DataFrame]:
    known: dict[str, list[dict[str, Any]]] = {"current_ratings": RATINGS, "intervention_spells": SPELLS}
    rows = known | {"post_spells": POSTS} | more
    tables = (CURRENT_RATINGS, INTERVENTION_SPELLS, POST_SPELLS, CHANGES, UNDERTAKINGS)
    return {table.name: frame_of(table, rows.get(table.name, ())) for table in tables} | {
        "authorities": authorities_frame()
    }


def read(content: bytes, sheet: str) -> Worksheet:
    page = openpyxl.load_workbook(BytesIO(content))[sheet]
    assert isinstance(page, Worksheet)
    return page


def cells(page: Worksheet) -> list[dict[str, Cell]]:
    headings = [str(cell.value) for cell in page[1]]
    return [dict(zip(headings, row, strict=True)) for row in page.iter_rows(min_row=2)]


def of(page: Worksheet, authority: str) -> dict[str, Cell]:
    return next(row for row in cells(page) if row["Authority"].value == authority)


def column(page: Worksheet, heading: str) -> list[Any]:
    return [row[heading].value for row in cells(page)]


@pytest.fixture(scope="module")
def content() -> bytes:
    return workbook(frames(), MOMENT)


def test_the_sheets_are_there_in_their_order(content: bytes) -> None:
    assert openpyxl.load_workbook(BytesIO(content)).sheetnames == [
        "Current ratings",
        "Statistical neighbours",
        "Changes",
        "Undertakings",
        "About",
    ]


def test_the_same_tables_and_moment_give_the_same_bytes(content: bytes) -> None:
    assert workbook(frames(), MOMENT) == content


def test_every_authority_of_the_day_has_a_row_also_without_a_grade(content: bytes) -> None:
    page = read(content, "Current ratings")

    assert len(column(page, "Authority")) == 153
    assert of(page, "Barnsley")["Overall"].value is None


def test_a_row_says_what_stands_since_when_and_what_was_before(content: bytes) -> None:
    row = of(read(content, "Current ratings"), "Coventry")

    assert {name: cell.value for name, cell in row.items()} == {
        "Authority": "Coventry",
        "Region": "West Midlands",
        "Type": "Metropolitan district",
        "GSS code": "E08000026",
        "Overall": "outstanding",
        "Leadership": None,
        "Help and protection": None,
        "Children in care": None,
        "Care leavers": None,
        "Newest grade since": datetime(2022, 4, 12),
        "Previous overall": "good",
        "Direction": "up",
        "Framework": "ILACS",
        "Intervention": None,
        "Director": "Al Sample (interim) (leaving)",
        "Note": None,
        "Source": "https://coventry.example/report",
    }
    assert row["Source"].hyperlink is not None
    assert row["Source"].hyperlink.target == "https://coventry.example/report"


def test_a_grade_that_stands_as_history_is_in_italics_with_a_note(content: bytes) -> None:
    row = of(read(content, "Current ratings"), "Derby")

    assert (row["Overall"].font.i, row["Leadership"].font.i) == (True, False)
    assert row["Note"].value == "Overall: stands as history, from 3 March 2023"
    assert row["Direction"].value == "1 down"
    assert row["Framework"].value == "ILACS 2026"
    assert row["Intervention"].value == "commissioner (Jo Sample)"


def test_grades_have_colours_of_their_own(content: bytes) -> None:
    page = read(content, "Current ratings")
    shown = [of(page, "Coventry")["Overall"], of(page, "Derby")["Overall"], of(page, "Derby")["Leadership"]]

    assert len({cell.fill.fgColor.rgb for cell in shown}) == 3


def test_ten_neighbours_stand_beside_each_authority_with_their_grades(content: bytes) -> None:
    page = read(content, "Statistical neighbours")
    row = of(page, "Derby")
    names = [row[f"Neighbour {number}"].value for number in range(1, 11)]

    assert len(set(names)) == 10
    assert names[0] == "Coventry"
    assert row["Overall 1"].value == "outstanding"
    assert (row["Own place"].value, row["Out of"].value, row["Neighbours' mean"].value) == (2, 2, 4)


def test_changes_are_those_of_two_years_newest_first_without_withdrawn_ones() -> None:
    rows = [
        change("old", "2024-10-14"),
        change("oldest shown", "2024-10-15"),
        change("withdrawn", "2026-01-01", action="withdrawn"),
        change("newest", "2026-06-02"),
    ]
    page = read(workbook(frames(changes=rows), MOMENT), "Changes")

    assert column(page, "Change") == ["newest", "oldest shown"]
    assert (cells(page)[0]["Before"].value, cells(page)[0]["Now"].value) == ("good", "inadequate")


def test_undertakings_are_those_not_done_by_deadline() -> None:
    rows = [
        undertaking("undated", None, "undated"),
        undertaking("done", "2026-01-01", "done"),
        undertaking("open", "2026-12-31", "open", amount_gbp=250_000, speaker_role="lead_member"),
        undertaking("overdue", "2026-03-31", "overdue"),
    ]
    page = read(workbook(frames(undertakings=rows), MOMENT), "Undertakings")

    assert column(page, "Evidence") == ["overdue", "open"]
    assert column(page, "Pounds") == [None, 250_000]
    assert column(page, "Post") == [None, "lead member for children"]
    assert cells(page)[0]["Deadline"].value == datetime(2026, 3, 31)


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("https://evil.example")', "+1", "-1", "@SUM(A1)", "{=1}", "007"])
def test_what_a_page_says_is_text_and_never_a_formula_or_a_number(text: str) -> None:
    rows = [undertaking(text, "2026-12-31", "open", url=text, speaker=text)]
    row = cells(read(workbook(frames(undertakings=rows), MOMENT), "Undertakings"))[0]

    for heading in ("Evidence", "Who", "Source"):
        assert (row[heading].value, row[heading].data_type) == (text, "s")
        assert row[heading].hyperlink is None


def test_texts_and_addresses_beyond_the_limits_of_excel_do_not_break_it() -> None:
    long_url = "https://coventry.example/" + "a" * 3000
    rows = [undertaking("word " * 9000, "2026-12-31", "open", url=long_url)]
    row = cells(read(workbook(frames(undertakings=rows), MOMENT), "Undertakings"))[0]

    assert len(str(row["Evidence"].value)) == 32_767
    assert row["Source"].value == long_url
    assert row["Source"].hyperlink is None


@pytest.mark.parametrize("sheet", ["Current ratings", "Statistical neighbours", "Changes", "Undertakings", "About"])
def test_headings_stay_in_sight_are_filtered_by_and_printed_on_every_page(content: bytes, sheet: str) -> None:
    page = read(content, sheet)

    assert page.freeze_panes in ("B2", "C2")
    assert page.auto_filter.ref
    assert page.print_title_rows == "$1:$1"
    assert page.page_setup.orientation == "landscape"


def test_about_tells_the_moment_the_numbers_of_rows_and_what_each_column_means(content: bytes) -> None:
    told = [tuple(cell.value for cell in row) for row in read(content, "About").iter_rows(min_row=2)]

    assert told[0] == ("Inspection watch", "tables of", "15 October 2026, 06:30 UTC")
    assert ("Current ratings", "number of rows", "153") in told
    assert any("quoted word for word" in str(row[2]) for row in told)
    for sheet in ("Current ratings", "Changes", "Undertakings"):
        headings = {str(cell.value) for cell in read(content, sheet)[1]}
        assert headings == {row[1] for row in told if row[0] == sheet and row[1] != "number of rows"}


def test_the_workbook_of_no_news_at_all_opens(content: bytes) -> None:
    nothing = {name: frame.clear() for name, frame in frames().items()}

    assert read(workbook(nothing, MOMENT), "Changes").max_row == 1
