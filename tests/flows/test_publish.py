import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from flows.memory.crawl import KeptPage, remember_source_failure, remember_source_success
from flows.memory.facts import remember_article
from flows.publish import publish_tables, sources_now, tables_now
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.press import COUNCIL, IN_2017, PRESS, tell
from tests.transforms.telling import EVIDENCE, NEL, Told
from transforms.facts import Commitment
from transforms.tables import TABLES


def read(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(folder / f"{name}.parquet")


def test_an_empty_memory_publishes_every_table_with_its_schema(workshop: Workshop) -> None:
    published = publish_tables(workshop)

    assert published.folder == workshop.settings.data / "tables"
    for table in TABLES:
        assert read(published.folder, table.name).schema == table.schema
    assert {name: rows for name, rows in published.rows.items() if rows} == {"sources": 3}


def test_nothing_but_the_tables_matches_the_pattern_that_analysts_read(workshop: Workshop) -> None:
    publish_tables(workshop)
    published = publish_tables(workshop)

    assert sorted(path.name for path in published.folder.iterdir()) == sorted(
        f"{table.name}.parquet" for table in TABLES
    )


def test_tables_have_the_rows_that_the_memory_has(workshop: Workshop) -> None:
    tell(workshop, PRESS, COUNCIL, IN_2017)
    published = publish_tables(workshop)
    current = read(published.folder, "current_ratings").filter(judgement="overall_effectiveness").to_dicts()

    assert published.rows["articles"] == 3
    assert published.rows["ratings"] == sum(len(told.facts) for told in (PRESS, COUNCIL, IN_2017))
    assert [(row["grade"], row["previous_grade"], row["n_sources"]) for row in current] == [("inadequate", "good", 2)]


def test_publishing_again_gives_the_same_bytes(workshop: Workshop) -> None:
    tell(workshop, PRESS, COUNCIL)
    folder = publish_tables(workshop).folder
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    publish_tables(workshop)

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def test_only_the_newest_version_of_an_article_states_facts(workshop: Workshop) -> None:
    tell(workshop, PRESS)
    tell_again = replace(PRESS, facts=PRESS.facts[:1])
    frames = {name: frame.with_columns(version=pl.lit(2, pl.Int64)) for name, frame in tell_again.frames().items()}
    _write_version_two(workshop, tell_again, frames)
    tables = tables_now(workshop)

    assert tables["articles"]["version"].to_list() == [1, 2]
    assert tables["ratings"].select("judgement", "version").rows() == [("overall_effectiveness", 2)]


def _write_version_two(workshop: Workshop, told: Told, frames: dict[str, pl.DataFrame]) -> None:
    page = KeptPage("https://news.example/press", "page-2", "gazette", None, told.recorded_at, None)
    remember_article(workshop.memory, page, told.article() | {"version": 2}, frames, workshop.clock())


def test_copies_are_published_with_one_story(workshop: Workshop) -> None:
    text = "Headline\n\n" + "Inspectors said that leaders had been slow to see how much had gone wrong in the service."
    tell(workshop, replace(PRESS, text=text), replace(COUNCIL, text=text))

    assert set(tables_now(workshop)["articles"]["story_id"]) == {"council"}


@pytest.mark.parametrize(
    ("deadline", "status"), [(None, "undated"), ("2021-12-02", "overdue"), ("2021-12-03", "open"), ("2022", "open")]
)
def test_an_undertaking_is_overdue_once_its_last_day_is_past(
    workshop: Workshop, clock: Clock, deadline: str | None, status: str
) -> None:
    assert clock.now.date() == date(2021, 12, 3)
    pledge = Commitment(NEL, None, None, "funding", None, deadline, EVIDENCE)
    tell(workshop, Told("pledge", "2021-11-29", (pledge,), kinds=("commitment",)))

    assert tables_now(workshop)["commitments"]["status"].to_list() == [status]


def test_a_source_is_as_registered_until_it_is_tried(workshop: Workshop, clock: Clock) -> None:
    remember_source_failure(workshop.memory, "gazette", "no host", clock())
    remember_source_success(workshop.memory, "monthly", new_items=1, now=clock())
    states = dict(sources_now(workshop).select("source_id", "state").iter_rows())

    assert states == {"gazette": "failing", "nelincs": "unverified", "monthly": "paused"}
    remember_source_success(workshop.memory, "gazette", new_items=0, now=clock())
    assert sources_now(workshop).filter(source_id="gazette")["state"].to_list() == ["working"]


def test_a_full_disk_leaves_the_tables_of_the_last_run(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = publish_tables(workshop).folder
    tell(workshop, PRESS)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            publish_tables(workshop)

    assert read(folder, "articles").is_empty()
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{table.name}.parquet" for table in TABLES)
    publish_tables(workshop)
    assert read(folder, "articles").height == 1
