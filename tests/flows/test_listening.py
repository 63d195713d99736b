from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import HttpUrl

from flows.flag import flag_changes
from flows.publish import publish_tables
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.editions import publish
from tests.flows.heard import COVENTRY, LEEDS, pledge
from tests.flows.listeners import read_calendar, read_feed
from tests.flows.press import PRESS, tell
from tests.transforms.telling import NEL, NEL_CODE

OF_NEL = ("all", f"authorities/{NEL_CODE}", "regions/yorkshire-and-the-humber")


def offered(folder: Path) -> dict[str, int]:
    """All feeds and calendars, and which file each name leads to: one that is replaced is another."""
    found = [path for ending in ("atom", "ics") for path in folder.rglob(f"*.{ending}")]
    return {str(path.relative_to(folder)): path.stat().st_ino for path in found}


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in offered(folder)}


def feed(folder: Path, scope: str) -> Any:
    return read_feed((folder / f"feeds/{scope}.atom").read_bytes())


def test_an_empty_memory_has_nothing_to_listen_to(workshop: Workshop) -> None:
    assert offered(Path(publish_tables(workshop).place)) == {}


def test_news_is_in_three_feeds_and_a_deadline_in_three_calendars(workshop: Workshop) -> None:
    folder = publish(workshop, PRESS, pledge())

    assert set(offered(folder)) == {f"feeds/{one}.atom" for one in OF_NEL} | {f"calendar/{one}.ics" for one in OF_NEL}
    for scope in OF_NEL:
        assert {one.tags[0].term for one in feed(folder, scope).entries} == {"inadequate_new", "commitment_made"}
        assert [one["SUMMARY"] for one in read_calendar((folder / f"calendar/{scope}.ics").read_bytes())] == [
            f"{NEL}: funding"
        ]


def test_what_did_not_change_is_not_written_again(workshop: Workshop, clock: Clock) -> None:
    folder = publish(workshop, PRESS, pledge())
    before = offered(folder)
    for days in (0, 3):
        clock.forward(days=days)
        publish(workshop)

    assert offered(folder) == before


def test_the_same_memory_gives_the_same_bytes(workshop: Workshop) -> None:
    folder = publish(workshop, PRESS, LEEDS, pledge())
    before = contents(folder)
    for name in before:
        (folder / name).unlink()
    publish_tables(workshop, anew=True)

    assert contents(folder) == before


def test_news_of_one_authority_leaves_the_feeds_of_others(workshop: Workshop, clock: Clock) -> None:
    folder = publish(workshop, PRESS, COVENTRY, pledge())
    before = offered(folder)
    clock.forward(days=1)
    publish(workshop, LEEDS)
    after = offered(folder)

    assert {name for name in after if before.get(name) != after[name]} == {
        "feeds/all.atom",
        "feeds/authorities/E08000035.atom",
        "feeds/regions/yorkshire-and-the-humber.atom",
    }


def test_news_that_a_machine_with_a_slow_clock_wrote_is_heard_too(workshop: Workshop, clock: Clock) -> None:
    folder = publish(workshop, PRESS)
    clock.forward(hours=-3)
    tell(workshop, LEEDS)
    flag_changes(workshop)
    clock.forward(hours=3, minutes=15)
    publish(workshop)

    assert feed(folder, "authorities/E08000035").entries
    assert len(feed(folder, "all").entries) == 2


def test_feeds_tell_at_every_pass_and_calendars_within_three_hours(workshop: Workshop, clock: Clock) -> None:
    folder = publish(workshop, PRESS, pledge())
    calendar = folder / f"calendar/{OF_NEL[1]}.ics"
    clock.forward(minutes=20)
    publish(workshop, pledge("2022-05-31", article="another"))
    assert len(feed(folder, "all").entries) == 3
    assert len(read_calendar(calendar.read_bytes())) == 1

    clock.forward(hours=2, minutes=40)
    publish(workshop)
    assert len(read_calendar(calendar.read_bytes())) == 2


def test_feeds_say_where_they_are_once_that_is_known(workshop: Workshop) -> None:
    folder = publish(workshop, PRESS)
    assert "links" not in feed(folder, "all").feed
    settings = workshop.settings.model_copy(update={"feeds_url": HttpUrl("https://watch.example/tables/")})
    publish_tables(replace(workshop, settings=settings))

    for scope in OF_NEL:
        (link,) = feed(folder, scope).feed.links
        assert (link.rel, link.href) == ("self", f"https://watch.example/tables/feeds/{scope}.atom")


def test_lost_and_damaged_files_are_made_again_and_stray_ones_swept(workshop: Workshop, clock: Clock) -> None:
    folder = publish(workshop, PRESS, pledge())
    before = contents(folder)
    clock.forward(days=2)
    (folder / "feeds/all.atom").unlink()
    (folder / f"calendar/{OF_NEL[1]}.ics").unlink()
    (folder / "feeds/authorities/E08000035.atom").write_bytes(b"of another edition")
    publish_tables(workshop)
    assert contents(folder) == before

    (folder / "feeds/all.atom").write_bytes(b"<feed")
    publish_tables(workshop, anew=True)
    assert contents(folder) == before
