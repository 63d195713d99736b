"""What each subscriber would have been mailed: the change log gone through again by the rules of today."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from operator import attrgetter

from flows.chat import for_channel
from flows.digest import compose_digest
from flows.due import goes_at
from flows.letter import Envelope
from flows.memory.reading import read_rows
from flows.messages import compose
from flows.owed import owed_for
from flows.subscriptions import CRITICAL, Subscription, is_channel
from flows.told import Told, tell
from flows.workshop import Workshop
from transforms.catalogue import with_history
from transforms.history.changes import CORRECTED, WITHDRAWN, Change, Logged, is_news
from transforms.history_tables import CHANGES

# What is flagged with no longer a gap between is taken as of one run, which sends one mail at once.
LONGEST_GAP_IN_A_RUN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Mailed:
    """A change that is mailed at that moment, in a digest or not; `flagged` is when the log has it from."""

    change_id: str
    flagged: datetime
    at: datetime
    in_digest: bool


@dataclass(frozen=True, slots=True)
class Previewed:
    """A mail and the moment at which it goes out, if every run is on time."""

    at: datetime
    mail: EmailMessage


@dataclass(frozen=True, slots=True)
class Step:
    """An entry of the change log, the one that had stood until then, and the moment at which it was written."""

    entry: Change
    before: Logged | None
    moment: datetime


def preview(workshop: Workshop, since: date | None) -> list[tuple[Subscription, list[Previewed]]]:
    """Return each subscriber with the mails about the changes flagged since that day, the first to go first.

    A change that was withdrawn is in none; corrections of mails are left out, as they follow what was really sent.
    """
    steps = list(_steps(workshop))
    found = {
        one: [mailed for mailed in _mailed(steps, one, workshop.settings.mail_max_age_days) if _is_since(mailed, since)]
        for one in workshop.settings.audience
    }
    told = tell(workshop, {mailed.change_id for listed in found.values() for mailed in listed})
    return [
        (one, [_previewed(workshop, one, message, told) for message in _messages(listed)])
        for one, listed in found.items()
    ]


def too_old(workshop: Workshop, since: date | None) -> int:
    """Return how many changes flagged since that day took effect too long before to be mailed to anybody."""
    longest = timedelta(days=workshop.settings.mail_max_age_days)
    return sum(
        is_news(step.entry, step.before) and step.entry.row["effective"] < step.moment.date() - longest
        for step in _steps(workshop)
        if since is None or step.moment.date() >= since
    )


def _is_since(mailed: Mailed, since: date | None) -> bool:
    return since is None or mailed.flagged.date() >= since


def _steps(workshop: Workshop) -> Iterator[Step]:
    """Go through the log in the order in which flagging wrote it."""
    with workshop.memory.connect() as connection:
        log = read_rows(connection, with_history(CHANGES)).sort("known_from", "change_id", "revision")
    known: dict[str, Logged] = {}
    for row in log.iter_rows(named=True):
        logged = Logged(Change(row, "", None), row["revision"])
        yield Step(logged.change, known.get(row["corrects"] or row["change_id"]), row["known_from"])
        known |= {row["change_id"]: logged, logged.entry: logged}


def _mailed(steps: Iterable[Step], subscriber: Subscription, max_age_days: int) -> Iterator[Mailed]:
    """Owe what flagging would owe, and yield what of it has not been withdrawn since."""
    owed: dict[str, list[Mailed]] = {}
    standing: dict[str, Change] = {}
    for step in steps:
        entry, before, moment = step.entry, step.before, step.moment
        if before and entry.row["action"] == CORRECTED:
            owed[entry.change_id] = owed.pop(before.change.change_id, [])
        told = [subscriber.address.casefold()] if owed.get(entry.change_id) else []
        if any(owed_for(entry, before, [subscriber], moment.date() - timedelta(days=max_age_days), told)):
            owed.setdefault(entry.change_id, []).append(_mailed_then(entry, moment, subscriber))
        standing[entry.change_id] = entry
    for change_id, listed in owed.items():
        if standing[change_id].row["action"] != WITHDRAWN:
            yield from (replace(one, change_id=change_id) for one in listed)


def _mailed_then(entry: Change, moment: datetime, subscriber: Subscription) -> Mailed:
    at = goes_at(subscriber, moment, critical=entry.row["severity"] == CRITICAL)
    resumed = subscriber.paused_before
    kept_back = resumed is not None and moment < resumed
    return Mailed(entry.change_id, moment, at, kept_back or subscriber.frequency != "at_once")


def _messages(mailed: Iterable[Mailed]) -> list[list[Mailed]]:
    messages: list[list[Mailed]] = []
    for one in sorted(mailed, key=attrgetter("in_digest", "at")):
        last = messages[-1][-1] if messages else one
        is_same = last.in_digest == one.in_digest and one.at - last.at <= LONGEST_GAP_IN_A_RUN
        if messages and is_same:
            messages[-1].append(one)
        else:
            messages.append([one])
    return sorted(messages, key=lambda message: message[0].at)


def _previewed(
    workshop: Workshop, subscriber: Subscription, message: Sequence[Mailed], told: dict[str, Told]
) -> Previewed:
    at = message[-1].at
    envelope = Envelope(subscriber, workshop.settings.mail_from, "<preview@localhost>", at)
    write = compose_digest if message[0].in_digest else compose
    changes = [told[change_id] for change_id in _ids(message)]
    mail = write(envelope, changes)
    return Previewed(at, for_channel(mail, changes) if is_channel(subscriber.address) else mail)


def _ids(message: Iterable[Mailed]) -> Collection[str]:
    return dict.fromkeys(one.change_id for one in message)
