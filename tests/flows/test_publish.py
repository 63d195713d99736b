import json
import os
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import openpyxl
import polars as pl
import pytest

import flows.publish
import flows.published
from flows.health import judge_visit
from flows.publish import DESCRIPTOR, WORKBOOK, publish_tables
from flows.published import MANIFEST
from flows.sources_table import sources_now
from flows.store import StoreError
from flows.workshop import Workshop
from scrapers.entries import Found
from scrapers.errors import Unreachable
from scrapers.sources import find_source
from tests.flows.conftest import Clock
from tests.flows.editions import NAMES, manifest, parquet, publish, read, written
from tests.flows.press import COUNCIL, IN_2017, PRESS, tell
from tests.transforms.telling import EVIDENCE, NEL, Told, ratings
from transforms.catalogue import HISTORIES, TABLES
from transforms.facts import Commitment


def in_workbook(folder: Path) -> list[object]:
    """What the cells of the workbook's first sheet hold."""
    page = openpyxl.load_workbook(folder / WORKBOOK).worksheets[0]
    return [cell for row in page.iter_rows(values_only=True) for cell in row]


def test_an_empty_memory_publishes_every_table_with_its_schema(workshop: Workshop) -> None:
    published = publish_tables(workshop)
    folder = Path(published.place)

    assert folder == Path(workshop.settings.store.place("tables"))
    for table in TABLES:
        assert read(folder, table.name).schema == table.schema
    for table in HISTORIES:
        assert read(folder, f"history/{table.name}").schema == table.schema
    assert {name for name, rows in published.rows.items() if rows} == {"sources", "authorities"}
    assert set(published.rows) == NAMES


def test_beside_the_tables_are_their_list_their_description_a_workbook_and_feeds(workshop: Workshop) -> None:
    folder = publish(workshop, PRESS)
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    feeds = {f"feeds/{name}.atom" for name in ("all", "authorities/E06000012", "regions/yorkshire-and-the-humber")}

    assert files == {f"{name}.parquet" for name in NAMES} | {MANIFEST, DESCRIPTOR, WORKBOOK} | feeds
    assert {one["name"] for one in json.loads((folder / DESCRIPTOR).read_text())["resources"]}
    assert (folder / WORKBOOK).read_bytes()[:2] == b"PK"


def test_the_list_says_what_is_there(workshop: Workshop, clock: Clock) -> None:
    folder = publish(workshop, PRESS, COUNCIL, IN_2017)
    content = manifest(folder)

    assert datetime.fromisoformat(content["moment"]).date() == clock.now.date()
    assert set(content["tables"]) == NAMES
    for table in content["tables"].values():
        for file in table["files"]:
            body = (folder / file["name"]).read_bytes()
            assert (file["bytes"], file["sha256"]) == (len(body), sha256(body).hexdigest())
            assert file["rows"] == pl.read_parquet(folder / file["name"]).height
        assert table["rows"] == sum(file["rows"] for file in table["files"])


def test_tables_have_the_rows_that_the_memory_has(workshop: Workshop) -> None:
    folder = publish(workshop, PRESS, COUNCIL, IN_2017)
    current = read(folder, "current_ratings").filter(judgement="overall_effectiveness").to_dicts()

    assert read(folder, "articles").height == 3
    assert read(folder, "ratings").height == sum(len(told.facts) for told in (PRESS, COUNCIL, IN_2017))
    assert [(row["grade"], row["previous_grade"], row["n_sources"]) for row in current] == [("inadequate", "good", 2)]


def test_publishing_again_gives_the_same_bytes_and_replaces_no_file(workshop: Workshop, clock: Clock) -> None:
    folder = publish(workshop, PRESS, COUNCIL)
    before, files = parquet(folder), written(folder)
    extras = [(folder / name).read_bytes() for name in (DESCRIPTOR, WORKBOOK)]
    for _ in range(2):
        clock.forward(days=40)
        publish_tables(workshop)

    assert (parquet(folder), written(folder)) == (before, files)
    assert [(folder / name).read_bytes() for name in (DESCRIPTOR, WORKBOOK)] == extras


