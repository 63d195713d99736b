"""Whom flagging owes mail: by authority, type and severity, and to some only once a change is confirmed."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from flows.flag import flag_changes
from flows.memory.layout import outbox
from flows.subscriptions import Subscriber
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.log import log
from tests.flows.press import COUNCIL, IN_2017, PRESS, tell
from tests.flows.readers import COMMISSIONER, serving
from tests.transforms.telling import Told, rating, ratings

SECOND_PAPER = replace(
    PRESS,
    article_id="second",
    source="monthly",
    source_kind="sector_press",
    text="Another paper has it from inspectors themselves: the service is inadequate, and its leaders too.",
)
AGENCY_TEXT = " ".join(
    f"Sentence {number} of the agency tells a further part of what was found." for number in range(40)
)
RETRACTED = replace(SECOND_PAPER, facts=(), text="What this paper had written of the service was another's grade.")
CAREFUL = "careful@council.example"
EAGER = "eager@council.example"


def reader(address: str = CAREFUL, **fields: Any) -> Subscriber:
    return Subscriber.model_validate({"address": address, "uncorroborated": address == EAGER, **fields})


def flag(workshop: Workshop, *told: Told) -> None:
    tell(workshop, *told)
    flag_changes(workshop)


def owed(workshop: Workshop) -> list[tuple[str, str]]:
    """Address and state of every mail that was ever owed."""
    with workshop.memory.connect() as connection:
        return sorted((row.address, row.state) for row in connection.execute(sa.select(outbox)))


def send_all(workshop: Workshop) -> None:
    with workshop.memory.begin() as connection:
        connection.execute(outbox.update().values(state="sent"))


@pytest.fixture
def two(workshop: Workshop) -> Workshop:
    """A workshop for a reader who wants news confirmed and one who does not mind."""
    return serving(workshop, reader(), reader(EAGER))


@pytest.mark.parametrize(
    ("fields", "number"),
    [
        ({}, 2),
        ({"authorities": ["neighbours of Leeds"]}, 0),
        ({"authorities": ["Yorkshire and the Humber"]}, 2),
        ({"authorities": ["E06000012"], "types": ["interventions"]}, 1),
        ({"types": ["ratings", "commissioner_appointed"]}, 2),
        ({"types": ["leadership"]}, 0),
        ({"least_severity": "critical"}, 2),
    ],
)
def test_flagging_owes_each_what_the_entry_chooses(workshop: Workshop, fields: dict[str, Any], number: int) -> None:
    workshop = serving(workshop, reader(EAGER, **fields))
    flag(workshop, PRESS, COUNCIL, COMMISSIONER)

    assert len(owed(workshop)) == number


def test_a_severity_below_the_least_is_owed_to_nobody(workshop: Workshop) -> None:
    workshop = serving(workshop, reader(EAGER, least_severity="high"))
    flag(workshop, replace(COUNCIL, facts=ratings("2021-10", overall_effectiveness="good")))

    assert (len(log(workshop)), owed(workshop)) == (1, [])


def test_what_one_paper_tells_is_owed_to_the_eager_reader_only(two: Workshop) -> None:
    flag(two, PRESS)

    assert owed(two) == [(EAGER, "pending")]


@pytest.mark.parametrize("confirming", [SECOND_PAPER, COUNCIL], ids=["second story", "official source"])
def test_the_careful_reader_is_owed_it_as_soon_as_it_is_confirmed_and_never_again(
    two: Workshop, confirming: Told
) -> None:
    flag(two, PRESS)
    flag(two, confirming)
    assert owed(two) == [(CAREFUL, "pending"), (EAGER, "pending")]
    send_all(two)
    flag(two, COUNCIL, SECOND_PAPER, replace(SECOND_PAPER, article_id="third", text="A third one is late and brief."))

    assert owed(two) == [(CAREFUL, "sent"), (EAGER, "sent")]


def test_what_an_official_source_tells_is_owed_to_both_at_once(two: Workshop) -> None:
    flag(two, COUNCIL)

    assert owed(two) == [(CAREFUL, "pending"), (EAGER, "pending")]


def test_a_copy_of_the_same_story_confirms_nothing(two: Workshop) -> None:
    flag(two, replace(PRESS, text=AGENCY_TEXT))
    flag(two, replace(SECOND_PAPER, text=AGENCY_TEXT))
    assert log(two)[-1]["n_sources"] == 2

    assert owed(two) == [(EAGER, "pending")]


def test_what_is_doubted_again_and_confirmed_again_is_owed_once(two: Workshop) -> None:
    for told in (PRESS, SECOND_PAPER, RETRACTED):
        flag(two, told)
    send_all(two)
    for told in (SECOND_PAPER, COUNCIL):
        flag(two, told)
    plain = [mail for mail in owed(two) if mail[1] != "withdrawn"]

    assert plain == [(CAREFUL, "sent"), (EAGER, "sent")]


def test_a_change_confirmed_under_another_day_is_owed_once(two: Workshop) -> None:
    vague = replace(PRESS, published="2021-12-02", facts=ratings("2021", overall_effectiveness="inadequate"))
    flag(two, vague)
    flag(two, COUNCIL)
    assert len({row["change_id"] for row in log(two)}) == 2
    assert owed(two) == [(CAREFUL, "pending"), (EAGER, "pending")]
    flag(two, SECOND_PAPER)

    assert owed(two) == [(CAREFUL, "pending"), (EAGER, "pending")]


def test_a_reader_who_becomes_careful_is_not_owed_again_what_was_mailed_unconfirmed(two: Workshop) -> None:
    flag(two, PRESS)
    send_all(two)
    careful_now = serving(two, Subscriber(address=EAGER.upper(), uncorroborated=False))
    flag(careful_now, COUNCIL)

    assert owed(careful_now) == [(EAGER, "sent")]


def test_what_one_paper_alone_tells_as_graver_waits_until_that_is_confirmed(two: Workshop) -> None:
    milder = replace(PRESS, facts=ratings("2021-10", overall_effectiveness="requires_improvement"))
    flag(two, milder)
    graver = (*milder.facts, rating("inadequate", "leadership", inspected="2021-10"))
    flag(two, replace(SECOND_PAPER, facts=graver))
    assert [address for address, _ in owed(two)].count(CAREFUL) == 0
    flag(two, replace(COUNCIL, facts=graver))

    assert [address for address, _ in owed(two)].count(CAREFUL) == 1


def test_what_an_official_source_tells_graver_is_confirmed_by_it_and_is_one_mail(two: Workshop) -> None:
    milder = replace(PRESS, facts=ratings("2021-10", overall_effectiveness="requires_improvement"))
    flag(two, milder)
    flag(two, replace(COUNCIL, facts=(*milder.facts, rating("inadequate", "leadership", inspected="2021-10"))))

    assert [address for address, _ in owed(two)].count(CAREFUL) == 1


def test_history_that_is_confirmed_late_is_owed_to_nobody(two: Workshop) -> None:
    flag(two, COUNCIL)
    before = owed(two)
    flag(two, replace(IN_2017, source="gazette", source_kind="local_press"))
    flag(two, replace(IN_2017, article_id="old-2", text="In that year a second paper wrote of the grade, too."))

    assert owed(two) == before


def test_what_is_confirmed_when_it_is_long_past_is_owed_to_nobody(two: Workshop, clock: Clock) -> None:
    flag(two, PRESS)
    clock.forward(days=120)
    flag(two, COUNCIL)

    assert owed(two) == [(EAGER, "pending")]
