from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.history.observing import NOW, article_of, before, in_passing, observe
from tests.transforms.telling import reconcile
from transforms.fact_rows import Origin
from transforms.facts import Evidence, Facts, Rating
from transforms.history.gathering import gather_visits
from transforms.history.reconcile import Rows, visits_by_authority
from transforms.history.visits import Observation
from transforms.history_tables import CURRENT_RATINGS, INSPECTIONS
from transforms.normalise import normalise
from transforms.tables import RATINGS

NEL = ("E06000012", "North East Lincolnshire")
TODAY = date(2026, 9, 1)
IN_2017 = article_of("old", "2017-09-27", "2017-07/2017-08", overall_effectiveness="good", children_in_care="good")
IN_2021 = [
    *article_of(
        "new",
        "2021-11-29",
        "2021-10",
        overall_effectiveness="inadequate",
        leadership="inadequate",
        children_in_care_and_care_leavers="requires_improvement",
    ),
    before("good", inspected="2017", article="new"),
]
REPORT = observe(
    "inadequate", inspected="2021-10", published="2021-11-26", article="report", source_kind="inspectorate"
)
IN_2026 = article_of(
    "later",
    "2026-07-01",
    "2026-05",
    **dict.fromkeys(("leadership", "help_and_protection", "children_in_care", "care_leavers"), "good"),
)


def reconciled(
    *told: Observation, authority: tuple[str, str] = NEL, today: date = TODAY
) -> tuple[pl.DataFrame, pl.DataFrame]:
    inspections, _, current = reconcile({authority: gather_visits(told)}, today)
    return inspections, current


def standing(*told: Observation, judgement: str = "overall_effectiveness") -> dict[str, Any]:
    rows = reconciled(*told)[1].filter(judgement=judgement).to_dicts()
    assert len(rows) == 1
    return rows[0]


def test_the_newest_inspection_stands_and_the_one_before_is_shown() -> None:
    row = standing(*IN_2021, *IN_2017)

    assert (row["authority_code"], row["authority"]) == NEL
    assert (row["grade"], row["grade_rank"], row["since"]) == ("inadequate", 1, date(2021, 11, 29))
    assert (row["previous_grade"], row["previous_since"]) == ("good", date(2017, 9, 27))


def test_a_first_grade_has_none_before_it() -> None:
    row = standing(*IN_2017)

    assert (row["previous_grade"], row["previous_since"]) == (None, None)


def test_a_previous_grade_that_only_the_new_article_states_is_the_one_before() -> None:
    assert standing(*IN_2021)["previous_grade"] == "good"


@pytest.mark.parametrize("half", ["children_in_care", "care_leavers"])
def test_both_halves_compare_with_the_joint_care_judgement_they_came_from(half: str) -> None:
    in_2025 = article_of("newest", "2026-01-14", "2025-11", children_in_care="good", care_leavers="good")

    assert standing(*IN_2021, *in_2025, judgement=half)["previous_grade"] == "requires_improvement"


def test_a_half_compares_with_its_own_last_grade_once_it_has_one() -> None:
    in_2023 = article_of("c", "2023-06-01", "2023-04", children_in_care="inadequate")
    in_2025 = article_of("d", "2026-01-14", "2025-11", children_in_care="good")

    assert standing(*IN_2021, *in_2023, *in_2025, judgement="children_in_care")["previous_grade"] == "inadequate"


def test_the_best_source_gives_grade_evidence_and_address() -> None:
    row = standing(observe("good", inspected="2021-10", article="wrong"), REPORT)

    assert (row["grade"], row["best_source_kind"], row["url"]) == ("inadequate", "inspectorate", "https://report")
    assert (row["conflict"], row["n_sources"], row["article_ids"]) == (True, 1, ["report"])


def test_a_later_mention_puts_no_report_in_doubt() -> None:
    mention = before("good", inspected="2021-10", published="2024-01-01", article="later")

    assert standing(REPORT, mention)["conflict"] is False
    assert standing(mention, before("inadequate", inspected="2021-10", article="b"))["conflict"] is True


def test_words_for_one_rank_are_no_conflict() -> None:
    told = [
        observe(grade, "safeguarding", inspected="2012-07", published="2012-09-01", article=grade)
        for grade in ("adequate", "requires_improvement")
    ]
    row = standing(*told, judgement="safeguarding")

    assert (row["conflict"], row["n_sources"]) == (False, 2)


def test_a_lone_press_report_is_uncorroborated() -> None:
    assert standing(*IN_2021)["corroborated"] is False


@pytest.mark.parametrize("kind", ["inspectorate", "government", "council", "committee"])
def test_an_official_source_needs_no_other(kind: str) -> None:
    assert standing(observe("good", source_kind=kind))["corroborated"] is True


def test_a_second_story_corroborates() -> None:
    assert standing(observe("good", article="a"), observe("good", article="b"))["corroborated"] is True