def test_what_is_critical_is_in_the_workbook_at_once(workshop: Workshop, clock: Clock) -> None:
    folder = publish(workshop, IN_2017)
    assert "inadequate" not in in_workbook(folder)
    clock.forward(minutes=15)
    publish(workshop, PRESS)

    assert "inadequate" in in_workbook(folder)


def test_what_was_wrongly_critical_is_out_of_the_workbook_at_once(workshop: Workshop, clock: Clock) -> None:
    folder = publish(workshop, IN_2017, PRESS)
    clock.forward(minutes=15)
    outstanding = ratings("2021-10", overall_effectiveness="outstanding", leadership="outstanding")
    publish(workshop, replace(COUNCIL, facts=outstanding))

    assert "outstanding" in in_workbook(folder)


def test_what_is_not_critical_is_in_the_workbook_after_three_hours(workshop: Workshop, clock: Clock) -> None:
    folder = publish(workshop, IN_2017)
    clock.forward(hours=2)
    publish(workshop, replace(PRESS, facts=ratings("2021-10", overall_effectiveness="outstanding")))
    assert "outstanding" not in in_workbook(folder)
    clock.forward(hours=1)
    publish_tables(workshop)

    assert "outstanding" in in_workbook(folder)


def test_published_anew_every_file_is_replaced_by_the_same_bytes(workshop: Workshop) -> None:
    folder = publish(workshop, PRESS)
    before, files = parquet(folder), written(folder)
    publish_tables(workshop, anew=True)

    assert parquet(folder) == before
    assert not set(written(folder).items()) & set(files.items())


def test_only_what_changed_is_written(workshop: Workshop, clock: Clock) -> None:
    folder = publish(workshop, PRESS)
    files = written(folder)
    clock.forward(days=1)
    publish(workshop, COUNCIL)
    replaced = {name.removesuffix(".parquet") for name, node in written(folder).items() if files[name] != node}

    stated = {"articles", "ratings", "inspections", "current_ratings", "rating_spells", "changes"}
    assert replaced == stated | {f"history/{name}" for name in stated - {"articles"}}


def test_only_the_newest_version_of_an_article_states_facts_and_history_has_all(workshop: Workshop) -> None:
    folder = publish(workshop, PRESS)
    publish(workshop, replace(PRESS, facts=PRESS.facts[:1], text="Told anew, of the overall grade alone."))

    assert read(folder, "articles")["version"].to_list() == [1, 2]
    assert read(folder, "ratings").select("judgement", "version").rows() == [("overall_effectiveness", 2)]
    ever = read(folder, "history/ratings")
    assert sorted(ever.select("judgement", "version").rows()) == [
        ("leadership", 1),
        ("overall_effectiveness", 1),
        ("overall_effectiveness", 2),
    ]
    assert set(ever.filter(version=1)["known_to"]) == set(ever.filter(version=2)["known_from"])


def test_a_withdrawn_change_is_in_the_history_only(workshop: Workshop) -> None:
    folder = publish(workshop, PRESS)
    publish(workshop, replace(PRESS, facts=(), text="Told anew, without a grade."))

    assert read(folder, "changes")["type"].to_list() == ["article_corrected"]
    entries = read(folder, "history/changes").filter(type="inadequate_new").sort("revision")
    assert entries.select("action", "revision").rows() == [("flagged", 1), ("withdrawn", 2)]
    assert entries["known_to"].to_list() == [entries["known_from"][1], None]


def test_copies_are_published_with_one_story(workshop: Workshop) -> None:
    text = "Headline\n\n" + "Inspectors said that leaders had been slow to see how much went wrong in the service. " * 2
    folder = publish(workshop, replace(PRESS, text=text), replace(COUNCIL, text=text))

    assert set(read(folder, "articles")["story_id"]) == {"council"}


