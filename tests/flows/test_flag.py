from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from flows.flag import FlaggedCounts, flag_changes
from flows.memory.layout import outbox
from flows.memory.reading import read_rows
from flows.settings import Subscriber
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.press import COUNCIL, IN_2017, INSPECTED, PRESS, standing, tell
from tests.transforms.telling import EVIDENCE, NEL, Told, intervention, rating, ratings
from transforms.catalogue import with_history
from transforms.facts import Commitment
from transforms.history_tables import CHANGES, CURRENT_RATINGS, HISTORY_TABLES, INSPECTIONS, UNDERTAKINGS
from transforms.tables import COMMITMENTS

ANN = Subscriber(address="ann@council.example")
JOAN = Subscriber(address="joan@paper.example", authorities=(NEL,), types=("inadequate_new", "commitment_due"))
PLEDGE = Told(
    "pledge",
    "2021-11-29",
    (Commitment(NEL, "Ann Lee", None, "funding", 2_000_000, "2021-12", EVIDENCE),),
    kinds=("commitment",),
)
RETRACTED = replace(PRESS, facts=(), text="An earlier version gave a grade that was another council's.")
COMMISSIONER = Told("step", "2021-12-01", (intervention("commissioner_appointed", "Ann Lee"),), kinds=("intervention",))
OLD_COMMISSIONER = replace(
    COMMISSIONER, article_id="then", published="2018-05-01", facts=(intervention("commissioner_appointed", "Jo Hill"),)
)


@pytest.fixture
def read_by_two(workshop: Workshop) -> Workshop:
    """A workshop whose changes Ann hears of, and Joan of some."""
    return replace(workshop, settings=workshop.settings.model_copy(update={"subscribers": (ANN, JOAN)}))


def log(workshop: Workshop) -> list[Mapping[str, Any]]:
    """All entries of the change log, in the order in which they were written."""
    with workshop.memory.connect() as connection:
        return list(read_rows(connection, with_history(CHANGES)).sort("known_from", "revision").iter_rows(named=True))


