from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import flows.publish
from flows.flag import flag_changes
from flows.publish import publish_tables
from flows.queries import NothingPublished, UnknownAuthority, changes, commitments, ratings, read_published
from flows.store import FolderStore, Store, open_store
from flows.workshop import Workshop
from tests.flows.conftest import Clock, a_workshop
from tests.flows.press import COUNCIL, IN_2017, PRESS, tell
from tests.flows.s3 import loopback_s3
from tests.transforms.telling import EVIDENCE, NEL, Told, rating
from tests.transforms.telling import ratings as graded
from transforms.facts import Commitment
from transforms.history_tables import CHANGES, INSPECTIONS
from transforms.tables import ARTICLES, RATINGS

LEEDS = Told("leeds", "2021-11-01", (rating("good", inspected="2021-09", authority="Leeds"),), subjects=("Leeds",))
CORRECTED = replace(PRESS, facts=graded("2021-10", overall_effectiveness="good"), text="We gave a wrong grade.")
FLAGGED_ON, CORRECTED_ON = date(2021, 12, 3), date(2021, 12, 20)


def pledge(article_id: str, deadline: str | None, authority: str = NEL) -> Told:
    fact = Commitment(authority, "Ann Lee", None, "funding", 2_000_000, deadline, EVIDENCE)
    return Told(article_id, "2021-11-29", (fact,), kinds=("commitment",), subjects=(authority,))


def publish(workshop: Workshop, *told: Told) -> Store:
    tell(workshop, *told)
    flag_changes(workshop)
    publish_tables(workshop)
    return workshop.settings.store


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Published tables, which no test changes."""
    with a_workshop(tmp_path_factory.mktemp("published"), Clock()) as workshop:
        pledges = [pledge("a", "2022-03"), pledge("b", "2021-12-01", "Leeds"), pledge("c", None)]
        return publish(workshop, IN_2017, LEEDS, COUNCIL, PRESS, *pledges)


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Tables of an article that was flagged on one day and corrected on another; a third told of before both."""
    clock = Clock()
    with a_workshop(tmp_path_factory.mktemp("corrected"), clock) as workshop:
        publish(workshop, PRESS)
        clock.now = datetime(2021, 12, 20, 9, tzinfo=UTC)
        publish(workshop, CORRECTED)
        clock.now = datetime(2022, 1, 10, 9, tzinfo=UTC)
        return publish(workshop, IN_2017)


def told_of(rows: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return sorted(rows.select(columns).rows())


@pytest.mark.parametrize("ask", [ratings, changes, commitments, lambda data: ratings(data, as_of=date(2020, 1, 1))])
def test_without_tables_one_is_told_what_to_do(tmp_path: Path, ask: Callable[[Store], pl.DataFrame]) -> None:
    with pytest.raises(NothingPublished, match=r"there is no table .*\.parquet; run `inspection-watch run` first"):
        ask(FolderStore(tmp_path))


@pytest.mark.parametrize("ask", [ratings, commitments])
def test_a_name_that_no_authority_has_is_refused(data: Store, ask: Callable[[Store, str], pl.DataFrame]) -> None:
    with pytest.raises(UnknownAuthority, match=r"'Atlantis' is no authority"):
        ask(data, "Atlantis")


def test_the_standing_grades_are_those_of_every_authority(data: Store) -> None:
    assert told_of(ratings(data), "authority", "judgement", "grade", "previous_grade") == [
        ("Leeds", "overall_effectiveness", "good", None),
        (NEL, "leadership", "inadequate", "good"),
        (NEL, "overall_effectiveness", "inadequate", "good"),
    ]


@pytest.mark.parametrize("form", ["North East Lincolnshire", "north east lincolnshire council"])
def test_an_authority_may_be_named_in_any_form(data: Store, form: str) -> None:
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
    data: Store, day: date, grade: str | None, before: str | None
) -> None:
    rows = ratings(data, NEL, day).filter(judgement="overall_effectiveness").to_dicts()

    assert [(row["grade"], row["previous_grade"]) for row in rows] == ([(grade, before)] if grade else [])


def test_the_grades_of_a_day_have_the_columns_of_those_of_today(data: Store) -> None:
    assert ratings(data, as_of=date(2030, 1, 1)).schema == ratings(data).schema
    assert ratings(data, known=FLAGGED_ON).schema == ratings(data).schema


@pytest.mark.parametrize(
    ("known", "grade", "before"),
    [
        (date(2021, 12, 2), None, None),
        (FLAGGED_ON, "inadequate", None),
        (date(2021, 12, 19), "inadequate", None),
        (CORRECTED_ON, "good", None),
        (date(2022, 1, 10), "good", "good"),
    ],
)
def test_grades_as_known_on_a_day_are_those_before_or_after_a_correction(
    corrected: Store, known: date, grade: str | None, before: str | None
) -> None:
    rows = ratings(corrected, NEL, known=known).filter(judgement="overall_effectiveness").to_dicts()

    assert [(row["grade"], row["previous_grade"]) for row in rows] == ([(grade, before)] if grade else [])


