"""What a reader finds in a digest, as a mail server got it."""

import re
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.alert import preview, send_alerts
from flows.digest import compose_digest
from flows.messages import UNCERTAIN, Reported, Told
from flows.workshop import Workshop
from tests.flows.command import Command
from tests.flows.digests import DEE, LEEDS, WES, flag, html, plain
from tests.flows.post_office import PostOffice
from tests.flows.press import COUNCIL, PRESS
from tests.flows.readers import ANN, COMMISSIONER, LEEDS_ONLY, serving
from tests.transforms.telling import NEL, intervention
from tests.transforms.telling import Told as Article

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
ROW: dict[str, Any] = {
    "change_id": "change-1",
    "type": "rating_new",
    "severity": "medium",
    "authority": "Leeds",
    "summary": "Leeds: children's services judged good overall",
    "old_value": None,
    "new_value": "good",
    "effective": date(2026, 11, 20),
    "corroborated": True,
    "evidence": "Inspectors judged it good.",
    "url": "https://gazette.example/1",
}
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def told(**changed: Any) -> Told:
    row = ROW | changed
    return Told(row, (Reported("The Gazette", row["url"]),))


def digest(*changes: Told, now: datetime = NOW) -> EmailMessage:
    """The digest as it arrives, after it was turned into bytes."""
    message = compose_digest(DEE, changes, sender="watch@watch.example", message_id="<d1@watch.example>", now=now)
    return message_from_bytes(message.as_bytes(policy=message.policy.clone(linesep="\r\n")), policy=policy.default)


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
    assert spoken(plain(delivered)) == spoken(page.body.get_text(" ") if page.body else "")
    assert not page.find_all(["img", "script", "link", "style"])


def spoken(text: str) -> list[str]:
    return sorted(re.findall(r"[a-z0-9]+", re.sub(r"https?://\S+", " ", text.casefold())))


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
    assert [tag.name for tag in html(message).find_all(True)] == [tag.name for tag in html(usual).find_all(True)]
    assert "\u202e" not in plain(message) + html(message).get_text()


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
    assert f", {SCRIPT} Bcc: all@council.example\n" in plain(message)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200), st.text(max_size=50))
def test_any_text_makes_a_digest_that_can_be_sent_and_read(summary: str, authority: str) -> None:
    message = digest(told(summary=summary, authority=authority))

    assert not message.defects
    assert len(message["Subject"].splitlines()) == 1
    assert not html(message).find_all("script")


def test_a_preview_shows_a_reader_of_digests_a_digest(workshop: Workshop) -> None:
    workshop = serving(workshop, ANN, DEE, WES, LEEDS_ONLY.model_copy(update={"frequency": "daily"}))
    flag(workshop, PRESS)
    shown = dict(preview(workshop, None))
    subjects = {address: message and message["Subject"] for address, message in shown.items()}

    assert subjects == {
        ANN.address: f"{NEL}: children's services judged inadequate overall and in leadership",
        DEE.address: "inspection-watch, 3 December 2021: 1 change at 1 authority, 1 critical",
        WES.address: "inspection-watch, 3 December 2021: 1 change at 1 authority, 1 critical",
        LEEDS_ONLY.address: None,
    }


def test_the_command_previews_a_digest(command: Command, workshop: Workshop) -> None:
    flag(workshop, PRESS, LEEDS)
    Path("inspection-watch.toml").write_text('[[subscribers]]\naddress = "ann@council.example"\nfrequency = "weekly"')
    said = command("alerts", "preview", "--data", str(workshop.settings.data))

    assert said.status == 0
    assert ": 2 changes at 2 authorities, 1 critical" in said.out.splitlines()[1]
    assert "- Children's services judged good overall" in said.out
