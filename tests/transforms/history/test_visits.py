from collections.abc import Sequence
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.history.observing import article_of, before, in_passing, observe, seen
from transforms.history.gathering import gather_visits
from transforms.history.visits import Observation, Visit, inspection_id
from transforms.ids import stable_id

IN_2021 = observe("inadequate", inspected="2021-10", article="report")


def dated(visit: Visit) -> tuple[str, str, str | None]:
    return str(visit.inspected_from), str(visit.inspected_to), visit.date_precision


def test_month_range_and_bare_publication_are_one_visit() -> None:
    visits = gather_visits(
        [
            observe("inadequate", inspected="2021-10", article="a"),
            observe("inadequate", inspected="2021-10-04/2021-10-15", article="b"),
            observe("inadequate", published="2021-12-01", article="c"),
        ]
    )

    assert seen(visits) == [("published 2021-11", {"a", "b", "c"})]
    assert visits[0].published == date(2021, 11, 29)
    assert dated(visits[0]) == ("2021-10-04", "2021-10-15", "day")


@pytest.mark.parametrize(
    ("observation", "anchor"),
    [
        (IN_2021, "published 2021-11"),
        (in_passing("good", inspected="2021-10-04/2021-10-15", published="2023-01-01"), "inspected 2021-10"),
        (before("good", inspected="2021"), "inspected 2021"),
        (before("good"), "undated overall_effectiveness good"),
    ],
)
def test_a_visit_is_named_after_its_report_or_else_its_own_date(observation: Observation, anchor: str) -> None:
    (visit,) = gather_visits([observation])

    assert visit.anchor == anchor
    assert inspection_id("E1", visit) == stable_id("inspection", "E1", anchor)


@pytest.mark.parametrize(
    ("inspected", "told", "effective"),
    [
        ("2022", "2022-04-20", date(2022, 4, 20)),
        ("2022-04", "2022-04-20", date(2022, 4, 20)),
        ("2022", "2023-04-20", date(2022, 12, 31)),
        ("2022", "2021-04-20", date(2022, 12, 31)),
    ],
)
def test_a_grade_stands_no_later_than_an_article_of_the_time_says_that_it_does(
    inspected: str, told: str, effective: date
) -> None:
    (visit,) = gather_visits([in_passing("inadequate", inspected=inspected, published=told)])

    assert visit.effective == effective


def test_an_article_older_than_a_visit_is_not_of_it() -> None:
    report = [observe("good", inspected="2022-12-05/2022-12-16", published="2023-01-27", article="report")]
    before_it = [observe("good", inspected="2022-06", published="2022-07-20", article="before")]

    assert seen(gather_visits(report + before_it)) == [
        ("published 2022-07", {"before"}),
        ("published 2023-01", {"report"}),
    ]


def test_two_undated_visits_of_one_grade_have_names_of_their_own() -> None:
    visits = gather_visits(
        [
            in_passing("good", published="2012-05-01", article="a"),
            observe("inadequate", inspected="2014-05", published="2014-07-01", article="b"),
            before("good", published="2014-07-01", article="b"),
            before("good", published="2010-05-01", article="c"),
            *article_of("d", "2014-07-20", "2014-01", leadership="good"),
        ]
    )

    assert len({visit.anchor for visit in visits}) == len(visits)


def test_visits_whose_reports_came_out_in_one_month_have_names_of_their_own() -> None:
    visits = gather_visits(
        [
            observe("inadequate", inspected="2014-10", published="2015-06-03", article="late"),
            observe("good", "lscb", inspected="2015-04", published="2015-06-20", article="board"),
        ]
    )

    assert [visit.anchor for visit in visits] == ["published 2015-06", "published 2015-06 (2)"]


def test_a_report_follows_its_visit_by_up_to_eight_months_and_no_more() -> None:
    visit = observe("good", inspected="2021-01", published="2021-03-01", article="a")

    assert len(gather_visits([visit, observe("good", published="2021-08-01", article="b")])) == 1
    assert len(gather_visits([visit, observe("good", published="2022-08-01", article="b")])) == 2


def test_a_reinspection_within_a_year_is_a_visit_of_its_own() -> None:
    first = article_of("march", "2021-03-10", "2021-01", overall_effectiveness="inadequate", leadership="inadequate")
    again = article_of("dec", "2021-12-01", "2021-10", overall_effectiveness="inadequate", leadership="good")
    visits = gather_visits(
        [
            *first,
            *again,
            *article_of("undated march", "2021-03-20", overall_effectiveness="inadequate"),
            *article_of("undated december", "2021-12-04", overall_effectiveness="inadequate"),
        ]
    )

    assert seen(visits) == [
        ("published 2021-03", {"march", "undated march"}),
        ("published 2021-12", {"dec", "undated december"}),
    ]


