from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from flows.flag import FlaggedCounts, flag_changes
from flows.memory.reading import read_rows
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.log import ANN, JOAN, log, owed
from tests.flows.press import COUNCIL, IN_2017, PRESS, standing, tell
from tests.transforms.telling import EVIDENCE, NEL, Told, intervention, rating
from transforms.catalogue import with_history
from transforms.facts import Commitment
from transforms.history_tables import CHANGES, CURRENT_RATINGS, HISTORY_TABLES, INSPECTIONS, UNDERTAKINGS
from transforms.tables import COMMITMENTS

PLEDGE = Told(
    "pledge",
    "2021-11-29",
    (Commitment(NEL, "Ann Lee", None, "funding", 2_000_000, "2021-12", EVIDENCE),),
    kinds=("commitment",),
)
COMMISSIONER = Told("step", "2021-12-01", (intervention("commissioner_appointed", "Ann Lee"),), kinds=("intervention",))
OLD_COMMISSIONER = replace(
    COMMISSIONER, article_id="then", published="2018-05-01", facts=(intervention("commissioner_appointed", "Jo Hill"),)
)


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
