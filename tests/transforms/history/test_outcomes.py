from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.history.observing import article_of, before, in_passing, observe
from transforms.history.event import Event
from transforms.history.gathering import gather_visits
from transforms.history.outcomes import outcome_events
from transforms.history.visits import Observation, inspection_id

NEL = ("E06000012", "North East Lincolnshire")
ALL_THREE = dict.fromkeys(("leadership", "help_and_protection", "children_in_care"), "inadequate")
PRESS = article_of("press", "2021-11-30", "2021-10", overall_effectiveness="inadequate", **ALL_THREE)
COUNCIL = [
    observe(one.grade, one.judgement, inspected="2021-10", article="council", source_kind="council") for one in PRESS
]
PAPER = article_of("paper", "2021-12-02", overall_effectiveness="inadequate")
IN_2017 = article_of("old", "2017-09-27", "2017-07/2017-08", overall_effectiveness="good", leadership="good")
IN_2024 = article_of("c", "2024-06-20", "2024-05", overall_effectiveness="requires_improvement")

Change = tuple[str, str | None, str | None]


def events(*told: Observation) -> list[Event]:
    return outcome_events(NEL, gather_visits(told))


def changes(*told: Observation) -> list[Change]:
    return [(event.type, event.old_value, event.new_value) for event in events(*told)]


def articles_of(event: Event) -> list[str]:
    return [witness.article_id for witness in event.witnesses]


def test_three_reports_of_one_inspection_are_one_event_with_three_witnesses() -> None:
    told = [*PAPER, *PRESS, *COUNCIL]
    (event,) = events(*told)
    (visit,) = gather_visits(told)

    assert (event.type, event.family, event.subject) == ("inadequate_new", "rating", None)
    assert (event.authority_code, event.authority, event.judgement) == (*NEL, "overall_effectiveness")
    assert sorted(articles_of(event)) == ["council", "paper", "press"]
    assert (event.effective, event.overtaken) == (date(2021, 11, 29), False)
    assert (event.old_value, event.new_value) == (None, "inadequate")
    assert event.key == ("rating", inspection_id(NEL[0], visit))
    assert event.summary == f"{NEL[1]}: children's services judged inadequate overall and in all three areas"


def test_every_reported_inspection_is_an_event_and_only_the_newest_is_not_overtaken() -> None:
    told = events(*IN_2017, *PRESS, *IN_2024)

    assert [event.type for event in told] == ["rating_new", "inadequate_new", "inadequate_left"]
    assert [event.overtaken for event in told] == [True, True, False]
    assert len({event.key for event in told}) == 3


def test_an_old_inspection_read_late_changes_what_the_later_one_is_compared_with() -> None:
    assert changes(*PRESS) == [("inadequate_new", None, "inadequate")]
    assert changes(*PRESS, *IN_2017)[1:] == [("inadequate_new", "good", "inadequate")]


@pytest.mark.parametrize(
    ("old", "new", "flagged"),
    [
        ("good", "good", "rating_new"),
        ("inadequate", "inadequate", "rating_new"),
        ("good", "outstanding", "rating_upgraded"),
        ("requires_improvement", "good", "rating_upgraded"),
        ("outstanding", "good", "rating_downgraded"),
        ("good", "requires_improvement", "rating_downgraded"),
        ("good", "inadequate", "inadequate_new"),
        ("inadequate", "requires_improvement", "inadequate_left"),
        ("inadequate", "outstanding", "inadequate_left"),
    ],
)
def test_the_step_from_the_grade_before_gives_the_type(old: str, new: str, flagged: str) -> None:
    earlier = article_of("a", "2018-03-01", "2018-01", overall_effectiveness=old)
    later = article_of("b", "2022-03-01", "2022-01", overall_effectiveness=new)

    assert changes(*earlier, *later)[1] == (flagged, old, new)


def test_a_grade_before_that_only_the_report_tells_is_compared_with() -> None:
    told = before("inadequate", published="2024-06-20", article="c")

    assert changes(*IN_2024, told) == [("inadequate_left", "inadequate", "requires_improvement")]


def test_an_inspection_that_is_only_mentioned_is_no_event_and_is_compared_with() -> None:
    mention = before("inadequate", inspected="2021", published="2024-06-20", article="c")

    assert changes(*IN_2017, *IN_2024, mention)[1:] == [("inadequate_left", "inadequate", "requires_improvement")]


def test_an_area_newly_inadequate_is_told_though_the_overall_grade_stays() -> None:
    earlier = article_of("a", "2018-03-01", "2018-01", overall_effectiveness="good", leadership="good")
    later = article_of("b", "2022-03-01", "2022-01", overall_effectiveness="good", leadership="inadequate")
    event = events(*earlier, *later)[1]

    assert (event.type, event.judgement) == ("inadequate_new", "leadership")
    assert event.summary.endswith("judged inadequate in leadership")