def test_undated_news_of_another_grade_long_after_a_report_is_another_visit() -> None:
    first = observe("inadequate", inspected="2021-03", published="2021-04-20", article="a")
    again = observe("requires_improvement", published="2021-10-20", article="b")

    assert seen(gather_visits([first, again])) == [("published 2021-04", {"a"}), ("published 2021-10", {"b"})]


def test_undated_news_of_another_grade_beside_a_report_contradicts_it() -> None:
    first = observe("inadequate", inspected="2021-03", published="2021-04-20", article="a")
    wrong = observe("requires_improvement", published="2021-04-22", article="b")

    assert len(gather_visits([first, wrong])) == 1


def test_undated_news_goes_to_the_visit_whose_grades_it_tells() -> None:
    spring = article_of("spring", "2021-05-10", "2021-03", overall_effectiveness="inadequate")
    autumn = article_of("autumn", "2021-11-29", "2021-10", overall_effectiveness="requires_improvement")
    late = article_of("late", "2021-11-02", overall_effectiveness="inadequate", leadership="inadequate")

    assert seen(gather_visits([*spring, *autumn, *late]))[0] == ("published 2021-05", {"spring", "late"})


def test_months_near_each_other_do_not_creep_into_one_long_visit() -> None:
    chain = [
        in_passing("good", inspected=month, published="2023-01-01", article=month)
        for month in ("2021-01", "2021-03", "2021-05", "2021-07", "2021-09", "2021-11")
    ]
    visits = gather_visits(chain)

    assert len(visits) > 1
    for visit in visits:
        assert visit.inspected_from
        assert visit.inspected_to
        assert (visit.inspected_to - visit.inspected_from).days < 31


def test_the_best_source_dates_the_visit_and_a_finer_date_within_it_refines_it() -> None:
    council = observe("good", inspected="2021-10", article="council", source_kind="council")
    finer = observe("good", inspected="2021-10-04/2021-10-15", article="press")
    mistaken = observe("good", inspected="2021-11-26", article="other")

    assert dated(gather_visits([council, finer, mistaken])[0]) == ("2021-10-04", "2021-10-15", "day")
    assert dated(gather_visits([council, mistaken])[0]) == ("2021-10-01", "2021-10-31", "month")


def test_a_retelling_years_later_is_the_old_visit_and_leaves_its_publication() -> None:
    retold = observe("inadequate", inspected="2021-10", published="2024-02-01", article="retold")
    by_year = observe("inadequate", inspected="2021", published="2024-02-02", article="by year")

    (alone,) = gather_visits([retold])
    (visit,) = gather_visits([retold, by_year, IN_2021])

    assert alone.published is None
    assert visit.published == date(2021, 11, 29)


def test_an_article_from_before_the_visit_does_not_date_its_report() -> None:
    official = observe(
        "good", inspected="2021-10-04/2021-10-15", published="2021-11-26", article="o", source_kind="inspectorate"
    )
    early = observe("good", inspected="2021-09", published="2021-09-20", article="early")

    assert gather_visits([official, early])[0].published == date(2021, 11, 26)


def test_a_mention_by_the_month_of_publication_is_of_the_visit_reported_then() -> None:
    report = observe("inadequate", inspected="2014-10", published="2015-06-03", article="report")
    mention = before("inadequate", inspected="2015-06", published="2018-05-01", article="later")

    assert seen(gather_visits([report, mention])) == [("published 2015-06", {"report", "later"})]


def test_a_mention_dates_a_visit_that_its_news_left_undated() -> None:
    news = observe("inadequate", article="news")
    mention = before("inadequate", inspected="2021-10", published="2025-05-01", article="later")
    (visit,) = gather_visits([news, mention])

    assert (visit.anchor, dated(visit)[2]) == ("published 2021-11", "month")


def test_a_mention_that_dates_the_visit_after_its_report_is_no_date_of_it() -> None:
    news = observe("inadequate", article="news")
    mention = before("inadequate", inspected="2021-12", published="2025-05-01", article="later")
    (visit,) = gather_visits([news, mention])

    assert (visit.anchor, visit.inspected_from) == ("published 2021-11", None)


def test_a_mention_dates_the_visit_better_than_its_news_did() -> None:
    told = [
        observe("inadequate", inspected="2020-11", published="2020-11-19", article="by the report"),
        before("inadequate", inspected="2020-06/2020-07", published="2024-01-01", article="later"),
    ]

    assert len(gather_visits(told)) == 1


def test_of_two_dates_that_news_gives_the_month_of_the_report_is_not_that_of_the_visit() -> None:
    told = [
        observe("good", inspected="2019-02", published="2019-02-15", article="council", source_kind="council"),
        observe("good", inspected="2018-12", published="2019-02-13", article="press"),
    ]
    (visit,) = gather_visits(told)

    assert dated(visit) == ("2018-12-01", "2018-12-31", "month")


