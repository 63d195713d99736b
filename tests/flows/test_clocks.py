"""What a worker leaves behind whose clock is a month ahead or behind, and that it holds up nobody for a month."""

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.memory.crawl import (
    CLOCKS_DIFFER,
    LONGEST_PAUSE,
    Found,
    due_addresses,
    remember_failed_fetch,
    remember_listing,
)
from flows.memory.layout import outbox
from flows.memory.outbox import CLAIM_LASTS, Owed, claim_message, owe, unsent
from flows.workshop import Workshop

URL = "https://gazette.example/rated"
MONTH = timedelta(days=31)


def ahead(workshop: Workshop, by: timedelta) -> Workshop:
    clock = workshop.clock
    return replace(workshop, clock=lambda: clock() + by)


def put_off(workshop: Workshop) -> None:
    now = workshop.clock()
    remember_listing(workshop.memory, "gazette", [Found(URL, None, None)], {}, now)
    remember_failed_fetch(workshop.memory, URL, "unreachable", may_recover=False, now=now)


def is_due(workshop: Workshop) -> bool:
    return bool(due_addresses(workshop.memory, "gazette", workshop.clock()))


@pytest.mark.parametrize("by", [MONTH, -MONTH], ids=["ahead", "behind"])
def test_an_address_put_off_by_a_clock_that_is_wrong_is_due(workshop: Workshop, by: timedelta) -> None:
    put_off(ahead(workshop, by))

    assert is_due(workshop)


@pytest.mark.parametrize("by", [timedelta(0), CLOCKS_DIFFER / 2])
def test_an_address_put_off_for_as_long_as_can_be_is_not_due(workshop: Workshop, by: timedelta) -> None:
    put_off(ahead(workshop, by))

    assert not is_due(workshop)
    assert is_due(ahead(workshop, LONGEST_PAUSE + by + timedelta(minutes=1)))


@pytest.mark.parametrize("by", [MONTH, -MONTH], ids=["ahead", "behind"])
def test_a_message_claimed_by_a_clock_that_is_wrong_is_sent(workshop: Workshop, by: timedelta) -> None:
    claim(ahead(workshop, by))

    assert unsent(workshop.memory, workshop.clock())


def test_a_claim_lasts(workshop: Workshop) -> None:
    claim(workshop)

    assert not unsent(workshop.memory, workshop.clock())
    assert unsent(workshop.memory, workshop.clock() + CLAIM_LASTS + timedelta(minutes=1))


def claim(workshop: Workshop) -> None:
    now = workshop.clock()
    with workshop.memory.begin() as connection:
        owe(connection, [Owed("change", "reader@example.org")], now)
        alert_ids = connection.execute(outbox.select()).scalars().all()
    assert claim_message(workshop.memory, alert_ids, "<1@example.org>", now)
