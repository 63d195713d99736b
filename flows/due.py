"""When a message is due: at once, with the day's digest or with the week's; after quiet hours, pauses and misses."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time, timedelta

from flows.memory.outbox import Unsent
from flows.subscriptions import Subscription
from transforms.health import LONDON

# When the schedule of prefect.yaml sends digests, in London's time; the week's goes with the one of Monday.
DIGEST_TIME = time(7, 30)
# What waits for longer was passed over: between two digests lies a day, and an hour more when summer time ends.
PASSED_OVER_AFTER = timedelta(hours=26)
A_DAY = timedelta(days=1)


def due_now(
    owed: Iterable[Unsent], subscriber: Subscription, now: datetime, *, digest: bool, critical: Collection[str] = ()
) -> list[tuple[Unsent, ...]]:
    """Return what goes to the subscriber in this run, the alerts of one message together.

    A message that was tried before keeps its alerts, and the summary of the beginning goes by itself. To who has mail
    at once, what a pause held back goes apart, and so do in quiet hours the changes of which `critical` has the ids,
    where the subscriber wants those at any time.
    """
    at_once = subscriber.frequency == "at_once"
    at_any_time = critical if subscriber.critical_any_time and _is_quiet(subscriber, now) else ()
    messages: dict[tuple[str | None, bool, bool, bool], list[Unsent]] = {}
    for alert in owed:
        fresh = at_once and alert.message_id is None
        apart = (fresh and is_kept_back([alert], subscriber), fresh and alert.change_id in at_any_time)
        messages.setdefault((alert.message_id, alert.is_summary, *apart), []).append(alert)
    return [
        tuple(message)
        for message in messages.values()
        if is_due(message, subscriber, now, digest=digest, urgent=any(one.change_id in at_any_time for one in message))
    ]


def is_due(
    message: Sequence[Unsent], subscriber: Subscription, now: datetime, *, digest: bool, urgent: bool = False
) -> bool:
    """Whether the alerts of one message go out in this run, the `urgent` ones in quiet hours too.

    A weekly digest that Monday missed, or that a pause held back, goes with the next daily one. Where nobody sends
    digests, a run without them sends what they have passed over. What the server did not take at an earlier try goes as
    soon as it is to be tried again, and the summary of the beginning at once.
    """
    resumed = subscriber.paused_before
    if resumed and now < resumed:
        return False
    if message[0].is_summary:
        return not _is_quiet(subscriber, now)
    if subscriber.frequency == "at_once":
        return not digest and (urgent or not _is_quiet(subscriber, now))
    if message[0].next_try is not None:
        return True
    kept_back = is_kept_back(message, subscriber)
    oldest = min(alert.created_at for alert in message)
    weekly = subscriber.frequency == "weekly" and not kept_back
    if not digest:
        then = now - PASSED_OVER_AFTER
        return _after_pause(subscriber, oldest) < (last_monday(then) if weekly else then)
    tried = message[0].message_id is not None
    return not weekly or tried or _is_monday(now) or oldest < last_monday(now)


def is_kept_back(message: Iterable[Unsent], subscriber: Subscription) -> bool:
    """Whether some of it was owed before the subscriber's pause ended, so that it is told as in a digest."""
    resumed = subscriber.paused_before
    return resumed is not None and any(alert.created_at < resumed for alert in message)


def first_chance(subscriber: Subscription, since: datetime) -> datetime:
    """Return the moment from which on mail that is owed since then may go, which pauses and quiet hours put off."""
    start = _after_pause(subscriber, since)
    if subscriber.frequency != "at_once" or subscriber.quiet_hours is None:
        return start
    return subscriber.quiet_hours.end_of(start) or start


def goes_at(subscriber: Subscription, since: datetime, *, critical: bool) -> datetime:
    """Return the moment at which a change that is owed since then is mailed, if every run is on time."""
    start = _after_pause(subscriber, since)
    if subscriber.frequency == "at_once":
        return start if critical and subscriber.critical_any_time else first_chance(subscriber, since)
    return next_digest(start, weekly=subscriber.frequency == "weekly" and start == since)


def next_digest(moment: datetime, *, weekly: bool) -> datetime:
    """Return the next moment at which the day's digest goes out, or the week's: half past seven in London."""
    local = moment.astimezone(LONDON)
    day = local.date() if local.time() <= DIGEST_TIME else local.date() + A_DAY
    if weekly:
        day += -day.weekday() % 7 * A_DAY
    return datetime.combine(day, DIGEST_TIME, LONDON)


def last_monday(now: datetime) -> datetime:
    """Return the last moment at which the week's digest was to go out: a Monday, half past seven in London."""
    local = now.astimezone(LONDON)
    monday = datetime.combine(local.date() - timedelta(days=local.weekday()), DIGEST_TIME, LONDON)
    return monday if monday <= local else monday - timedelta(weeks=1)


def _after_pause(subscriber: Subscription, since: datetime) -> datetime:
    return max(since, subscriber.paused_before or since)


def _is_quiet(subscriber: Subscription, now: datetime) -> bool:
    return bool(subscriber.quiet_hours and subscriber.quiet_hours.end_of(now))


def _is_monday(now: datetime) -> bool:
    return now.astimezone(LONDON).weekday() == 0
