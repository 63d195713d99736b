"""Alert: one message for each subscriber and run, or day, or week, about every change owed to them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import polars as pl

from flows.deliver import DeliveryError, open_postman
from flows.digest import compose_digest
from flows.due import is_due
from flows.memory.layout import articles as articles_table
from flows.memory.layout import histories
from flows.memory.outbox import REFUSED, Unsent, claim_message, remember_sent, remember_unsent, unsent
from flows.memory.reading import read_standing
from flows.messages import Grade, Reported, Told, compose
from flows.settings import Subscriber
from flows.workshop import Workshop
from transforms.history.changes import RATING, WITHDRAWN
from transforms.history_tables import CHANGES, CURRENT_RATINGS
from transforms.ids import stable_id
from transforms.tables import ARTICLES
from transforms.wording import judgement_order, words

STEP = "alert"
_log = histories[CHANGES.name]
_current = histories[CURRENT_RATINGS.name]


@dataclass(frozen=True, slots=True)
class Alerted:
    """What alerting came to: messages delivered and failed, and where the delivered ones went."""

    sent: int = 0
    failed: int = 0
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """Alerts that go to a subscriber in one mail, at the first try as at each further one."""

    subscriber: Subscriber
    message_id: str
    alerts: tuple[Unsent, ...]

    @property
    def alert_ids(self) -> list[str]:
        """The rows of the outbox that it settles."""
        return [alert.alert_id for alert in self.alerts]

    @property
    def change_ids(self) -> list[str]:
        """What it tells of, each change once, though it may be owed twice, for a reason to tell it again."""
        return list(dict.fromkeys(alert.change_id for alert in self.alerts))


def send_alerts(workshop: Workshop, *, digest: bool = False) -> Alerted:
    """Deliver what is owed at once, or with `digest` what is owed to readers of a daily or weekly digest.

    A message that fails is recorded and tried again at a later run, and holds up no other. Two processes may do so at
    once: each message is claimed before it is sent.
    """
    due = list(_due_messages(workshop, digest=digest))
    told = tell(workshop, {change_id for message in due for change_id in message.change_ids})
    postman = open_postman(workshop.settings)
    places: list[str] = []
    failed = 0
    for message in due:
        ids = message.alert_ids
        changes = [told[change_id] for change_id in message.change_ids]
        mail = _compose(workshop, message.subscriber, changes, message.message_id)
        if not claim_message(workshop.memory, ids, message.message_id, workshop.clock()):
            continue
        try:
            places.append(postman.deliver(mail))
        except DeliveryError as error:
            failed += 1
            remember_unsent(workshop.memory, ids, str(error), final=error.final)
            reason = REFUSED if error.final else "not_delivered"
            workshop.fail(STEP, reason, str(error), url=f"mailto:{message.subscriber.address}")
            continue
        remember_sent(workshop.memory, ids, workshop.clock())
    return Alerted(len(places), failed, tuple(places))


def preview(workshop: Workshop, since: date | None) -> Iterator[tuple[str, EmailMessage | None]]:
    """Yield each subscriber's address with the message about the changes flagged since that day, None for none."""
    log = read_standing(workshop.memory, CHANGES, _log.c.action != WITHDRAWN)
    if since is not None:
        log = log.filter(pl.col("detected_at").dt.date() >= since)
    told = tell(workshop, log["change_id"].to_list())
    for subscriber in workshop.settings.subscribers:
        wanted = [change for change in told.values() if subscriber.wants(change.row["type"], change.row["authority"])]
        yield subscriber.address, _compose(workshop, subscriber, wanted, "<preview@localhost>") if wanted else None


def send_test(workshop: Workshop, address: str) -> str:
    """Deliver a test message and say where it went; raises DeliveryError."""
    now = workshop.clock()
    message = EmailMessage()
    message["Subject"] = "inspection-watch: test"
    message["From"] = workshop.settings.mail_from
    message["To"] = address
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{stable_id('test', address, now)}@{workshop.settings.mail_from.rpartition('@')[2]}>"
    message.set_content("This is a test. If you read it, alerts can reach you.\n")
    return open_postman(workshop.settings).deliver(message)


def _due_messages(workshop: Workshop, *, digest: bool) -> Iterator[Message]:
    now = workshop.clock()
    for address, owed in unsent(workshop.memory, now).items():
        subscriber = _subscriber(workshop, address)
        for message_id, alerts in _by_message(workshop, address, owed).items():
            if is_due(alerts, subscriber.frequency, now, digest=digest):
                yield Message(subscriber, message_id, tuple(alerts))


def _by_message(workshop: Workshop, address: str, owed: Sequence[Unsent]) -> dict[str, list[Unsent]]:
    """Group by the message that they were given at an earlier try; the rest makes one new message."""
    fresh = [alert.alert_id for alert in owed if alert.message_id is None]
    host = workshop.settings.mail_from.rpartition("@")[2]
    new_id = f"<{stable_id('message', address, *sorted(fresh))}@{host}>"
    grouped: dict[str, list[Unsent]] = {}
    for alert in owed:
        grouped.setdefault(alert.message_id or new_id, []).append(alert)
    return grouped


def _subscriber(workshop: Workshop, address: str) -> Subscriber:
    known = (one for one in workshop.settings.subscribers if one.address == address)
    # What was promised to an address that has left the settings since is kept, at once, as no digest has it any more.
    return next(known, Subscriber(address=address))


def _compose(workshop: Workshop, subscriber: Subscriber, changes: Sequence[Told], message_id: str) -> EmailMessage:
    write = compose if subscriber.frequency == "at_once" else compose_digest
    return write(subscriber, changes, sender=workshop.settings.mail_from, message_id=message_id, now=workshop.clock())


def tell(workshop: Workshop, change_ids: Collection[str]) -> dict[str, Told]:
    """Return the changes by id, with their reports and, for ratings, the grades of the inspection and those before."""
    if not change_ids:
        return {}
    changes = read_standing(workshop.memory, CHANGES, _log.c.change_id.in_(list(change_ids)))
    codes = changes["authority_code"].unique().to_list()
    current = read_standing(workshop.memory, CURRENT_RATINGS, _current.c.authority_code.in_(codes))
    return {
        row["change_id"]: Told(
            row, _reports(workshop, row["article_ids"]), _grades(current, row) if _is_rating(row["type"]) else ()
        )
        for row in changes.iter_rows(named=True)
    }


def _is_rating(change_type: str) -> bool:
    return change_type.startswith((f"{RATING}_", "inadequate_"))


def _reports(workshop: Workshop, article_ids: Sequence[str]) -> tuple[Reported, ...]:
    articles = read_standing(workshop.memory, ARTICLES, articles_table.c.article_id.in_(article_ids))
    names = {source.id: source.name for source in workshop.register}
    listed = articles.sort("published", "article_id").iter_rows(named=True)
    return tuple(Reported(names.get(row["source_id"], row["source_id"]), row["url"]) for row in listed)


def _grades(current: pl.DataFrame, change: dict[str, Any]) -> tuple[Grade, ...]:
    """The grades that the change's inspection gave: those that stand since the change took effect."""
    rows = current.filter(pl.col("authority_code") == change["authority_code"], pl.col("since") >= change["effective"])
    return tuple(
        Grade(
            words("judgements", row["judgement"]),
            words("grades", row["grade"]),
            words("grades", row["previous_grade"]) if row["previous_grade"] else None,
        )
        for row in sorted(rows.iter_rows(named=True), key=lambda row: judgement_order().index(row["judgement"]))
    )
