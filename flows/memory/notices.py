"""What the operator was told and when, so that it is not told again at every run."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from flows.memory.engine import insert_absent, upsert
from flows.memory.layout import notices

# What was told at a moment to come was told while a clock was off: it counts as told by other machines' clocks only.
CLOCKS_DIFFER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to tell a notice now; `before` is when it was told last, none if never."""

    notice: str
    told_at: datetime
    before: datetime | None


def claim_notice(memory: sa.Engine, notice: str, now: datetime, again_after: timedelta) -> Claim | None:
    """Write down that the notice is told now; None where that was done less than `again_after` ago.

    Of several that claim at once, one succeeds.
    """
    with memory.begin() as connection:
        before = connection.execute(sa.select(notices.c.told_at).where(notices.c.notice == notice)).scalar()
        if before is None:
            claimed = insert_absent(connection, notices, [{"notice": notice, "told_at": now}])
        elif now - again_after < before <= now + CLOCKS_DIFFER:
            claimed = 0
        else:
            as_it_was = (notices.c.notice == notice, notices.c.told_at == before)
            claimed = connection.execute(notices.update().where(*as_it_was).values(told_at=now)).rowcount
    return Claim(notice, now, before) if claimed else None


def give_back(memory: sa.Engine, claim: Claim) -> None:
    """Undo the claim, as telling failed; the notice may be told again at once."""
    mine = (notices.c.notice == claim.notice, notices.c.told_at == claim.told_at)
    with memory.begin() as connection:
        if claim.before is None:
            connection.execute(notices.delete().where(*mine))
        else:
            connection.execute(notices.update().where(*mine).values(told_at=claim.before))


def told_under(memory: sa.Engine, prefix: str) -> dict[str, datetime]:
    """Return when each notice was told whose name begins so, by the rest of its name."""
    query = sa.select(notices).where(notices.c.notice.startswith(prefix, autoescape=True))
    with memory.connect() as connection:
        return {row.notice.removeprefix(prefix): row.told_at for row in connection.execute(query)}


def remember_told(memory: sa.Engine, told: Iterable[str], now: datetime) -> None:
    """Write down that these notices are told."""
    with memory.begin() as connection:
        upsert(connection, notices, [{"notice": notice, "told_at": now} for notice in told])


def forget_told(memory: sa.Engine, told: Iterable[str]) -> None:
    """Forget that these notices were told."""
    with memory.begin() as connection:
        connection.execute(notices.delete().where(notices.c.notice.in_(list(told))))
