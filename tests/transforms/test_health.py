from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.health import (
    FAILURES_THAT_COUNT,
    GAP_WHERE_NONE_IS_STATED,
    LONGEST_UNVISITED,
    MAY_PASS,
    STALE_AFTER_GAPS,
    Expected,
    Verdict,
    Visits,
    in_time,
    judge,
)

NOW = datetime(2022, 3, 1, 9, tzinfo=UTC)
WEEKLY = Expected(usual_gap_days=7)
ALIVE = Verdict("alive", "Its newest item is of 28 February 2022.", NOW - timedelta(days=30), "run-0")


def days(count: float) -> timedelta:
    return timedelta(days=count)


def read(newest: datetime | None, *, found: int = 10, new: int = 0, now: datetime = NOW) -> Visits:
    return Visits().read(found=found, new=new, newest=newest, now=now)


def after(visits: Visits, before: Verdict = ALIVE, reason: str | None = None) -> Verdict:
    return judge(visits, before, WEEKLY, now=NOW, run="run-1", reason=reason)


@pytest.mark.parametrize(
    ("age", "code"), [(0, "alive"), (7, "alive"), (7.1, "quiet"), (21, "quiet"), (21.1, "stale"), (4000, "stale")]
)
def test_a_list_is_judged_by_the_age_of_its_newest_item(age: float, code: str) -> None:
    verdict = after(read(NOW - days(age)), Verdict())
    assert (verdict.code, verdict.since, verdict.run) == (code, NOW, "run-1")


def test_the_reason_names_the_newest_item_and_the_usual_silence() -> None:
    verdict = after(read(NOW - days(28)))
    assert verdict.why == (
        "Its newest item is of 1 February 2022, more than 3 times the 7 days of its usual silence; "
        "see whether its news stands elsewhere now."
    )


def test_a_day_is_told_by_the_clocks_of_london() -> None:
    in_summer = datetime(2021, 7, 2, 23, tzinfo=UTC)
    assert after(read(in_summer)).why.startswith("Its newest item is of 3 July 2021,")


def test_a_list_without_dates_is_judged_by_when_something_was_last_new() -> None:
    first = read(None, new=10, now=NOW - days(8))
    verdict = after(first.read(found=10, new=0, newest=None, now=NOW))
    assert (verdict.code, verdict.why[:47]) == ("quiet", "Its last new item was found on 21 February 2022")


def test_a_list_that_may_be_empty_is_alive() -> None:
    assert after(read(None, found=0)).code == "alive"


def test_an_empty_list_does_not_forget_what_was_newest() -> None:
    visits = read(NOW - days(8)).read(found=0, new=0, newest=None, now=NOW)
    assert (visits.newest_published, visits.last_found) == (NOW - days(8), 0)


def test_a_source_of_unknown_habits_may_be_silent_for_a_season() -> None:
    def code(age: int) -> str:
        return judge(read(NOW - days(age)), Verdict(), Expected(), now=NOW, run="run-1").code

    assert [code(GAP_WHERE_NONE_IS_STATED + more) for more in (0, 1)] == ["alive", "quiet"]


def test_a_verdict_that_stays_keeps_its_day_and_run_and_renews_its_reason() -> None:
    verdict = after(read(NOW))
    assert verdict == Verdict("alive", "Its newest item is of 1 March 2022.", ALIVE.since, ALIVE.run)


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("refused", "blocked"),
        ("robots_disallowed", "blocked"),
        ("gone", "broken"),
        ("bad_address", "broken"),
        ("unreadable_listing", "broken"),
        ("too_many_redirects", "broken"),
    ],
)
def test_what_will_not_pass_is_a_verdict_at_once(reason: str, code: str) -> None:
    verdict = after(read(NOW).failed("It is gone.", NOW), ALIVE, reason)
    assert verdict == Verdict(code, "It is gone.", NOW, "run-1")  # type: ignore[arg-type]


