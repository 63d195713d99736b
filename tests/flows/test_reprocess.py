import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import flows.read
import flows.reprocess
from flows.extract import extract_pages
from flows.flag import flag_changes
from flows.memory.layout import facts
from flows.memory.reading import read_rows
from flows.memory.runs import failures_of
from flows.publish import publish_tables
from flows.reprocess import Reprocessed, reprocess
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.press import keep, standing, story
from tests.transforms.telling import NEL
from transforms.article import Article
from transforms.catalogue import with_history
from transforms.extract import extract_facts
from transforms.facts import Facts, Rating
from transforms.history_tables import CHANGES, CURRENT_RATINGS
from transforms.tables import ARTICLES, COMMITMENTS, RATINGS

URL = "https://gazette.example"
PLEDGE = b"<p>The council has pledged \xc2\xa32 million for more social workers by December 2021.</p></article>"
CLOCKS = {"recorded_at", "known_from", "known_to", "detected_at", "published_at", "fetched_at"}


@pytest.fixture
def read(workshop: Workshop, clock: Clock) -> Workshop:
    """Three pages kept, extracted, flagged and published; one pledge of theirs is overdue meanwhile."""
    keep(workshop, f"{URL}/nel", story().replace(b"</article>", PLEDGE))
    keep(workshop, f"{URL}/leeds", story("Rated inadequate, again", "Leeds"))
    keep(workshop, f"{URL}/nobody", b"<html><body><nav>Home</nav></body></html>")
    extract_pages(workshop)
    flag_changes(workshop)
    clock.now = datetime(2022, 2, 1, 9, tzinfo=UTC)
    flag_changes(workshop)
    publish_tables(workshop)
    return workshop


Rule = Callable[[Rating], Rating | None]


def follow(monkeypatch: pytest.MonkeyPatch, rule: Rule) -> None:
    """Let the rules of today read each rating otherwise, or not at all."""

    def read_otherwise(article: Article, **more: Any) -> Facts:
        found = extract_facts(article, **more)
        ratings = (rule(one) for one in found.ratings)
        return replace(found, ratings=tuple(one for one in ratings if one is not None))

    monkeypatch.setattr(flows.read, "extract_facts", read_otherwise)


def of_leeds_only(rating: Rating) -> Rating | None:
    return rating if rating.authority == "Leeds" else None


def milder(rating: Rating) -> Rating:
    return replace(rating, grade="requires_improvement")


def less_sure(rating: Rating) -> Rating:
    return replace(rating, evidence=replace(rating.evidence, confidence=0.5))


def tables(workshop: Workshop) -> dict[str, bytes]:
    folder = Path(workshop.settings.store.sub("tables").place())
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.parquet")}


def counts(done: Reprocessed) -> dict[str, tuple[int, int, int]]:
    return {name: (len(one.added), len(one.gone), len(one.altered)) for name, one in done.differences.items()}


def rows(done: Reprocessed) -> dict[str, list[list[dict[str, Any]]]]:
    """What differs, but for clock columns, in an order of its own."""

    def told(some: Any) -> list[dict[str, Any]]:
        return sorted(({name: row[name] for name in row if name not in CLOCKS} for row in some), key=repr)

    return {name: [told(one.added), told(one.gone), told(one.altered)] for name, one in done.differences.items()}


def test_identical_rules_leave_nothing_to_differ(read: Workshop) -> None:
    assert [row["status"] for row in standing(read, COMMITMENTS)] == ["overdue"]
    done = reprocess(read, jobs=1)

    assert (done.pages, done.differences, done.failures, done.applied) == (3, {}, [], False)


def test_identical_rules_applied_give_the_same_bytes(read: Workshop, clock: Clock) -> None:
    before = tables(read)
    clock.forward(hours=3)
    done = reprocess(read, apply=True, jobs=1)
    publish_tables(read)

    assert (done.differences, done.applied) == ({}, True)
    assert tables(read) == before
    assert [row["version"] for row in standing(read, ARTICLES)] == [1, 1]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (of_leeds_only, {"ratings": (0, 1, 0), "inspections": (0, 1, 0), "changes": (0, 1, 0)}),
        (milder, {"ratings": (2, 2, 0), "inspections": (0, 0, 2), "changes": (0, 0, 2)}),
        (less_sure, {"ratings": (0, 0, 2)}),
    ],
)
def test_other_rules_show_what_is_added_gone_and_altered_and_write_nothing(
    read: Workshop, monkeypatch: pytest.MonkeyPatch, rule: Rule, expected: dict[str, tuple[int, int, int]]
) -> None:
    before = tables(read)
    follow(monkeypatch, rule)
    done = reprocess(read, jobs=1)

    assert counts(done).items() >= expected.items()
    publish_tables(read)
    assert tables(read) == before