def test_news_of_the_same_weeks_and_grades_is_of_one_visit_however_it_is_dated() -> None:
    told = [
        observe("good", inspected="2014-10", published="2015-06-03", article="a"),
        observe("good", inspected="2015-06", published="2015-06-10", article="b"),
        observe("good", inspected="2015", published="2015-06-12", article="c"),
        observe("good", published="2015-06-12", article="d"),
    ]

    assert seen(gather_visits(told)) == [("published 2015-06", {"a", "b", "c", "d"})]


def test_news_of_a_visit_of_last_year_that_is_known_is_no_new_visit() -> None:
    first = observe("good", inspected="2014-03", published="2014-05-29", article="a")
    retold = observe("good", inspected="2014", published="2015-02-10", article="b")

    assert seen(gather_visits([first, retold])) == [("published 2014-05", {"a", "b"})]


def test_a_year_joins_the_visit_of_that_year() -> None:
    visits = gather_visits(
        [
            observe("good", inspected="2017-07/2017-08", published="2017-09-27", article="old"),
            before("good", inspected="2017", article="new"),
            observe("inadequate", inspected="2021-10", article="new"),
        ]
    )

    assert seen(visits) == [("published 2017-09", {"old", "new"}), ("published 2021-11", {"new"})]


def test_a_year_of_two_visits_means_the_one_that_gave_the_grade() -> None:
    first = observe("inadequate", inspected="2021-01", published="2021-03-10", article="a")
    second = observe("good", inspected="2021-10", published="2021-12-01", article="b")
    mention = before("inadequate", inspected="2021", published="2025-01-01", article="c")

    assert seen(gather_visits([first, second, mention]))[0] == ("published 2021-03", {"a", "c"})


@pytest.mark.parametrize("year", ["2020", "2021"])
def test_a_year_may_be_that_of_the_visit_or_of_its_report(year: str) -> None:
    report = observe("good", inspected="2020-11", published="2021-01-20", article="report")
    mention = before("good", inspected=year, published="2024-01-01", article="later")

    assert len(gather_visits([report, mention])) == 1


def test_a_year_between_two_visits_stands_apart() -> None:
    visits = gather_visits(
        [
            observe("good", inspected="2017-07", published="2017-09-27", article="old"),
            observe("inadequate", inspected="2021-10", article="new"),
            before("requires_improvement", inspected="2019", article="new"),
        ]
    )

    assert [visit.anchor for visit in visits] == ["published 2017-09", "inspected 2019", "published 2021-11"]


def test_a_grade_named_in_passing_belongs_to_the_newest_earlier_visit_that_gave_it() -> None:
    passing = in_passing("inadequate", published="2023-05-01", article="passing")

    assert seen(gather_visits([IN_2021, passing])) == [("published 2021-11", {"report", "passing"})]


def test_a_grade_named_in_passing_that_no_visit_gave_stands_apart_and_is_no_news() -> None:
    visits = gather_visits([IN_2021, in_passing("good", published="2025-05-01", article="passing")])

    assert [visit.published for visit in visits] == [date(2021, 11, 29), None]


def test_grades_named_in_passing_together_stand_together() -> None:
    told = [in_passing("good", name, published="2025-05-01", article="p") for name in ("leadership", "care_leavers")]

    assert len(gather_visits(told)) == 1


def test_an_undated_grade_before_is_older_than_all() -> None:
    new = observe("good", inspected="2025-11", published="2026-01-14", article="new")
    visits = gather_visits([new, before("inadequate", published="2026-01-14", article="new")])

    assert [visit.grades["overall_effectiveness"][0].grade for visit in visits] == ["inadequate", "good"]


def test_the_grade_before_an_equal_one_is_not_that_of_the_news_that_tells_it() -> None:
    new = observe("inadequate", inspected="2025-11", published="2026-01-14", article="new")

    assert len(gather_visits([new, before("inadequate", published="2026-01-14", article="new")])) == 2


@pytest.mark.parametrize("inspected", [None, "2025-06"])
def test_what_an_article_tells_as_past_is_not_what_it_tells_as_present(inspected: str | None) -> None:
    for reports in (True, False):
        now = observe("inadequate", published="2026-01-14", reports=reports, article="a")
        past = before("inadequate", inspected=inspected, published="2026-01-14", article="a")

        assert len(gather_visits([now, past])) == 2


def test_the_better_source_gives_the_grade() -> None:
    press = observe("inadequate", inspected="2021-10", article="a")
    report = observe(
        "requires_improvement", inspected="2021-10", published="2021-11-26", article="b", source_kind="inspectorate"
    )
    (visit,) = gather_visits([press, report])

    assert [one.grade for one in visit.grades["overall_effectiveness"]] == ["requires_improvement", "inadequate"]


