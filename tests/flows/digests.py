"""Readers of digests, news of two authorities for them, and the parts of a mail as it arrived."""

from email.message import EmailMessage

from bs4 import BeautifulSoup

from flows.flag import flag_changes
from flows.subscriptions import Subscriber
from flows.workshop import Workshop
from tests.flows.press import tell
from tests.transforms.telling import Told, rating

DEE = Subscriber(address="dee@council.example", frequency="daily")
WES = Subscriber(address="wes@council.example", frequency="weekly")
LEEDS = Told(
    "leeds",
    "2021-12-01",
    (rating("good", inspected="2021-11", authority="Leeds"),),
    source="gazette",
    source_kind="local_press",
    subjects=("Leeds",),
)


def flag(workshop: Workshop, *told: Told) -> None:
    """Let these articles change what is known, and owe the mails for it."""
    tell(workshop, *told)
    flag_changes(workshop)


def plain(message: EmailMessage | None) -> str:
    return _part(message, "plain")


def html(message: EmailMessage | None) -> BeautifulSoup:
    return BeautifulSoup(_part(message, "html"), "lxml")


def _part(message: EmailMessage | None, kind: str) -> str:
    part = message.get_body((kind,)) if message else None
    assert part
    return str(part.get_content()).replace("\r\n", "\n")