def test_examples_are_the_rows_themselves(read: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    follow(monkeypatch, of_leeds_only)
    done = reprocess(read, jobs=1)

    (gone,) = done.differences["ratings"].gone
    assert (gone["authority"], gone["grade"]) == (NEL, "inadequate")
    (change,) = done.differences["changes"].gone
    assert (change["type"], change["action"]) == ("inadequate_new", "withdrawn")


@pytest.mark.parametrize("rule", [of_leeds_only, milder, less_sure])
def test_what_was_shown_is_what_is_applied_and_then_nothing_differs(
    read: Workshop, monkeypatch: pytest.MonkeyPatch, rule: Rule
) -> None:
    follow(monkeypatch, rule)
    shown = reprocess(read, jobs=1)
    applied = reprocess(read, apply=True, jobs=1)

    assert rows(applied) == rows(shown) != {}
    assert reprocess(read, jobs=1).differences == {}


def test_applied_the_other_reading_stands_as_a_new_version_and_the_log_says_why(
    read: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(monkeypatch, milder)
    reprocess(read, apply=True, jobs=1)

    assert {row["grade"] for row in standing(read, CURRENT_RATINGS)} == {"requires_improvement"}
    assert [(row["version"], row["edited"]) for row in standing(read, ARTICLES)] == [(2, False), (2, False)]
    assert {(row["action"], row["type"], row["because"]) for row in standing(read, CHANGES)} >= {
        ("corrected", "rating_new", "rules_changed")
    }
    assert "article_corrected" not in {row["type"] for row in standing(read, CHANGES)}
    with read.memory.connect() as connection:
        ever = read_rows(connection, with_history(RATINGS)).sort("version")
    assert ever["known_to"].is_null().to_list() == [False, False, True, True]


def test_only_the_articles_that_read_otherwise_get_a_new_version(
    read: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(monkeypatch, of_leeds_only)
    reprocess(read, apply=True, jobs=1)

    assert {row["subjects"][0]: row["version"] for row in standing(read, ARTICLES)} == {NEL: 2, "Leeds": 1}
    assert [row["status"] for row in standing(read, COMMITMENTS)] == ["overdue"]


def test_a_page_that_can_be_read_by_rules_of_today_becomes_an_article(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trip(*_: object, **__: object) -> Facts:
        raise ZeroDivisionError

    keep(workshop, f"{URL}/nel", story())
    with monkeypatch.context() as patch:
        patch.setattr(flows.read, "extract_facts", trip)
        assert extract_pages(workshop).failed == 1
    shown = reprocess(workshop, jobs=1)
    reprocess(workshop, apply=True, jobs=1)

    assert counts(shown)["articles"] == (1, 0, 0)
    assert [row["version"] for row in standing(workshop, ARTICLES)] == [1]
    assert [row["type"] for row in standing(workshop, CHANGES)] == ["inadequate_new"]


def test_of_an_address_only_the_newest_page_is_read(read: Workshop, clock: Clock) -> None:
    clock.forward(days=1)
    keep(read, f"{URL}/leeds", story("Rated good after all", "Leeds").replace(b"inadequate", b"good"))
    extract_pages(read)
    flag_changes(read)

    done = reprocess(read, jobs=1)
    assert (done.pages, done.differences) == (3, {})


@pytest.mark.parametrize("harm", ["torn", "lost"])
def test_a_kept_page_that_cannot_be_read_is_told_and_loses_nothing(
    read: Workshop, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    before = {table.name: standing(read, table) for table in (ARTICLES, RATINGS, CHANGES)}
    page_hash = next(row["page_hash"] for row in before[ARTICLES.name] if row["subjects"] == [NEL])
    (file,) = Path(read.settings.store.place()).rglob(f"*{page_hash}*")
    if harm == "torn":
        file.write_bytes(gzip.compress(b"another page"))
    else:
        file.unlink()
    follow(monkeypatch, lambda rating: None if rating.authority == NEL else rating)
    done = reprocess(read, apply=True, jobs=1)

    (failure,) = done.failures
    assert failure.startswith(f"{URL}/nel: ")
    assert "\n" not in failure
    assert done.differences == {}
    assert {table.name: standing(read, table) for table in (ARTICLES, RATINGS, CHANGES)} == before
    assert [(row.step, row.url) for row in failures_of(read.memory, read.run_id)][-1] == ("reprocess", f"{URL}/nel")


def test_a_page_that_the_rules_of_today_trip_over_stops_no_other_and_loses_nothing(
    read: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trip(rating: Rating) -> Rating:
        if rating.authority == NEL:
            raise ZeroDivisionError("division by zero")
        return milder(rating)

    follow(monkeypatch, trip)
    done = reprocess(read, apply=True, jobs=1)

    assert done.failures == [f"{URL}/nel: ZeroDivisionError: division by zero; please report this page"]
    grades = {row["authority"]: row["grade"] for row in standing(read, CURRENT_RATINGS)}
    assert grades == {NEL: "inadequate", "Leeds": "requires_improvement"}


def test_several_processes_find_what_one_finds(read: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows.reprocess, "PAGES_A_TASK", 1)
    with read.memory.begin() as connection:
        connection.execute(facts["ratings"].update().values(confidence=sa.literal(0.1)))
    pages: list[int] = []
    alone, together = reprocess(read, jobs=1), reprocess(read, jobs=2, progress=pages.append)

    assert counts(alone) == {"ratings": (0, 0, 2)}
    assert rows(together) == rows(alone)
    assert (together.pages, pages) == (3, [1, 1, 1])


def test_a_date_ahead_of_the_page_s_fetch_is_no_less_so_when_it_is_read_again_later(
    workshop: Workshop, clock: Clock
) -> None:
    keep(workshop, f"{URL}/nel", story().replace(b"29 November 2021", b"12 December 2021"))
    assert extract_pages(workshop).rejects == 1
    flag_changes(workshop)
    publish_tables(workshop)
    before = tables(workshop)
    clock.forward(days=30)
    shown = reprocess(workshop, jobs=1)
    reprocess(workshop, apply=True, jobs=1)
    publish_tables(workshop)

    assert shown.differences == {}
    assert (standing(workshop, RATINGS), tables(workshop)) == ([], before)
