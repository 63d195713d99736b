from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.transforms.telling import NEL_CODE, Told, intervention, told_together
from transforms.facts import Intervention
from transforms.ids import stable_id

Row = dict[str, Any]


def step(name: str, day: str | None, kind: str, person: str | None = None, when: str = "current", **more: Any) -> Told:
    return Told(name, day, (intervention(kind, person, when=when),), kinds=("intervention",), **more)


def begun(name: str, day: str | None, person: str | None = None, when: str = "current", **more: Any) -> Told:
    return step(name, day, "commissioner_appointed", person, when, **more)


def ended(name: str, day: str | None, person: str | None = None, when: str = "current") -> Told:
    return step(name, day, "commissioner_ended", person, when)


def spells(*told: Told) -> list[Row]:
    return told_together(*told).rows["intervention_spells"]


def course(row: Row) -> tuple[str, ...]:
    """Status, then proposed_on, began_on and ended_on as far as they are known."""
    days = ((name, row[name]) for name in ("proposed_on", "began_on", "ended_on"))
    return row["status"], *(f"{name} {day}" for name, day in days if day)


def test_a_spell_runs_from_its_proposal_over_its_beginning_to_its_end() -> None:
    told = [begun("a", "2021-09-01", when="proposed"), begun("b", "2021-11-29", "Ann Lee"), ended("c", "2023-03-01")]
    (spell,) = spells(*told)

    assert course(spell) == ("ended", "proposed_on 2021-09-01", "began_on 2021-11-29", "ended_on 2023-03-01")
    assert (spell["kind"], spell["person"], spell["article_ids"]) == ("commissioner", "Ann Lee", ["a", "b", "c"])


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([begun("a", "2021-11-29")], ("in_force", "began_on 2021-11-29")),
        ([begun("a", "2021-11-29", when="proposed")], ("proposed", "proposed_on 2021-11-29")),
        ([begun("a", "2021-11-29", when="previous")], ("ended",)),
        ([ended("a", "2021-11-29")], ("ended", "ended_on 2021-11-29")),
        ([ended("a", "2021-11-29", when="previous")], ("ended", "ended_on 2021-11-29")),
        ([ended("a", "2021-11-29", when="proposed")], ("in_force", "began_on 2021-11-29")),
    ],
    ids=["begun", "proposed", "spent", "ended", "ended long ago", "may end"],
)
def test_a_single_statement_tells_what_is_known(told: list[Told], expected: tuple[str, ...]) -> None:
    (spell,) = spells(*told)

    assert course(spell) == expected


def test_whatever_is_told_while_a_spell_is_in_force_is_a_witness() -> None:
    told = [
        begun("a", "2015-01-10", "Ann Lee"),
        begun("b", "2022-06-01"),
        begun("c", "2022-07-01", when="previous"),
        begun("d", "2022-08-01", when="proposed"),
        ended("e", "2022-09-01", when="proposed"),
    ]
    (spell,) = spells(*told)

    assert course(spell) == ("in_force", "began_on 2015-01-10")
    assert spell["n_sources"] == 5


def test_one_for_the_whole_council_is_not_the_one_for_childrens_services() -> None:
    def of_council(told: Told) -> Told:
        (fact,) = told.facts
        assert isinstance(fact, Intervention)
        return replace(told, facts=(replace(fact, remit="whole_council"),))

    told = [
        of_council(begun("a", "2022-01-20", "Max Caller")),
        begun("b", "2022-02-25"),
        of_council(ended("c", "2022-06-08")),
    ]
    together = told_together(*told)

    assert [(one["remit"], *course(one)) for one in together.rows["intervention_spells"]] == [
        ("whole_council", "ended", "began_on 2022-01-20", "ended_on 2022-06-08"),
        ("childrens_services", "in_force", "began_on 2022-02-25"),
    ]
    assert [one.summary.partition(": ")[2] for one in together.events] == [
        "commissioner appointed for the whole council, Max Caller",
        "commissioner appointed for children's services",
        "commissioner for the whole council leaves, Max Caller",
    ]


@pytest.mark.parametrize("retold", [True, False])
def test_an_end_told_as_past_is_not_that_of_what_was_begun_just_now(retold: bool) -> None:
    both = [intervention("improvement_notice_lifted", when="previous")]
    if retold:
        both.append(intervention("improvement_notice_issued"))
    background = Told("b", "2022-04-20", tuple(both), kinds=("intervention",))
    told = [step("a", "2022-02-01", "improvement_notice_issued"), background]

    assert ("in_force", "began_on 2022-02-01") in [course(one) for one in spells(*told)]
    assert [one.type for one in told_together(*told).events] == ["improvement_notice_issued"]


