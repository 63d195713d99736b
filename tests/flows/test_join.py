from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

import flows.join
from flows.flag import FlaggedCounts, flag_changes
from flows.join import join_articles
from flows.memory.facts import articles_to_flag
from flows.memory.known import articles_known
from flows.memory.layout import article_authorities, articles
from flows.memory.reading import read_standing
from flows.workshop import Workshop
from tests.flows.conftest import Clock, a_workshop
from tests.flows.press import COUNCIL, PRESS, standing, tell
from tests.transforms.history.copied import OTHER, REPORT
from tests.transforms.telling import NEL, NEL_CODE, Told, rating
from transforms.history.stories import COPIES_WITHIN, assign_stories
from transforms.history_tables import CHANGES
from transforms.tables import ARTICLES

LEEDS_CODE = "E08000035"


def told(article_id: str, paragraphs: Sequence[str], published: str | None = "2024-05-01") -> Told:
    return Told(article_id, published, (), text="\n\n".join([f"Headline of {article_id}", *paragraphs]))


# B joins A and C, which share nothing: without B they are two stories.
A, B, C = told("a", REPORT[:3], "2024-05-02"), told("b", REPORT, "2024-05-03"), told("c", REPORT[3:], "2024-05-04")
POOL = (
    A,
    B,
    C,
    told("earlier", REPORT[:4], "2024-04-20"),
    told("years-later", REPORT, "2026-01-10"),
    told("undated", [*REPORT[1:], OTHER[0]], None),
    told("ferry", OTHER, "2024-05-01"),
    told("ferries", [*OTHER, REPORT[0]], "2024-05-01"),
    told("short", ["Picture: the council"]),
)


def join(workshop: Workshop, *batch: Told) -> dict[str, str]:
    """Tell, join, and return the story of each article."""
    tell(workshop, *batch)
    join_articles(workshop.memory, workshop.clock)
    return {row["article_id"]: row["story_id"] for row in standing(workshop, ARTICLES)}


def test_each_part_of_a_backlog_is_joined_at_a_moment_of_its_own(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows.join, "ARTICLES_A_BATCH", 1)
    tell(workshop, A, POOL[-1])
    moments = [workshop.clock() + timedelta(hours=hours) for hours in (1, 2)]
    join_articles(workshop.memory, iter(moments).__next__)

    with workshop.memory.connect() as connection:
        assert sorted(connection.execute(sa.select(articles.c.joined_at)).scalars()) == moments


def assigned(workshop: Workshop) -> dict[str, str]:
    """What the stories of the standing articles are if all are looked at together."""
    frame = assign_stories(read_standing(workshop.memory, ARTICLES))
    return dict(frame.select("article_id", "story_id").iter_rows())


@settings(max_examples=12, deadline=None)
@given(st.permutations(POOL), st.integers(0, len(POOL)), st.lists(st.sampled_from(POOL), max_size=2))
def test_stories_are_those_of_all_articles_together_whatever_came_when(
    order: list[Told], first: int, edited: list[Told]
) -> None:
    with TemporaryDirectory() as folder, a_workshop(Path(folder), Clock()) as workshop:
        join(workshop, *order[:first])
        assert join(workshop, *order[first:]) == assigned(workshop)
        for one in edited:
            rewritten = told(one.article_id, [*OTHER[:2], f"{one.article_id} was taken down and told anew in full."])
            assert join(workshop, rewritten) == assigned(workshop)


def test_an_older_copy_read_last_names_the_story(workshop: Workshop) -> None:
    join(workshop, A, B)

    assert join(workshop, told("earlier", REPORT, "2024-04-20")) == dict.fromkeys(("a", "b", "earlier"), "earlier")


def test_an_article_that_links_two_stories_makes_them_one(workshop: Workshop) -> None:
    assert join(workshop, A, C) == {"a": "a", "c": "c"}
    assert join(workshop, B) == dict.fromkeys("abc", "a")


def test_stories_part_again_where_the_article_that_linked_them_was_rewritten(workshop: Workshop) -> None:
    join(workshop, A, B, C)

    assert join(workshop, told("b", OTHER)) == {"a": "a", "b": "b", "c": "c"}


def test_a_story_is_named_anew_where_the_article_that_named_it_was_rewritten(workshop: Workshop) -> None:
    join(workshop, A, B)

    assert join(workshop, told("a", OTHER)) == {"a": "a", "b": "b"}


