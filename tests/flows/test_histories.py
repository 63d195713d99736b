"""Rows that the memory keeps in every form that they ever had."""

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from flows.memory.histories import (
    Difference,
    append_entries,
    change_log,
    difference,
    replace_rows,
    settle_commitments,
    standing_rows,
)
from flows.memory.reading import read_rows
from flows.workshop import Workshop
from tests.flows.press import standing, tell
from tests.made_up import frame_of
from tests.transforms.telling import EVIDENCE, NEL, NEL_CODE, ChangeLog, Told, ratings
from transforms.catalogue import with_history
from transforms.facts import Commitment
from transforms.history.changes import FLAGGED
from transforms.history_tables import CHANGES, POST_SPELLS
from transforms.rules_version import rules_version
from transforms.schema import Table
from transforms.tables import COMMITMENTS

NOW = datetime(2021, 12, 3, 9, tzinfo=UTC)
LEEDS_CODE = "E08000035"


def posts(code: str = NEL_CODE, **status: str) -> list[dict[str, Any]]:
    """Rows of post_spells by id, with the status of each."""
    told = ({"post_spell_id": name, "authority_code": code, "status": value} for name, value in status.items())
    return frame_of(POST_SPELLS, told).to_dicts()


def stand(memory: sa.Engine, *rows: dict[str, Any], code: str = NEL_CODE, hours: int = 0) -> Difference:
    with memory.begin() as connection:
        return replace_rows(connection, POST_SPELLS, code, rows, NOW + timedelta(hours=hours))


def ever(memory: sa.Engine, table: Table = POST_SPELLS) -> pl.DataFrame:
    with memory.connect() as connection:
        return read_rows(connection, with_history(table))


def told_of(memory: sa.Engine) -> list[tuple[object, ...]]:
    """Each revision: id, status, number, hours from NOW at which it began and ceased to stand."""

    def hours(moment: datetime | None) -> float | None:
        return None if moment is None else (moment - NOW).total_seconds() / 3600

    columns = ever(memory).select("post_spell_id", "status", "revision", "known_from", "known_to").rows()
    return sorted((*row[:3], hours(row[3]), hours(row[4])) for row in columns)


def test_rows_that_come_stay_change_and_go_are_told_apart_and_all_kept(memory: sa.Engine) -> None:
    stand(memory, *posts(a="in_post", b="in_post", c="in_post"))
    found = stand(memory, *posts(a="in_post", b="left", d="in_post"), hours=1)

    assert [[row["post_spell_id"] for row in rows] for rows in (found.added, found.altered, found.gone)] == [
        ["d"],
        ["b"],
        ["c"],
    ]
    assert told_of(memory) == [
        ("a", "in_post", 1, 0.0, None),
        ("b", "in_post", 1, 0.0, 1.0),
        ("b", "left", 2, 1.0, None),
        ("c", "in_post", 1, 0.0, 1.0),
        ("d", "in_post", 1, 1.0, None),
    ]


def test_the_same_rows_again_write_nothing(memory: sa.Engine) -> None:
    stand(memory, *posts(a="in_post"))
    before = ever(memory)

    assert stand(memory, *posts(a="in_post"), hours=1) == Difference()
    assert ever(memory).equals(before)


def test_a_row_that_comes_back_is_the_next_revision(memory: sa.Engine) -> None:
    for hours, rows in enumerate((posts(a="in_post"), [], posts(a="in_post"))):
        stand(memory, *rows, hours=hours)

    assert told_of(memory) == [("a", "in_post", 1, 0.0, 1.0), ("a", "in_post", 2, 2.0, None)]


def test_a_row_says_by_which_rules_it_came_out_so(memory: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    stand(memory, *posts(a="in_post", b="in_post"))
    monkeypatch.setattr("transforms.rules_version.rules_version", lambda: "newer")
    stand(memory, *posts(a="in_post", b="left"), hours=1)

    rows = ever(memory).sort("post_spell_id", "revision").select("post_spell_id", "status", "rules").rows()
    assert rows == [("a", "in_post", rules_version()), ("b", "in_post", rules_version()), ("b", "left", "newer")]


def test_rows_of_another_authority_are_left_alone(memory: sa.Engine) -> None:
    stand(memory, *posts(code=LEEDS_CODE, a="in_post"), code=LEEDS_CODE)
    stand(memory)

    assert told_of(memory) == [("a", "in_post", 1, 0.0, None)]
    with memory.connect() as connection:
        assert standing_rows(connection, POST_SPELLS, NEL_CODE) == {}


def test_a_difference_can_be_asked_without_writing(memory: sa.Engine) -> None:
    stand(memory, *posts(a="in_post"))
    with memory.connect() as connection:
        found = difference(POST_SPELLS, standing_rows(connection, POST_SPELLS, NEL_CODE), posts(a="left", b="in_post"))

    assert ([row["post_spell_id"] for row in found.added], found.altered[0]["status"]) == (["b"], "left")
    assert ever(memory).height == 1


def test_commitments_have_the_status_of_their_undertaking_and_keep_the_one_before(workshop: Workshop) -> None:
    pledge = Commitment(NEL, None, None, "funding", None, "2022", EVIDENCE)
    tell(workshop, Told("pledge", "2021-11-29", (pledge,), kinds=("commitment",)))
    (row,) = standing(workshop, COMMITMENTS)
    with workshop.memory.begin() as connection:
        settle_commitments(connection, [{"commitment_ids": [row["commitment_id"]], "status": "done"}], NOW)

    assert [one["status"] for one in standing(workshop, COMMITMENTS)] == ["done"]
    with workshop.memory.connect() as connection:
        ever = read_rows(connection, with_history(COMMITMENTS)).select("revision", "status", "known_to").rows()
    assert ever == [(1, "open", NOW), (2, "done", None)]


def test_the_log_comes_back_as_its_latest_entries(memory: sa.Engine) -> None:
    told = ChangeLog()
    for batch in ("press", "gazette"):
        log = _log(memory)
        one = Told(batch, "2021-11-30", ratings("2021-10", overall_effectiveness="inadequate"))
        with memory.begin() as connection:
            append_entries(connection, told.read(one), log, NOW)

    (logged,) = _log(memory)
    assert (logged.revision, logged.change.row["n_sources"], logged.change.family) == (2, 2, "rating")
    assert logged.entry == f"{logged.change.change_id}/2"
    assert set(logged.change.row) == set(CHANGES.schema.names())
    entries = ever(memory, CHANGES).sort("revision")
    assert entries["action"].to_list() == [FLAGGED, "witnessed"]
    assert entries["known_to"].to_list() == [NOW, None]


def _log(memory: sa.Engine) -> list[Any]:
    with memory.connect() as connection:
        return change_log(connection, NEL_CODE)