@pytest.mark.parametrize(("known", "grade"), [(FLAGGED_ON, "inadequate"), (CORRECTED_ON, "good")])
def test_the_grades_of_a_day_can_be_asked_as_known_on_another(corrected: Store, known: date, grade: str) -> None:
    on_the_day = ratings(corrected, NEL, as_of=date(2021, 12, 1), known=known)
    years_before = ratings(corrected, NEL, as_of=date(2018, 1, 1), known=known)

    assert set(on_the_day.filter(judgement="overall_effectiveness")["grade"]) == {grade}
    assert years_before.is_empty()
    assert set(ratings(corrected, NEL, as_of=date(2018, 1, 1))["grade"]) == {"good"}


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (date(2021, 12, 2), []),
        (FLAGGED_ON, [("flagged", "inadequate_new", False)]),
        (CORRECTED_ON, [("corrected", "rating_new", False), ("flagged", "article_corrected", False)]),
        (
            date(2022, 1, 10),
            [
                ("corrected", "rating_new", False),
                ("flagged", "article_corrected", False),
                ("flagged", "rating_new", True),
            ],
        ),
    ],
)
def test_changes_as_known_on_a_day_are_what_the_log_said_then(
    corrected: Store, known: date, expected: list[tuple[Any, ...]]
) -> None:
    assert told_of(changes(corrected, known=known), "action", "type", "overtaken") == expected


def test_as_known_today_the_log_is_what_stands(corrected: Store) -> None:
    columns = list(CHANGES.schema.names())

    assert changes(corrected, known=date(2030, 1, 1)).select(columns).equals(changes(corrected))


def test_changes_are_told_newest_first_from_a_day_on(data: Store) -> None:
    log = changes(data)

    assert log["effective"].to_list() == sorted(log["effective"], reverse=True)
    assert "inadequate_new" in log["type"].to_list()
    assert changes(data, since=date(2021, 12, 3)).equals(log)
    assert changes(data, since=date(2021, 12, 4)).is_empty()


def test_undertakings_are_told_with_the_nearest_deadline_first(data: Store) -> None:
    assert commitments(data)["deadline"].to_list() == [date(2021, 12, 1), date(2022, 3, 31), None]


def test_undertakings_may_be_chosen_by_status_and_deadline(data: Store) -> None:
    assert commitments(data, status="overdue")["authority"].to_list() == ["Leeds"]
    # What says less joins the undertaking of the same money that has a deadline.
    assert commitments(data, status="undated").is_empty()
    assert commitments(data, status="open")["deadline"].to_list() == [date(2022, 3, 31), None]
    assert commitments(data, due_before=date(2022, 3, 31))["deadline"].to_list() == [date(2021, 12, 1)]


def test_a_table_is_read_as_it_was_published(data: Store) -> None:
    assert read_published(data, ARTICLES).height == 7
    assert read_published(data, RATINGS, history=True).columns[-2:] == ["known_from", "known_to"]


def test_a_table_cut_by_month_is_read_whole(workshop: Workshop, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows.publish, "LARGE", 2)
    publish(workshop, PRESS)
    clock.now = datetime(2022, 2, 3, 9, tzinfo=UTC)
    store = publish(workshop, LEEDS, IN_2017)

    assert (Path(store.place()) / "tables" / "inspections").is_dir()
    assert set(read_published(store, INSPECTIONS)["authority"]) == {NEL, "Leeds"}
    assert set(read_published(store, INSPECTIONS, "Leeds")["authority"]) == {"Leeds"}
    assert {row[0] for row in told_of(ratings(store, as_of=date(2021, 12, 31)), "authority")} == {NEL, "Leeds"}


@pytest.mark.parametrize("content", [b"", b"PAR1 torn"], ids=["empty", "torn"])
def test_a_damaged_table_is_told_in_one_sentence(workshop: Workshop, content: bytes) -> None:
    store = publish(workshop, PRESS)
    store.write("tables/current_ratings.parquet", content)

    with pytest.raises(
        NothingPublished, match=r"current_ratings.* cannot be read .*; run `inspection-watch publish`"
    ) as error:
        ratings(store)
    assert "\n" not in str(error.value)
    publish_tables(workshop, anew=True)
    assert not ratings(store).is_empty()


def test_a_table_that_somebody_deleted_is_told_in_one_sentence(workshop: Workshop) -> None:
    store = publish(workshop, PRESS)
    store.delete("tables/changes.parquet")

    with pytest.raises(NothingPublished, match=r"changes.* cannot be read .*; run `inspection-watch publish`"):
        changes(store)


def test_tables_on_an_object_store_answer_alike(workshop: Workshop) -> None:
    folder = publish(workshop, PRESS, COUNCIL, IN_2017)
    with loopback_s3() as s3:
        bucket = open_store(s3.fresh())
        for name in folder.sub("tables").list():
            bucket.write(f"tables/{name}", folder.read(f"tables/{name}"))

        assert ratings(bucket).equals(ratings(folder))
        assert changes(bucket, known=date(2030, 1, 1)).equals(changes(folder, known=date(2030, 1, 1)))


def test_a_grade_told_without_a_date_stands_on_the_day_on_which_it_is_known(workshop: Workshop, clock: Clock) -> None:
    store = publish(workshop, replace(LEEDS, published=None, facts=(rating("good", authority="Leeds"),)))
    today, day_before = clock.now.date(), clock.now.date() - timedelta(days=1)

    assert ratings(store)["since"].to_list() == [None]
    assert ratings(store, as_of=today).equals(ratings(store))
    assert ratings(store, as_of=day_before).is_empty()
