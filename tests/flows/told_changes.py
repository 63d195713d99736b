"""Changes as mails tell them, the envelope of a mail, and the parts of one as it arrived."""

import re
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from typing import Any

from bs4 import BeautifulSoup

from flows.background import Background, Past
from flows.letter import Envelope
from flows.subscriptions import Subscriber
from flows.told import Grade, Reported, Told

READER = Subscriber(address="ann@council.example", name="Ann Lee")
NOW = datetime(2021, 11, 30, 8, 15, tzinfo=UTC)
ROW: dict[str, Any] = {
    "change_id": "change-1",
    "revision": 1,
    "type": "inadequate_new",
    "severity": "critical",
    "authority": "North East Lincolnshire",
    "authority_code": "E06000012",
    "judgement": "overall_effectiveness",
    "summary": "North East Lincolnshire: children's services judged inadequate overall",
    "old_value": "requires_improvement",
    "new_value": "inadequate",
    "effective": date(2021, 11, 9),
    "article_ids": ["council"],
    "best_source_kind": "council",
    "corroborated": True,
    "action": "flagged",
    "because": None,
    "evidence": "Inspectors judged the council's services for children to be inadequate.",
    "url": "https://nelincs.example/report?id=1&page=2",
}
REPORTS = (
    Reported("North East Lincolnshire Council", ROW["url"], "story-1"),
    Reported("The Gazette", "https://gazette.example/1", "story-2"),
    Reported("The Monthly", "https://monthly.example/1", "story-2"),
)
GRADES = (Grade("overall", "inadequate", "requires improvement"), Grade("leadership", "inadequate", None))
NEAREST: dict[str, Any] = {
    "category": "funding",
    "amount_gbp": 2_000_000,
    "evidence": "The council will spend two million pounds.",
    "deadline": date(2022, 3, 31),
    "deadline_precision": "month",
    "status": "open",
}
BEHIND = Background(
    ("commissioner (Joan Dee), since December 2020", "improvement board"),
    (Past(date(2017, 9, 27), "July 2017", "good overall (inspection)"),),
    (NEAREST,),
)


def told(reports: tuple[Reported, ...] = REPORTS, behind: Background = BEHIND, **changed: Any) -> Told:
    return Told(ROW | changed, reports, GRADES, background=behind)


def bare(**changed: Any) -> Told:
    """A change with no grades, one source and nothing known besides."""
    row = ROW | {"type": "monitoring_visit", "severity": "medium", "old_value": None, "new_value": None} | changed
    return Told(row, (Reported("The Gazette", row["url"], "story-1"),))


def envelope(reader: Subscriber = READER, now: datetime = NOW, **more: Any) -> Envelope:
    return Envelope(reader, "watch@watch.example", "<m1@watch.example>", now, **more)


def arrived(message: EmailMessage) -> EmailMessage:
    """The message as it arrives, after it was turned into bytes."""
    return message_from_bytes(message.as_bytes(policy=message.policy.clone(linesep="\r\n")), policy=policy.default)


def content(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part
    return str(part.get_content()).replace("\r\n", "\n")


def lines(message: EmailMessage) -> list[str]:
    return [" ".join(line.split()) for line in content(message).splitlines() if line]


def page(message: EmailMessage) -> BeautifulSoup:
    return BeautifulSoup(content(message, "html"), "lxml")


def spoken(message: EmailMessage) -> str:
    body = page(message).body
    assert body
    return " ".join(body.get_text(" ").split())


def facts_in(message: EmailMessage) -> tuple[list[str], list[str]]:
    """The words of the plain text and of the HTML without what is layout, each with the addresses that it names."""
    plain, html = content(message), page(message)
    links = [unescape(str(link["href"])) for link in html.find_all("a")]
    hosts = "|".join(re.escape(link.split("/")[2]) for link in links) or "$^"
    text = re.sub(rf"\((?:{hosts})\)", " ", spoken(message))
    urls = re.findall(r"https?://\S+", plain)
    layout = {"grades", "of", "this", "inspection", "judgement", "now", "before", "not", "known"}
    return (
        sorted(_words(re.sub(r"https?://\S+", " ", plain)) - layout) + sorted(urls),
        sorted(_words(text) - layout) + sorted(links),
    )


def _words(text: str) -> set[str]:
    return {word.strip(",") for word in re.findall(r"[a-z0-9£,]+", text.casefold())}
