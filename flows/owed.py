"""Whom an entry of the change log is owed to: those who want such news, and those who waited for it to be confirmed."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from flows.memory.outbox import Owed
from flows.subscriptions import Subscription
from transforms.history.changes import INADEQUATE_NEW, WITHDRAWN, Change, Logged, is_news


def owed_for(
    entry: Change, before: Logged | None, subscribers: Iterable[Subscription], oldest: date, told: Collection[str] = ()
) -> Iterator[Owed]:
    """Yield the mails owed for an entry; `before` is the entry that stood until now.

    None is for what took effect before the day `oldest`. To the addresses in `told`, in lower case, the change was
    owed before, so that they need not hear of it as confirmed.
    """
    if entry.row["effective"] < oldest:
        return
    news, confirmed = is_news(entry, before), is_confirmed(entry, before)
    for subscriber in subscribers:
        waited = confirmed and not subscriber.uncorroborated and subscriber.address.casefold() not in told
        if (news or waited) and subscriber.wants(entry.row):
            yield Owed(entry.change_id, subscriber.address, INADEQUATE_NEW if news and before else None)


def is_confirmed(entry: Change, before: Logged | None) -> bool:
    """Whether what one unofficial source alone had told as news is told by a second story or an official source now."""
    if before is None or entry.row["action"] == WITHDRAWN:
        return False
    known = before.change.row
    history = known["overtaken"] or entry.row["overtaken"]
    return bool(entry.row["corroborated"] and not known["corroborated"] and not history)
