from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows.due import due_now, first_chance, goes_at, is_due, is_kept_back, last_monday
from flows.memory.outbox import Unsent
from flows.subscriptions import Frequency, Subscriber


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def reader(frequency: Frequency = "at_once", **fields: Any) -> Subscriber:
    return Subscriber.model_validate({"address": "ann@council.example", "frequency": frequency, **fields})


def owed(*since: str, message_id: str | None = None) -> list[Unsent]:
    return [Unsent(moment, moment, "ann@council.example", message_id, 0, at(moment)) for moment in since]


@pytest.mark.parametrize(
    ("frequency", "digest", "due"),
    [("at_once", False, True), ("at_once", True, False), ("daily", False, False), ("daily", True, True)],
)
def test_a_reader_hears_at_once_or_by_digest(frequency: Frequency, digest: bool, due: bool) -> None:
    assert is_due(owed("2026-11-24T07:00"), reader(frequency), at("2026-11-24T07:30"), digest=digest) == due


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

    assert is_due(owed(newest), reader("weekly"), at(now), digest=True) == due


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
    assert is_due(owed(since), reader("weekly"), at("2026-11-24T07:30"), digest=True) == due


def test_a_weekly_digest_that_was_tried_in_vain_is_tried_at_the_next_daily_one() -> None:
    tried = owed("2026-11-23T09:00", message_id="<1@watch.example>")

    assert is_due(tried, reader("weekly"), at("2026-11-24T07:30"), digest=True)


@pytest.mark.parametrize(("hours", "due"), [(25, False), (27, True)])
def test_a_day_s_digest_that_nobody_sent_is_sent_by_a_run_without_digests(hours: int, due: bool) -> None:
    message = owed("2026-11-24T09:00", "2026-11-25T09:00")

    assert is_due(message, reader("daily"), at("2026-11-24T09:00") + timedelta(hours=hours), digest=False) == due


@pytest.mark.parametrize(
    ("now", "due"), [("2026-11-23T12:00", False), ("2026-11-24T09:29", False), ("2026-11-24T09:31", True)]
)
def test_a_week_s_digest_that_nobody_sent_is_sent_a_day_after_monday(now: str, due: bool) -> None:
    assert is_due(owed("2026-11-20T09:00"), reader("weekly"), at(now), digest=False) == due


def test_a_clock_that_was_ahead_when_a_change_was_flagged_holds_up_no_daily_digest() -> None:
    assert is_due(owed("2026-12-24T09:00"), reader("daily"), at("2026-11-24T07:30"), digest=True)


NIGHT = {"from": "22:00", "to": "07:00"}


def test_mail_at_once_waits_until_quiet_hours_end_and_digests_do_not() -> None:
    message = owed("2026-11-22T21:00")

    assert [
        is_due(message, reader(quiet_hours=NIGHT), at(now), digest=False)
        for now in ("2026-11-22T21:59", "2026-11-22T22:00", "2026-11-23T06:59", "2026-11-23T07:00")
    ] == [True, False, False, True]
    assert is_due(message, reader("daily", quiet_hours=NIGHT), at("2026-11-23T06:30"), digest=True)


def ids_due(due: list[tuple[Unsent, ...]]) -> list[list[str]]:
    return [[alert.alert_id for alert in message] for message in due]


@pytest.mark.parametrize(
    ("any_time", "now", "due"),
    [
        (True, "2026-11-22T21:59", [["2026-11-22T20:00", "2026-11-22T21:00"]]),
        (True, "2026-11-22T22:30", [["2026-11-22T21:00"]]),
        (True, "2026-11-23T07:00", [["2026-11-22T20:00", "2026-11-22T21:00"]]),
        (False, "2026-11-22T22:30", []),
    ],
)
def test_critical_changes_go_alone_in_quiet_hours_where_they_may(
    any_time: bool, now: str, due: list[list[str]]
) -> None:
    ann = reader(quiet_hours=NIGHT, critical_any_time=any_time)
    waiting = owed("2026-11-22T20:00", "2026-11-22T21:00")

    assert ids_due(due_now(waiting, ann, at(now), digest=False, critical={"2026-11-22T21:00"})) == due


def test_a_message_tried_before_quiet_hours_keeps_its_alerts_and_goes_in_them_if_one_is_critical() -> None:
    ann = reader(quiet_hours=NIGHT, critical_any_time=True)
    tried = owed("2026-11-22T20:00", "2026-11-22T21:00", message_id="<1@watch.example>")
    now = at("2026-11-22T22:30")

    assert ids_due(due_now(tried, ann, now, digest=False, critical={"2026-11-22T21:00"})) == [
        ["2026-11-22T20:00", "2026-11-22T21:00"]
    ]
    assert due_now(tried, ann, now, digest=False) == []


@pytest.mark.parametrize("frequency", ["at_once", "daily", "weekly"])
@pytest.mark.parametrize("digest", [False, True])
def test_nothing_goes_before_a_pause_ends_however_long_it_has_waited(frequency: Frequency, digest: bool) -> None:
    ann = reader(frequency, pause_until="2026-12-24", critical_any_time=True)
    waiting = owed("2026-10-01T09:00")

    assert due_now(waiting, ann, at("2026-12-23T23:59"), digest=digest, critical={"2026-10-01T09:00"}) == []


