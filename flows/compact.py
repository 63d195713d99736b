"""Compact: what only looks back on single runs is deleted after a while, and the memory's file put in order."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from flows.memory.layout import notices, runs
from flows.workshop import Workshop

RUNS_KEPT_FOR = timedelta(days=90)
# An operator who was told of a source a year ago may be told anew.
NOTICES_KEPT_FOR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Compacted:
    """What was deleted, in rows."""

    runs: int = 0
    notices: int = 0


def compact(workshop: Workshop) -> Compacted:
    """Delete old runs and notices; nothing that was read, flagged, sent or failed.

    What is deleted makes room in SQLite's file for what comes; the file is not made smaller, as that would lock
    everybody out for minutes.
    """
    now = workshop.clock()
    done = Compacted(
        runs=_delete(workshop.memory, runs, runs.c.started_at < now - RUNS_KEPT_FOR),
        notices=_delete(workshop.memory, notices, notices.c.told_at < now - NOTICES_KEPT_FOR),
    )
    if workshop.memory.dialect.name == "sqlite":
        with workshop.memory.connect() as connection:
            connection.exec_driver_sql("PRAGMA optimize")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return done


def _delete(memory: sa.Engine, table: sa.Table, is_old: sa.ColumnElement[bool]) -> int:
    with memory.begin() as connection:
        return connection.execute(table.delete().where(is_old)).rowcount