def test_who_tells_of_another_area_is_no_witness_of_the_grade_in_the_headline() -> None:
    release = [
        observe("good", "leadership", published="2021-11-30", inspected="2021-10", article="r", source_kind="council")
    ]
    (event,) = events(*release, *PAPER)

    assert (event.type, event.judgement, articles_of(event)) == ("inadequate_new", "overall_effectiveness", ["paper"])


def test_where_as_much_rose_as_fell_what_fell_is_told() -> None:
    earlier = article_of(
        "a", "2023-03-01", "2023-01", leadership="good", help_and_protection="good", care_leavers="good"
    )
    later = article_of(
        "b",
        "2026-07-06",
        "2026-06",
        leadership="good",
        help_and_protection="requires_improvement",
        care_leavers="outstanding",
    )
    event = events(*earlier, *later)[1]

    assert (event.type, event.judgement) == ("rating_downgraded", "help_and_protection")
    assert event.summary.endswith("down from good to requires improvement in help and protection")


def test_an_inadequate_area_that_only_a_second_report_tells_of_makes_the_same_event_graver() -> None:
    first = article_of("first", "2021-11-29", "2021-10", overall_effectiveness="requires_improvement")
    fuller = article_of(
        "second",
        "2021-11-30",
        "2021-10",
        overall_effectiveness="requires_improvement",
        help_and_protection="inadequate",
    )
    (lighter,), (graver,) = events(*first), events(*first, *fuller)

    assert (lighter.type, graver.type, graver.judgement) == ("rating_new", "inadequate_new", "help_and_protection")
    assert lighter.key == graver.key


@pytest.mark.parametrize(
    ("leadership", "change", "told"),
    [
        ("outstanding", "rating_upgraded", "up from good to outstanding in leadership"),
        ("requires_improvement", "rating_downgraded", "down from good to requires improvement in leadership"),
    ],
)
def test_an_area_that_moved_is_what_is_told_where_the_overall_grade_stays(
    leadership: str, change: str, told: str
) -> None:
    earlier = article_of("a", "2018-03-01", "2018-01", overall_effectiveness="good", leadership="good")
    later = article_of("b", "2022-03-01", "2022-01", overall_effectiveness="good", leadership=leadership)
    event = events(*earlier, *later)[1]

    assert (event.type, event.judgement, event.old_value, event.new_value) == (change, "leadership", "good", leadership)
    assert event.summary.endswith(told)


def test_a_step_is_told_of_those_judgements_that_made_it() -> None:
    earlier = article_of(
        "a", "2018-03-01", "2018-01", overall_effectiveness="good", leadership="outstanding", help_and_protection="good"
    )
    later = article_of(
        "b",
        "2022-03-01",
        "2022-01",
        **dict.fromkeys(("overall_effectiveness", "leadership", "help_and_protection"), "requires_improvement"),
    )

    assert events(*earlier, *later)[1].summary.endswith(
        "down from good to requires improvement overall and in help and protection"
    )


def test_an_area_alone_that_is_no_longer_inadequate_is_what_is_told() -> None:
    poor = dict.fromkeys(("overall_effectiveness", "care_leavers"), "requires_improvement")
    earlier = article_of("a", "2023-06-01", "2023-04", **{**poor, "care_leavers": "inadequate"})
    event = events(*earlier, *article_of("b", "2026-03-01", "2026-01", **poor))[1]

    assert (event.type, event.judgement, event.old_value) == ("inadequate_left", "care_leavers", "inadequate")


def test_an_area_of_services_that_were_inadequate_is_not_newly_so() -> None:
    earlier = before("inadequate", inspected="2018-09", published="2023-01-31", article="b")
    later = article_of("b", "2023-01-31", "2022-11", overall_effectiveness="inadequate", leadership="inadequate")

    assert changes(*later, earlier) == [("rating_new", "inadequate", "inadequate")]


def test_halves_of_the_joint_care_judgement_compare_with_it() -> None:
    joint = article_of("a", "2021-11-29", "2021-10", children_in_care_and_care_leavers="inadequate")
    halves = article_of(
        "b", "2026-01-14", "2025-11", children_in_care="inadequate", care_leavers="requires_improvement"
    )

    assert changes(*joint, *halves)[1][:2] == ("rating_upgraded", "inadequate")


def test_from_april_2026_areas_are_told_without_an_overall_grade() -> None:
    areas = dict.fromkeys(("leadership", "help_and_protection", "children_in_care"), "good")
    event = events(*PRESS, *article_of("b", "2026-07-01", "2026-05", **areas))[1]

    assert (event.type, event.judgement) == ("inadequate_left", "leadership")
    assert event.summary == f"{NEL[1]}: children's services no longer inadequate, now good in all three areas"


def test_areas_of_services_that_were_inadequate_overall_are_out_of_it() -> None:
    before_it = article_of("a", "2024-06-20", "2024-05", overall_effectiveness="inadequate")
    areas = article_of("b", "2026-07-01", "2026-05", leadership="good", help_and_protection="requires_improvement")
    still = article_of("c", "2026-07-01", "2026-05", leadership="inadequate", help_and_protection="good")

    assert changes(*before_it, *areas)[1] == ("inadequate_left", None, "good")
    assert changes(*before_it, *still)[1][0] == "rating_new"


