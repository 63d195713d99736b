"""Reprocessing joins articles anew: by which rules they once were told apart or as one story does not matter."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
import sqlalchemy as sa

import flows.join
import flows.reprocess
import transforms.authorities
from flows.draft import drafted
from flows.extract import extract_pages
from flows.flag import flag_changes
from flows.memory.layout import article_authorities, articles, sketches
from flows.memory.reading import read_standing
from flows.publish import publish_tables
from flows.reprocess import reprocess
from flows.workshop import Workshop
from tests.flows.conftest import Clock, a_workshop
from tests.flows.postgres import postgres_url
from tests.flows.press import PRESS, keep, standing, story, tell, version_of
from tests.flows.test_reprocess import counts, rows, tables
from tests.transforms.telling import NEL_CODE
from transforms.authorities import authority_register
from transforms.data import read_text
from transforms.history.stories import sketch_of
from transforms.history_tables import CHANGES, CURRENT_RATINGS
from transforms.tables import ARTICLES, RATINGS

OTHER_CODE = "E06999912"
VISIT = b"""<!doctype html><html lang="en-GB"><head><title>Monitoring visit</title></head><body><main><article>
<h1>Ofsted monitoring visit to North East Lincolnshire Council's children's services</h1><p>29 November 2021</p>
<p>Ofsted inspectors carried out a monitoring visit to North East Lincolnshire Council's children's services.</p>
<p>The visit looked at the front door and was the first monitoring visit since the last inspection.</p>
</article></main></body></html>"""
ADDRESSES = ("https://gazette.example/a", "https://herald.example/a")
TOLD = (ARTICLES, RATINGS, CURRENT_RATINGS, CHANGES)
LATER = datetime(2021, 12, 8, 9, tzinfo=UTC)
# What says when a row came to be, and by which entry of the log.
WHEN = {"recorded_at", "known_from", "detected_at", "published_at", "fetched_at", "version", "revision", "action"}
WHEN |= {"corrects", "because", "rules"}


def read_all(workshop: Workshop, bodies: dict[str, bytes]) -> None:
    for url, body in bodies.items():
        keep(workshop, url, body)
    extract_pages(workshop)
    flag_changes(workshop)


def told(workshop: Workshop) -> dict[str, list[dict[str, Any]]]:
    """What stands, apart from when it came to be; what the log took back is told no more."""
    return {
        table.name: [
            {name: row[name] for name in row if name not in WHEN}
            for row in standing(workshop, table)
            if row.get("action") != "withdrawn"
        ]
        for table in TOLD
    }


Afresh = Callable[[dict[str, bytes]], dict[str, list[dict[str, Any]]]]


@pytest.fixture
def afresh(tmp_path: Path) -> Afresh:
    """Tells what stands where the same pages are read by the rules of now into an empty memory."""

    def read(bodies: dict[str, bytes]) -> dict[str, list[dict[str, Any]]]:
        folder = tmp_path / "afresh"
        folder.mkdir()
        with a_workshop(folder, Clock(LATER)) as workshop:
            read_all(workshop, bodies)
            return told(workshop)

    return read


def is_never_a_copy(*_: str) -> bool:
    return False


def with_keys_of_its_own(text: str) -> frozenset[int]:
    return frozenset(key + 1 for key in sketch_of(text))


@pytest.mark.parametrize("then", [True, False])
def test_articles_are_of_the_stories_that_the_rules_of_today_tell(
    workshop: Workshop, clock: Clock, monkeypatch: pytest.MonkeyPatch, afresh: Afresh, then: bool
) -> None:
    bodies = dict.fromkeys(ADDRESSES, story())
    with monkeypatch.context() as before:
        if then:
            before.setattr(flows.join, "are_copies", is_never_a_copy)
        read_all(workshop, bodies)
    if not then:
        monkeypatch.setattr(flows.join, "are_copies", is_never_a_copy)
    assert len({row["story_id"] for row in standing(workshop, ARTICLES)}) == (2 if then else 1)
    clock.now = LATER
    shown = reprocess(workshop, jobs=1)
    applied = reprocess(workshop, apply=True, jobs=1)

    assert counts(shown).items() >= {"articles": (0, 0, 1), "changes": (0, 0, 1)}.items()
    assert rows(applied) == rows(shown)
    assert told(workshop) == afresh(bodies)
    assert reprocess(workshop, jobs=1).differences == {}


def test_what_is_told_anew_of_a_story_is_published(
    workshop: Workshop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_all(workshop, dict.fromkeys(ADDRESSES, story()))
    publish_tables(workshop)
    monkeypatch.setattr(flows.join, "are_copies", is_never_a_copy)
    clock.forward(days=30)
    reprocess(workshop, apply=True, jobs=1)
    publish_tables(workshop)
    found = tables(workshop)
    publish_tables(workshop, anew=True)

    assert tables(workshop) == found


def test_articles_come_to_be_found_by_the_keys_of_today(
    workshop: Workshop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = ADDRESSES
    read_all(workshop, {first: story()})
    monkeypatch.setattr(flows.join, "sketch_of", with_keys_of_its_own)
    clock.now = LATER
    reprocess(workshop, apply=True, jobs=1)
    read_all(workshop, {second: story()})

    assert len({row["story_id"] for row in standing(workshop, ARTICLES)}) == 1


@pytest.fixture
def another_code(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Called, it gives an authority another code in the register."""

    def in_force() -> None:
        monkeypatch.setattr(
            transforms.authorities, "read_text", lambda name: read_text(name).replace(NEL_CODE, OTHER_CODE)
        )
        authority_register.cache_clear()

    yield in_force
    monkeypatch.undo()
    authority_register.cache_clear()


