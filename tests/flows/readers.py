"""Subscribers, and what has become of their mail."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from flows.memory.layout import outbox
from flows.memory.runs import failures_of
from flows.settings import Smtp
from flows.subscriptions import Subscriber
from flows.workshop import Workshop
from tests.transforms.telling import NEL, Told, intervention

ANN = Subscriber(address="ann@council.example")
JOAN = Subscriber(address="joan@paper.example", authorities=(NEL,))
LEEDS_ONLY = Subscriber(address="lee@leeds.example", authorities=("Leeds",))
COMMISSIONER = Told(
    "step",
    "2021-12-01",
    (intervention("commissioner_appointed", "Ann Lee"),),
    kinds=("intervention",),
    source="monthly",
)


def serving(workshop: Workshop, *readers: Subscriber, smtp: Smtp | None = None, **more: Any) -> Workshop:
    return replace(
        workshop, settings=workshop.settings.model_copy(update={"subscribers": readers, "smtp": smtp} | more)
    )


def mails(workshop: Workshop) -> list[EmailMessage]:
    files = sorted(Path(workshop.settings.store.place("outbox")).glob("*"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def states(workshop: Workshop) -> dict[str, tuple[str, int]]:
    with workshop.memory.connect() as connection:
        return {row.address: (row.state, row.attempts) for row in connection.execute(sa.select(outbox))}


def failures(workshop: Workshop) -> list[tuple[str, str | None]]:
    return [(row.reason, row.url) for row in failures_of(workshop.memory, workshop.run_id)]
