from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

import flows.flag
from flows.flag import flag_changes
from flows.memory.facts import articles_to_flag
from flows.memory.held import weigh
from flows.memory.layout import outbox
from flows.memory.outbox import CLAIM_LASTS, Owed, claim_message, follow_corrections, owe, remember_sent, unsent
from flows.workshop import Workshop
from tests.flows.press import PRESS, standing, tell
from transforms.history.changes import CORRECTED, FLAGGED, WITHDRAWN, Change
from transforms.history_tables import CHANGES, HISTORY_TABLES

NOW = datetime(2021, 12, 3, 9, tzinfo=UTC)
ANN, JOAN = "ann@council.example", "joan@paper.example"


def promise(memory: sa.Engine, *owed: Owed) -> None:
    with memory.begin() as connection:
        owe(connection, owed, NOW)


def states(memory: sa.Engine) -> list[tuple[str, str]]:
    with memory.connect() as connection:
        return sorted((row.change_id, row.state) for row in connection.execute(sa.select(outbox)))


def follow(memory: sa.Engine, *entries: Change) -> None:
    with memory.begin() as connection:
        follow_corrections(connection, entries)


def entry(change_id: str, action: str, corrects: str | None = None) -> Change:
    row = {"change_id": change_id, "action": action, "corrects": corrects, "overtaken": False}
    return Change(row, "rating", None)