@pytest.mark.parametrize(("days", "stories"), [(0, 1), (1, 2)])
def test_copies_far_apart_in_time_are_not_joined(workshop: Workshop, days: int, stories: int) -> None:
    assert COPIES_WITHIN.days == 60
    later = told("later", REPORT, f"2024-07-{days:02}" if days else "2024-06-30")

    assert len(set(join(workshop, told("first", REPORT, "2024-05-01"), later).values())) == stories


def test_articles_are_joined_however_many_come_at_once(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows.join, "ARTICLES_A_BATCH", 2)

    assert join(workshop, *POOL) == assigned(workshop)


def test_a_version_that_waits_to_be_joined_is_joined_though_its_story_is_named_anew_meanwhile(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows.join, "ARTICLES_A_BATCH", 1)
    join(workshop, A, B, C)
    found = join(workshop, told("ahead", REPORT, "2024-04-20"), replace(told("b", OTHER), subjects=("Leeds",)))

    assert found == {"ahead": "ahead", "a": "ahead", "b": "b", "c": "ahead"} == assigned(workshop)
    with workshop.memory.connect() as connection:
        leeds = article_authorities.c.authority_code == LEEDS_CODE
        assert connection.execute(sa.select(article_authorities.c.version).where(leeds)).scalars().all() == [2]


def test_a_copy_that_comes_in_later_is_no_second_story_to_the_change(workshop: Workshop) -> None:
    text = "\n\n".join(["Headline", *REPORT])
    tell(workshop, replace(PRESS, text=text))
    flag_changes(workshop)
    tell(workshop, replace(COUNCIL, source="monthly", source_kind="sector_press", text=text))
    flag_changes(workshop)

    (change,) = standing(workshop, CHANGES)
    assert (change["n_sources"], change["corroborated"]) == (2, False)


def test_an_article_whose_story_changes_is_flagged_again(workshop: Workshop) -> None:
    text = "\n\n".join(["Headline", *REPORT])
    copies = [replace(one, source_kind="local_press", text=text) for one in (PRESS, COUNCIL)]
    tell(workshop, *copies)
    flag_changes(workshop)
    (before,) = standing(workshop, CHANGES)
    tell(workshop, replace(copies[1], text="\n\n".join(["Headline", *OTHER])))
    join_articles(workshop.memory, workshop.clock)
    assert sorted(articles_to_flag(workshop.memory)) == [("council", 2), ("press", 1)]
    flagged = flag_changes(workshop)
    told_now = {row["type"]: row for row in standing(workshop, CHANGES)}

    assert (before["corroborated"], told_now["inadequate_new"]["corroborated"]) == (False, True)
    assert (flagged.witnesses, flagged.corrections) == (1, 0)
    assert flag_changes(workshop) == FlaggedCounts()


def test_it_is_written_down_which_authorities_each_version_has_facts_or_news_of(workshop: Workshop) -> None:
    mixed = replace(PRESS, facts=(*PRESS.facts, rating("good", authority="Leeds")))
    join(workshop, mixed)
    join(workshop, replace(mixed, facts=(), subjects=("Leeds",), text="Told anew."))
    with workshop.memory.connect() as connection:
        rows = connection.execute(sa.select(article_authorities)).mappings().all()

    assert sorted((row["version"], row["authority_code"], row["authority"]) for row in rows) == [
        (1, NEL_CODE, NEL),
        (1, LEEDS_CODE, "Leeds"),
        (2, LEEDS_CODE, "Leeds"),
    ]


def test_an_article_that_only_names_an_authority_is_no_part_of_its_history(workshop: Workshop) -> None:
    library, visit = (replace(told(name, REPORT), facts=()) for name in ("library", "visit"))
    join(workshop, replace(library, kinds=("other",)), replace(visit, kinds=("monitoring_visit",)))
    with workshop.memory.connect() as connection:
        assert [row["article_id"] for row in articles_known(connection, NEL_CODE)] == ["visit"]


def test_what_names_no_authority_is_no_copy_of_anything(workshop: Workshop) -> None:
    elsewhere = [replace(one, subjects=()) for one in (A, B)]

    assert join(workshop, *elsewhere) == {"a": "a", "b": "b"}
