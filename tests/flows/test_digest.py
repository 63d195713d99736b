"""What a reader finds in a digest, as a mail server got it."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.alert import send_alerts
from flows.digest import compose_digest
from flows.mail_view import UNCERTAIN
from flows.told import Reported, Told
from flows.workshop import Workshop
from tests.flows.digests import DEE, LEEDS, flag, html, plain
from tests.flows.post_office import PostOffice
from tests.flows.press import COUNCIL, PRESS
from tests.flows.readers import COMMISSIONER, serving
from tests.flows.told_changes import ROW as OF_NEL
from tests.flows.told_changes import arrived, envelope, facts_in
from tests.transforms.telling import NEL, intervention
from tests.transforms.telling import Told as Article

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
ROW: dict[str, Any] = OF_NEL | {
    "type": "rating_new",
    "severity": "medium",
    "authority": "Leeds",
    "authority_code": "E08000035",
    "summary": "Leeds: children's services judged good overall",
    "old_value": None,
    "new_value": "good",
    "effective": date(2026, 11, 20),
    "evidence": "Inspectors judged it good.",
    "url": "https://gazette.example/1",
}
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def told(**changed: Any) -> Told:
    row = ROW | changed
    return Told(row, (Reported("The Gazette", row["url"]),))


def digest(*changes: Told, now: datetime = NOW) -> EmailMessage:
    """The digest as it arrives, after it was turned into bytes."""
    return arrived(compose_digest(envelope(DEE, now), changes))


@pytest.fixture
def delivered(workshop: Workshop, post: PostOffice) -> EmailMessage:
    """A day's digest about two authorities, taken by the mail server."""
    workshop = serving(workshop, DEE, smtp=post.smtp())
    flag(workshop, PRESS, COUNCIL, LEEDS, COMMISSIONER)
    send_alerts(workshop, digest=True)
    (message,) = post.accepted
    return message


def test_a_digest_says_in_its_subject_how_much_happened(delivered: EmailMessage) -> None:
    assert delivered["Subject"] == "inspection-watch, 3 December 2021: 3 changes at 2 authorities, 2 critical"
    assert delivered["To"] == DEE.address
    assert [part.get_content_type() for part in delivered.iter_parts()] == ["text/plain", "text/html"]


def test_a_digest_lists_changes_by_severity_and_authority_with_day_and_source(delivered: EmailMessage) -> None:
    lines = [line for line in plain(delivered).splitlines() if line]

    assert lines[2:-3] == [
        "Critical",
        "--------",
        NEL,
        "- Commissioner appointed for children's services, Ann Lee",
        f"  1 December 2021, {UNCERTAIN}",
        "  The Monthly: https://news.example/step",
        "- Children's services judged inadequate overall and in leadership",
        "  29 November 2021",
        "  North East Lincolnshire Council: https://news.example/council",
        "Medium",
        "------",
        "Leeds",
        "- Children's services judged good overall",
        f"  1 December 2021, {UNCERTAIN}",
        "  The Gazette: https://news.example/leeds",
    ]


def test_the_html_of_a_digest_has_the_same_headings_lines_and_links(delivered: EmailMessage) -> None:
    page = html(delivered)

    assert [heading.get_text() for heading in page.find_all(["h2", "h3"])] == ["Critical", NEL, "Medium", "Leeds"]
    assert [str(link["href"]) for link in page.find_all("a")] == re.findall(r"https://\S+", plain(delivered))
    assert facts_in(delivered)[0] == facts_in(delivered)[1]
    assert not page.find_all(["img", "script", "link"])


def test_authorities_are_listed_by_name_within_a_severity_and_the_newest_change_first() -> None:
    changes = [
        told(change_id="a", authority="Leeds", severity="low", summary="Leeds: sixth"),
        told(change_id="b", authority="Leeds", summary="Leeds: fifth", effective=date(2026, 11, 2)),
        told(change_id="c", authority="Leeds", summary="Leeds: fourth"),
        told(change_id="d", authority="Bristol", summary="Bristol: third"),
        told(change_id="e", authority="York", severity="high", summary="York: second"),
        told(change_id="f", authority="York", severity="critical", summary="York: first"),
    ]
    message = digest(*changes)

    lines = re.findall(r"^- (\w+)$", plain(message), re.MULTILINE)
    authorities = [heading.get_text() for heading in html(message).find_all("h3")]
    assert lines == ["First", "Second", "Third", "Fourth", "Fifth", "Sixth"]
    assert authorities == ["York", "York", "Bristol", "Leeds", "Leeds"]


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ([told()], "1 change at 1 authority"),
        ([told(), told(change_id="b")], "2 changes at 1 authority"),
        ([told(), told(authority="York", severity="critical")], "2 changes at 2 authorities, 1 critical"),
    ],
)
def test_the_subject_counts(changes: list[Told], counted: str) -> None:
    assert digest(*changes)["Subject"] == f"inspection-watch, 22 November 2026: {counted}"


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), "25 October 2026"),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "25 October 2026"),
        (datetime(2026, 10, 26, 0, 30, tzinfo=UTC), "26 October 2026"),
    ],
)
def test_a_digest_has_london_s_date(now: datetime, day: str) -> None:
    assert digest(told(), now=now)["Subject"].startswith(f"inspection-watch, {day}: ")


def test_only_a_change_that_one_source_alone_tells_is_marked() -> None:
    assert plain(digest(told(corroborated=False))).count(UNCERTAIN) == 1
    assert UNCERTAIN not in plain(digest(told()))


@pytest.mark.parametrize(
    "tail", ["\r\nBcc: all@council.example", "\n\n--\nThe end", "\x0b", "\u2028x", "\u202e", SCRIPT]
)
@pytest.mark.parametrize("name", ["summary", "authority", "url"])
def test_no_value_breaks_out_of_its_line(name: str, tail: str) -> None:
    message = digest(told(**{name: f"{ROW[name]}{tail}"}))
    usual = digest(told())

    assert set(message.keys()) == set(usual.keys())
    assert len(plain(message).splitlines()) == len(plain(usual).splitlines())
    assert not Counter(_tags(message)) - Counter(_tags(usual))
    assert "\u202e" not in plain(message) + html(message).get_text()


def _tags(message: EmailMessage) -> list[str]:
    return [tag.name for tag in html(message).find_all(True)]


def test_a_name_with_markup_in_a_page_is_words_in_the_digest(workshop: Workshop, post: PostOffice) -> None:
    workshop = serving(workshop, DEE, smtp=post.smtp())
    name = f"{SCRIPT}\r\nBcc: all@council.example"
    flag(
        workshop,
        Article("step", "2021-12-01", (intervention("commissioner_appointed", name),), kinds=("intervention",)),
    )
    send_alerts(workshop, digest=True)
    (message,) = post.accepted

    assert message["Bcc"] is None
    assert not html(message).find_all(["script", "img"])
    assert f", {SCRIPT} Bcc: all@council. example\n" in plain(message)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200), st.text(max_size=50))
def test_any_text_makes_a_digest_that_can_be_sent_and_read(summary: str, authority: str) -> None:
    message = digest(told(summary=summary, authority=authority))

    assert not message.defects
    assert len(message["Subject"].splitlines()) == 1
    assert not html(message).find_all("script")
