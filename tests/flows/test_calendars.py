from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.calendars import calendar_document, event_of
from flows.scopes import ALL
from tests.flows.listeners import read_calendar
from tests.made_up import day, frame_of, moment
from transforms.catalogue import with_history
from transforms.history_tables import UNDERTAKINGS

KNOWN = {
    "undertaking_id": "one",
    "authority_code": "E06000015",
    "authority": "Derby",
    "category": "improvement_plan",
    "speaker": "Jo Sample",
    "amount_gbp": 2_500_000,
    "deadline": day("2027-03-31"),
    "deadline_precision": "day",
    "status": "open",
    "made_on": day("2026-10-13"),
    "evidence": "We will publish a plan; it comes by the end of March, she said.",
    "url": "https://derby.example/plan",
    "revision": 1,
    "known_from": moment("2026-10-15T06:30"),
}


def row(**more: Any) -> dict[str, Any]:
    return frame_of(with_history(UNDERTAKINGS), [KNOWN]).row(0, named=True) | more


def only(**more: Any) -> Any:
    (event,) = read_calendar(calendar_document(ALL, [event_of(row(**more))]))
    return event


def test_a_deadline_is_an_event_of_its_day() -> None:
    event = only()

    assert event["DTSTART"].dt == day("2027-03-31")
    assert event["SUMMARY"] == "Derby: an improvement plan, £2,500,000"
    assert event["DESCRIPTION"].split("\n") == [
        "Undertaken by Jo Sample.",
        "First told on 13 October 2026.",
        "Evidence: “We will publish a plan; it comes by the end of March, she said.”",
        "Source: derby.example, https://derby.example/plan",
    ]
    assert (event["URL"], event["STATUS"], event["TRANSP"]) == (KNOWN["url"], "CONFIRMED", "TRANSPARENT")
    assert (event["SEQUENCE"], event["DTSTAMP"].dt) == (0, KNOWN["known_from"])
    assert event["CATEGORIES"].cats == ["an improvement plan"]


@pytest.mark.parametrize(
    ("precision", "deadline", "said"),
    [
        ("month", "2027-03-31", "To be done in March 2027; shown on the last day of it."),
        ("year", "2027-12-31", "To be done in 2027; shown on the last day of it."),
    ],
)
def test_a_deadline_that_is_no_day_says_so(precision: str, deadline: str, said: str) -> None:
    event = only(deadline=day(deadline), deadline_precision=precision)

    assert event["DTSTART"].dt == day(deadline)
    assert event["DESCRIPTION"].split("\n")[0] == said


@pytest.mark.parametrize(
    ("more", "status", "told", "sequence"),
    [
        ({"status": "overdue", "revision": 2}, "CONFIRMED", "(overdue)", 1),
        ({"status": "done", "revision": 3, "done_evidence": "The plan is out."}, "CANCELLED", "(done)", 2),
        ({"revision": 2, "known_to": moment("2026-11-01T08:00")}, "CANCELLED", "(withdrawn)", 2),
    ],
)
def test_what_becomes_of_it_is_a_later_state_of_the_same_event(
    more: dict[str, Any], status: str, told: str, sequence: int
) -> None:
    event = only(**more)

    assert event["UID"] == only()["UID"]
    assert event["SUMMARY"].endswith(told)
    assert (event["STATUS"], event["SEQUENCE"]) == (status, sequence)
    assert event["DTSTAMP"].dt == more.get("known_to", KNOWN["known_from"])


def test_a_uid_is_a_name_for_good() -> None:
    # Another one here would show every calendar all events twice.
    assert only()["UID"] == "e91528af-3e7e-585a-9fd6-dbb9c62f7e7e"


def test_a_report_that_it_is_done_is_quoted() -> None:
    assert "Reported done: “The plan is out.”" in only(status="done", done_evidence="The plan is out.")["DESCRIPTION"]


HOSTILE = 'x\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nATTACH:https://evil.example\n\\n;,:"^ \x00\x1b\u202egood\u200b\ud800 end'


def test_nothing_of_a_page_breaks_out() -> None:
    event = only(authority=HOSTILE, evidence=HOSTILE, speaker=HOSTILE, url="file:///etc/passwd\r\nATTACH:x")

    assert "URL" not in event
    assert not event.subcomponents
    assert not event.walk("VALARM")
    assert "https://evil.example" not in event["DESCRIPTION"]
    assert event["DESCRIPTION"].count("\n") == 2


def test_a_megabyte_is_cut_short() -> None:
    endless = "Very long. " * 100_000
    content = calendar_document(ALL, [event_of(row(authority=endless, evidence=endless, speaker=endless, url=endless))])

    assert len(content) < 3_000
    assert read_calendar(content)


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_any_text_makes_a_valid_calendar(evidence: str, speaker: str, url: str) -> None:
    for address in (url, f"https://derby.example/{url}"):
        event = only(evidence=evidence, speaker=speaker, url=address)
        assert event["SUMMARY"] == "Derby: an improvement plan, £2,500,000"