@pytest.mark.parametrize(
    ("deadline", "status"), [(None, "undated"), ("2021-12-02", "overdue"), ("2021-12-03", "open"), ("2022", "open")]
)
def test_an_undertaking_is_overdue_once_its_last_day_is_past(
    workshop: Workshop, deadline: str | None, status: str
) -> None:
    pledge = Commitment(NEL, None, None, "funding", None, deadline, EVIDENCE)
    folder = publish(workshop, Told("pledge", "2021-11-29", (pledge,), kinds=("commitment",)))

    assert read(folder, "commitments")["status"].to_list() == [status]
    assert read(folder, "undertakings")["status"].to_list() == [status]


def test_a_status_that_only_time_changed_is_published(workshop: Workshop, clock: Clock) -> None:
    pledge = Commitment(NEL, None, None, "funding", None, "2021-12", EVIDENCE)
    folder = publish(workshop, Told("pledge", "2021-11-29", (pledge,), kinds=("commitment",)))
    clock.forward(days=60)
    publish(workshop)

    assert read(folder, "commitments")["status"].to_list() == ["overdue"]
    for ever in ("history/commitments", "history/undertakings"):
        first, second = read(folder, ever).sort("revision").to_dicts()
        assert (first["status"], second["status"]) == ("open", "overdue")
        assert first["known_to"] == second["known_from"]


def test_a_source_is_as_registered_until_it_is_tried(workshop: Workshop, clock: Clock) -> None:
    gazette, monthly = (find_source(workshop.register, name) for name in ("gazette", "monthly"))
    judge_visit(workshop, gazette, None, 0, Unreachable("no host"))
    judge_visit(workshop, monthly, Found(), 1, None)
    states = dict(sources_now(workshop).select("source_id", "state").iter_rows())

    assert states == {"gazette": "failing", "nelincs": "unverified", "monthly": "paused"}
    judge_visit(workshop, gazette, Found(), 0, None)
    assert sources_now(workshop).filter(source_id="gazette")["state"].to_list() == ["working"]


def test_a_full_disk_leaves_the_tables_of_the_last_run(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(publish_tables(workshop).place)
    before = parquet(folder)
    tell(workshop, PRESS)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StoreError, match="No space left"):
            publish_tables(workshop)

    assert parquet(folder) == before
    assert not list(folder.rglob("*.tmp"))
    publish_tables(workshop)
    assert read(folder, "articles").height == 1


@pytest.mark.parametrize("harm", ["lost manifest", "torn manifest", "lost file", "another layout"])
def test_what_was_lost_or_is_of_another_layout_is_published_again(
    workshop: Workshop, clock: Clock, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    folder = publish(workshop, PRESS, COUNCIL)
    before = parquet(folder)
    match harm:
        case "lost manifest":
            (folder / MANIFEST).unlink()
        case "torn manifest":
            (folder / MANIFEST).write_text((folder / MANIFEST).read_text()[:200])
        case "lost file":
            (folder / "ratings.parquet").unlink()
        case _:
            content = manifest(folder)
            (folder / MANIFEST).write_text(json.dumps(content | {"layout": "of long ago"}))
            (folder / "ratings.parquet").write_bytes(b"rows of another layout")
    clock.forward(days=2)
    publish_tables(workshop)

    assert parquet(folder) == before
    assert manifest(folder)["layout"] == flows.published.present_layout()


def test_a_damaged_file_is_mended_by_publishing_anew(workshop: Workshop, clock: Clock) -> None:
    folder = publish(workshop, PRESS, COUNCIL)
    before = parquet(folder)
    (folder / "ratings.parquet").write_bytes(b"PAR1 torn")
    clock.forward(days=2)
    publish_tables(workshop, anew=True)

    assert parquet(folder) == before


def test_files_that_no_table_is_made_of_are_swept_and_others_left(workshop: Workshop) -> None:
    folder = publish(workshop, PRESS)
    for name in ("gone.parquet", "ratings/2001-01.parquet", "notes.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"of another edition")
    publish_tables(workshop)

    assert {name.removesuffix(".parquet") for name in parquet(folder)} == NAMES
    assert (folder / "notes.txt").exists()
