"""The daily report on the sources: what stands on its page, and what the operator is mailed and when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from flows.health_report import HealthReport, report_health
from flows.memory.layout import source_states
from flows.memory.notices import told_under
from flows.redact import MASK
from flows.workshop import Workshop
from scrapers.errors import Gone, Refused
from tests.flows.conftest import Clock
from tests.flows.post_office import PostOffice
from tests.flows.runs_of import make_room, ran
from tests.flows.visits import visited

OPERATOR = "ops@council.example"
DAY = timedelta(days=1)
# The tests' clock begins on a Friday.
MONDAY = datetime(2021, 12, 6, 7, tzinfo=UTC)
NO_FEED = Gone("There is no feed.")


@pytest.fixture
def operated(workshop: Workshop, post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    make_room(monkeypatch)
    settings = workshop.settings.model_copy(update={"operator": OPERATOR, "smtp": post.smtp()})
    return replace(workshop, settings=settings)


def as_registered(workshop: Workshop, **changes: Any) -> Workshop:
    """The same with the Gazette registered otherwise."""
    register = (one.model_copy(update=changes) if one.id == "gazette" else one for one in workshop.register)
    return replace(workshop, register=tuple(register))


def days(workshop: Workshop, clock: Clock, visits: Sequence[str]) -> list[list[str]]:
    """What the operator is told on each of these days: who fell ill, and with a plus who is well again."""
    told = []
    for visit in visits:
        clock.forward(days=1)
        visited(workshop, NO_FEED if visit == "gone" else clock.now)
        turns = report_health(workshop).turns
        told.append([*(one.source_id for one in turns.fell_ill), *(f"+{name}" for name in turns.recovered)])
    return told


def test_a_source_is_told_once_when_it_falls_ill_and_once_when_it_is_well(operated: Workshop, clock: Clock) -> None:
    visits = ["read", "gone", "gone", "read", "read", "gone"]
    assert days(operated, clock, visits) == [[], ["gazette"], [], ["+gazette"], [], ["gazette"]]


def test_the_mail_names_what_is_new_and_what_to_do(operated: Workshop, post: PostOffice, clock: Clock) -> None:
    visited(operated, NO_FEED)
    report = report_health(operated)

    assert report.mailed
    (mail,) = post.accepted
    assert mail["Subject"] == "inspection-watch: 1 source without news"
    lines = mail.get_content().splitlines()
    assert lines[:2] == [
        "These sources bring no news any more:",
        "- gazette, broken since 2021-12-03 09:00 UTC: There is no feed.",
    ]
    assert "Try `inspection-watch sources check ID`, then mend the entry in the register or pause it." in lines
    assert "Sources: 1 untried, 1 broken." in lines


def test_news_of_stale_and_blocked_sources_is_told_too(operated: Workshop, post: PostOffice, clock: Clock) -> None:
    weekly = as_registered(operated, usual_gap_days=7)
    visited(weekly, clock.now - 30 * DAY)
    assert [one.verdict for one in report_health(weekly).turns.fell_ill] == ["stale"]
    # Another illness of a source that is known to ail is no news.
    visited(weekly, Refused("It is behind a challenge."))
    report = report_health(weekly)
    assert report.turns.fell_ill == ()
    assert "| gazette | blocked |" in report.markdown


def test_without_an_operator_the_page_is_made_all_the_same(workshop: Workshop) -> None:
    visited(workshop, NO_FEED)
    report = report_health(workshop)
    assert not report.mailed
    assert "| gazette | broken | 2021-12-03 09:00 UTC | There is no feed. |" in report.markdown
    assert report.counts["broken"] == report.counts["fell_ill"] == 1


def test_what_the_mail_server_did_not_take_is_told_at_the_next_report(
    operated: Workshop, post: PostOffice, clock: Clock
) -> None:
    visited(operated, NO_FEED)
    post.on_data = "451 try later"
    assert not report_health(operated).mailed
    post.on_data = "250 OK"
    clock.forward(hours=23)
    assert report_health(operated).mailed
    text = post.accepted[0].get_content()
    assert "- gazette, broken since" in text
    assert "1 mail to the operator could not be delivered, the last on 2021-12-03" in text


def test_two_reports_at_once_mail_once(operated: Workshop, post: PostOffice) -> None:
    ran(operated, "watch", operated.clock() - DAY)
    assert [report_health(operated).mailed for _ in range(2)] == [True, False]
    assert len(post.accepted) == 1


def test_what_needs_a_person_is_told_every_day(operated: Workshop, post: PostOffice, clock: Clock) -> None:
    ran(operated, "watch", clock.now - DAY)
    for _ in range(3):
        assert report_health(operated).mailed
        clock.forward(days=1)
    assert {mail["Subject"] for mail in post.accepted} == {"inspection-watch: 1 thing needs a person"}
    assert post.accepted[0].get_content().startswith("Needs a person:")


@pytest.mark.parametrize(("day", "mails"), [(MONDAY - DAY, 0), (MONDAY, 1), (MONDAY + DAY, 0)])
def test_a_quiet_monday_is_told_to_show_that_the_service_lives(
    operated: Workshop, post: PostOffice, clock: Clock, day: datetime, mails: int
) -> None:
    clock.now = day
    visited(operated, clock.now)
    for _ in range(2):
        report_health(operated)
        clock.forward(hours=2)
    assert [mail["Subject"] for mail in post.accepted] == ["inspection-watch: all quiet"] * mails


def test_every_monday_is_told(operated: Workshop, post: PostOffice, clock: Clock) -> None:
    clock.now = MONDAY
    for _ in range(15):
        visited(operated, clock.now)
        report_health(operated)
        clock.forward(days=1)
    assert len(post.accepted) == 3


def test_monday_begins_by_londons_clocks(operated: Workshop, post: PostOffice, clock: Clock) -> None:
    clock.now = datetime(2021, 6, 6, 23, 30, tzinfo=UTC)
    visited(operated, clock.now)
    assert report_health(operated).mailed


@pytest.mark.parametrize("gone_for_good", [True, False])
def test_a_source_no_longer_read_has_not_recovered_and_is_told_anew_when_it_is_back(
    operated: Workshop, clock: Clock, gone_for_good: bool
) -> None:
    visited(operated, NO_FEED)
    report_health(operated)
    clock.forward(days=1)
    without = as_registered(operated, state="paused", state_since=date(2021, 12, 4), state_why="It has moved.")
    if gone_for_good:
        without = replace(operated, register=tuple(one for one in operated.register if one.id != "gazette"))
    turns = report_health(without).turns
    assert (turns.fell_ill, turns.recovered) == ((), ())
    assert told_under(operated.memory, "source ails: ") == {}
    clock.forward(days=1)
    assert [one.source_id for one in report_health(operated).turns.fell_ill] == ["gazette"]


def changed(report: HealthReport) -> str:
    return report.markdown.partition("## Changed since ")[2].partition("\n## ")[0]


def test_the_page_tells_what_changed_since_the_last_report(operated: Workshop, clock: Clock) -> None:
    visited(operated, clock.now)
    first = report_health(operated)
    assert first.markdown.startswith("# Health of the sources on 3 December 2021\n")
    assert "| alive | 1 |\n| quiet | 0 |" in first.markdown
    assert changed(first) == ""
    clock.forward(days=1)
    assert "Nothing." in changed(report_health(operated))
    visited(operated, NO_FEED)
    assert "- gazette: broken since 2021-12-04 09:00 UTC. There is no feed." in changed(report_health(operated))


def test_the_page_has_failures_of_the_day_and_what_needs_a_person(operated: Workshop, clock: Clock) -> None:
    operated.fail("watch", "unreachable", "long ago")
    clock.forward(days=2)
    for number in range(2):
        operated.fail("extract", "no_text", f"page {number}")
    ran(operated, "watch", clock.now - DAY)
    page = report_health(operated).markdown
    assert "| extract | no\\_text | 2 |" in page
    assert "unreachable" not in page
    assert "## Needs a person\n\n- Overdue since " in page


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("a | b\n# <b>c</b>", "a \\| b \\# \\<b\\>c\\</b\\>"),
        ("see https://ann:geheim@host.example/", "see https://ann:\\*\\*\\*@host.example/"),
    ],
)
def test_hosts_can_write_nothing_alive_into_the_page(operated: Workshop, said: str, shown: str) -> None:
    visited(operated, Gone(said))
    assert f"| {shown} |" in report_health(operated).markdown


def test_secrets_stay_out_of_page_and_mail(
    operated: Workshop, post: PostOffice, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_TOKEN", "abc_def|1")
    report_health(operated)
    clock.forward(hours=2)
    visited(operated, Gone("refused abc_def|1"))
    report = report_health(operated)
    assert "refused" in changed(report)
    assert "abc" not in report.markdown
    assert f"refused {MASK}" in post.accepted[0].get_content()


def test_a_memory_from_before_verdicts_is_reported(operated: Workshop) -> None:
    with operated.memory.begin() as connection:
        connection.execute(source_states.insert(), [{"source_id": "gazette", "failures": 0}])
    assert report_health(operated).turns.fell_ill == ()
