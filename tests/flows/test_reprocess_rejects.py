"""Rejected rows stand with the version of the article that they were read in, and are those of the rules of today."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import polars as pl
import pytest

import flows.read
from flows.extract import extract_pages
from flows.flag import flag_changes
from flows.publish import publish_tables
from flows.reprocess import reprocess
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.press import keep, standing, story
from tests.flows.test_reprocess import URL, counts, tables
from transforms.article import Article
from transforms.extract import extract_facts
from transforms.facts import Facts
from transforms.tables import ARTICLES, RATINGS, REJECTS


def with_a_grade_that_is_none(article: Article, **more: Any) -> Facts:
    """Rules that find one more rating, of a grade that no framework has."""
    found = extract_facts(article, **more)
    return replace(found, ratings=(*found.ratings, replace(found.ratings[0], grade="splendid")))


Rules = Callable[..., Facts]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (extract_facts, with_a_grade_that_is_none, (1, 0, 0)),
        (with_a_grade_that_is_none, extract_facts, (0, 1, 0)),
        (with_a_grade_that_is_none, with_a_grade_that_is_none, None),
    ],
)
def test_rejects_are_those_that_the_rules_of_today_give(
    workshop: Workshop,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    before: Rules,
    now: Rules,
    expected: tuple[int, int, int] | None,
) -> None:
    monkeypatch.setattr(flows.read, "extract_facts", before)
    keep(workshop, f"{URL}/nel", story())
    extract_pages(workshop)
    flag_changes(workshop)
    ratings = [row["rating_id"] for row in standing(workshop, RATINGS)]
    monkeypatch.setattr(flows.read, "extract_facts", now)
    clock.forward(days=30)
    shown = reprocess(workshop, jobs=1)
    applied = reprocess(workshop, apply=True, jobs=1)

    assert counts(shown) == ({"rejects": expected} if expected else {})
    assert counts(applied) == counts(shown)
    assert [row["rule"] for row in standing(workshop, REJECTS)] == (
        ["grade_off_scale"] if now is with_a_grade_that_is_none else []
    )
    assert [row["rating_id"] for row in standing(workshop, RATINGS)] == ratings
    assert [row["version"] for row in standing(workshop, ARTICLES)] == [2 if expected else 1]
    assert reprocess(workshop, apply=True, jobs=1).differences == {}


def test_it_is_published_until_when_a_row_was_rejected(
    workshop: Workshop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(flows.read, "extract_facts", with_a_grade_that_is_none)
        keep(workshop, f"{URL}/nel", story())
        extract_pages(workshop)
        flag_changes(workshop)
    publish_tables(workshop)
    clock.forward(days=30)
    reprocess(workshop, apply=True, jobs=1)
    publish_tables(workshop)
    found = tables(workshop)
    (row,) = pl.read_parquet(BytesIO(found["rejects.parquet"])).to_dicts()

    assert row["rejected_at"] < row["known_to"]
    publish_tables(workshop, anew=True)
    assert tables(workshop) == found


def test_an_edited_article_s_rejects_are_those_of_the_version_that_stands(
    workshop: Workshop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows.read, "extract_facts", with_a_grade_that_is_none)
    keep(workshop, f"{URL}/nel", story())
    extract_pages(workshop)
    clock.forward(days=1)
    keep(workshop, f"{URL}/nel", story().replace(b"slow to notice", b"too slow to notice"))
    extract_pages(workshop)

    assert [row["version"] for row in standing(workshop, REJECTS)] == [2]
