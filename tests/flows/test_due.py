from datetime import UTC, datetime, timedelta

import pytest

from flows.due import is_due, last_monday
from flows.memory.outbox import Unsent
from flows.settings import Frequency


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def owed(*since: str, message_id: str | None = None) -> list[Unsent]:
    return [Unsent(moment, moment, "ann@council.example", message_id, 0, at(moment)) for moment in since]


@pytest.mark.parametrize(
    ("frequency", "digest", "due"),
    [("at_once", False, True), ("at_once", True, False), ("daily", False, False), ("daily", True, True)],
)
def test_a_reader_hears_at_once_or_by_digest(frequency: Frequency, digest: bool, due: bool) -> None:
    assert is_due(owed("2026-11-24T07:00"), frequency, at("2026-11-24T07:30"), digest=digest) == due


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-10-18T22:59", False),
        ("2026-10-18T23:00", True),
        ("2026-10-19T22:59", True),
        ("2026-10-19T23:00", False),
        ("2026-10-25T23:30", False),
        ("2026-10-26T00:00", True),
        ("2026-10-26T23:30", True),
        ("2026-10-27T00:00", False),
        ("2026-03-29T22:59", False),
        ("2026-03-29T23:00", True),
    ],
)
def test_the_week_s_digest_is_of_london_s_monday_in_summer_and_in_winter(now: str, due: bool) -> None:
    newest = (at(now) - timedelta(minutes=1)).isoformat().removesuffix("+00:00")

    assert is_due(owed(newest), "weekly", at(now), digest=True) == due


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("2026-10-26T07:29", "2026-10-19T06:30"),
        ("2026-10-26T07:30", "2026-10-26T07:30"),
        ("2026-10-25T23:30", "2026-10-19T06:30"),
        ("2026-11-01T12:00", "2026-10-26T07:30"),
        ("2026-03-30T06:29", "2026-03-23T07:30"),
        ("2026-03-30T06:30", "2026-03-30T06:30"),
    ],
)
def test_the_last_monday_is_half_past_seven_by_london_s_clock(now: str, monday: str) -> None:
    assert last_monday(at(now)) == at(monday)


@pytest.mark.parametrize(
    ("since", "due"), [("2026-11-22T09:00", True), ("2026-11-23T07:29", True), ("2026-11-23T07:31", False)]
)
def test_what_monday_missed_goes_with_tuesday_and_what_came_later_waits(since: str, due: bool) -> None:
    assert is_due(owed(since), "weekly", at("2026-11-24T07:30"), digest=True) == due


def test_a_weekly_digest_that_was_tried_in_vain_is_tried_at_the_next_daily_one() -> None:
    tried = owed("2026-11-23T09:00", message_id="<1@watch.example>")

    assert is_due(tried, "weekly", at("2026-11-24T07:30"), digest=True)


@pytest.mark.parametrize(("hours", "due"), [(25, False), (27, True)])
def test_a_day_s_digest_that_nobody_sent_is_sent_by_a_run_without_digests(hours: int, due: bool) -> None:
    message = owed("2026-11-24T09:00", "2026-11-25T09:00")

    assert is_due(message, "daily", at("2026-11-24T09:00") + timedelta(hours=hours), digest=False) == due


@pytest.mark.parametrize(
    ("now", "due"), [("2026-11-23T12:00", False), ("2026-11-24T09:29", False), ("2026-11-24T09:31", True)]
)
def test_a_week_s_digest_that_nobody_sent_is_sent_a_day_after_monday(now: str, due: bool) -> None:
    assert is_due(owed("2026-11-20T09:00"), "weekly", at(now), digest=False) == due


def test_a_clock_that_was_ahead_when_a_change_was_flagged_holds_up_no_daily_digest() -> None:
    assert is_due(owed("2026-12-24T09:00"), "daily", at("2026-11-24T07:30"), digest=True)
