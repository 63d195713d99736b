from datetime import date
from itertools import permutations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.history.copied import NEWS, OTHER, REPORT
from tests.transforms.telling import Told
from transforms.history.stories import are_copies, assign_stories, name_stories, sketch_of
from transforms.tables import ARTICLES


def told(article_id: str, paragraphs: list[str], published: str | None = "2024-05-01") -> Told:
    return Told(article_id, published, (), text="\n\n".join([f"Headline of {article_id}", *paragraphs]))


def stories(*articles: Told) -> dict[str, str]:
    frame = assign_stories(ARTICLES.frame(one.article() for one in articles))
    assert frame.schema == ARTICLES.schema
    return dict(frame.select("article_id", "story_id").iter_rows())


def test_a_copy_on_a_sister_title_is_the_story_of_the_one_published_first() -> None:
    assert stories(told("a", REPORT, "2024-05-02"), told("b", REPORT, "2024-05-01")) == {"a": "b", "b": "b"}


def test_copies_with_a_trimmed_tail_join() -> None:
    assert stories(told("a", REPORT), told("b", REPORT[:3], "2024-05-02")) == {"a": "a", "b": "a"}


def test_a_copy_that_shares_three_fifths_of_its_paragraphs_joins() -> None:
    assert set(stories(told("a", REPORT), told("b", [*REPORT[:3], *OTHER[:2]])).values()) == {"a"}


def test_copies_that_differ_in_marks_and_letter_case_join() -> None:
    copy = [paragraph.upper().replace(",", " –") for paragraph in REPORT]

    assert set(stories(told("a", REPORT), told("b", copy)).values()) == {"a"}


def test_copies_chained_by_a_third_are_one_story() -> None:
    first, second = [*REPORT[:3], *OTHER[:2]], [*REPORT[2:], *OTHER[:1]]
    apart = stories(told("a", first), told("c", second))
    together = stories(told("a", first), told("b", [*REPORT, *OTHER[:2]]), told("c", second))

    assert apart == {"a": "a", "c": "c"}
    assert set(together.values()) == {"a"}


def test_an_article_that_quotes_less_than_three_fifths_stands_alone() -> None:
    assert stories(told("a", REPORT), told("b", [*REPORT[:2], *OTHER])) == {"a": "a", "b": "b"}


def test_short_lines_that_all_pages_share_join_nothing() -> None:
    furniture = ["Picture: the council", "Comments are closed.", "Ofsted was asked for comment."]

    assert stories(told("a", furniture), told("b", furniture)) == {"a": "a", "b": "b"}


def test_an_undated_copy_does_not_name_the_story() -> None:
    assert stories(told("a", REPORT, None), told("b", REPORT, "2024-05-02")) == {"a": "b", "b": "b"}


@pytest.mark.parametrize(("published", "is_copy"), [("2024-06-30", True), ("2024-07-01", False), ("2024-03-02", True)])
def test_a_copy_runs_within_weeks(published: str, is_copy: bool) -> None:
    found = stories(told("a", REPORT, "2024-05-01"), told("b", REPORT, published))

    assert (len(set(found.values())) == 1) is is_copy


def test_what_stands_in_every_release_for_years_joins_them_in_no_chain_longer_than_it_is_told() -> None:
    monthly = [told(f"release-{month}", REPORT, f"2024-{month:02}-15") for month in (1, 4, 7)]

    assert len(set(stories(*monthly).values())) == len(monthly)


def test_copies_whose_paragraphs_are_split_otherwise_join() -> None:
    assert set(stories(told("a", REPORT), told("b", [" ".join(REPORT[:3]), " ".join(REPORT[3:])])).values()) == {"a"}


def test_a_copy_with_a_few_words_mended_in_every_paragraph_joins() -> None:
    mended = [paragraph.replace("the", "its", 1) for paragraph in REPORT]

    assert set(stories(told("a", REPORT), told("b", mended)).values()) == {"a"}


def test_releases_that_share_only_what_stands_at_their_foot_are_apart() -> None:
    foot = [*REPORT, "For more about the council and its services see its website or call the press office."]

    assert len(set(stories(told("a", [*OTHER, *foot]), told("b", [*NEWS, *foot])).values())) == 2


def test_a_sketch_is_the_same_on_every_machine_and_fits_a_database() -> None:
    sketch = sketch_of("\n\n".join([*REPORT, *OTHER]))

    assert (len(sketch), min(sketch), max(sketch)) == (64, 130243273, 271036122480)
    assert all(0 <= one < 2**63 for one in sketch)


@given(st.integers(2, 60), st.integers(0, 30))
def test_a_text_and_any_long_beginning_of_it_are_copies(words: int, more: int) -> None:
    text = " ".join(f"word{number * number}" for number in range(words + more))
    beginning = " ".join(text.split()[:words])

    assert are_copies(text, beginning) is are_copies(beginning, text) is (words >= 24)


def test_a_story_has_the_name_of_its_first_article_through_any_chain() -> None:
    published = {name: date(2024, 5, day) for name, day in (("c", 1), ("b", 2), ("a", 3), ("d", 4))} | {"e": None}

    assert name_stories([("a", "b"), ("b", "c"), ("d", "e")], published) == {
        "a": "c",
        "b": "c",
        "c": "c",
        "d": "d",
        "e": "d",
    }


def test_no_articles_are_no_stories() -> None:
    assert stories() == {}


@given(st.permutations(range(4)))
def test_order_does_not_matter(order: list[int]) -> None:
    articles = [
        told("a", REPORT, "2024-05-02"),
        told("b", REPORT[:4], "2024-05-02"),
        told("c", OTHER, "2024-05-01"),
        told("d", [*OTHER, *REPORT[:1]], None),
    ]
    assert stories(*(articles[place] for place in order)) == {"a": "a", "b": "a", "c": "c", "d": "c"}


def test_every_order_of_a_chain_gives_one_name() -> None:
    chain = [told(name, paragraphs) for name, paragraphs in (("a", REPORT[:3]), ("b", REPORT), ("c", REPORT[2:]))]

    assert {tuple(sorted(stories(*order).items())) for order in permutations(chain)} == {
        (("a", "a"), ("b", "a"), ("c", "a"))
    }


def test_ids_that_are_there_already_are_made_anew() -> None:
    frame = ARTICLES.frame(told("a", REPORT).article() | {"story_id": "gone"} for _ in range(1))

    assert assign_stories(frame).select(pl.col("story_id"), pl.col("published")).rows() == [("a", date(2024, 5, 1))]
