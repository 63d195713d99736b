"""Columns as migrations write them down: by kind, in a line."""

from typing import Any

import sqlalchemy as sa

TEXT, WHOLE, FLAG = sa.Text(), sa.BigInteger(), sa.Boolean()
SHARE: sa.Double[float] = sa.Double()
DAY, MOMENT, TEXTS, NUMBER = sa.Date(), sa.DateTime(), sa.JSON(), sa.Integer()


def columns(kind: sa.types.TypeEngine[Any], names: str) -> list[sa.Column[Any]]:
    """Return a column of that kind for each name; one that may be empty ends in a question mark."""
    return [sa.Column(name.rstrip("?"), kind, nullable=name.endswith("?")) for name in names.split()]


def key(names: str) -> sa.PrimaryKeyConstraint:
    """Return the primary key of those columns."""
    return sa.PrimaryKeyConstraint(*names.split())
