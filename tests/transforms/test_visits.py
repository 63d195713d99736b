from datetime import date
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.periods import parse_period
from transforms.visits import Observation, Visit, gather_visits
from transforms.witnesses import Witness

RANKS = {"outstanding": 4, "good": 3, "requires_improvement": 2, "inadequate": 1}


def observe(
    grade: str,
    *,
    inspected: str | None = None,
    published: str | None = "2021-11-29",
    current: bool = True,
    reports: bool = True,
    judgement: str = "overall_effectiveness",
    article: str = "a",
) -> Observation:
    period = parse_period(inspected)
    day = date.fromisoformat(published) if published else None
    return Observation(
        rating_id="/".join(map(str, (article, judgement, grade, inspected, current))),
        framework=None,
        judgement=judgement,
        grade=grade,
        grade_rank=RANKS[grade],
        current=current,
        reports=reports,
        inspected_from=period.first if period else None,
        inspected_to=period.last if period else None,
        date_precision=period.precision if period else None,
        witness=Witness(
            article, f"source {article}", "sector_press", article, f"https://{article}", day, "It is.", 0.9
        ),
    )


def seen(visits: list[Visit]) -> list[tuple[str, set[str]]]:
    return [(visit.anchor, {one.witness.article_id for one in visit.observations}) for visit in visits]


def test_month_range_and_bare_publication_are_one_visit() -> None:
    visits = gather_visits(
        [
            observe("inadequate", inspected="2021-10", article="a"),
            observe("inadequate", inspected="2021-10-04/2021-10-15", article="b"),
            observe("inadequate", published="2021-12-01", article="c"),
        ]
    )

    assert seen(visits) == [("2021-10", {"a", "b", "c"})]
    assert visits[0].published == date(2021, 11, 29)


def test_a_report_follows_its_visit_by_up_to_ten_months_and_no_more() -> None:
    visit = observe("good", inspected="2021-01", published="2021-03-01", article="a")

    assert len(gather_visits([visit, observe("good", published="2021-08-01", article="b")])) == 1
    assert len(gather_visits([visit, observe("good", published="2022-08-01", article="b")])) == 2


def test_a_year_joins_the_visit_of_that_year() -> None:
    visits = gather_visits(
        [
            observe("good", inspected="2017-07/2017-08", published="2017-09-27", article="old"),
            observe("good", inspected="2017", current=False, article="new"),
            observe("inadequate", inspected="2021-10", article="new"),
        ]
    )

    assert seen(visits) == [("2017-07", {"old", "new"}), ("2021-10", {"new"})]


def test_a_year_alone_makes_a_visit_of_its_own() -> None:
    assert seen(gather_visits([observe("good", inspected="2017", current=False)])) == [("2017", {"a"})]


def test_a_grade_named_in_passing_belongs_to_the_newest_earlier_visit_that_gave_it() -> None:
    visits = gather_visits(
        [
            observe("inadequate", inspected="2021-10", article="report"),
            observe("inadequate", published="2023-05-01", reports=False, article="passing"),
        ]
    )

    assert seen(visits) == [("2021-10", {"report", "passing"})]


def test_a_grade_named_in_passing_that_no_visit_gave_stands_apart_and_is_no_news() -> None:
    visits = gather_visits(
        [
            observe("inadequate", inspected="2021-10", article="report"),
            observe("good", published="2025-05-01", reports=False, article="passing"),
        ]
    )

    assert [visit.published for visit in visits] == [date(2021, 11, 29), None]


def test_an_undated_grade_before_is_older_than_all() -> None:
    visits = gather_visits(
        [
            observe("good", inspected="2025-11", published="2026-01-14"),
            observe("inadequate", current=False, published="2026-01-14"),
        ]
    )

    assert [visit.grades()["overall_effectiveness"][0].grade for visit in visits] == ["inadequate", "good"]


def test_the_better_source_gives_the_grade() -> None:
    press = observe("inadequate", inspected="2021-10", article="a")
    report = observe("requires_improvement", inspected="2021-10", article="b")
    official = Witness("b", "ofsted", "inspectorate", "b", "https://b", date(2021, 11, 26), "It is.", 0.5)
    report = Observation(**{name: getattr(report, name) for name in Observation.__slots__} | {"witness": official})

    visit = gather_visits([press, report])[0]

    assert [one.grade for one in visit.grades()["overall_effectiveness"]] == ["requires_improvement", "inadequate"]


def test_order_does_not_matter() -> None:
    told = [
        observe("good", inspected="2017-07/2017-08", published="2017-09-27", article="a"),
        observe("inadequate", inspected="2021-10", article="b"),
        observe("good", inspected="2017", current=False, article="b"),
        observe("inadequate", published="2021-12-03", article="c"),
        observe("inadequate", published="2022-07-01", reports=False, article="d"),
    ]

    assert len({str(seen(gather_visits(order))) for order in permutations(told)}) == 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(RANKS)),
            st.sampled_from([None, "2017", "2017-07", "2021-10", "2021-10-04/2021-10-15", "2024"]),
            st.dates(date(2016, 1, 1), date(2026, 1, 1)),
            st.booleans(),
            st.booleans(),
        ),
        max_size=8,
    ),
    st.randoms(),
)
def test_every_observation_is_in_exactly_one_visit_whatever_the_order(told, random) -> None:  # type: ignore[no-untyped-def]
    observations = [
        observe(grade, inspected=inspected, published=day.isoformat(), current=current, reports=reports, article=str(n))
        for n, (grade, inspected, day, current, reports) in enumerate(told)
    ]
    visits = gather_visits(observations)
    shuffled = list(observations)
    random.shuffle(shuffled)

    placed = [one.rating_id for visit in visits for one in visit.observations]
    assert sorted(placed) == sorted(one.rating_id for one in observations)
    assert seen(gather_visits(shuffled)) == seen(visits)