def test_an_inspection_has_a_row_for_each_judgement_and_one_id() -> None:
    rows = reconciled(*IN_2021, REPORT)[0].filter(pl.col("inspected_from") == date(2021, 10, 1))

    assert rows["judgement"].to_list() == ["children_in_care_and_care_leavers", "leadership", "overall_effectiveness"]
    assert rows["inspection_id"].n_unique() == 1
    assert rows["published"].unique().to_list() == [date(2021, 11, 26)]


def test_an_inspection_is_known_since_its_first_statement_was_read() -> None:
    early = datetime(2021, 11, 27, tzinfo=UTC)
    first = observe("good", inspected="2021-10", article="first", recorded=early)
    again = observe("good", inspected="2021-10", article="again", recorded=datetime(2021, 12, 2, tzinfo=UTC))

    assert reconciled(again, first)[0]["recorded_at"].to_list() == [early]


@pytest.mark.parametrize(
    ("inspected", "published", "framework"),
    [
        ("2012-07", "2012-09-01", "slac"),
        ("2017-07", "2017-09-01", "sif"),
        ("2021-10", "2021-11-29", "ilacs"),
        ("2026-03", "2026-05-01", "ilacs"),
        ("2026-04", "2026-06-01", "ilacs_2026"),
        ("2025", "2025-09-01", "ilacs"),
        ("2026", "2026-09-01", None),
        (None, "2024-06-01", "ilacs"),
        (None, "2018-01-29", "sif"),
    ],
)
def test_the_framework_is_that_of_the_day_of_the_visit(
    inspected: str | None, published: str, framework: str | None
) -> None:
    row = standing(observe("good", "leadership", inspected=inspected, published=published), judgement="leadership")

    assert row["framework"] == framework


def test_a_framework_that_the_best_article_names_counts_first() -> None:
    press = observe("good", inspected="2018-01", published="2018-03-01", framework="ilacs")
    report = observe(
        "good", inspected="2018-01", published="2018-03-01", article="r", source_kind="inspectorate", framework="sif"
    )

    assert standing(press, report)["framework"] == "sif"


@pytest.mark.parametrize(
    ("told", "historic"),
    [
        ([*IN_2021, *IN_2026], {"overall_effectiveness", "children_in_care_and_care_leavers"}),
        ([*IN_2017, *IN_2021], {"children_in_care"}),
        (IN_2017, set()),
        (
            [
                *article_of("a", "2012-09-01", "2012-07", safeguarding="adequate", looked_after_children="good"),
                *article_of("b", "2016-03-01", "2016-01", overall_effectiveness="good", adoption="good"),
            ],
            {"safeguarding", "looked_after_children"},
        ),
        (
            [
                *article_of("b", "2016-03-01", "2016-01", overall_effectiveness="good", adoption="good", lscb="good"),
                *article_of("c", "2023-06-01", "2023-04", overall_effectiveness="good", care_leavers="good"),
            ],
            {"adoption", "lscb"},
        ),
        ([*IN_2021, in_passing("good", "adoption", published="2024-01-01", article="p")], {"adoption"}),
    ],
)
def test_a_grade_that_the_newest_inspection_no_longer_gives_stands_as_history(
    told: Sequence[Observation], historic: set[str]
) -> None:
    current = reconciled(*told)[1]

    assert set(current.filter("historic")["judgement"]) == historic
    assert current.filter("historic")["since"].null_count() == 0


def test_a_review_of_the_safeguarding_board_alone_makes_no_grade_history() -> None:
    board = article_of("board", "2017-12-01", "2017-10", lscb="good")

    assert not reconciled(*IN_2017, *board)[1]["historic"].any()


def test_undated_grades_make_none_history() -> None:
    told = [observe("good", name, published=None) for name in ("safeguarding", "leadership")]

    assert reconciled(*told)[1]["historic"].to_list() == [False, False]


def test_a_grade_that_is_told_as_past_and_nowhere_dated_does_not_stand() -> None:
    inspections, current = reconciled(before("good"), before("good", "leadership", inspected="2015"))

    assert inspections.height == 2
    assert current["judgement"].to_list() == ["leadership"]


@pytest.mark.parametrize("inspected", ["2017", None])
def test_an_article_that_tells_of_two_grades_before_leaves_it_open_which_it_was(inspected: str | None) -> None:
    told = [before(grade, inspected=inspected, article="new") for grade in ("good", "inadequate")]

    assert (
        standing(*article_of("new", "2021-11-29", "2021-10", overall_effectiveness="good"), *told)["previous_grade"]
        is None
    )


def test_an_abolished_authority_keeps_its_inspections_and_has_no_standing_grades() -> None:
    cumbria = ("E10000006", "Cumbria")

    assert reconciled(*IN_2017, authority=cumbria, today=date(2023, 3, 31))[1].height == 2
    inspections, current = reconciled(*IN_2017, authority=cumbria, today=date(2023, 4, 1))
    assert (inspections.height, current.height) == (2, 0)