@pytest.mark.parametrize(("source_kind", "count"), [("government", 2), ("local_press", 1)])
def test_what_the_government_begins_after_years_of_silence_is_another(source_kind: str, count: int) -> None:
    told = [
        step("a", "2012-02-20", "improvement_notice_issued"),
        step("b", "2024-02-25", "improvement_notice_issued", source_kind=source_kind),
    ]

    assert len(spells(*told)) == count


def test_an_adviser_of_whom_nobody_spoke_for_years_has_come_back() -> None:
    told = [
        step("a", "2014-01-01", "adviser_appointed", "Ann Lee"),
        step("b", "2020-01-01", "adviser_appointed", "Ann Lee"),
    ]

    assert len(spells(*told)) == 2


@pytest.mark.parametrize(("told_again", "count"), [("2023-03-03", 1), ("2023-09-01", 2)])
def test_news_that_is_late_brings_nobody_back(told_again: str, count: int) -> None:
    told = [
        begun("a", "2021-11-29", "Ann Lee"),
        ended("b", "2023-03-01", "Ann Lee"),
        begun("c", told_again, "Ann Lee"),
    ]

    assert len(spells(*told)) == count


def test_background_of_another_article_counts_for_the_spell() -> None:
    told = [begun("a", "2021-11-29"), Told("b", "2021-11-01", (intervention("commissioner_appointed"),), kinds=("x",))]
    (spell,) = spells(*told)

    assert (spell["began_on"], spell["article_ids"]) == (date(2021, 11, 1), ["b", "a"])


def test_another_surname_is_another_spell_and_the_nameless_joins_the_named() -> None:
    told = [
        begun("a", "2021-11-29", "Ann Lee"),
        begun("b", "2021-12-10", "Joan Marsh"),
        begun("c", "2021-12-20"),
        begun("d", "2021-12-21", "Dame Ann Lee"),
    ]

    assert [(one["person"], one["article_ids"]) for one in spells(*told)] == [
        ("Ann Lee", ["a", "d"]),
        ("Joan Marsh", ["b", "c"]),
    ]


@pytest.mark.parametrize(("day", "people"), [("2022-09-01", ["Ann Lee"]), ("2024-09-01", [None, "Ann Lee"])])
def test_who_is_named_is_whom_nobody_named_only_if_that_was_not_long_ago(day: str, people: list[str | None]) -> None:
    told = [begun("a", "2021-11-29"), begun("b", day, "Ann Lee")]

    assert [one["person"] for one in spells(*told)] == people


def test_the_end_of_one_who_is_named_leaves_the_other_in_force() -> None:
    told = [
        begun("a", "2021-11-29", "Ann Lee"),
        begun("b", "2021-12-10", "Joan Marsh"),
        ended("c", "2022-05-01", "Ann Lee"),
    ]

    assert [one["status"] for one in spells(*told)] == ["ended", "in_force"]


def test_a_nameless_end_is_the_end_of_all_in_force_and_one_event() -> None:
    told = [begun("a", "2021-11-29", "Ann Lee"), begun("b", "2021-12-10", "Joan Marsh"), ended("c", "2022-05-01")]
    together = told_together(*told)

    assert [one["ended_on"] for one in together.rows["intervention_spells"]] == [date(2022, 5, 1)] * 2
    assert [event.new_value for event in together.events if event.type == "commissioner_ended"] == ["Joan Marsh"]


def test_a_beginning_told_after_an_end_is_a_new_spell() -> None:
    told = [begun("a", "2021-11-29"), ended("b", "2023-03-01"), begun("c", "2023-04-01")]

    assert [course(one) for one in spells(*told)] == [
        ("ended", "began_on 2021-11-29", "ended_on 2023-03-01"),
        ("in_force", "began_on 2023-04-01"),
    ]


def test_one_direction_that_takes_the_place_of_another_on_one_day_is_a_new_spell() -> None:
    told = [
        step("a", "2018-05-01", "direction_issued"),
        step("b", "2020-05-01", "direction_issued"),
        step("c", "2020-05-01", "direction_revoked"),
    ]

    assert [course(one) for one in spells(*told)] == [
        ("ended", "began_on 2018-05-01", "ended_on 2020-05-01"),
        ("in_force", "began_on 2020-05-01"),
    ]


