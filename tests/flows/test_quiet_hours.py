from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.quiet_hours import QuietHours
from transforms.health import LONDON

NIGHT = ("22:00", "07:00")
NOON = ("12:00", "13:30")


def hours(start: str, end: str) -> QuietHours:
    return QuietHours.model_validate({"from": start, "to": end})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "moment", "end"),
    [
        (NIGHT, "2026-11-22T21:59", None),
        (NIGHT, "2026-11-22T22:00", "2026-11-23T07:00"),
        (NIGHT, "2026-11-23T00:00", "2026-11-23T07:00"),
        (NIGHT, "2026-11-23T06:59", "2026-11-23T07:00"),
        (NIGHT, "2026-11-23T07:00", None),
        (NIGHT, "2026-07-01T20:59", None),
        (NIGHT, "2026-07-01T21:00", "2026-07-02T06:00"),
        (NIGHT, "2026-07-02T06:00", None),
        (NOON, "2026-11-22T11:59", None),
        (NOON, "2026-11-22T12:00", "2026-11-22T13:30"),
        (NOON, "2026-11-22T13:30", None),
        (("00:00", "07:00"), "2026-11-22T00:00", "2026-11-22T07:00"),
        (("22:00", "00:00"), "2026-11-22T23:59", "2026-11-23T00:00"),
    ],
)
def test_quiet_hours_are_of_london_s_clocks_and_go_over_midnight(
    quiet: tuple[str, str], moment: str, end: str | None
) -> None:
    assert hours(*quiet).end_of(at(moment)) == (at(end) if end else None)


def assert_quiet_from_first_to_end(quiet: tuple[str, str], quiet_moments: list[str], end: str) -> None:
    night = hours(*quiet)

    assert night.end_of(at(quiet_moments[0]) - timedelta(minutes=1)) is None
    assert [night.end_of(at(moment)) for moment in quiet_moments] == [at(end)] * len(quiet_moments)
    assert night.end_of(at(end)) is None


@pytest.mark.parametrize(
    ("quiet", "quiet_moments", "end"),
    [
        (NIGHT, ["2026-03-28T22:00", "2026-03-29T00:59", "2026-03-29T01:00", "2026-03-29T05:59"], "2026-03-29T06:00"),
        (("22:00", "01:30"), ["2026-03-28T22:00", "2026-03-29T00:59"], "2026-03-29T01:00"),
        (("01:30", "07:00"), ["2026-03-29T01:00", "2026-03-29T05:59"], "2026-03-29T06:00"),
    ],
)
def test_when_clocks_go_forward_a_time_that_they_skip_is_when_they_skip_it(
    quiet: tuple[str, str], quiet_moments: list[str], end: str
) -> None:
    assert_quiet_from_first_to_end(quiet, quiet_moments, end)


@pytest.mark.parametrize(
    ("quiet", "quiet_moments", "end"),
    [
        (NIGHT, ["2026-10-24T21:00", "2026-10-25T00:30", "2026-10-25T06:59"], "2026-10-25T07:00"),
        (("22:00", "01:30"), ["2026-10-24T21:00", "2026-10-25T00:45", "2026-10-25T01:29"], "2026-10-25T01:30"),
        (("01:30", "07:00"), ["2026-10-25T00:30", "2026-10-25T01:15", "2026-10-25T06:59"], "2026-10-25T07:00"),
    ],
)
def test_when_clocks_go_back_they_last_from_the_first_time_to_the_last_without_a_break(
    quiet: tuple[str, str], quiet_moments: list[str], end: str
) -> None:
    assert_quiet_from_first_to_end(quiet, quiet_moments, end)


times = st.times().map(lambda one: one.replace(second=0, microsecond=0))


@settings(deadline=None)
@given(
    st.tuples(times, times).filter(lambda pair: pair[0] != pair[1]),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
)
def test_away_from_a_change_of_clocks_the_time_of_day_decides(pair: tuple[time, time], moment: datetime) -> None:
    local = moment.astimezone(LONDON)
    if any((local + timedelta(hours=sign * 48)).utcoffset() != local.utcoffset() for sign in (-1, 1)):
        return
    start, end = pair
    now = local.time()
    inside = start <= now < end if start < end else now >= start or now < end
    found = hours(f"{start:%H:%M}", f"{end:%H:%M}").end_of(moment)

    assert (found is not None) == inside
    if found:
        assert found.astimezone(LONDON).time() == end
        assert moment < found <= moment + timedelta(days=1)


@settings(deadline=None)
@given(
    st.tuples(times, times).filter(lambda pair: pair[0] != pair[1]),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
)
def test_what_waits_for_the_end_of_quiet_hours_need_not_wait_again(pair: tuple[time, time], moment: datetime) -> None:
    quiet = hours(f"{pair[0]:%H:%M}", f"{pair[1]:%H:%M}")
    end = quiet.end_of(moment)

    assert end is None or (end > moment and quiet.end_of(end) is None)
