from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from flows.flag import flag_changes
from flows.publish import publish_tables
from flows.queries import NothingPublished, UnknownAuthority, changes, commitments, ratings, read_published
from flows.settings import Settings
from flows.workshop import open_workshop
from tests.flows.conftest import REGISTER, Clock
from tests.flows.press import COUNCIL, IN_2017, PRESS, tell
from tests.transforms.telling import EVIDENCE, NEL, Told, rating
from transforms.facts import Commitment

LEEDS = Told("leeds", "2021-11-01", (rating("good", inspected="2021-09", authority="Leeds"),), subjects=("Leeds",))


def pledge(article_id: str, deadline: str | None, authority: str = NEL) -> Told:
    fact = Commitment(authority, "Ann Lee", None, "funding", 2_000_000, deadline, EVIDENCE)
    return Told(article_id, "2021-11-29", (fact,), kinds=("commitment",), subjects=(authority,))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Published tables, which no test changes."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "sources.yaml").write_text(REGISTER)
    settings = Settings(data=folder / "data", sources=folder / "sources.yaml")
    with open_workshop(settings) as opened:
        workshop = replace(opened, clock=Clock())
        pledges = [pledge("a", "2022-03"), pledge("b", "2021-12-01", "Leeds"), pledge("c", None)]
        tell(workshop, IN_2017, LEEDS, COUNCIL, PRESS, *pledges)
        flag_changes(workshop)
        publish_tables(workshop)
    return settings.data


@pytest.mark.parametrize("ask", [ratings, changes, commitments, lambda data: ratings(data, as_of=date(2020, 1, 1))])
def test_without_tables_one_is_told_what_to_do(tmp_path: Path, ask: Callable[[Path], pl.DataFrame]) -> None:
    with pytest.raises(NothingPublished, match=r"there is no table .*\.parquet; run `inspection-watch run` first"):
        ask(tmp_path)


@pytest.mark.parametrize("ask", [ratings, commitments])
def test_a_name_that_no_authority_has_is_refused(data: Path, ask: Callable[[Path, str], pl.DataFrame]) -> None:
    with pytest.raises(UnknownAuthority, match=r"'Atlantis' is no authority"):
        ask(data, "Atlantis")


def test_the_standing_grades_are_those_of_every_authority(data: Path) -> None:
    found = ratings(data).select("authority", "judgement", "grade", "previous_grade").rows()

    assert sorted(found) == [
        ("Leeds", "overall_effectiveness", "good", None),
        (NEL, "leadership", "inadequate", "good"),
        (NEL, "overall_effectiveness", "inadequate", "good"),
    ]


@pytest.mark.parametrize("form", ["North East Lincolnshire", "north east lincolnshire council"])
def test_an_authority_may_be_named_in_any_form(data: Path, form: str) -> None:
    assert set(ratings(data, form)["authority"]) == {NEL}
    assert set(changes(data, authority=form)["authority"]) == {NEL}
    assert set(commitments(data, form)["authority"]) == {NEL}


@pytest.mark.parametrize(
    ("day", "grade", "before"),
    [
        (date(2017, 9, 26), None, None),
        (date(2017, 9, 27), "good", None),
        (date(2021, 11, 28), "good", None),
        (date(2021, 11, 29), "inadequate", "good"),
        (date(2030, 1, 1), "inadequate", "good"),
    ],
)
def test_the_grades_of_a_day_are_those_published_by_then(
    data: Path, day: date, grade: str | None, before: str | None
) -> None:
    rows = ratings(data, NEL, day).filter(judgement="overall_effectiveness").to_dicts()

    assert [(row["grade"], row["previous_grade"]) for row in rows] == ([(grade, before)] if grade else [])


def test_the_grades_of_a_day_have_the_columns_of_those_of_today(data: Path) -> None:
    assert ratings(data, as_of=date(2030, 1, 1)).schema == ratings(data).schema


def test_changes_are_told_newest_first_from_a_day_on(data: Path) -> None:
    log = changes(data)

    assert log["effective"].to_list() == sorted(log["effective"], reverse=True)
    assert "inadequate_new" in log["type"].to_list()
    assert changes(data, since=date(2021, 12, 3)).equals(log)
    assert changes(data, since=date(2021, 12, 4)).is_empty()


def test_undertakings_are_told_with_the_nearest_deadline_first(data: Path) -> None:
    assert commitments(data)["deadline"].to_list() == [date(2021, 12, 1), date(2022, 3, 31), None]


def test_undertakings_may_be_chosen_by_status_and_deadline(data: Path) -> None:
    assert commitments(data, status="overdue")["authority"].to_list() == ["Leeds"]
    assert commitments(data, status="undated")["deadline"].to_list() == [None]
    assert commitments(data, due_before=date(2022, 3, 31))["deadline"].to_list() == [date(2021, 12, 1)]


def test_a_table_is_read_as_it_was_published(data: Path) -> None:
    assert read_published(data, "articles").height == 7
