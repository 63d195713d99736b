from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from flows.flag import flag_changes
from flows.memory.layout import outbox
from flows.workshop import Workshop
from tests.flows.log import ANN, JOAN, log, owed
from tests.flows.press import COUNCIL, INSPECTED, PRESS, standing, tell
from tests.transforms.telling import NEL, Told, intervention, rating, ratings
from transforms.history_tables import CHANGES, CURRENT_RATINGS, INSPECTIONS

RETRACTED = replace(PRESS, facts=(), text="An earlier version gave a grade that was another council's.")


def told_of(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    return entry["action"], entry["type"], entry["corrects"], entry["because"]


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


def test_two_of_a_kind_in_a_month_are_owed_once_each_whichever_is_read_first(read_by_two: Workshop) -> None:
    for name, day, person in (("late", "2021-11-29", "Bea Brown"), ("early", "2021-11-05", "Al Adams")):
        facts = (intervention("commissioner_appointed", person),)
        tell(read_by_two, Told(name, day, facts, kinds=("intervention",)))
        flagged = flag_changes(read_by_two)
        assert (flagged.changes, flagged.mails_owed) == (1, 1)

    assert owed(read_by_two) == [(ANN.address, "commissioner_appointed", "pending")] * 2
    with read_by_two.memory.connect() as connection:
        owed_for = {row.change_id for row in connection.execute(sa.select(outbox.c.change_id))}
    assert owed_for == {row["change_id"] for row in standing(read_by_two, CHANGES)}
