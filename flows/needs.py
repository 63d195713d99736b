"""What needs a person: of all that the status tells, what does not come right by itself."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from flows.due import first_chance
from flows.held import DROP, LIST, RELEASE
from flows.memory.backlog import Failed
from flows.operator_mail import STEP as OPERATOR_MAIL
from flows.rhythm import DAILY, SERVICE, Step, is_service
from flows.settings import Settings
from flows.status import NEWS_STOPPED, Disk, Judged, Status
from flows.subscriptions import Frequency, former, is_channel, subscriber_at

Kind = Literal["overdue", "stuck", "backlog", "mail", "held", "sources", "tables", "disk"]

GIGABYTE = 10**9
LEAST_FREE, LEAST_FREE_SHARE = 1 * GIGABYTE, 0.05
# What an hourly sweep leaves twice is not worked off by itself.
PATIENCE = timedelta(hours=2)
# A digest that was passed over goes out a day later.
DIGESTS: dict[Frequency, timedelta] = {"daily": DAILY + PATIENCE, "weekly": timedelta(days=7) + DAILY + PATIENCE}
# A site that is down tonight is often well tomorrow.
PATIENCE_WITH_SOURCES = timedelta(days=1)
SOURCES_NAMED = 5


@dataclass(frozen=True, slots=True)
class Need:
    """Something that needs a person: a sentence that says what, since when, and what to do."""

    kind: Kind
    sentence: str
    since: datetime | None = None


def needs_of(status: Status, settings: Settings) -> tuple[Need, ...]:
    """Return what needs a person, the gravest first."""
    in_service = is_service({step.name: step.runs for step in status.steps if step.runs})
    patience = PATIENCE if in_service else DAILY
    return (
        *(need for disk in status.disks if (need := _of_disk(disk))),
        *_overdue([step for step in status.steps if step.overdue_since]),
        *(_stuck(step, step.stuck_since) for step in status.steps if step.stuck_since),
        *_waiting(status, patience),
        *_held(status),
        *_owed(status, settings, patience),
        *_refused(status, settings),
        *_unheard(status.failures),
        *_unread(status),
        *_ailing(status),
    )


def counted(number: int, one: str, many: str) -> str:
    """Return the number with the thing counted, such as `1 mail` or `1,200 mails`."""
    return f"{number:,} {one if number == 1 else many}"


def moment_of(moment: datetime) -> str:
    """Return a moment as sentences have it."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _of_disk(disk: Disk) -> Need | None:
    if disk.free >= LEAST_FREE and disk.free >= LEAST_FREE_SHARE * disk.size:
        return None
    free = f"only {disk.free / GIGABYTE:.1f} of {disk.size / GIGABYTE:.1f} GB are free"
    return Need("disk", f"The disk of {disk.place} is nearly full: {free}. Make room, or nothing more can be kept.")


def _overdue(steps: list[Step]) -> Iterator[Need]:
    if not steps:
        return
    listed = ", ".join(
        f"{step.name} (last began {moment_of(step.runs.last_start)})" if step.runs else f"{step.name} (never began)"
        for step in steps
    )
    service = any(step.name in SERVICE for step in steps)
    culprit = (
        "the Prefect server and a worker are up and the deployments not paused"
        if service
        else "what calls `inspection-watch run` still does"
    )
    since = min(step.overdue_since for step in steps if step.overdue_since)
    yield Need("overdue", f"Overdue since {moment_of(since)}: {listed}. See that {culprit}.", since)


def _stuck(step: Step, since: datetime) -> Need:
    many = step.runs.unended if step.runs else 0
    begun = f"A run of {step.name} that began" if many == 1 else f"{many} runs of {step.name} since the one that began"
    return Need(
        "stuck",
        f"{begun} {moment_of(since)} never ended. Look at the worker's log, and cancel "
        "what still hangs; what is undone, the next run does.",
        since,
    )


