from dataclasses import replace

import polars as pl
import pytest
import sqlalchemy as sa

from flows.join import join_articles
from flows.memory.crawl import KeptPage
from flows.memory.facts import (
    ArticleVersion,
    Overtaken,
    StandingVersion,
    articles_to_flag,
    remember_article,
    standing_version,
    tick_off_flagged,
)
from flows.memory.layout import articles, facts, rejects
from flows.memory.reading import read_rows, read_standing
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.press import COUNCIL, IN_2017, PRESS, keep, standing, tell, version_of, waiting
from tests.transforms.telling import rating, ratings
from transforms.catalogue import with_history
from transforms.ids import text_hash
from transforms.tables import ARTICLES, FACT_TABLES, RATINGS, REJECTS

LESS = replace(PRESS, facts=PRESS.facts[:1], text="Ofsted has judged them inadequate overall.")


def ever(workshop: Workshop) -> pl.DataFrame:
    """All ratings that the memory ever held, with when they were known."""
    with workshop.memory.connect() as connection:
        return read_rows(connection, with_history(RATINGS)).sort("judgement", "version")


def test_an_article_and_its_facts_come_back_as_they_were_written(workshop: Workshop, clock: Clock) -> None:
    tell(workshop, PRESS)
    (article,) = standing(workshop, ARTICLES)
    stated = read_standing(workshop.memory, RATINGS)

    assert stated.drop("recorded_at").equals(PRESS.frames()["ratings"].sort("rating_id").drop("recorded_at"))
    assert set(stated["recorded_at"]) == {article["known_from"]} == {clock.now}
    assert (article["text"], article["kinds"], article["known_to"]) == (PRESS.whole_text, list(PRESS.kinds), None)
    assert articles_to_flag(workshop.memory) == []


def test_an_article_is_written_with_its_facts_or_not_at_all(workshop: Workshop) -> None:
    keep(workshop, PRESS.article()["url"], b"body")
    (page,) = waiting(workshop.memory)
    torn = {"ratings": PRESS.frames()["ratings"].with_columns(pl.lit(None, pl.String).alias("grade"))}

    with pytest.raises(sa.exc.IntegrityError):
        remember_article(
            workshop.memory, page, ArticleVersion(PRESS.article(), torn, REJECTS.frame([])), workshop.clock()
        )
    assert standing_version(workshop.memory, "press") == StandingVersion()
    assert waiting(workshop.memory) == [page]


def test_a_version_written_twice_is_refused_and_the_first_stands(workshop: Workshop) -> None:
    new = version_of(workshop, PRESS)
    page = KeptPage(new.row["url"], new.row["page_hash"], "gazette", None, PRESS.recorded_at, None)
    remember_article(workshop.memory, page, new, workshop.clock())
    before = ever(workshop)

    with pytest.raises(Overtaken, match="press"):
        remember_article(workshop.memory, page, new, workshop.clock())
    assert ever(workshop).equals(before)
    assert [row["version"] for row in standing(workshop, ARTICLES)] == [1]


def test_a_new_version_takes_the_place_of_the_one_before_which_is_kept(workshop: Workshop) -> None:
    tell(workshop, PRESS, COUNCIL)
    tell(workshop, LESS)
    of_press = ever(workshop).filter(article_id="press")
    first, second = (of_press.filter(version=version) for version in (1, 2))

    assert standing_version(workshop.memory, "press").version == 2
    assert (first.height, second.height) == (2, 1)
    assert set(first["known_to"]) == set(second["known_from"])
    assert second["known_to"].to_list() == [None]
    assert {row["article_id"] for row in standing(workshop, RATINGS)} == {"council", "press"}
    assert read_standing(workshop.memory, RATINGS, facts["ratings"].c.article_id == "press")["version"].to_list() == [2]


def test_a_fact_that_a_new_version_states_again_was_learned_at_the_first(workshop: Workshop) -> None:
    tell(workshop, PRESS)
    again = replace(PRESS, facts=(*PRESS.facts, rating("good", "help_and_protection", inspected="2021-10")))
    tell(workshop, again)
    learned = {row["judgement"]: row["recorded_at"] for row in standing(workshop, RATINGS)}

    assert learned["overall_effectiveness"] == learned["leadership"] < learned["help_and_protection"]


def test_a_version_without_facts_leaves_none_standing(workshop: Workshop) -> None:
    tell(workshop, PRESS, replace(PRESS, facts=(), text="We reported a grade here that was another council's."))

    assert standing(workshop, RATINGS) == []
    assert ever(workshop).height == len(PRESS.facts)


def test_rejected_rows_are_kept_beside_the_article(workshop: Workshop) -> None:
    new = version_of(workshop, PRESS)
    rejected = {name: dtype for name, dtype in REJECTS.schema.items() if dtype == pl.String}
    row = dict.fromkeys(rejected, "x") | {"version": 1, "rejected_at": workshop.clock(), "rule": "grade_of_scale"}
    page = KeptPage(new.row["url"], "hash", "gazette", None, PRESS.recorded_at, None)
    remember_article(workshop.memory, page, replace(new, rejects=REJECTS.frame([row])), workshop.clock())

    with workshop.memory.connect() as connection:
        assert connection.execute(sa.select(rejects.c.rule)).scalars().all() == ["grade_of_scale"]


def test_a_version_is_to_be_flagged_from_when_it_is_joined_until_it_is_ticked_off(workshop: Workshop) -> None:
    def to_flag() -> list[tuple[str, int]]:
        return sorted(articles_to_flag(workshop.memory))

    tell(workshop, PRESS, COUNCIL)
    assert to_flag() == []
    join_articles(workshop.memory, workshop.clock)
    assert to_flag() == [("council", 1), ("press", 1)]
    tick_off_flagged(workshop.memory, [("press", 1)], workshop.clock())
    tell(workshop, LESS)
    join_articles(workshop.memory, workshop.clock)
    assert to_flag() == [("council", 1), ("press", 2)]


def test_the_standing_version_says_what_it_was_read_from(workshop: Workshop) -> None:
    tell(workshop, PRESS, LESS)
    found = standing_version(workshop.memory, "press")

    assert (found.version, found.content_hash) == (2, text_hash(LESS.whole_text))
    assert standing_version(workshop.memory, "nobody's") == StandingVersion()


def test_an_edit_is_marked_and_a_page_read_anew_is_not(workshop: Workshop) -> None:
    tell(workshop, PRESS, replace(PRESS, facts=ratings("2021-10", overall_effectiveness="good")), LESS)

    with workshop.memory.connect() as connection:
        marks = connection.execute(sa.select(articles.c.edited).order_by(articles.c.version)).scalars().all()
    assert marks == [False, False, True]


def test_every_table_of_facts_survives_the_memory(workshop: Workshop) -> None:
    tell(workshop, PRESS, COUNCIL, IN_2017)

    for table in FACT_TABLES:
        assert read_standing(workshop.memory, table).schema == table.schema
