"""A mail with all its headers, plain text and HTML alike.

The HTML has no images: nothing is fetched when it is read, and nothing needs words in its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from flows.setting_values import EVERY_AUTHORITY
from flows.subscriptions import Subscription

LONGEST_SUBJECT = 140
# A subject in one line: when it folds, Python may leave the first line of the header empty, and filters dislike that.
ONE_LINE_SUBJECT = policy.default.clone(max_line_length=LONGEST_SUBJECT + 60)


@dataclass(frozen=True, slots=True)
class Envelope:
    """To whom a mail goes, from whom and when; `thread` has the mails that it answers, oldest first."""

    subscriber: Subscription
    sender: str
    message_id: str
    now: datetime
    thread: Sequence[str] = ()


def letter(envelope: Envelope, subject: str, template: str, content: Mapping[str, Any]) -> EmailMessage:
    """Return a mail to one reader, its two parts made by the pair of templates of that name."""
    context = {**content, "subject": subject, "subscriber": {"about": _about(envelope.subscriber)}}
    message = EmailMessage(policy=ONE_LINE_SUBJECT)
    message["Subject"] = subject
    message["From"] = envelope.sender
    message["To"] = envelope.subscriber.address
    message["Date"] = format_datetime(envelope.now)
    message["Message-ID"] = envelope.message_id
    if envelope.thread:
        message["In-Reply-To"] = envelope.thread[-1]
        message["References"] = " ".join(envelope.thread)
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<mailto:{envelope.sender}?subject=unsubscribe>"
    message.set_content(_render(f"{template}.txt.j2", context))
    message.add_alternative(_render(f"{template}.html.j2", context), subtype="html")
    return message


def _about(subscriber: Subscription) -> str:
    return "all authorities" if EVERY_AUTHORITY in subscriber.authorities else ", ".join(subscriber.authorities)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("flows"),
        autoescape=lambda name: bool(name) and ".html" in str(name),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _render(template: str, context: Mapping[str, Any]) -> str:
    # What a template leaves out leaves its empty lines behind.
    lines = [line.rstrip() for line in _environment().get_template(template).render(context).splitlines()]
    kept = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    return "\n".join(kept).strip() + "\n"