def test_order_does_not_matter() -> None:
    told = [
        observe("good", inspected="2017-07/2017-08", published="2017-09-27", article="a"),
        observe("inadequate", inspected="2021-10", article="b"),
        before("good", inspected="2017", article="b"),
        observe("inadequate", published="2021-12-03", article="c"),
        in_passing("inadequate", published="2022-07-01", article="d"),
    ]

    assert len({str(gather_visits(order)) for order in permutations(told)}) == 1


GRADES = ("outstanding", "good", "requires_improvement", "inadequate")
INSPECTED = (None, "2017", "2017-07", "2021", "2021-01", "2021-04-12/2021-04-23", "2021-10", "2021-12", "2024")


@st.composite
def tellings(draw: st.DrawFn) -> list[Observation]:
    """Observations of up to six articles, each with up to three grades."""
    told = []
    for number in range(draw(st.integers(0, 6))):
        day = draw(st.none() | st.dates(date(2017, 1, 1), date(2025, 1, 1)))
        kind = draw(st.sampled_from(["inspectorate", "council", "local_press"]))
        for _ in range(draw(st.integers(1, 3))):
            told.append(
                observe(
                    draw(st.sampled_from(GRADES)),
                    draw(st.sampled_from(["overall_effectiveness", "leadership"])),
                    inspected=draw(st.sampled_from(INSPECTED)),
                    published=day.isoformat() if day else None,
                    current=draw(st.booleans()),
                    reports=draw(st.booleans()),
                    article=str(number),
                    source_kind=kind,
                )
            )
    return list({one.rating_id: one for one in told}.values())


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Observation], list[date | None]]:
    """What articles say of up to four true visits, as loosely as news does, and the first report of each.

    The article's name begins with the number of the visit that it tells of.
    """
    told: list[Observation] = []
    reported: list[date | None] = []
    begun = date(2014, 1, 6)
    for number in range(draw(st.integers(1, 4))):
        ended = begun + timedelta(days=draw(st.sampled_from([4, 11, 25])))
        published = ended + timedelta(days=draw(st.integers(28, 70)))
        grades = {name: draw(st.sampled_from(GRADES)) for name in ("overall_effectiveness", "leadership")}
        news, later = draw(st.lists(st.integers(0, 30), max_size=3)), draw(st.lists(st.integers(60, 2500), max_size=2))
        for place, days in enumerate([*news, *later]):
            is_news = place < len(news)
            dates = [f"{begun}/{ended}", f"{begun:%Y-%m}", f"{begun:%Y-%m}/{ended:%Y-%m}"]
            inspected = draw(st.sampled_from([*dates, None] if is_news else dates))
            for name in draw(st.sampled_from([["overall_effectiveness"], list(grades)])):
                told.append(
                    observe(
                        grades[name],
                        name,
                        inspected=inspected,
                        published=f"{published + timedelta(days=days)}",
                        current=is_news or draw(st.booleans()),
                        reports=is_news,
                        article=f"{number}/{place}",
                        source_kind=draw(st.sampled_from(["council", "sector_press", "local_press"])),
                    )
                )
        reported.append(published + timedelta(days=min(news)) if news else None)
        begun = published + timedelta(days=draw(st.integers(240, 1200)))
    return told, reported


@settings(max_examples=150, deadline=None)
@given(histories())
def test_true_visits_are_found_again_from_what_news_tells_of_them(
    history: tuple[list[Observation], list[date | None]],
) -> None:
    told, reported = history
    visits = gather_visits(told)

    numbers = [{one.witness.article_id[0] for one in visit.observations} for visit in visits]
    assert numbers == [{number} for number in sorted({one.witness.article_id[0] for one in told})]
    assert [visit.published for visit in visits] == [reported[int(number)] for one in numbers for number in one]


@settings(max_examples=150, deadline=None)
@given(tellings(), st.randoms(use_true_random=False))
def test_each_observation_is_in_one_visit_whatever_the_order_and_however_often_told(
    told: Sequence[Observation], random: object
) -> None:
    visits = gather_visits(told)
    again = [*told, *told]
    random.shuffle(again)  # type: ignore[attr-defined]

    placed = [one.rating_id for visit in visits for one in visit.observations]
    assert sorted(placed) == sorted(one.rating_id for one in told)
    assert gather_visits(again) == visits


@settings(max_examples=150, deadline=None)
@given(tellings())
def test_no_two_visits_share_a_name_and_each_has_plausible_dates(told: Sequence[Observation]) -> None:
    visits = gather_visits(told)

    assert len({inspection_id("E1", visit) for visit in visits}) == len(visits)
    for visit in visits:
        assert not (visit.published and visit.inspected_from) or visit.inspected_from <= visit.published
        assert visit.published is None or visit.published in {one.published for one in told}
    effective = [visit.effective or date.min for visit in visits]
    assert effective == sorted(effective)