def told_of(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    return entry["action"], entry["type"], entry["corrects"], entry["because"]


def owed(workshop: Workshop) -> list[tuple[str, str, str]]:
    """Address, type of change and state of every mail that was ever owed."""
    types = {row["change_id"]: row["type"] for row in log(workshop)}
    with workshop.memory.connect() as connection:
        rows = connection.execute(sa.select(outbox)).all()
    return sorted((row.address, types[row.change_id], row.state) for row in rows)


def test_flagging_writes_history_log_and_what_is_owed(read_by_two: Workshop) -> None:
    tell(read_by_two, IN_2017, PRESS, COUNCIL)
    flagged = flag_changes(read_by_two)

    (news,) = (row["change_id"] for row in standing(read_by_two, CHANGES) if not row["overtaken"])
    assert flagged == FlaggedCounts(looked_at=3, changes=1, history=1, mails_owed=2, change_ids=(news,))
    assert {row["grade"] for row in standing(read_by_two, CURRENT_RATINGS)} == {"inadequate"}
    assert len(standing(read_by_two, INSPECTIONS)) == 4
    assert owed(read_by_two) == [(one.address, "inadequate_new", "pending") for one in (ANN, JOAN)]


def test_flagging_again_does_nothing(read_by_two: Workshop) -> None:
    tell(read_by_two, IN_2017, PRESS, COUNCIL, COMMISSIONER, PLEDGE)
    flag_changes(read_by_two)
    before = (log(read_by_two), owed(read_by_two), [standing(read_by_two, table) for table in HISTORY_TABLES])

    assert flag_changes(read_by_two) == FlaggedCounts()
    assert (log(read_by_two), owed(read_by_two), [standing(read_by_two, table) for table in HISTORY_TABLES]) == before


def test_what_is_broken_off_is_flagged_by_the_next_flagging(
    read_by_two: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(
        read_by_two,
        PRESS,
        replace(PRESS, article_id="leeds", facts=(rating("good", authority="Leeds"),), subjects=("Leeds",)),
    )
    with monkeypatch.context() as patch:
        patch.setattr("flows.flag.tick_off_flagged", _stop)
        with pytest.raises(KeyboardInterrupt):
            flag_changes(read_by_two)
    entries, mails = log(read_by_two), owed(read_by_two)

    assert flag_changes(read_by_two) == FlaggedCounts(looked_at=2)
    assert (log(read_by_two), owed(read_by_two)) == (entries, mails)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_old_news_read_late_fills_history_and_is_owed_to_nobody(read_by_two: Workshop) -> None:
    tell(read_by_two, PRESS)
    flag_changes(read_by_two)
    tell(read_by_two, IN_2017, OLD_COMMISSIONER)
    flagged = flag_changes(read_by_two)

    assert (flagged.changes, flagged.history, flagged.corrections, flagged.mails_owed) == (0, 2, 1, 0)
    *_, corrected = (row for row in log(read_by_two) if row["action"] == "corrected")
    assert (corrected["old_value"], corrected["because"]) == ("good", "further_article")
    assert [mail[1] for mail in owed(read_by_two)] == ["inadequate_new"] * 2


def test_news_that_is_known_late_is_flagged_and_owed_to_nobody(read_by_two: Workshop, clock: Clock) -> None:
    clock.now = datetime(2022, 6, 1, tzinfo=UTC)
    tell(read_by_two, PRESS)

    flagged = flag_changes(read_by_two)
    assert (flagged.changes, flagged.mails_owed) == (1, 0)


def test_an_undertaking_becomes_overdue_by_the_clock_alone(read_by_two: Workshop, clock: Clock) -> None:
    tell(read_by_two, PLEDGE)
    flag_changes(read_by_two)
    assert [row["status"] for row in standing(read_by_two, UNDERTAKINGS)] == ["open"]
    assert owed(read_by_two) == []

    clock.now = datetime(2021, 12, 31, 9, tzinfo=UTC)
    due = flag_changes(read_by_two)
    assert (due.looked_at, due.changes, due.mails_owed) == (0, 1, 1)
    assert [row["status"] for row in standing(read_by_two, COMMITMENTS)] == ["open"]
    assert log(read_by_two)[-1]["type"] == "commitment_due"
    assert log(read_by_two)[-1]["effective"] == date(2021, 12, 31)

    clock.forward(days=1)
    assert flag_changes(read_by_two) == FlaggedCounts()
    assert [row["status"] for row in standing(read_by_two, UNDERTAKINGS)] == ["overdue"]
    assert [row["status"] for row in standing(read_by_two, COMMITMENTS)] == ["overdue"]
    assert owed(read_by_two) == [(JOAN.address, "commitment_due", "pending")]


def test_a_new_version_of_an_article_leaves_its_undertakings_as_they_stand(workshop: Workshop, clock: Clock) -> None:
    tell(workshop, PLEDGE)
    clock.forward(days=60)
    flag_changes(workshop)
    tell(workshop, replace(PLEDGE, text="The same pledge is told in some other words."))
    flag_changes(workshop)

    assert [(row["version"], row["status"]) for row in standing(workshop, COMMITMENTS)] == [(2, "overdue")]


def test_the_statuses_that_were_are_kept_with_when_they_were_known(workshop: Workshop, clock: Clock) -> None:
    tell(workshop, PLEDGE)
    flag_changes(workshop)
    clock.forward(days=60)
    flag_changes(workshop)

    with workshop.memory.connect() as connection:
        rows = read_rows(connection, with_history(UNDERTAKINGS)).sort("revision").to_dicts()
    assert [(row["status"], row["revision"]) for row in rows] == [("open", 1), ("overdue", 2)]
    assert rows[0]["known_to"] == rows[1]["known_from"]


def test_an_authority_that_is_abolished_has_no_current_ratings_from_that_day(workshop: Workshop, clock: Clock) -> None:
    clock.now = datetime(2023, 3, 31, 9, tzinfo=UTC)
    fact = rating("good", inspected="2022-11", authority="Cumbria")
    tell(workshop, replace(PRESS, published="2023-01-20", facts=(fact,), subjects=("Cumbria",)))
    flag_changes(workshop)
    assert len(standing(workshop, CURRENT_RATINGS)) == 1

    clock.forward(days=1)
    flag_changes(workshop)
    assert standing(workshop, CURRENT_RATINGS) == []
    assert len(standing(workshop, INSPECTIONS)) == 1


def test_an_edit_that_takes_a_grade_back_withdraws_the_change_and_drops_the_mail(read_by_two: Workshop) -> None:
    tell(read_by_two, PRESS)
    (change_id,) = flag_changes(read_by_two).change_ids
    tell(read_by_two, RETRACTED)
    flagged = flag_changes(read_by_two)

    assert (flagged.changes, flagged.corrections, flagged.mails_owed) == (1, 1, 0)
    assert [told_of(entry) for entry in log(read_by_two)][-1] in [
        ("withdrawn", "inadequate_new", f"{change_id}/1", "article_edited"),
        ("flagged", "article_corrected", None, None),
    ]
    assert {(row["type"], row["action"]) for row in standing(read_by_two, CHANGES)} == {
        ("inadequate_new", "withdrawn"),
        ("article_corrected", "flagged"),
    }
    assert owed(read_by_two) == [(one.address, "inadequate_new", "withdrawn") for one in (ANN, JOAN)]
    assert standing(read_by_two, CURRENT_RATINGS) == standing(read_by_two, INSPECTIONS) == []


def test_a_mail_that_was_dropped_is_owed_again_once_the_change_stands_again(read_by_two: Workshop) -> None:
    for told in (PRESS, RETRACTED, PRESS):
        tell(read_by_two, told)
        flag_changes(read_by_two)

    assert owed(read_by_two) == [(one.address, "inadequate_new", "pending") for one in (ANN, JOAN)]


def test_a_mail_that_was_sent_is_not_owed_again(read_by_two: Workshop) -> None:
    tell(read_by_two, PRESS)
    flag_changes(read_by_two)
    with read_by_two.memory.begin() as connection:
        connection.execute(outbox.update().values(state="sent"))
    for told in (RETRACTED, PRESS):
        tell(read_by_two, told)
        flag_changes(read_by_two)

    assert owed(read_by_two) == [(one.address, "inadequate_new", "sent") for one in (ANN, JOAN)]


def test_an_edit_is_told_in_the_log_and_mailed_to_nobody(read_by_two: Workshop) -> None:
    tell(read_by_two, PRESS)
    flag_changes(read_by_two)
    tell(read_by_two, replace(PRESS, facts=ratings("2021-10", overall_effectiveness="good"), text="It was good."))
    flagged = flag_changes(read_by_two)
    entries = {row["type"]: row for row in log(read_by_two)[-2:]}

    assert (flagged.changes, flagged.corrections, flagged.mails_owed) == (1, 1, 0)
    assert entries["article_corrected"]["action"] == "flagged"
    assert (entries["rating_new"]["action"], entries["rating_new"]["because"]) == ("corrected", "article_edited")


def test_a_page_read_anew_by_other_rules_is_no_edit(workshop: Workshop) -> None:
    tell(workshop, PRESS)
    flag_changes(workshop)
    tell(workshop, replace(PRESS, facts=ratings("2021-10", overall_effectiveness="good")))
    flag_changes(workshop)

    assert [told_of(entry)[0::3] for entry in log(workshop)] == [("flagged", None), ("corrected", "rules_changed")]


def test_a_mail_still_owed_follows_a_change_that_is_dated_better(read_by_two: Workshop) -> None:
    vague = replace(PRESS, published="2021-12-02", facts=ratings("2021", overall_effectiveness="inadequate"))
    tell(read_by_two, vague)
    (first,) = flag_changes(read_by_two).change_ids
    tell(read_by_two, COUNCIL)
    flagged = flag_changes(read_by_two)
    (stands,) = (row for row in standing(read_by_two, CHANGES) if row["action"] != "withdrawn")

    assert stands["change_id"] != first
    assert (stands["action"], stands["corrects"], flagged.mails_owed) == ("corrected", f"{first}/1", 0)
    with read_by_two.memory.connect() as connection:
        assert set(connection.execute(sa.select(outbox.c.change_id, outbox.c.state))) == {
            (stands["change_id"], "pending")
        }


def test_a_graver_second_report_is_owed_once_more_and_only_once(read_by_two: Workshop) -> None:
    milder = replace(PRESS, facts=ratings("2021-10", overall_effectiveness="requires_improvement"))
    tell(read_by_two, milder)
    assert flag_changes(read_by_two).mails_owed == 1
    for number in (1, 2):
        facts = (*milder.facts, rating("inadequate", "help_and_protection", inspected="2021-10"))
        tell(read_by_two, replace(milder, article_id=f"graver-{number}", published="2021-12-01", facts=facts))
        flag_changes(read_by_two)

    assert owed(read_by_two) == [
        (ANN.address, "inadequate_new", "pending"),
        (ANN.address, "inadequate_new", "pending"),
        (JOAN.address, "inadequate_new", "pending"),
    ]


def test_an_authority_that_a_new_version_no_longer_names_is_looked_at_too(workshop: Workshop) -> None:
    leeds = Told("mixed", "2021-11-30", (rating("good", inspected="2021-10", authority="Leeds"),), subjects=("Leeds",))
    tell(workshop, leeds)
    flag_changes(workshop)
    tell(workshop, replace(leeds, facts=INSPECTED, subjects=(NEL,)))
    flag_changes(workshop)

    assert {row["authority"] for row in standing(workshop, INSPECTIONS)} == {NEL}
    assert {(row["authority"], row["action"]) for row in standing(workshop, CHANGES)} == {
        ("Leeds", "withdrawn"),
        (NEL, "flagged"),
    }
