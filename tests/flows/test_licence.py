"""Whose texts are published: those of open sources, and of others what the operator chose."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import flows.publish
from flows.publish import DESCRIPTOR, publish_tables
from flows.settings import Extent
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.editions import parquet, publish, read, written
from tests.flows.press import COUNCIL, IN_2017, PRESS

# By the register of conftest, nelincs is under the Open Government Licence and gazette under copyright.
TOLD = (PRESS, COUNCIL, replace(IN_2017, source="nobody-knows"))
OPEN, CLOSED, UNKNOWN = "nelincs", "gazette", "nobody-knows"
Chosen = Callable[[Workshop, Extent], Workshop]


def choosing(workshop: Workshop, extent: Extent) -> Workshop:
    return replace(workshop, settings=workshop.settings.model_copy(update={"publish_full_text": extent}))


def relicensed(workshop: Workshop, source_id: str, licence: str) -> Workshop:
    """The workshop with another licence of a source in its register."""
    register = tuple(
        one.model_copy(update={"licence": licence}) if one.id == source_id else one for one in workshop.register
    )
    return replace(workshop, register=register)


def with_text(folder: Path) -> set[str]:
    """Sources whose articles are published with their text."""
    articles = read(folder, "articles")
    return set(articles.filter(articles["text"].is_not_null())["source_id"])


@pytest.mark.parametrize(("extent", "shown"), [("ogl", {OPEN}), ("all", {OPEN, CLOSED, UNKNOWN}), ("none", set())])
def test_the_setting_says_whose_texts_are_published(workshop: Workshop, extent: Extent, shown: set[str]) -> None:
    folder = publish(choosing(workshop, extent), *TOLD)

    assert with_text(folder) == shown
    assert read(folder, "articles").height == 3
    assert read(folder, "articles")["content_hash"].null_count() == 0


def test_unasked_only_open_texts_are_published_and_every_fact_with_its_evidence(workshop: Workshop) -> None:
    folder = publish(workshop, *TOLD)

    assert workshop.settings.publish_full_text == "ogl"
    ratings = read(folder, "ratings")
    assert set(ratings["source_id"]) == {OPEN, CLOSED, UNKNOWN}
    assert ratings["evidence"].null_count() == 0
    assert '"ogl"' not in (folder / DESCRIPTOR).read_text()
    assert "Open Government Licence" in (folder / DESCRIPTOR).read_text()


@pytest.mark.parametrize("large", [10_000, 1], ids=["in one file", "by month"])
@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        (lambda workshop: choosing(workshop, "all"), {OPEN, CLOSED, UNKNOWN}),
        (lambda workshop: choosing(workshop, "none"), set()),
        (lambda workshop: relicensed(workshop, CLOSED, "ogl"), {OPEN, CLOSED}),
        (lambda workshop: relicensed(workshop, OPEN, "unknown"), set()),
    ],
    ids=["all", "none", "opened", "closed"],
)
def test_another_setting_or_licence_republishes_all_articles(
    workshop: Workshop,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    changed: Callable[[Workshop], Workshop],
    shown: set[str],
    large: int,
) -> None:
    monkeypatch.setattr(flows.publish, "LARGE", large)
    publish(workshop, PRESS, COUNCIL)
    clock.now = datetime(2022, 2, 3, 9, tzinfo=UTC)
    folder = publish(workshop, TOLD[2])
    before = written(folder)
    clock.forward(days=3)
    publish_tables(changed(workshop))

    assert with_text(folder) == shown
    replaced = {name for name, node in written(folder).items() if before[name] != node}
    assert {name.partition("/")[0].removesuffix(".parquet") for name in replaced} <= {"articles", "sources"}
    incremental = parquet(folder)
    publish_tables(changed(workshop), anew=True)
    assert parquet(folder) == incremental

    publish_tables(workshop)
    assert with_text(folder) == {OPEN}


def test_a_new_source_without_articles_replaces_no_file_of_articles(workshop: Workshop, clock: Clock) -> None:
    folder = publish(workshop, *TOLD)
    before = written(folder)
    clock.forward(days=3)
    publish_tables(relicensed(workshop, "monthly", "ogl"))

    assert written(folder)["articles.parquet"] == before["articles.parquet"]


def test_articles_that_come_in_later_are_published_as_those_before(workshop: Workshop, clock: Clock) -> None:
    folder = publish(workshop, PRESS)
    clock.forward(days=3)
    publish(workshop, COUNCIL)
    incremental = parquet(folder)

    assert with_text(folder) == {OPEN}
    publish_tables(workshop, anew=True)
    assert parquet(folder) == incremental