@pytest.mark.parametrize("reason", sorted(MAY_PASS))
def test_what_may_pass_is_a_verdict_at_the_third_visit_in_a_row(reason: str) -> None:
    visits, verdict, codes = read(NOW), ALIVE, []
    for _ in range(FAILURES_THAT_COUNT):
        visits = visits.failed("No answer.", NOW)
        verdict = after(visits, verdict, reason)
        codes.append(verdict.code)
    assert codes == ["alive", "alive", "blocked" if reason == "rate_limited" else "broken"]
    assert verdict.why == "3 visits in a row failed, the last: No answer."


def test_a_source_that_never_answered_is_untried_until_it_can_be_judged() -> None:
    verdict = after(Visits().failed("No answer.", NOW), Verdict(), "unreachable")
    assert verdict == Verdict("untried", "It could not be read yet: No answer.")


def test_a_blocked_source_stays_so_while_its_host_has_trouble() -> None:
    blocked = Verdict("blocked", "Refused.", NOW - days(1), "run-0")
    assert after(read(NOW).failed("No answer.", NOW), blocked, "unreachable") == blocked


def test_a_source_that_is_read_again_is_alive_from_then_on() -> None:
    blocked = Verdict("blocked", "Refused.", NOW - days(1), "run-0")
    visits = read(NOW).failed("Refused.", NOW).read(found=10, new=0, newest=NOW, now=NOW)
    assert (visits.failures, visits.last_error) == (0, None)
    assert after(visits, blocked) == Verdict("alive", "Its newest item is of 1 March 2022.", NOW, "run-1")


def test_a_host_that_says_that_nothing_changed_was_read() -> None:
    visits = read(NOW - days(8), now=NOW - days(1)).failed("No answer.", NOW - days(1)).unchanged(NOW)
    assert (visits.last_success, visits.failures, visits.last_found) == (NOW, 0, 10)
    assert after(visits).code == "quiet"


def test_time_alone_makes_a_source_quiet_and_stale() -> None:
    visits = read(NOW)

    def later(count: float) -> Verdict:
        return in_time(visits.unchanged(NOW + days(count)), ALIVE, WEEKLY, NOW + days(count))

    assert later(7) == ALIVE
    assert (later(8).code, later(8).since, later(8).run) == ("quiet", NOW + days(7), None)
    assert (later(99).code, later(99).since) == ("stale", NOW + STALE_AFTER_GAPS * days(7))


def test_a_source_that_is_not_visited_any_more_is_stale() -> None:
    yearly = Expected(usual_gap_days=365)
    on_time, late = NOW + LONGEST_UNVISITED, NOW + LONGEST_UNVISITED + days(1)
    assert in_time(read(NOW), ALIVE, yearly, on_time) == ALIVE
    assert in_time(read(NOW), ALIVE, yearly, late) == Verdict(
        "stale", "It was last visited on 1 March 2022; see why it is not.", on_time
    )


def test_a_source_that_is_visited_once_a_month_may_go_unvisited_for_longer() -> None:
    monthly = Expected(usual_gap_days=365, every=30 * 24 * 60)
    assert in_time(read(NOW), ALIVE, monthly, NOW + days(89)) == ALIVE


@pytest.mark.parametrize("code", ["untried", "broken", "blocked"])
def test_time_does_not_change_what_could_not_be_read(code: str) -> None:
    before = Verdict(code, "Refused.", NOW, "run-0")  # type: ignore[arg-type]
    assert in_time(read(NOW).failed("Refused.", NOW), before, WEEKLY, NOW + days(4000)) == before


@settings(deadline=None)
@given(st.integers(0, 5_000), st.integers(0, 5_000), st.none() | st.integers(1, 3_660))
def test_a_source_grows_older_only(age: int, more: int, gap: int | None) -> None:
    order = ("alive", "quiet", "stale")
    first = judge(read(NOW - days(age)), Verdict(), Expected(gap), now=NOW, run="run-1")
    then = in_time(read(NOW - days(age)), first, Expected(gap), NOW + days(more))
    assert order.index(then.code) >= order.index(first.code)
    assert first.since is not None
    assert then.since is not None
    assert first.since <= then.since <= NOW + days(more)
