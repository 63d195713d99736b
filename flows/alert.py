"""Alert: one message for each subscriber and run, or day, or week, about every change owed to them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from operator import attrgetter

from flows.beginning import summary_of
from flows.channels import postman_to
from flows.chat import for_channel
from flows.corrections import Correction, compose_correction, corrections_of
from flows.deliver import DeliveryError
from flows.digest import compose_digest
from flows.due import due_now, is_kept_back
from flows.letter import Envelope
from flows.memory.corrections import drop_needless
from flows.memory.layout import histories
from flows.memory.outbox import Unsent, claim_message, remember_sent, unsent
from flows.memory.reading import read_standing
from flows.messages import compose
from flows.round import Round
from flows.subscriptions import CRITICAL, Subscription, former, is_channel, subscriber_at
from flows.told import Told, tell
from flows.workshop import Workshop
from transforms.history_tables import CHANGES
from transforms.ids import stable_id

_log = histories[CHANGES.name]


@dataclass(frozen=True, slots=True)
class Alerted:
    """What alerting came to: messages delivered and failed, and where the delivered ones went.

    `left` counts those that were not tried, as the mail server is in trouble.
    """

    sent: int = 0
    failed: int = 0
    places: tuple[str, ...] = ()
    left: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """Alerts that go to a subscriber in one mail, at the first try as at each further one."""

    subscriber: Subscription
    message_id: str
    alerts: tuple[Unsent, ...]

    @property
    def alert_ids(self) -> list[str]:
        """The rows of the outbox that it settles."""
        return [alert.alert_id for alert in self.alerts]

    @property
    def is_digest(self) -> bool:
        """Whether it tells a line a change: to readers of digests, and to all what a pause held back.

        So does one that was a digest at an earlier try, and has both news and corrections.
        """
        mixed = len({alert.corrects is None for alert in self.alerts}) > 1
        return mixed or self.subscriber.frequency != "at_once" or is_kept_back(self.alerts, self.subscriber)

    @property
    def change_ids(self) -> list[str]:
        """What it tells of, each change once, though it may be owed twice, for a reason to tell it again."""
        return list(dict.fromkeys(alert.change_id for alert in self.alerts if not alert.is_summary))

    @property
    def is_summary(self) -> bool:
        """Whether it is the summary of the beginning."""
        return any(alert.is_summary for alert in self.alerts)

    @property
    def put_off_until(self) -> datetime:
        """The moment until which it was put off by an earlier try, long past where it was not."""
        return max(
            (alert.next_try for alert in self.alerts if alert.next_try), default=datetime.min.replace(tzinfo=UTC)
        )

    @property
    def news_ids(self) -> list[str]:
        """The changes that it tells as news, not as corrections."""
        return list(dict.fromkeys(alert.change_id for alert in self.alerts if alert.corrects is None))


def send_alerts(workshop: Workshop, *, digest: bool = False) -> Alerted:
    """Deliver what is owed at once, or with `digest` what is owed to readers of a daily or weekly digest.

    A message that fails is recorded and tried again after a pause, and holds up no other: those that failed before
    come last. Where the mail server is in trouble, what is left waits for the next run. Two processes may do so at
    once: each message is claimed before it is sent.
    """
    drop_needless(workshop.memory)
    due = sorted(_due_messages(workshop, digest=digest), key=attrgetter("put_off_until"))
    told = tell(workshop, {change_id for message in due for change_id in message.change_ids})
    places: list[str] = []
    this_round = Round(workshop)
    for message in due:
        by_mail = not is_channel(message.subscriber.address)
        if this_round.is_over and by_mail:
            this_round.left += 1
            continue
        mail = _compose(workshop, message, told)
        if not _claim(workshop, message, mail["Subject"], told):
            continue
        try:
            places.append(postman_to(workshop.settings, message.subscriber.address).deliver(mail))
        except DeliveryError as error:
            this_round.was_not_taken(message.subscriber.address, message.alert_ids, error)
            continue
        if by_mail:
            this_round.was_taken()
        remember_sent(workshop.memory, message.alert_ids, workshop.clock())
    return Alerted(len(places), this_round.failed, tuple(places), this_round.left)


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
    return postman_to(workshop.settings, address).deliver(message)


def _due_messages(workshop: Workshop, *, digest: bool) -> Iterator[Message]:
    now = workshop.clock()
    owed = unsent(workshop.memory, now)
    critical = _critical(workshop, owed)
    for address, alerts in owed.items():
        subscriber = _subscriber(workshop, address)
        for together in due_now(alerts, subscriber, now, digest=digest, critical=critical):
            for message in _apart(together, subscriber):
                yield Message(subscriber, _message_id(workshop, message), message)


def _apart(together: Sequence[Unsent], subscriber: Subscription) -> list[tuple[Unsent, ...]]:
    """The news, and for each earlier mail the corrections that answer it; a digest tells them together."""
    is_tried = together[0].message_id is not None
    if is_tried or subscriber.frequency != "at_once" or is_kept_back(together, subscriber):
        return [tuple(together)]
    by_answered: dict[str | None, list[Unsent]] = {}
    for alert in together:
        by_answered.setdefault(alert.answers, []).append(alert)
    return [tuple(alerts) for alerts in by_answered.values()]


def _critical(workshop: Workshop, owed: Mapping[str, Iterable[Unsent]]) -> frozenset[str]:
    """The ids of the critical changes owed, which are asked for where somebody wants those at any time."""
    if not any(one.critical_any_time for one in workshop.settings.audience):
        return frozenset()
    ids = {alert.change_id for alerts in owed.values() for alert in alerts}
    is_critical = _log.c.severity == CRITICAL
    return frozenset(read_standing(workshop.memory, CHANGES, _log.c.change_id.in_(ids), is_critical)["change_id"])


def _message_id(workshop: Workshop, alerts: Sequence[Unsent]) -> str:
    """The id that they were given at an earlier try, or a new one that is the same whoever makes it."""
    made_of = (alerts[0].address, *sorted(alert.alert_id for alert in alerts))
    host = workshop.settings.mail_from.rpartition("@")[2]
    return alerts[0].message_id or f"<{stable_id('message', *made_of)}@{host}>"


def _subscriber(workshop: Workshop, address: str) -> Subscription:
    # What was promised to an address that has left the settings since is kept, at once, as no digest has it any more.
    return subscriber_at(workshop.settings.audience, address) or former(address)


def _compose(workshop: Workshop, message: Message, told: Mapping[str, Told]) -> EmailMessage:
    envelope = Envelope(message.subscriber, workshop.settings.mail_from, message.message_id, workshop.clock())
    to_channel = is_channel(message.subscriber.address)
    if message.is_summary:
        summary = summary_of(workshop, envelope)
        return for_channel(summary) if to_channel else summary
    changes = [told[change_id] for change_id in message.news_ids]
    corrections = corrections_of(workshop.memory, message.alerts, told)
    mail = _mail(envelope, message, changes, corrections)
    return for_channel(mail, changes, corrections) if to_channel else mail


def _mail(
    envelope: Envelope, message: Message, changes: Sequence[Told], corrections: Sequence[Correction]
) -> EmailMessage:
    if message.is_digest:
        return compose_digest(envelope, changes, corrections)
    if changes:
        return compose(envelope, changes)
    return compose_correction(replace(envelope, thread=corrections[0].corrected.thread), corrections)


def _claim(workshop: Workshop, message: Message, subject: str, told: Mapping[str, Told]) -> bool:
    entries = {change_id: told[change_id].entry for change_id in message.change_ids}
    now = workshop.clock()
    return claim_message(workshop.memory, message.alert_ids, message.message_id, now, subject=subject, told=entries)
