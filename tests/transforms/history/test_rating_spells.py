from datetime import date

import polars as pl
import pytest

from tests.transforms.telling import NEL, TODAY, Told, rating, ratings, reconcile, visits_of

IN_2012 = Told("2012", "2012-06-01", ratings("2012-04", safeguarding="adequate"))
IN_2017 = Told("2017", "2017-09-27", ratings("2017-07", overall_effectiveness="good", leadership="good"))
IN_2021 = Told("2021", "2021-11-26", ratings("2021-10", overall_effectiveness="inadequate"))
IN_2026 = Told("2026", "2026-07-10", ratings("2026-05", leadership="requires_improvement"))
ALL = (IN_2012, IN_2017, IN_2021, IN_2026)


def spells(*told: Told, today: date = TODAY) -> pl.DataFrame:
    return reconcile(visits_of(*told), today)[1].sort("judgement", "since")


def test_each_grade_stands_until_the_next_of_its_judgement() -> None:
    overall = spells(*ALL).filter(judgement="overall_effectiveness")

    assert overall.select("grade", "since", "stood_until", "previous_grade").rows() == [
        ("good", date(2017, 9, 27), date(2021, 11, 26), None),
        ("inadequate", date(2021, 11, 26), None, "good"),
    ]


@pytest.mark.parametrize(
    ("judgement", "day"),
    [("overall_effectiveness", date(2026, 7, 10)), ("safeguarding", date(2017, 9, 27))],
    ids=["no overall grade from 2026", "another framework"],
)
def test_a_grade_that_is_no_longer_given_stands_as_history_from_the_next_inspection_on(
    judgement: str, day: date
) -> None:
    last = spells(*ALL).filter(pl.col("stood_until").is_null(), judgement=judgement)

    assert last["historic_from"].to_list() == [day]


def test_what_stands_today_is_the_last_spell_of_each_judgement() -> None:
    inspections, listed, current = reconcile(visits_of(*ALL), TODAY)

    last = listed.filter(pl.col("stood_until").is_null())
    columns = ["judgement", "grade", "since", "previous_grade", "inspection_id"]
    assert current.select(columns).sort("judgement").equals(last.select(columns).sort("judgement"))
    assert current["historic"].to_list() == last.sort("judgement")["historic_from"].is_not_null().to_list()
    assert set(listed["inspection_id"]) <= set(inspections["inspection_id"])


def test_the_grades_of_an_authority_that_was_abolished_stood_until_its_end() -> None:
    told = Told(
        "n", "2019-09-03", (rating("inadequate", inspected="2019-06", authority="Northamptonshire"),),
        subjects=("Northamptonshire",),
    )  # fmt: skip

    assert spells(told)["stood_until"].to_list() == [date(2021, 4, 1)]
    assert reconcile(visits_of(told), date(2021, 3, 31))[2].height == 1
    assert reconcile(visits_of(told), date(2021, 4, 1))[2].is_empty()


def test_a_grade_told_of_only_after_the_end_of_the_authority_never_stood() -> None:
    told = [
        Told(
            name,
            day,
            (rating(grade, inspected=inspected, authority="Northamptonshire"),),
            subjects=("Northamptonshire",),
        )
        for name, day, grade, inspected in (
            ("a", "2019-09-03", "inadequate", "2019-06"),
            ("b", "2021-06-10", "good", None),
        )
    ]
    rows = spells(*told).select("grade", "since", "stood_until").rows()

    assert ("inadequate", date(2019, 9, 3), date(2021, 4, 1)) in rows
    assert all(until == max(since, date(2021, 4, 1)) for _, since, until in rows)


def test_a_grade_named_in_passing_without_a_date_has_no_beginning() -> None:
    told = Told("m", "2021-11-26", (rating("good", when="previous"), rating("inadequate", inspected="2021-10")))

    assert spells(told).select("grade", "since").rows() == [("inadequate", date(2021, 11, 26))]
    assert spells(told)["previous_grade"].to_list() == ["good"]
    assert NEL in spells(told)["authority"].to_list()
