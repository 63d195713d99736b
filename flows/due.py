"""When a message is due: at once, with the day's digest or with the week's, or late, where its digest was missed."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from flows.memory.outbox import Unsent
from flows.settings import Frequency
from transforms.health import LONDON

# When the schedule of prefect.yaml sends digests, in London's time; the week's goes with the one of Monday.
DIGEST_TIME = time(7, 30)
# What waits for longer was passed over: between two digests lies a day, and an hour more when summer time ends.
PASSED_OVER_AFTER = timedelta(hours=26)


def is_due(message: Sequence[Unsent], frequency: Frequency, now: datetime, *, digest: bool) -> bool:
    """Whether the alerts of one message, to a reader of that frequency, go out in this run.

    A weekly digest that Monday missed, or that was tried in vain, goes with the next daily one. Where nobody sends
    digests, a run without them sends what they have passed over.
    """
    if frequency == "at_once":
        return not digest
    oldest = min(alert.created_at for alert in message)
    if not digest:
        then = now - PASSED_OVER_AFTER
        return oldest < (then if frequency == "daily" else last_monday(then))
    tried = message[0].message_id is not None
    return frequency == "daily" or tried or _is_monday(now) or oldest < last_monday(now)


def _is_monday(now: datetime) -> bool:
    return now.astimezone(LONDON).weekday() == 0


def last_monday(now: datetime) -> datetime:
    """Return the last moment at which the week's digest was to go out: a Monday, half past seven in London."""
    local = now.astimezone(LONDON)
    monday = datetime.combine(local.date() - timedelta(days=local.weekday()), DIGEST_TIME, LONDON)
    return monday if monday <= local else monday - timedelta(weeks=1)
