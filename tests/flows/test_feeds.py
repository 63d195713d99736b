from dataclasses import replace
from pathlib import Path

import pytest

import flows.feeds
from flows.workshop import Workshop
from tests.flows.conftest import Clock, a_workshop
from tests.flows.heard import COVENTRY, LEEDS, entries, hear, pledge
from tests.flows.postgres import postgres_url
from tests.flows.press import COUNCIL, IN_2017, PRESS
from tests.transforms.telling import NEL, NEL_CODE, Told, intervention, ratings

NEW = "inadequate_new"


def test_a_second_source_shows_no_reader_an_entry_again(workshop: Workshop, clock: Clock) -> None:
    (before,) = entries(hear(workshop, PRESS), NEW)
    clock.forward(days=1)
    (after,) = entries(hear(workshop, COUNCIL), NEW)

    assert (after.id, after.title, after.updated) == (before.id, before.title, before.updated)
    assert (before.link, after.link) == ("https://news.example/press", "https://news.example/council")


def test_a_correction_is_the_same_entry_told_otherwise(workshop: Workshop, clock: Clock) -> None:
    (before,) = entries(hear(workshop, PRESS), NEW)
    clock.forward(days=1)
    told = replace(PRESS, facts=ratings("2021-10", overall_effectiveness="good"), text="It was good.")
    (after,) = entries(hear(workshop, told), "rating_new")

    assert (after.id, after.published) == (before.id, before.published)
    assert after.updated > before.updated
    assert after.title.startswith(f"Corrected: {NEL}")
    assert "has been edited since" in after.content[0].value


def test_a_change_that_is_dated_better_stays_one_entry(workshop: Workshop, clock: Clock) -> None:
    vague = replace(PRESS, published="2021-12-02", facts=ratings("2021", overall_effectiveness="inadequate"))
    (before,) = entries(hear(workshop, vague), NEW)
    clock.forward(days=1)
    (after,) = entries(hear(workshop, COUNCIL), NEW)

    assert (after.id, after.updated) == (before.id, before.updated)
    assert "29 November 2021" in after.content[0].value


def test_a_change_that_is_told_and_dated_otherwise_stays_one_entry(workshop: Workshop, clock: Clock) -> None:
    vague = replace(PRESS, published="2021-12-02", facts=ratings("2021", overall_effectiveness="inadequate"))
    (before,) = entries(hear(workshop, vague), NEW)
    clock.forward(days=1)
    milder = replace(COUNCIL, facts=ratings("2021-10", overall_effectiveness="requires_improvement"))
    (after,) = entries(hear(workshop, milder), "rating_new")

    assert after.id == before.id
    assert after.title.startswith("Corrected: ")
    assert after.updated > before.updated


def test_a_change_that_has_its_first_date_again_is_still_one_entry(workshop: Workshop) -> None:
    vague = replace(PRESS, published="2021-12-02", facts=ratings("2021", overall_effectiveness="inadequate"))
    (before,) = entries(hear(workshop, vague), NEW)
    hear(workshop, COUNCIL)
    (after,) = entries(hear(workshop, replace(COUNCIL, facts=(), text="It was another council's.")), NEW)

    assert (after.id, after.title) == (before.id, before.title)


def test_who_came_earlier_in_the_month_has_an_entry_of_its_own(workshop: Workshop, clock: Clock) -> None:
    def commissioner(name: str, day: str, person: str) -> Told:
        return Told(name, day, (intervention("commissioner_appointed", person),), kinds=("intervention",))

    (brown,) = entries(hear(workshop, commissioner("late", "2021-11-29", "Bea Brown")), "commissioner_appointed")
    clock.forward(days=1)
    folder = hear(workshop, commissioner("early", "2021-11-05", "Al Adams"))
    by_title = {one.title.rpartition(", ")[2]: one.id for one in entries(folder, "commissioner_appointed")}

    assert by_title.keys() == {"Bea Brown", "Al Adams"}
    assert by_title["Bea Brown"] == brown.id != by_title["Al Adams"]


def test_what_is_taken_back_says_so_and_may_come_again(workshop: Workshop, clock: Clock) -> None:
    (before,) = entries(hear(workshop, PRESS), NEW)
    clock.forward(days=1)
    (gone,) = entries(hear(workshop, replace(PRESS, facts=(), text="The grade was another council's.")), NEW)
    clock.forward(days=1)
    (again,) = entries(hear(workshop, PRESS), NEW)

    assert before.id == gone.id == again.id
    assert (gone.title, again.title) == (f"Withdrawn: {before.title}", before.title)
    assert before.updated < gone.updated < again.updated


def test_history_read_late_is_in_no_feed(workshop: Workshop) -> None:
    heard = hear(workshop, COUNCIL, IN_2017)

    assert len(entries(heard)) == 1


def test_old_news_that_still_stands_has_the_date_of_its_day(workshop: Workshop) -> None:
    heard = hear(workshop, IN_2017, replace(LEEDS, article_id="new"))

    assert [(one.published, one.updated) for one in entries(heard)][1] == ("2017-09-27T00:00:00Z",) * 2
    assert entries(heard)[0].updated > "2021-12"


def test_a_feed_has_the_newest_entries(workshop: Workshop, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setattr(flows.feeds, "MOST_ENTRIES", 2)
    hear(workshop, PRESS)
    clock.forward(days=1)
    hear(workshop, LEEDS)
    clock.forward(days=1)
    heard = hear(workshop, COVENTRY)

    assert [one.title.partition(":")[0] for one in entries(heard)] == ["Coventry", "Leeds"]
    assert len(entries(heard, scope=f"authorities/{NEL_CODE}")) == 1


def test_postgresql_gives_the_same_bytes(workshop: Workshop, tmp_path: Path) -> None:
    known = hear(workshop, COUNCIL, IN_2017, LEEDS, pledge())
    (tmp_path / "other").mkdir()
    with a_workshop(tmp_path / "other", Clock(), memory=postgres_url()) as other:
        assert hear(other, COUNCIL, IN_2017, LEEDS, pledge()) == known
