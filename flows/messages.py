"""The mail about what just happened: a section an event, with what proves it and what was known before."""

from collections.abc import Sequence
from email.message import EmailMessage

from flows.letter import LONGEST_SUBJECT, Envelope, letter
from flows.mail_events import by_authority, gravity
from flows.mail_view import views_by_authority
from flows.page_words import shortened
from flows.told import Told


def compose(envelope: Envelope, changes: Sequence[Told]) -> EmailMessage:
    """Return the mail, the gravest event first."""
    content = {"events": views_by_authority(by_authority(changes))}
    return letter(envelope, subject_of(changes), "message", content)


def subject_of(changes: Sequence[Told]) -> str:
    """Return the gravest change in a sentence, and how many more there are."""
    more = len(changes) - 1
    tail = f" (and {more} more change{'s' if more > 1 else ''})" if more else ""
    gravest = min(changes, key=gravity)
    return shortened(gravest.row["summary"], LONGEST_SUBJECT - len(tail)) + tail