def test_a_safeguarding_board_shares_no_grade_with_the_council() -> None:
    before_it = article_of("a", "2015-06-03", "2014-10", overall_effectiveness="inadequate")
    good, poor = (article_of("b", "2015-08-03", "2015-06", lscb=grade) for grade in ("good", "inadequate"))

    assert changes(*before_it, *good)[1] == ("rating_new", None, "good")
    assert changes(*before_it, *poor)[1] == ("inadequate_new", None, "inadequate")


def test_grades_named_in_passing_are_no_events() -> None:
    passing = in_passing("inadequate", published="2023-05-01", article="passing")

    assert events(passing) == []
    assert articles_of(events(*PRESS, passing)[0]) == ["press"]


def test_undated_articles_are_no_events() -> None:
    assert events(observe("inadequate", published=None)) == []


def test_a_retelling_years_later_is_no_event() -> None:
    retold = article_of("retold", "2024-02-01", "2021-10", overall_effectiveness="inadequate")

    assert events(*retold) == []
    assert changes(*retold, *PRESS) == [("inadequate_new", None, "inadequate")]


@pytest.mark.parametrize(
    ("later", "overtaken"),
    [
        (in_passing("good", inspected="2023", published="2024-01-01", article="l"), True),
        (in_passing("good", published="2024-01-01", article="l"), True),
        (in_passing("good", published="2022-01-01", article="l"), False),
        (in_passing("inadequate", inspected="2023", published="2024-01-01", article="l"), False),
        (observe("inadequate", inspected="2023-05", published="2023-07-01", article="l"), True),
        (observe("good", "lscb", inspected="2023-05", published="2023-07-01", article="l"), False),
    ],
)
def test_an_inspection_is_overtaken_where_a_later_one_is_known(later: Observation, overtaken: bool) -> None:
    assert events(*PRESS, later)[0].overtaken is overtaken


def test_sources_that_contradict_each_other_are_an_event_of_their_own() -> None:
    wrong = article_of("wrong", "2021-12-01", "2021-10", overall_effectiveness="requires_improvement")
    outcome, conflict = events(*PRESS, *wrong)

    assert (conflict.type, conflict.judgement, conflict.effective) == (
        "source_conflict",
        "overall_effectiveness",
        date(2021, 11, 30),
    )
    assert (conflict.old_value, conflict.new_value) == ("inadequate", "requires_improvement")
    assert set(articles_of(conflict)) == {"press", "wrong"}
    assert conflict.family == "source_conflict overall_effectiveness"
    assert conflict.key == ("source_conflict", outcome.key[1], "overall_effectiveness")
    assert articles_of(outcome) == ["press"]


def test_the_best_source_decides_what_the_inspection_came_to() -> None:
    earlier = article_of("a", "2018-03-01", "2018-01", overall_effectiveness="requires_improvement")
    paper = article_of("paper", "2021-11-29", "2021-10", overall_effectiveness="inadequate")
    report = observe("good", inspected="2021-10", published="2021-12-01", article="report", source_kind="inspectorate")

    assert changes(*earlier, *paper)[1] == ("inadequate_new", "requires_improvement", "inadequate")
    assert changes(*earlier, *paper, report)[1:] == [
        ("rating_upgraded", "requires_improvement", "good"),
        ("source_conflict", "good", "inadequate"),
    ]


def test_an_article_that_contradicts_itself_contradicts_no_other_source() -> None:
    told = [observe("good", inspected="2021-10"), observe("inadequate", inspected="2021-10")]

    assert [event.type for event in events(*told)] in (["inadequate_new"], ["rating_new"])


def test_words_of_one_rank_do_not_contradict_each_other() -> None:
    told = [
        observe(grade, "safeguarding", inspected="2012-07", published="2012-09-01", article=grade)
        for grade in ("adequate", "requires_improvement")
    ]

    assert [event.type for event in events(*told)] == ["rating_new"]


@settings(max_examples=30, deadline=None)
@given(
    st.permutations([*IN_2017, *PRESS, *COUNCIL, *PAPER, *IN_2024, before("good", inspected="2017", article="press")]),
    st.integers(0, 5),
)
def test_whatever_the_order_and_however_often_told_the_events_are_the_same(
    told: Sequence[Observation], twice: int
) -> None:
    expected = events(*sorted(told, key=lambda one: one.rating_id))

    assert events(*told, *told[:twice]) == expected
    assert [event.type for event in expected] == ["rating_new", "inadequate_new", "inadequate_left"]


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(["council", "local_press"]), st.dates(date(2021, 11, 29), date(2022, 1, 10)))
def test_a_further_article_that_tells_the_same_only_adds_a_witness(kind: str, day: date) -> None:
    further = observe("inadequate", published=day.isoformat(), article="further", source_kind=kind)
    (one,), (two,) = events(*PRESS), events(*PRESS, further)

    assert set(articles_of(two)) == {*articles_of(one), "further"}
    assert (two.type, two.old_value, two.new_value) == (one.type, one.old_value, one.new_value)
