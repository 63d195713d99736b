from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

import flows.publish
import flows.published
from flows.flag import flag_changes
from flows.publish import publish_tables
from flows.published import MANIFEST
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.editions import NAMES, manifest, parquet, publish, read, written
from tests.flows.press import COUNCIL, IN_2017, PRESS, tell
from tests.transforms.telling import NEL, Told, rating, ratings

LEEDS = Told("leeds", "2021-12-20", (rating("good", inspected="2021-11", authority="Leeds"),), subjects=("Leeds",))
BRADFORD = Told(
    "bradford", "2021-12-21", (rating("inadequate", inspected="2021-11", authority="Bradford"),), subjects=("Bradford",)
)


@pytest.fixture
def by_month(workshop: Workshop, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tables of which those with more than two rows are cut by month: told of in December, February and March."""
    monkeypatch.setattr(flows.publish, "LARGE", 2)
    publish(workshop, PRESS)
    clock.now = datetime(2022, 2, 3, 9, tzinfo=UTC)
    publish(workshop, LEEDS)
    clock.now = datetime(2022, 3, 3, 9, tzinfo=UTC)
    return publish(workshop, BRADFORD)


def files_of(folder: Path, name: str) -> list[str]:
    return [file["name"] for file in manifest(folder)["tables"][name]["files"]]


def test_a_table_that_grows_large_is_published_by_month(by_month: Path) -> None:
    assert files_of(by_month, "ratings") == [f"ratings/{month}.parquet" for month in ("2021-12", "2022-02", "2022-03")]
    assert not (by_month / "ratings.parquet").exists()
    assert files_of(by_month, "changes") == [f"changes/{month}.parquet" for month in ("2021-12", "2022-02", "2022-03")]
    assert files_of(by_month, "interventions") == ["interventions.parquet"]
    assert read(by_month, "ratings")["authority"].to_list() == [NEL, NEL, "Leeds", "Bradford"]
    assert {name for table in NAMES for name in files_of(by_month, table)} == set(parquet(by_month))


def test_only_the_months_that_changed_are_written_and_one_that_emptied_goes(
    workshop: Workshop, clock: Clock, by_month: Path
) -> None:
    files = written(by_month)
    clock.now = datetime(2022, 4, 4, 9, tzinfo=UTC)
    publish(
        workshop, replace(LEEDS, facts=ratings("2021-11", leadership="good"), text="It was North East Lincolnshire.")
    )
    ratings_now = {name: node for name, node in written(by_month).items() if name.startswith("ratings/")}

    assert set(ratings_now) == {f"ratings/{month}.parquet" for month in ("2021-12", "2022-03", "2022-04")}
    assert {name for name, node in ratings_now.items() if files.get(name) == node} == {
        "ratings/2021-12.parquet",
        "ratings/2022-03.parquet",
    }
    ever = [name for name in parquet(by_month) if name.startswith("history/ratings/")]
    assert [name.rpartition("/")[2] for name in ever] == [
        f"{month}.parquet" for month in ("2021-12", "2022-02", "2022-03", "2022-04")
    ]


def test_months_hold_the_same_rows_as_the_whole(
    workshop: Workshop, by_month: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = {name: read(by_month, name) for name in NAMES}
    monkeypatch.undo()
    (by_month / MANIFEST).unlink()
    publish_tables(workshop)

    assert files_of(by_month, "ratings") == ["ratings.parquet"]
    assert {name.removesuffix(".parquet") for name in parquet(by_month)} == NAMES
    for name, frame in cut.items():
        assert read(by_month, name).sort(frame.columns).equals(frame.sort(frame.columns))


@pytest.mark.parametrize("large", [5, 10_000], ids=["by month", "whole"])
def test_what_is_published_pass_by_pass_is_what_publishing_anew_writes(
    workshop: Workshop, clock: Clock, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr("flows.publish.LARGE", large)
    withdrawn = replace(COUNCIL, facts=ratings("2021-10", leadership="good"), text="A correction, in other words.")
    for told in (PRESS, COUNCIL, IN_2017, withdrawn, replace(PRESS, article_id="again", published="2021-12-04")):
        tell(workshop, told)
        flag_changes(workshop)
        publish_tables(workshop)
        clock.forward(days=20)
    passes = parquet_in(workshop)
    publish_tables(workshop, anew=True)

    assert parquet_in(workshop) == passes
    assert len(passes) > 30


def parquet_in(workshop: Workshop) -> dict[str, bytes]:
    folder = Path(workshop.settings.store.place("tables"))
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*.parquet"))}


def test_a_table_and_its_history_that_were_cut_otherwise_are_cut_alike_again(
    workshop: Workshop, by_month: Path, clock: Clock
) -> None:
    # As an edition of before may be: the history has more rows than what stands.
    cut = read(by_month, "ratings")
    found = manifest(by_month)
    (by_month / "ratings.parquet").write_bytes((by_month / "ratings/2021-12.parquet").read_bytes())
    whole = {**found["tables"]["ratings"]["files"][0], "name": "ratings.parquet"}
    found["tables"]["ratings"]["files"] = [whole]
    (by_month / MANIFEST).write_bytes(orjson.dumps(found))
    clock.now = datetime(2022, 3, 4, 9, tzinfo=UTC)
    publish_tables(workshop)

    assert files_of(by_month, "ratings") == [f"ratings/{month}.parquet" for month in ("2021-12", "2022-02", "2022-03")]
    assert not (by_month / "ratings.parquet").exists()
    assert read(by_month, "ratings").equals(cut)
