"""Which corrections of the log are worth a mail, and which would be noise."""

from datetime import date
from typing import Any

import pytest

from flows.overturned import is_overturned
from tests.flows.told_changes import ROW

POST = {"type": "leadership_change", "judgement": None, "old_value": None, "new_value": "chief executive appointed"}
PLEDGE = {"type": "commitment_made", "judgement": None, "old_value": None, "new_value": "We will spend it."}
AREAS = "North East Lincolnshire: children's services judged inadequate overall and in leadership"


def holds(because: str | None = "article_edited", **changed: Any) -> dict[str, Any]:
    return ROW | {"action": "corrected", "because": because} | changed


@pytest.mark.parametrize(
    ("said", "now"),
    [
        ({}, holds(new_value="good")),
        ({}, holds(old_value="good")),
        ({}, holds(old_value=None)),
        ({}, holds(action="withdrawn")),
        ({"action": "withdrawn"}, holds(action="flagged")),
        ({}, holds(judgement="leadership")),
        (POST | {"summary": "York: chief executive, Ann Lee"}, holds(**POST, summary="York: chief executive, Jo Dee")),
        (POST | {"summary": "York: interim chief"}, holds(**POST, summary="York: chief")),
        (POST | {"summary": "York: Ann Lee"}, holds("rules_changed", **POST, summary="York: Jo Dee")),
        (PLEDGE | {"summary": "York: funding, £2,000,000"}, holds(**PLEDGE, summary="York: funding, £3,000,000")),
    ],
)
def test_what_was_said_and_is_wrong_is_corrected(said: dict[str, Any], now: dict[str, Any]) -> None:
    assert is_overturned(ROW | said, now)


@pytest.mark.parametrize(
    ("said", "now"),
    [
        ({}, holds()),
        ({}, holds("stronger_source", effective=date(2021, 10, 1))),
        ({}, holds("rules_changed", summary="North East Lincolnshire: down to inadequate overall")),
        ({}, holds("stronger_source", summary=AREAS)),
        ({"old_value": None}, holds("further_article", old_value="good", type="rating_downgraded")),
        ({}, holds("further_article", judgement="leadership", new_value="requires_improvement")),
        ({"action": "withdrawn"}, holds(action="withdrawn")),
        (POST | {"summary": "York: chief executive"}, holds(**POST, summary="York: chief executive, Jo Dee")),
        (POST | {"summary": "York: new chief"}, holds("rules_changed", **POST, summary="York: chief executive")),
        (POST | {"summary": "York: Ann Lee gone"}, holds(**POST, summary="York: Ann Lee leaving")),
        (PLEDGE, holds(**PLEDGE | {"new_value": "It is to be spent."})),
    ],
)
def test_more_of_the_same_another_day_or_other_words_are_no_reason_to_mail(
    said: dict[str, Any], now: dict[str, Any]
) -> None:
    assert not is_overturned(ROW | said, now)