def test_what_a_pause_held_back_goes_apart_on_the_first_run_of_the_day() -> None:
    ann = reader(pause_until="2026-12-24")
    waiting = owed("2026-12-01T09:00", "2026-12-23T23:50", "2026-12-24T00:10")
    due = due_now(waiting, ann, at("2026-12-24T00:15"), digest=False)

    assert ids_due(due) == [["2026-12-01T09:00", "2026-12-23T23:50"], ["2026-12-24T00:10"]]
    assert [is_kept_back(message, ann) for message in due] == [True, False]


def test_a_reader_of_digests_has_one_mail_after_a_pause() -> None:
    ann = reader("daily", pause_until="2026-12-24")
    waiting = owed("2026-12-01T09:00", "2026-12-24T00:10")

    assert len(due_now(waiting, ann, at("2026-12-24T07:30"), digest=True)) == 1


def test_a_pause_ends_by_london_s_midnight_in_summer() -> None:
    ann = reader(pause_until="2026-07-01")

    assert not is_due(owed("2026-06-30T09:00"), ann, at("2026-06-30T22:59"), digest=False)
    assert is_due(owed("2026-06-30T09:00"), ann, at("2026-06-30T23:00"), digest=False)


def test_what_a_pause_held_back_waits_for_the_end_of_quiet_hours() -> None:
    ann = reader(pause_until="2026-12-24", quiet_hours=NIGHT)

    assert not is_due(owed("2026-12-01T09:00"), ann, at("2026-12-24T06:59"), digest=False)
    assert is_due(owed("2026-12-01T09:00"), ann, at("2026-12-24T07:00"), digest=False)


@pytest.mark.parametrize("frequency", ["daily", "weekly"])
def test_a_reader_of_digests_has_what_a_pause_held_back_with_the_digest_of_the_day_it_ends(
    frequency: Frequency,
) -> None:
    ann = reader(frequency, pause_until="2026-12-24")
    waiting = owed("2026-12-22T09:00")

    assert not is_due(waiting, ann, at("2026-12-24T00:15"), digest=False)
    assert is_due(waiting, ann, at("2026-12-24T07:30"), digest=True)
    assert is_due(waiting, ann, at("2026-12-25T02:01"), digest=False)


def test_a_week_s_digest_after_a_pause_does_not_take_what_came_since_before_its_monday() -> None:
    ann = reader("weekly", pause_until="2026-12-22")

    assert not is_due(owed("2026-12-22T09:00"), ann, at("2026-12-24T07:30"), digest=True)


@pytest.mark.parametrize(
    ("fields", "since", "chance"),
    [
        ({}, "2026-11-22T23:00", "2026-11-22T23:00"),
        ({"quiet_hours": NIGHT}, "2026-11-22T23:00", "2026-11-23T07:00"),
        ({"quiet_hours": NIGHT}, "2026-11-22T12:00", "2026-11-22T12:00"),
        ({"quiet_hours": NIGHT, "frequency": "daily"}, "2026-11-22T23:00", "2026-11-22T23:00"),
        ({"pause_until": "2026-12-24"}, "2026-11-22T23:00", "2026-12-24T00:00"),
        ({"pause_until": "2026-12-24", "quiet_hours": NIGHT}, "2026-11-22T23:00", "2026-12-24T07:00"),
        ({"pause_until": "2026-11-01"}, "2026-11-22T23:00", "2026-11-22T23:00"),
    ],
)
def test_pauses_and_quiet_hours_put_off_the_first_chance(fields: dict[str, Any], since: str, chance: str) -> None:
    assert first_chance(reader(**fields), at(since)) == at(chance)


@pytest.mark.parametrize(
    ("fields", "since", "moment"),
    [
        ({}, "2026-11-24T09:00", "2026-11-24T09:00"),
        ({"quiet_hours": NIGHT}, "2026-11-24T23:00", "2026-11-25T07:00"),
        ({"quiet_hours": NIGHT, "critical_any_time": True}, "2026-11-24T23:00", "2026-11-24T23:00"),
        ({"pause_until": "2026-12-24", "critical_any_time": True}, "2026-11-24T23:00", "2026-12-24T00:00"),
        ({"frequency": "daily"}, "2026-11-24T07:30", "2026-11-24T07:30"),
        ({"frequency": "daily"}, "2026-11-24T07:31", "2026-11-25T07:30"),
        ({"frequency": "daily"}, "2026-10-24T12:00", "2026-10-25T07:30"),
        ({"frequency": "weekly"}, "2026-11-23T07:30", "2026-11-23T07:30"),
        ({"frequency": "weekly"}, "2026-11-23T07:31", "2026-11-30T07:30"),
        ({"frequency": "weekly"}, "2026-03-28T12:00", "2026-03-30T06:30"),
        ({"frequency": "weekly", "pause_until": "2026-12-24"}, "2026-11-23T09:00", "2026-12-24T07:30"),
        ({"frequency": "weekly", "pause_until": "2026-12-24"}, "2026-12-24T09:00", "2026-12-28T07:30"),
    ],
)
def test_when_a_critical_change_is_mailed_if_every_run_is_on_time(
    fields: dict[str, Any], since: str, moment: str
) -> None:
    assert goes_at(reader(**fields), at(since), critical=True) == at(moment)
