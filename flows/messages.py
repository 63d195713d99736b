"""One message for one subscriber: what happened, the sentence that proves it, and what was known before."""

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
from flows.settings import Subscriber
from transforms.wording import change_types, words

SEVERITIES = ("critical", "high", "medium", "low")
SUBJECT_LENGTH = 140
# A subject in one line: when it folds, Python may leave the first line of the header empty, and filters dislike that.
ONE_LINE_SUBJECT = policy.default.clone(max_line_length=SUBJECT_LENGTH + 60)
CERTAIN = "stated by an official source or in more than one story"
UNCERTAIN = "one source only, not confirmed by another yet"


@dataclass(frozen=True, slots=True)
class Reported:
    """An article that reports a change, by name of its source."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Grade:
    """A line of the table of grades, in plain words."""

    judgement: str
    now: str
    before: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A change as a subscriber reads it; `row` has the columns of the table changes."""

    row: Mapping[str, Any]
    reports: tuple[Reported, ...]
    grades: tuple[Grade, ...] = ()

    def view(self) -> dict[str, Any]:
        """Return what the templates show."""
        row = self.row
        source = next((one.name for one in self.reports if one.url == row["url"]), row["url"])
        return dict(row) | {
            "summary": one_line(row["summary"]),
            "evidence": one_line(row["evidence"]),
            "now": one_line(words("grades", row["new_value"])),
            "before": one_line(words("grades", row["old_value"])) if row["old_value"] else None,
            "date": f"{row['effective']:%-d %B %Y}",
            "certainty": CERTAIN if row["corroborated"] else UNCERTAIN,
            "source": one_line(source),
            "url": one_line(row["url"]),
            "other_sources": [
                Reported(one_line(one.name), one_line(one.url)) for one in self.reports if one.url != row["url"]
            ],
            "grades": self.grades,
        }


def compose(
    subscriber: Subscriber, changes: Sequence[Told], *, sender: str, message_id: str, now: datetime
) -> EmailMessage:
    """Return the mail, plain text and HTML, gravest change first."""
    ordered = sorted(changes, key=gravity)
    content = {"changes": [change.view() for change in ordered]}
    return letter(subscriber, _subject(ordered), "message", content, sender=sender, message_id=message_id, now=now)


def letter(
    subscriber: Subscriber,
    subject: str,
    template: str,
    content: Mapping[str, Any],
    *,
    sender: str,
    message_id: str,
    now: datetime,
) -> EmailMessage:
    """Return a mail with all its headers, plain text and HTML made by the pair of templates of that name."""
    context = {**content, "subject": subject, "subscriber": {"about": _about(subscriber)}}
    message = EmailMessage(policy=ONE_LINE_SUBJECT)
    message["Subject"] = subject
    message["From"] = sender
    message["To"] = subscriber.address
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<mailto:{sender}?subject=unsubscribe>"
    message.set_content(_render(f"{template}.txt.j2", context))
    message.add_alternative(_render(f"{template}.html.j2", context), subtype="html")
    return message


def gravity(change: Told) -> tuple[int, int, int, str]:
    """Return the key by which changes are listed: the gravest first, of these the newest."""
    row = change.row
    newest_first = -row["effective"].toordinal()
    return SEVERITIES.index(row["severity"]), newest_first, list(change_types()).index(row["type"]), row["change_id"]


def _subject(ordered: Sequence[Told]) -> str:
    more = len(ordered) - 1
    tail = f" (and {more} more change{'s' if more > 1 else ''})" if more else ""
    first = one_line(ordered[0].row["summary"])
    room = SUBJECT_LENGTH - len(tail)
    return (first if len(first) <= room else first[: room - 1] + "…") + tail


def _about(subscriber: Subscriber) -> str:
    return "all authorities" if EVERY_AUTHORITY in subscriber.authorities else ", ".join(subscriber.authorities)


def one_line(text: str) -> str:
    """Return the text without line breaks or control characters, so that it cannot break out of a header or a line."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


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
    return _environment().get_template(template).render(context).strip() + "\n"
