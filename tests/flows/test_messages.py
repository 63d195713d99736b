import re
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.messages import CERTAIN, SUBJECT_LENGTH, UNCERTAIN, Grade, Reported, Told, compose, one_line
from flows.settings import Subscriber

READER = Subscriber(address="ann@council.example", name="Ann Lee")
NOW = datetime(2021, 11, 30, 8, 15, tzinfo=UTC)
ROW: dict[str, Any] = {
    "change_id": "change-1",
    "type": "inadequate_new",
    "severity": "critical",
    "summary": "North East Lincolnshire: children's services judged inadequate overall",
    "old_value": "requires_improvement",
    "new_value": "inadequate",
    "effective": date(2021, 11, 9),
    "corroborated": True,
    "evidence": "Inspectors judged the council's services for children to be inadequate.",
    "url": "https://nelincs.example/report?id=1&page=2",
}
REPORTS = (
    Reported("North East Lincolnshire Council", ROW["url"]),
    Reported("The Gazette", "https://gazette.example/1"),
    Reported("The Monthly", "https://monthly.example/1"),
)
GRADES = (Grade("overall", "inadequate", "requires improvement"), Grade("leadership", "inadequate", None))


def told(**changed: Any) -> Told:
    return Told(ROW | changed, REPORTS, GRADES)


def mail(*changes: Told, reader: Subscriber = READER) -> EmailMessage:
    """The message as it arrives, after it was turned into bytes."""
    message = compose(
        reader, changes or (told(),), sender="watch@watch.example", message_id="<m1@watch.example>", now=NOW
    )
    return message_from_bytes(message.as_bytes(policy=message.policy.clone(linesep="\r\n")), policy=policy.default)


def content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part
    return str(part.get_content())


def spoken(html: str) -> str:
    return BeautifulSoup(html, "lxml").body.get_text(" ")  # type: ignore[union-attr]


def test_the_subject_says_what_happened() -> None:
    assert mail()["Subject"] == ROW["summary"]


@pytest.mark.parametrize("length", range(60, SUBJECT_LENGTH, 7))
def test_a_subject_of_any_length_stands_in_one_line(length: int) -> None:
    summary = ("Leeds: children's services down " * 5)[:length].strip()

    assert mail(told(summary=summary))["Subject"] == summary


def test_the_subject_counts_the_other_changes_and_names_the_gravest() -> None:
    low = told(change_id="c2", severity="low", summary="Leeds: peer review of care leavers")

    assert mail(low, told())["Subject"] == f"{ROW['summary']} (and 1 more change)"
    assert mail(low, told(), low)["Subject"] == f"{ROW['summary']} (and 2 more changes)"


def test_a_long_subject_is_cut_and_keeps_the_count() -> None:
    subject = mail(told(summary="Leeds: " + "very " * 60), told(change_id="z"))["Subject"]

    assert len(subject) == SUBJECT_LENGTH
    assert subject.endswith("… (and 1 more change)")


def test_headers_say_from_whom_to_whom_when_and_how_to_stop() -> None:
    message = mail()

    assert (message["From"], message["To"]) == ("watch@watch.example", "ann@council.example")
    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == "<m1@watch.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<mailto:watch@watch.example?subject=unsubscribe>"


def test_a_message_is_plain_text_first_and_html_second() -> None:
    parts = [part.get_content_type() for part in mail().iter_parts()]

    assert mail().get_content_type() == "multipart/alternative"
    assert parts == ["text/plain", "text/html"]


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_the_body_says_what_proves_it_what_was_known_and_who_reports_it(kind: str) -> None:
    raw = content(mail(), kind)
    body = raw if kind == "plain" else spoken(raw)

    for part in (
        ROW["summary"],
        ROW["evidence"],
        "inadequate",
        "requires improvement",
        "9 November 2021",
        CERTAIN,
        "North East Lincolnshire Council",
        "leadership",
        "not known",
        "Also reported by",
        "The Gazette",
        "The Monthly",
        "all authorities",
    ):
        assert part in body
    for report in REPORTS:
        assert unescape(raw).count(report.url) == 1


def test_plain_text_and_html_say_the_same() -> None:
    def content_words(text: str) -> set[str]:
        return set(re.findall(r"[a-z0-9£]+", re.sub(r"https?://\S+", " ", text.casefold())))

    message = mail(told(), told(change_id="c2", severity="low", corroborated=False, old_value=None))
    plain, html = content_words(content(message, "plain")), content_words(spoken(content(message, "html")))

    layout = {"grades", "of", "this", "inspection", "judgement"}
    assert plain - layout == html - layout