def test_one_person_told_as_come_and_gone_on_one_day_had_one_spell() -> None:
    (spell,) = spells(begun("a", "2021-11-29", "Ann Lee"), ended("b", "2021-11-29", "Ann Lee"))

    assert course(spell) == ("ended", "began_on 2021-11-29", "ended_on 2021-11-29")


def test_an_end_told_again_is_the_same_end_and_one_told_much_later_another() -> None:
    told = [ended("a", "2021-01-01"), ended("b", "2021-04-01"), ended("c", "2023-01-01")]

    assert [one["article_ids"] for one in spells(*told)] == [["a", "b"], ["c"]]


def test_an_end_recalled_much_later_is_still_the_same() -> None:
    (spell,) = spells(ended("a", "2021-01-01"), ended("b", "2024-01-01", when="previous"))

    assert (spell["ended_on"], spell["n_sources"]) == (date(2021, 1, 1), 2)


@pytest.mark.parametrize(("begins", "count"), [("2022-09-01", 1), ("2024-09-01", 2)])
def test_a_proposal_joins_the_beginning_that_follows_it_before_long(begins: str, count: int) -> None:
    assert len(spells(begun("a", "2021-11-29", when="proposed"), begun("b", begins, "Ann Lee"))) == count


def test_a_proposal_of_another_kind_stays_alone() -> None:
    told = [step("a", "2021-11-29", "trust_established", when="proposed"), step("b", "2021-12-29", "direction_issued")]

    assert [course(one)[0] for one in spells(*told)] == ["in_force", "proposed"]


@pytest.mark.parametrize(("kind", "count"), [("adviser_appointed", 2), ("improvement_notice_issued", 1)])
def test_what_never_is_told_to_end_is_over_when_nobody_spoke_of_it_for_long(kind: str, count: int) -> None:
    assert (
        len(spells(step("a", "2014-01-01", kind), step("b", "2014-11-01", kind), step("c", "2020-01-01", kind)))
        == count
    )


def test_an_article_without_a_date_is_a_witness_of_a_spell_and_tells_of_none() -> None:
    assert spells(begun("a", None, "Ann Lee")) == []
    (spell,) = spells(begun("a", None, "Ann Lee"), begun("b", "2021-11-29"))

    assert (spell["began_on"], spell["person"], spell["n_sources"]) == (date(2021, 11, 29), "Ann Lee", 2)


def test_name_and_remit_are_those_of_the_best_source() -> None:
    def told(name: str, person: str, remit: Any, source_kind: str) -> Told:
        fact = Intervention(
            "North East Lincolnshire",
            "commissioner_appointed",
            "current",
            person,
            intervention("x").evidence,
            remit,
        )
        return Told(name, "2021-11-29", (fact,), kinds=("intervention",), source_kind=source_kind)

    (spell,) = spells(
        told("a", "A Lee", "whole_council", "local_press"), told("b", "Ann Lee", "childrens_services", "government")
    )

    assert (spell["person"], spell["remit"], spell["best_source_kind"]) == (
        "Ann Lee",
        "childrens_services",
        "government",
    )


def test_the_id_is_made_of_the_month_and_the_second_of_a_month_has_a_number() -> None:
    told = [begun("a", "2021-11-02", "Ann Lee"), begun("b", "2021-11-29", "Joan Marsh")]

    assert [one["intervention_spell_id"] for one in spells(*told)] == [
        stable_id("intervention spell", NEL_CODE, "commissioner", "2021-11"),
        stable_id("intervention spell", NEL_CODE, "commissioner", "2021-11", "2"),
    ]


def test_the_name_of_a_person_is_no_part_of_ids_and_keys() -> None:
    lee, marsh = (told_together(begun("a", "2021-11-02", person)) for person in ("Ann Lee", "Joan Marsh"))

    assert [event.key for event in lee.events] == [event.key for event in marsh.events]


def test_two_ends_in_one_month_are_two_events() -> None:
    told = [
        begun("a", "2021-11-02", "Ann Lee"),
        begun("b", "2021-11-29", "Joan Marsh"),
        ended("c", "2022-05-02", "Joan Marsh"),
        ended("d", "2022-05-03", "Ann Lee"),
    ]
    ends = [event for event in told_together(*told).events if event.type == "commissioner_ended"]

    assert [(event.key, event.new_value) for event in ends] == [
        (("commissioner_ended", "2022-05"), "Joan Marsh"),
        (("commissioner_ended", "2022-05", "2"), "Ann Lee"),
    ]