def test_a_change_and_the_mails_it_owes_are_written_together_or_not_at_all(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(connection: sa.Connection, owed: Sequence[Owed], now: datetime) -> None:
        nobody: Any = None
        owe(connection, [Owed("change", ANN), Owed("change", nobody)], now)

    tell(workshop, PRESS)
    with monkeypatch.context() as patch:
        patch.setattr(flows.flag, "owe", refuse)
        with pytest.raises(sa.exc.IntegrityError):
            flag_changes(workshop)

    assert all(standing(workshop, table) == [] for table in HISTORY_TABLES)
    assert unsent(workshop.memory, NOW) == {}
    assert articles_to_flag(workshop.memory) == [("press", 1)]
    assert flag_changes(workshop).changes == len(standing(workshop, CHANGES)) == 1


def test_a_mail_owed_twice_is_owed_once(memory: sa.Engine) -> None:
    for _ in range(2):
        promise(memory, *[Owed("change-1", ANN)] * 2)

    assert states(memory) == [("change-1", "pending")]


def test_a_change_that_is_told_again_for_a_reason_is_owed_once_more(memory: sa.Engine) -> None:
    for _ in range(2):
        promise(memory, Owed("change-1", ANN), Owed("change-1", ANN, "inadequate_new"))

    assert len(unsent(memory, NOW)[ANN]) == 2


def test_what_is_unsent_is_told_by_address(memory: sa.Engine) -> None:
    promise(memory, Owed("change-1", JOAN), Owed("change-1", ANN), Owed("change-2", ANN))

    assert {address: sorted(one.change_id for one in owed) for address, owed in unsent(memory, NOW).items()} == {
        ANN: ["change-1", "change-2"],
        JOAN: ["change-1"],
    }


def test_what_is_owed_follows_a_change_to_its_new_id(memory: sa.Engine) -> None:
    promise(memory, Owed("old", ANN), Owed("other", ANN))
    follow(memory, entry("new", CORRECTED, "old/1"), entry("old", WITHDRAWN, "old/1"))

    assert states(memory) == [("new", "pending"), ("other", "pending")]


def test_what_is_owed_for_a_withdrawn_change_is_dropped(memory: sa.Engine) -> None:
    promise(memory, Owed("wrong", ANN), Owed("right", ANN))
    follow(memory, entry("wrong", WITHDRAWN, "wrong/1"), entry("right", FLAGGED))

    assert states(memory) == [("right", "pending"), ("wrong", "withdrawn")]
    assert [one.change_id for one in unsent(memory, NOW)[ANN]] == ["right"]


def test_what_was_dropped_is_owed_again_where_the_change_stands_again(memory: sa.Engine) -> None:
    promise(memory, Owed("change-1", ANN))
    follow(memory, entry("change-1", WITHDRAWN, "change-1/1"))
    follow(memory, entry("change-1", FLAGGED, "change-1/2"))
    assert unsent(memory, NOW) == {}
    weigh(memory, 5, NOW)

    assert states(memory) == [("change-1", "pending")]


def test_a_correction_under_the_same_id_leaves_what_is_owed(memory: sa.Engine) -> None:
    promise(memory, Owed("change-1", ANN))
    follow(memory, entry("change-1", CORRECTED, "change-1/1"))

    assert states(memory) == [("change-1", "pending")]


def test_what_was_sent_stays_as_it_was_sent(memory: sa.Engine) -> None:
    promise(memory, Owed("change-1", ANN))
    remember_sent(memory, [one.alert_id for one in unsent(memory, NOW)[ANN]], NOW)
    follow(memory, entry("change-1", WITHDRAWN, "change-1/1"))

    assert states(memory) == [("change-1", "sent")]


def test_a_message_is_claimed_whole_or_not_at_all_until_the_claim_is_over(memory: sa.Engine) -> None:
    promise(memory, Owed("change-1", ANN), Owed("change-2", ANN))
    both = [one.alert_id for one in unsent(memory, NOW)[ANN]]
    assert claim_message(memory, both[:1], "<1@watch.example>", NOW)
    assert not claim_message(memory, both, "<2@watch.example>", NOW)

    assert [one.alert_id for one in unsent(memory, NOW)[ANN]] == both[1:]
    later = NOW + CLAIM_LASTS + timedelta(seconds=1)
    assert [one.alert_id for one in unsent(memory, later)[ANN]] == both
    assert claim_message(memory, both, "<2@watch.example>", later)


def test_what_a_message_tells_is_written_down_with_its_subject(workshop: Workshop) -> None:
    change_id, alert = promised_change(workshop)
    told = {change_id: f"{change_id}/1"}
    assert claim_message(workshop.memory, [alert], "<1@watch.example>", NOW, subject="News", told=told)

    with workshop.memory.connect() as connection:
        row = connection.execute(sa.select(outbox)).one()
    assert (row.subject, row.told) == ("News", f"{change_id}/1")


def test_a_message_is_not_claimed_that_tells_what_the_log_says_no_longer(workshop: Workshop) -> None:
    change_id, alert = promised_change(workshop)
    told = {change_id: f"{change_id}/2"}

    assert not claim_message(workshop.memory, [alert], "<1@watch.example>", NOW, subject="News", told=told)
    with workshop.memory.connect() as connection:
        row = connection.execute(sa.select(outbox)).one()
    assert (row.message_id, row.told, row.claimed_until) == (None, None, None)


def promised_change(workshop: Workshop) -> tuple[str, str]:
    """A change of the log, and the alert that is owed for it."""
    tell(workshop, PRESS)
    (change_id,) = flag_changes(workshop).change_ids
    promise(workshop.memory, Owed(change_id, ANN))
    return change_id, unsent(workshop.memory, NOW)[ANN][0].alert_id


def test_what_was_sent_follows_a_change_to_its_new_id(memory: sa.Engine) -> None:
    promise(memory, Owed("old", ANN))
    remember_sent(memory, [one.alert_id for one in unsent(memory, NOW)[ANN]], NOW)
    follow(memory, entry("new", CORRECTED, "old/1"), entry("old", WITHDRAWN, "old/1"))

    assert states(memory) == [("new", "sent")]


def test_a_correction_that_is_owed_stays_so_when_the_change_is_withdrawn(memory: sa.Engine) -> None:
    promise(memory, Owed("change-1", ANN))
    with memory.begin() as connection:
        connection.execute(outbox.update().values(corrects="first"))
    follow(memory, entry("change-1", WITHDRAWN, "change-1/1"))

    assert states(memory) == [("change-1", "pending")]