def test_old_and_new_authority_of_one_name_stay_apart() -> None:
    county, unitary = ("E10000027", "Somerset"), ("E06000066", "Somerset")
    in_2022 = article_of("a", "2022-09-20", "2022-07", overall_effectiveness="good")
    in_2024 = article_of("b", "2024-09-20", "2024-07", overall_effectiveness="requires_improvement")
    visits = {county: gather_visits(in_2022), unitary: gather_visits(in_2024)}

    inspections, _, then = reconcile(visits, date(2023, 3, 1))
    now = reconcile(visits, TODAY)[2]

    assert inspections["authority_code"].to_list() == ["E06000066", "E10000027"]
    assert then["authority_code"].to_list() == ["E06000066", "E10000027"]
    assert now.select("authority_code", "grade", "previous_grade").rows() == [
        ("E06000066", "requires_improvement", None)
    ]


def test_a_retelling_of_the_county_s_inspection_stays_with_the_county() -> None:
    text = "Inspectors judged it good."
    evidence = Evidence(0, len(text), "test", 0.9)
    old = Rating("Somerset", "overall_effectiveness", "good", "previous", "2022-07", evidence)
    new = Rating("Somerset", "overall_effectiveness", "requires_improvement", "current", "2024-07", evidence)
    origin = Origin("a", 1, "s", "council", "https://s.example/a", date(2024, 9, 20), text, NOW, NOW, "1", "run")
    rows = normalise(Facts(relevant=True, ratings=(old, new)), origin).frames["ratings"]
    article = rows.row(0, named=True) | {"story_id": "a", "kinds": ["inspection_result"], "subjects": ["Somerset"]}
    visits = visits_by_authority(rows.to_dicts(), [article])

    assert {code: [visit.anchor for visit in known] for (code, _), known in visits.items()} == {
        "E10000027": ["inspected 2022-07"],
        "E06000066": ["published 2024-09"],
    }
    assert reconcile(visits, TODAY)[2]["previous_grade"].to_list() == [None]


def test_an_authority_to_come_that_has_no_code_yet_may_have_grades() -> None:
    assert reconciled(*IN_2021, authority=("name:Surrey East", "Surrey East"))[1].height == 3


def test_nothing_told_is_two_typed_empty_tables() -> None:
    inspections, current = reconciled()

    assert (inspections.schema, current.schema) == (INSPECTIONS.schema, CURRENT_RATINGS.schema)


@settings(max_examples=20, deadline=None)
@given(st.permutations([*IN_2017, *IN_2021, REPORT, in_passing("inadequate", published="2023-05-01", article="p")]))
def test_the_order_of_reading_does_not_matter(told: list[Observation]) -> None:
    expected = reconciled(*sorted(told, key=lambda one: one.rating_id))

    assert [frame.to_dicts() for frame in reconciled(*told)] == [frame.to_dicts() for frame in expected]


def rows_of(**told: Any) -> tuple[Rows, Rows]:
    """The rating and the article of one article that reports an inspection of North East Lincolnshire."""
    told_by = {
        "article_id": "a",
        "version": 1,
        "source_id": "press",
        "source_kind": "sector_press",
        "url": "https://press.example/a",
        "published": told.pop("published", date(2021, 11, 29)),
    }
    article = told_by | {"relevant": True, "story_id": "a"}
    article |= {"kinds": told.pop("kinds", ["inspection_result"]), "subjects": told.pop("subjects", [NEL[1]])}
    row: dict[str, Any] = {
        "rating_id": "r",
        "authority_code": NEL[0],
        "authority": NEL[1],
        "service": "childrens_services",
        "judgement": "overall_effectiveness",
        "grade": "good",
        "grade_rank": 3,
        "standing": "current",
        "inspected_from": date(2021, 10, 1),
        "inspected_to": date(2021, 10, 31),
        "date_precision": "month",
        "evidence": "It is good.",
        "evidence_start": 0,
        "evidence_end": 11,
        "rule": "test",
        "confidence": 0.9,
        "rules": "1",
        "recorded_at": NOW,
    }
    return RATINGS.frame([told_by | row | told]).to_dicts(), [article]


@pytest.mark.parametrize(
    ("told", "is_reported"),
    [
        ({}, True),
        ({"subjects": ["Leeds"]}, False),
        ({"standing": "previous"}, False),
        ({"published": None}, False),
        ({"kinds": ["leadership_change"]}, True),
        ({"kinds": ["monitoring_visit"]}, False),
        ({"kinds": ["leadership_change"], "published": date(2022, 9, 1)}, False),
        ({"kinds": ["commitment"], "inspected_from": None, "inspected_to": None, "date_precision": None}, False),
        ({"inspected_from": None, "inspected_to": None, "date_precision": None}, True),
    ],
)
def test_an_article_reports_an_inspection_that_is_its_news_and_of_its_subject(
    told: dict[str, Any], is_reported: bool
) -> None:
    (visit,) = visits_by_authority(*rows_of(**told))[NEL]

    assert (visit.published is not None) is is_reported


def test_grades_of_other_services_are_no_grades_of_childrens_services() -> None:
    assert visits_by_authority(*rows_of(service="adult_social_care")) == {}