def test_links_of_the_html_are_those_of_the_reports_and_lead_nowhere_else() -> None:
    soup = BeautifulSoup(content(mail(), "html"), "lxml")

    assert [str(link["href"]) for link in soup.find_all("a")] == [report.url for report in REPORTS]
    assert not soup.find_all(["img", "script", "link", "iframe", "form"])


def test_a_lone_source_is_called_uncertain() -> None:
    assert UNCERTAIN in content(mail(told(corroborated=False)), "plain")


def test_a_change_without_values_grades_or_further_sources_has_no_empty_headings() -> None:
    bare = Told(ROW | {"old_value": None, "new_value": None}, REPORTS[:1])
    for kind in ("plain", "html"):
        body = content(mail(bare), kind)
        for heading in ("Now", "Before", "Grades", "Judgement", "Also reported"):
            assert heading not in body


def test_plain_text_is_laid_out_line_by_line() -> None:
    lines = [" ".join(line.split()) for line in content(mail(Told(ROW, REPORTS[:1])), "plain").splitlines()]

    assert lines[:2] == [ROW["summary"], "=" * len(ROW["summary"])]
    assert "Now: inadequate" in lines
    assert "Before: requires improvement" in lines
    assert "Date: 9 November 2021" in lines
    assert f'"{ROW["evidence"]}"' in lines


def test_the_gravest_and_newest_change_comes_first() -> None:
    changes = [
        told(change_id="a", severity="low", summary="third"),
        told(change_id="b", summary="second"),
        told(change_id="c", summary="first", effective=date(2021, 11, 10)),
    ]
    body = content(mail(*changes), "plain")

    assert body.index("first") < body.index("second") < body.index("third")


def test_the_foot_says_what_one_is_subscribed_to() -> None:
    reader = Subscriber(address="ann@council.example", authorities=("Leeds", "Bradford"))

    assert "subscribed to Leeds, Bradford" in content(mail(reader=reader), "plain")


SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.mark.parametrize("name", ["summary", "evidence", "new_value", "old_value"])
def test_markup_in_a_value_is_shown_and_not_obeyed(name: str) -> None:
    html = content(mail(told(**{name: f"inadequate {SCRIPT}"})), "html")

    assert not BeautifulSoup(html, "lxml").find_all(["script", "img"])
    assert "<script>alert(1)</script>" in spoken(html)


def test_markup_in_an_address_or_the_name_of_a_source_is_not_obeyed() -> None:
    url = 'https://x.example/"><script>alert(1)</script>'
    hostile = Told(ROW | {"url": url}, (Reported(SCRIPT, url), Reported(SCRIPT, "https://y.example/'><script>")))
    soup = BeautifulSoup(content(mail(hostile), "html"), "lxml")

    assert not soup.find_all(["script", "img"])
    assert [str(link["href"]) for link in soup.find_all("a")] == [url, "https://y.example/'><script>"]


BREAKS = ["\r\nBcc: all@council.example", "\nX-Evil: 1", "\r\n\r\n<p>body", "\x0b", "\x85", "\u2028next", "\x00"]


@pytest.mark.parametrize("tail", BREAKS)
def test_no_value_breaks_out_of_its_line_or_header(tail: str) -> None:
    message = mail(told(summary=f"Leeds{tail}", evidence=f"It is{tail} so."))

    assert set(message.keys()) == set(mail().keys())
    assert message["Subject"] == f"Leeds {one_line(tail)}".strip()
    assert content(message, "plain").splitlines()[0] == f"Leeds {one_line(tail)}".strip()


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u061c"])
def test_no_mark_turns_the_direction_of_what_follows(mark: str) -> None:
    message = mail(told(summary=f"Leeds {mark}doog", evidence=f"Judged {mark}doog."))

    assert mark not in message["Subject"]
    assert mark not in content(message, "plain")
    assert mark not in content(message, "html")


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_makes_a_message_that_can_be_sent_and_read(summary: str, evidence: str) -> None:
    message = mail(told(summary=f"Leeds: {summary}", evidence=evidence))

    assert len(message["Subject"].splitlines()) == 1
    assert message["To"] == READER.address
    assert not message.defects
    assert not BeautifulSoup(content(message, "html"), "lxml").find_all("script")


@given(st.text())
def test_one_line_is_one_printable_line_and_stays_so(text: str) -> None:
    line = one_line(text)

    assert line.isprintable()
    assert len(line.splitlines()) <= 1
    assert one_line(line) == line
