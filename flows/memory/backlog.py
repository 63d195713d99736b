"""What waits to be done, and what failed lately."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from flows.memory.layout import articles, failures, outbox, pages
from flows.memory.outbox import PENDING, REFUSED, UNWEIGHED


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait, and since when the first of them does; None where none do."""

    number: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Post:
    """The mails owed to an address, those refused for good, and when the address last took one."""

    address: str
    owed: Waiting
    refused: int
    last_sent: datetime | None


@dataclass(frozen=True, slots=True)
class Failed:
    """How often a step failed for a reason, and when last."""

    step: str
    reason: str
    number: int
    last: datetime


def pages_waiting(connection: sa.Connection) -> Waiting:
    """Kept pages that no article has been made of."""
    query = sa.select(sa.func.count(), sa.func.min(pages.c.fetched_at)).where(pages.c.extracted_at.is_(None))
    return Waiting(*connection.execute(query).one())


def versions_waiting(connection: sa.Connection) -> Waiting:
    """Article versions that no flagging has looked at."""
    query = sa.select(sa.func.count(), sa.func.min(articles.c.known_from)).where(articles.c.flagged_at.is_(None))
    return Waiting(*connection.execute(query).one())


def post_by_address(connection: sa.Connection) -> list[Post]:
    """How the mails to each address stand, in order of the addresses."""
    is_owed, is_refused = outbox.c.state.in_((PENDING, UNWEIGHED)), outbox.c.state == REFUSED
    query = (
        sa.select(
            outbox.c.address,
            sa.func.count().filter(is_owed),
            sa.func.min(outbox.c.created_at).filter(is_owed),
            sa.func.count().filter(is_refused),
            sa.func.max(outbox.c.sent_at),
        )
        .group_by(outbox.c.address)
        .order_by(outbox.c.address)
    )
    rows = connection.execute(query)
    return [Post(address, Waiting(owed, since), refused, sent) for address, owed, since, refused, sent in rows]


def pages_kept(connection: sa.Connection) -> int:
    """How many pages were ever kept."""
    return connection.execute(sa.select(sa.func.count()).select_from(pages)).scalar_one()


def failures_since(connection: sa.Connection, moment: datetime) -> list[Failed]:
    """The failures since that moment by step and reason, the most frequent first."""
    number = sa.func.count()
    query = (
        sa.select(failures.c.step, failures.c.reason, number, sa.func.max(failures.c.failed_at))
        .where(failures.c.failed_at > moment)
        .group_by(failures.c.step, failures.c.reason)
        .order_by(number.desc(), failures.c.step, failures.c.reason)
    )
    return [Failed(*row) for row in connection.execute(query)]


def refused_since(connection: sa.Connection, step: str, moment: datetime) -> dict[str, datetime]:
    """Return, by address, when the step's mails to it were last refused for good since that moment."""
    refused = (failures.c.step == step, failures.c.reason == REFUSED, failures.c.failed_at > moment)
    query = sa.select(failures.c.url, sa.func.max(failures.c.failed_at)).where(*refused).group_by(failures.c.url)
    return {url.removeprefix("mailto:"): last for url, last in connection.execute(query) if url}
