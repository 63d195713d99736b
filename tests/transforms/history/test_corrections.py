"""What the log says where it had said something else, and who is to hear of it."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.transforms.telling import NEL, ChangeLog, Told, intervention, ratings, types_of
from transforms.history.changes import Cause, Change, Logged, is_news

AREA = "help_and_protection"


def graded(name: str, published: str, grade: str, inspected: str | None = None, kind: str = "sector_press") -> Told:
    return Told(name, published, ratings(inspected, overall_effectiveness=grade), source_kind=kind)


PRESS = graded("press", "2021-11-30", "requires_improvement", "2021-10")
EDITED = Cause(edited=frozenset({"press"}))
REREAD = Cause(reread=frozenset({"press"}))


@dataclass
class Readers:
    """A change log whose readers are told of what is news."""

    log: ChangeLog

    def read(self, *told: Told, cause: Cause = Cause()) -> list[str]:  # noqa: B008
        """Types of the changes that readers hear of by this batch."""
        known = dict(self.log.log)
        entries = self.log.read(*told, cause=cause)
        return [one.row["type"] for one in entries if is_news(one, self._before(one, known))]

    def _before(self, entry: Change, known: dict[str, Logged]) -> Logged | None:
        corrected = (entry.row["corrects"] or "").partition("/")[0]
        return known.get(corrected or entry.change_id)


@pytest.fixture
def log() -> ChangeLog:
    return ChangeLog()


@pytest.fixture
def readers() -> Readers:
    return Readers(ChangeLog())


def told_of(entry: Change) -> tuple[Any, ...]:
    return tuple(entry.row[name] for name in ("action", "type", "corrects", "because"))


def test_a_correction_names_the_entry_that_it_corrects(log: ChangeLog) -> None:
    (first,) = log.read(PRESS)
    log.read(graded("gazette", "2021-12-02", "requires_improvement", "2021-10"))
    (corrected,) = log.read(
        *(replace(one, facts=ratings("2021-10", overall_effectiveness="good")) for one in log.told), cause=EDITED
    )

    assert told_of(corrected) == ("corrected", "rating_new", f"{first.change_id}/2", "article_edited")
    assert (corrected.change_id, corrected.row["detected_at"]) == (first.change_id, first.row["detected_at"])
    assert corrected.row["new_value"] == "good"
    assert log.log[first.change_id].entry == f"{first.change_id}/3"


@pytest.mark.parametrize(
    ("cause", "because"),
    [
        (EDITED, "article_edited"),
        (REREAD, "rules_changed"),
        (Cause(rules_changed=True), "rules_changed"),
        (Cause(edited=frozenset({"press"}), rules_changed=True), "rules_changed"),
        (Cause(edited=frozenset({"another"})), "further_article"),
    ],
)
def test_a_correction_says_why(log: ChangeLog, cause: Cause, because: str) -> None:
    log.read(PRESS)
    (corrected,) = log.read(graded("press", "2021-11-30", "good", "2021-10"), cause=cause)

    assert (corrected.row["action"], corrected.row["because"]) == ("corrected", because)


def test_a_stronger_source_overturns_a_weaker_one(log: ChangeLog) -> None:
    (first,) = log.read(graded("paper", "2021-11-29", "good", "2021-10", "local_press"))
    overturned, conflict = log.read(graded("report", "2021-11-30", "requires_improvement", "2021-10", "inspectorate"))

    assert told_of(overturned) == ("corrected", "rating_new", f"{first.change_id}/1", "stronger_source")
    assert (overturned.row["new_value"], overturned.row["best_source_kind"]) == ("requires_improvement", "inspectorate")
    assert (conflict.row["action"], conflict.row["type"]) == ("flagged", "source_conflict")


def test_a_further_article_that_tells_of_what_was_before_corrects_the_step(log: ChangeLog) -> None:
    (first,) = log.read(PRESS)
    history, corrected = log.read(graded("old", "2017-09-27", "good", "2017-07"))

    assert (history.row["action"], history.row["overtaken"]) == ("flagged", True)
    assert told_of(corrected) == ("corrected", "rating_downgraded", f"{first.change_id}/1", "further_article")


def test_a_change_that_nothing_supports_any_longer_is_withdrawn_once(log: ChangeLog) -> None:
    (first,) = log.read(PRESS)
    (gone,) = log.read(replace(PRESS, facts=()), cause=EDITED)

    assert told_of(gone) == ("withdrawn", "rating_new", f"{first.change_id}/1", "article_edited")
    assert (gone.change_id, gone.row["new_value"]) == (first.change_id, "requires_improvement")
    assert log.rows == {}
    assert log.read() == []


def test_an_older_article_on_the_same_thing_does_not_take_back_what_was_told(log: ChangeLog) -> None:
    def notice(name: str, day: str) -> Told:
        return Told(name, day, (intervention("improvement_notice_issued"),), kinds=("intervention",))

    (first,) = log.read(notice("late", "2022-02-20"))
    corrected, gone = log.read(notice("early", "2021-06-05"))

    assert told_of(corrected)[::2] == ("corrected", f"{first.change_id}/1")
    assert told_of(gone)[::2] == ("withdrawn", f"{first.change_id}/1")


def test_who_came_earlier_in_the_month_and_is_read_of_later_corrects_nobody(log: ChangeLog) -> None:
    def commissioner(name: str, day: str, person: str) -> Told:
        return Told(name, day, (intervention("commissioner_appointed", person),), kinds=("intervention",))

    (brown,) = log.read(commissioner("late", "2021-11-29", "Bea Brown"))
    adams, named_anew = sorted(
        log.read(commissioner("early", "2021-11-05", "Al Adams")), key=lambda entry: entry.row["action"], reverse=True
    )

    assert told_of(adams) == ("flagged", "commissioner_appointed", None, None)
    assert told_of(named_anew) == ("corrected", "commissioner_appointed", f"{brown.change_id}/1", "further_article")
    assert (adams.row["new_value"], named_anew.row["new_value"]) == ("Al Adams", "Bea Brown")
    assert adams.change_id == brown.change_id
    assert log.read(commissioner("early", "2021-11-05", "Al Adams")) == []


def test_a_withdrawn_change_that_is_told_again_is_flagged_again_under_its_id(log: ChangeLog) -> None:
    (first,) = log.read(PRESS)
    log.read(replace(PRESS, facts=()), cause=EDITED)
    (again,) = log.read(PRESS, cause=Cause(rules_changed=True))

    assert told_of(again) == ("flagged", "rating_new", f"{first.change_id}/2", "rules_changed")
    assert again.row["detected_at"] == first.row["detected_at"]


def test_what_a_withdrawn_inspection_had_overtaken_stands_again(log: ChangeLog) -> None:
    log.read(graded("old", "2017-09-27", "good", "2017-07"), PRESS)
    entries = log.read(replace(PRESS, facts=()), cause=EDITED)

    assert [(one.row["article_ids"], one.row["action"], one.row["overtaken"]) for one in entries] == [
        (["old"], "overtaken", False),
        (["press"], "withdrawn", False),
    ]


def test_a_date_known_better_gives_another_id_and_withdraws_the_old_entry(log: ChangeLog) -> None:
    (first,) = log.read(graded("paper", "2021-12-10", "inadequate", "2021", "local_press"))
    renamed, gone = log.read(graded("council", "2021-11-29", "inadequate", "2021-10", "council"))

    assert renamed.change_id != first.change_id == gone.change_id
    assert told_of(renamed)[:3] == ("corrected", "inadequate_new", f"{first.change_id}/1")
    assert told_of(gone)[:3] == ("withdrawn", "inadequate_new", f"{first.change_id}/1")
    assert renamed.row["detected_at"] == first.row["detected_at"]
    assert list(log.rows) == [renamed.change_id]


def test_a_person_named_at_last_corrects_the_entry_on_an_unnamed_one(log: ChangeLog) -> None:
    unnamed = Told("a", "2021-11-30", (intervention("commissioner_appointed"),), kinds=("intervention",))
    (first,) = log.read(unnamed)
    (named,) = log.read(
        replace(
            unnamed, article_id="b", published="2021-12-02", facts=(intervention("commissioner_appointed", "Ann Lee"),)
        )
    )

    assert (named.row["action"], named.row["corrects"]) == ("corrected", f"{first.change_id}/1")
    assert named.row["summary"] == f"{NEL}: commissioner appointed for children's services, Ann Lee"


def test_a_first_report_is_news_and_a_further_one_is_none(readers: Readers) -> None:
    assert readers.read(PRESS) == ["rating_new"]
    assert readers.read(graded("gazette", "2021-12-02", "requires_improvement", "2021-10")) == []


@pytest.mark.parametrize(
    ("grade", "becomes"), [("requires_improvement", "rating_downgraded"), ("inadequate", "inadequate_new")]
)
def test_old_news_that_turns_the_step_of_a_later_inspection_alerts_nobody(
    readers: Readers, grade: str, becomes: str
) -> None:
    readers.read(graded("older", "2014-05-01", grade, "2014-03"), graded("press", "2021-11-30", grade, "2021-10"))
    assert readers.log.types == ["inadequate_new" if grade == "inadequate" else "rating_new", "rating_new"]
    late = graded("late", "2017-09-27", "good", "2017-07")

    assert readers.read(late) == []
    assert readers.log.types[-1] == becomes


def test_old_news_alone_is_history(readers: Readers) -> None:
    readers.read(PRESS)

    assert readers.read(graded("old", "2017-09-27", "inadequate", "2017-07")) == []
    assert [row["overtaken"] for row in readers.log.rows.values()] == [True, False]


def test_a_second_report_that_tells_the_same_inspection_graver_is_news_once(readers: Readers) -> None:
    readers.read(PRESS)
    facts = ratings("2021-10", **{"overall_effectiveness": "requires_improvement", AREA: "inadequate"})
    fuller = Told("second", "2021-12-01", facts)

    assert readers.read(fuller) == ["inadequate_new"]
    assert readers.read(replace(fuller, article_id="third", published="2021-12-02")) == []
    (row,) = readers.log.rows.values()
    assert (row["type"], row["judgement"], row["article_ids"]) == ("inadequate_new", AREA, ["second", "third"])


def test_a_stronger_source_that_tells_the_same_inspection_graver_is_news(readers: Readers) -> None:
    readers.read(graded("paper", "2021-11-29", "requires_improvement", "2021-10", "local_press"))

    told = readers.read(graded("report", "2021-11-30", "inadequate", "2021-10", "inspectorate"))
    assert told == ["inadequate_new", "source_conflict"]


def test_an_edit_that_makes_an_article_graver_is_no_news(readers: Readers) -> None:
    readers.read(PRESS)

    assert readers.read(graded("press", "2021-11-30", "inadequate", "2021-10"), cause=EDITED) == []
    assert readers.log.types == ["inadequate_new"]


def test_the_types_that_readers_hear_of_are_those_flagged(log: ChangeLog) -> None:
    assert types_of(log.read(PRESS)) == ["rating_new"]
    assert types_of(log.read(graded("old", "2017-09-27", "good", "2017-07"))) == []