def _waiting(status: Status, patience: timedelta) -> Iterator[Need]:
    for waiting, one, many, step in (
        (status.pages, "page is", "pages are", "extract"),
        (status.versions, "article version is", "article versions are", "flag"),
    ):
        if waiting.since and status.moment - waiting.since > patience:
            what = f"{counted(waiting.number, one, many)} not worked off by {step}"
            sentence = f"{what}, the first since {moment_of(waiting.since)}. See why it fails or does not run."
            yield Need("backlog", sentence, waiting.since)


def _held(status: Status) -> Iterator[Need]:
    if status.held.number and status.held.since:
        yield Need(
            "held",
            f"{counted(status.held.number, 'critical change is', 'critical changes are')} held back and mailed to "
            f"nobody, since {moment_of(status.held.since)}: too many at once. Look at them with `{LIST}`, then "
            f"`{RELEASE}` or `{DROP}`.",
            status.held.since,
        )


def _owed(status: Status, settings: Settings, patience: timedelta) -> Iterator[Need]:
    for post in status.post:
        owed = post.owed
        reader = subscriber_at(settings.audience, post.address) or former(post.address)
        longest = DIGESTS.get(reader.frequency, patience)
        if owed.since and status.moment - first_chance(reader, owed.since) > longest:
            yield Need(
                "mail",
                f"{counted(owed.number, 'mail is', 'mails are')} owed to {post.address}, the first since "
                f"{moment_of(owed.since)}. The table failures says why (step alert); mend the mail server, its "
                "settings or the channel, then `inspection-watch alerts retry` sends at once.",
                owed.since,
            )


def _refused(status: Status, settings: Settings) -> Iterator[Need]:
    """Addresses that still subscribe and have taken no mail since one was refused for good."""
    sent = {post.address: post.last_sent for post in status.post}
    for address, refused in sorted(status.refused.items()):
        last_sent = sent.get(address)
        if subscriber_at(settings.audience, address) and (last_sent is None or last_sent < refused):
            yield Need(
                "mail",
                f"The {'service' if is_channel(address) else 'mail server'} refused the mail to {address} for good "
                f"on {moment_of(refused)}. "
                "Correct the address where it subscribes, or take it out.",
                refused,
            )


def _unheard(failures: Iterable[Failed]) -> Iterator[Need]:
    for failed in failures:
        if failed.step == OPERATOR_MAIL:
            yield Need(
                "mail",
                f"{counted(failed.number, 'mail', 'mails')} to the operator could not be delivered, the last on "
                f"{moment_of(failed.last)}. "
                f"The table failures says why (step {OPERATOR_MAIL}); mend the mail server or its settings.",
                failed.last,
            )


def _unread(status: Status) -> Iterator[Need]:
    if status.unreadable:
        yield Need("tables", f"What is published cannot be looked at: {status.unreadable}.")


def _ailing(status: Status) -> Iterator[Need]:
    """One sentence about all sources that have brought no news for a day or more."""
    long_since = [one for one in status.sources.ailing if _is_long_since(one, status.moment)]
    if not long_since:
        return
    by_verdict = Counter(one.verdict for one in long_since)
    verdicts = ", ".join(f"{by_verdict[verdict]} {verdict}" for verdict in NEWS_STOPPED if by_verdict[verdict])
    names = [one.source_id for one in long_since]
    more = f" and {len(names) - SOURCES_NAMED} more" if len(names) > SOURCES_NAMED else ""
    since = min((one.since for one in long_since if one.since), default=None)
    yield Need(
        "sources",
        f"Sources bring no news ({verdicts}){f', the first since {moment_of(since)}' if since else ''}: "
        f"{', '.join(names[:SOURCES_NAMED])}{more}. Try `inspection-watch sources check ID`, then mend the entry in "
        "the register or pause it.",
        since,
    )


def _is_long_since(ailing: Judged, now: datetime) -> bool:
    return ailing.since is None or now - ailing.since > PATIENCE_WITH_SOURCES
