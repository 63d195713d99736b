"""Published tables are those of the memory as it is, whatever was published before, and by which clock."""

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path
from unittest.mock import Mock

import pytest

import flows.publish
from flows.publish import publish_tables
from flows.workshop import Workshop
from tests.flows.conftest import Clock, a_workshop
from tests.flows.editions import parquet, publish, written
from tests.flows.postgres import postgres_url
from tests.flows.press import COUNCIL, IN_2017, PRESS, tell


def is_published_as_it_is(workshop: Workshop) -> bool:
    """Whether a pass publishes what the memory holds: the same as if nothing had been published before."""
    folder = publish(workshop)
    by_the_pass = parquet(folder)
    publish_tables(workshop, anew=True)
    return parquet(folder) == by_the_pass


def test_what_comes_in_after_a_pass_whose_clock_was_ahead_is_published(workshop: Workshop, clock: Clock) -> None:
    publish(workshop, PRESS)
    now = clock.now
    clock.forward(days=365)
    publish_tables(workshop)
    clock.now = now
    clock.forward(days=1)
    tell(workshop, COUNCIL)

    assert is_published_as_it_is(workshop)


def copy_of(file: Path) -> bytes:
    with closing(sqlite3.connect(file)) as connection:
        return connection.serialize()


def test_what_a_memory_file_that_was_put_back_by_hand_no_longer_has_is_published_no_longer(
    no_environment: Path, clock: Clock
) -> None:
    file = no_environment / "data" / "memory.db"
    with a_workshop(no_environment, clock) as workshop:
        publish(workshop, PRESS)
        kept = copy_of(file)
        clock.forward(days=10)
        publish(workshop, COUNCIL)
    file.write_bytes(kept)
    for name in ("-wal", "-shm"):
        Path(f"{file}{name}").unlink(missing_ok=True)
    clock.forward(days=1)

    with a_workshop(no_environment, clock) as workshop:
        assert is_published_as_it_is(workshop)
        # And pass by pass from then on.
        clock.forward(days=1)
        tell(workshop, IN_2017)
        assert is_published_as_it_is(workshop)


def test_a_pass_that_was_killed_before_the_memory_knew_of_its_publishing_costs_one_whole_publishing(
    workshop: Workshop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = publish(workshop, PRESS)
    with monkeypatch.context() as patch:
        patch.setattr(flows.publish, "remember_publishing", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            publish(workshop, COUNCIL)
    found = parquet(folder), written(folder)
    publish(workshop)
    assert parquet(folder) == found[0]
    assert not written(folder).items() & found[1].items()

    whole = written(folder)
    publish(workshop)
    assert written(folder) == whole


def test_a_folder_that_two_memories_publish_to_has_what_the_last_one_holds(no_environment: Path, clock: Clock) -> None:
    stores = [no_environment / name for name in ("one", "other")]
    with ExitStack() as stack:
        one, other = (
            stack.enter_context(a_workshop(no_environment, clock, memory=f"sqlite:///{store}.db")) for store in stores
        )
        publish(one, PRESS)
        publish(other, COUNCIL)
        assert is_published_as_it_is(one)
        assert is_published_as_it_is(other)


def test_two_machines_with_one_memory_publish_to_one_folder_what_changed(no_environment: Path, clock: Clock) -> None:
    with ExitStack() as stack:
        memory = postgres_url()
        one, other = (stack.enter_context(a_workshop(no_environment, clock, memory=memory)) for _ in range(2))
        before = written(publish(one, PRESS))
        clock.forward(minutes=10)
        folder = publish(other, COUNCIL)
        after = written(folder)

        assert {name for name in after if before[name] == after[name]} >= {"authorities.parquet", "commitments.parquet"}
        assert is_published_as_it_is(one)


def test_one_memory_is_published_to_two_folders_pass_by_pass(no_environment: Path, clock: Clock) -> None:
    memory = f"sqlite:///{no_environment / 'memory.db'}"
    places = [no_environment / name for name in ("here", "there")]
    for place in places:
        place.mkdir()
    with ExitStack() as stack:
        here, there = (stack.enter_context(a_workshop(place, clock, memory=memory)) for place in places)
        publish(here, PRESS)
        clock.forward(minutes=10)
        before = written(publish(there, COUNCIL))
        clock.forward(minutes=10)
        publish(here)
        assert written(publish(there)) == before
        assert is_published_as_it_is(here)