def test_an_article_without_facts_tells_its_event_of_the_authority_that_the_register_names_today(
    workshop: Workshop, clock: Clock, another_code: Callable[[], None], afresh: Afresh
) -> None:
    bodies = {ADDRESSES[0]: VISIT}
    read_all(workshop, bodies)
    (before,) = standing(workshop, CHANGES)
    assert (before["type"], before["authority_code"]) == ("monitoring_visit", NEL_CODE)
    another_code()
    clock.now = LATER
    shown = reprocess(workshop, jobs=1)
    applied = reprocess(workshop, apply=True, jobs=1)
    after = {(row["authority_code"], row["action"], row["because"]) for row in standing(workshop, CHANGES)}

    assert counts(shown) == {"changes": (1, 1, 0)}
    assert rows(applied) == rows(shown)
    assert after == {(NEL_CODE, "withdrawn", "rules_changed"), (OTHER_CODE, "flagged", None)}
    assert told(workshop) == afresh(bodies)
    assert reprocess(workshop, apply=True, jobs=1).differences == {}


def test_what_a_killed_reprocessing_left_the_next_one_mends(
    workshop: Workshop,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    another_code: Callable[[], None],
    afresh: Afresh,
) -> None:
    bodies = {ADDRESSES[0]: VISIT}
    read_all(workshop, bodies)
    another_code()
    clock.now = LATER
    with monkeypatch.context() as patch:
        patch.setattr(flows.reprocess, "derive_all", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            reprocess(workshop, apply=True, jobs=1)
    flag_changes(workshop)
    reprocess(workshop, apply=True, jobs=1)

    assert told(workshop) == afresh(bodies)


def test_what_was_extracted_while_pages_were_read_again_stands_in_the_draft(workshop: Workshop, clock: Clock) -> None:
    tell(workshop, PRESS)
    again = replace(
        version_of(workshop, PRESS), row={**version_of(workshop, PRESS).row, "version": 1, "title": "Before"}
    )
    with drafted(workshop.memory, [again], clock()) as draft:
        assert read_standing(draft, ARTICLES)["title"].to_list() == [PRESS.article()["title"]]


def everything_joined(workshop: Workshop) -> list[tuple[Any, ...]]:
    columns = ("article_id", "version", "story_id", "joined_at", "flagged_at", "names_authority")
    queries = (sa.select(*(articles.c[name] for name in columns)), sa.select(article_authorities), sa.select(sketches))
    with workshop.memory.connect() as connection:
        return [tuple(row) for query in queries for row in connection.execute(query)]


def test_by_identical_rules_nothing_is_joined_anew(workshop: Workshop, clock: Clock) -> None:
    read_all(workshop, {**dict.fromkeys(ADDRESSES, story()), "https://gazette.example/visit": VISIT})
    before = everything_joined(workshop)
    clock.now = LATER
    assert reprocess(workshop, apply=True, jobs=1).differences == {}

    assert everything_joined(workshop) == before


def test_what_a_postgresql_memory_holds_is_joined_anew_too(
    no_environment: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, afresh: Afresh
) -> None:
    bodies = {**dict.fromkeys(ADDRESSES, story()), "https://gazette.example/visit": VISIT}
    with a_workshop(no_environment, clock, memory=postgres_url()) as workshop:
        read_all(workshop, bodies)
        clock.now = LATER
        assert reprocess(workshop, apply=True, jobs=1).differences == {}
        monkeypatch.setattr(flows.join, "are_copies", is_never_a_copy)
        shown = reprocess(workshop, jobs=1)
        applied = reprocess(workshop, apply=True, jobs=1)

        assert counts(shown)["articles"] == (0, 0, 1)
        assert rows(applied) == rows(shown)
        assert told(workshop) == afresh(bodies)
