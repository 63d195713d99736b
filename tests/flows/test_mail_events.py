from datetime import date
from itertools import permutations

from flows.mail_events import by_authority
from flows.told import Told
from tests.flows.told_changes import bare, told


def ids(events: list[list[tuple[Told, ...]]]) -> list[list[list[str]]]:
    return [[[change.change_id for change in event] for event in of_one] for of_one in events]


def test_grades_and_their_conflict_are_one_event_though_no_article_tells_both() -> None:
    conflict = told(change_id="c2", type="source_conflict", severity="medium", article_ids=["other"])

    assert ids(by_authority([conflict, told()])) == [[["change-1", "c2"]]]


def test_two_inspections_years_apart_are_two_events() -> None:
    old = told(change_id="c2", effective=date(2017, 9, 27), article_ids=["old"])

    assert ids(by_authority([old, told()])) == [[["change-1"], ["c2"]]]


def test_an_article_about_two_authorities_makes_no_event_of_both() -> None:
    leeds = told(change_id="c2", severity="high", authority="Leeds", authority_code="E08000035")

    assert ids(by_authority([leeds, told()])) == [[["change-1"]], [["c2"]]]


def test_what_ties_two_events_makes_them_one_in_whatever_order_they_come() -> None:
    one, other = bare(change_id="a", article_ids=["1"]), bare(change_id="b", article_ids=["2"])
    tie = bare(change_id="c", severity="low", article_ids=["1", "2"])

    assert {str(ids(by_authority(order))) for order in permutations([one, other, tie])} == {"[[['a', 'b', 'c']]]"}
