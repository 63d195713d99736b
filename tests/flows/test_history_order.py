"""Any order and any batching of the same articles gives the same history, changes and ids."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.flag import flag_changes
from flows.memory.reading import read_standing
from tests.flows.conftest import Clock, a_workshop
from tests.flows.press import tell
from tests.transforms.telling import EVIDENCE, NEL, Told, intervention, rating, ratings
from transforms.facts import Commitment, Delivery, LeadershipEvent, PeerReview
from transforms.history.changes import WITHDRAWN
from transforms.history_tables import CHANGES, HISTORY_TABLES
from transforms.tables import ARTICLES, FACT_TABLES

END = datetime(2024, 3, 1, 9, tzinfo=UTC)
# When something was learned and by which entry of the log depends on the order; what is known does not.
OF_THE_ORDER = {"recorded_at", "detected_at", "known_from", "fetched_at", "action", "corrects", "because"}
PARAGRAPH = (
    "Inspectors said that leaders had been slow to see how much had gone wrong in the service. The council said that "
    "it accepts every word of it."
)
BAD = ratings("2021-10", overall_effectiveness="inadequate", leadership="inadequate")
REVIEW = PeerReview(NEL, "LGA", "Jo Hill", "2023-05", 13, 14, "care leavers", EVIDENCE)


def post(person: str, event: Any) -> LeadershipEvent:
    return LeadershipEvent(NEL, "director_of_childrens_services", person, event, EVIDENCE)


def pledge(amount: int | None, deadline: str | None) -> Commitment:
    return Commitment(NEL, "Ann Lee", None, "funding", amount, deadline, EVIDENCE)


GOOD_2017 = Told("good-2017", "2017-09-27", ratings("2017-07/2017-08", overall_effectiveness="good", leadership="good"))
COUNCIL = Told("council", "2021-11-29", BAD, source="nelincs", source_kind="council", text=f"News\n\n{PARAGRAPH}")
COPY = replace(COUNCIL, article_id="copy", published="2021-12-01", source="gazette", source_kind="local_press")
WEAKER = Told(
    "weaker",
    "2021-12-10",
    ratings("2021", overall_effectiveness="requires_improvement", help_and_protection="inadequate"),
    source_kind="local_press",
)
COMMISSIONER = Told(
    "comes", "2021-12-15", (intervention("commissioner_appointed", "Ann Lee"),), kinds=("intervention",)
)
LEAVES = Told("goes", "2023-02-01", (intervention("commissioner_ended"),), kinds=("intervention",))
PEERS = Told("peers", "2023-06-10", (REVIEW,), kinds=("peer_review",))
DIRECTORS = Told("directors", "2022-04-05", (post("Joe Bloggs", "leaving"),), kinds=("leadership_change",))
SUCCESSOR = Told("successor", "2022-06-20", (post("Mary Poole", "appointed"),), kinds=("leadership_change",))
PLEDGE = Told("pledge", "2022-01-12", (pledge(2_000_000, "2024-02"),), kinds=("commitment",))
AGAIN = Told("again", "2022-02-20", (pledge(2_000_000, None),), kinds=("commitment",))
BETTER = Told(
    "better",
    "2024-01-20",
    (*ratings("2023-11", overall_effectiveness="requires_improvement"), rating("good", authority="Leeds")),
)
LEEDS = Told(
    "leeds", "2022-03-18", (rating("outstanding", inspected="2022-02", authority="Leeds"),), subjects=("Leeds",)
)
DONE = Told("done", "2024-02-10", (Delivery(NEL, "funding", None, EVIDENCE),), kinds=("commitment",))
POOL = (
    GOOD_2017, COUNCIL, COPY, WEAKER, COMMISSIONER, LEAVES, PEERS, DIRECTORS, SUCCESSOR, PLEDGE, AGAIN, BETTER, LEEDS,
    DONE,
)  # fmt: skip
Known = dict[str, list[dict[str, Any]]]


def known_after(*batches: Sequence[Told]) -> Known:
    """What stands once the batches were read and flagged one after the other, a day apart, the last on the same day."""
    clock = Clock(END - timedelta(days=len(batches)))
    with TemporaryDirectory() as folder, a_workshop(Path(folder), clock) as workshop:
        for batch in batches:
            clock.forward(days=1)
            tell(workshop, *batch)
            flag_changes(workshop)
        tables = (ARTICLES, *FACT_TABLES, *HISTORY_TABLES)
        frames = {table.name: read_standing(workshop.memory, table).sort(table.key) for table in tables}
    return {name: [_as_known(row) for row in frame.to_dicts()] for name, frame in frames.items()} | {
        CHANGES.name: [_as_known(row) for row in frames[CHANGES.name].to_dicts() if row["action"] != WITHDRAWN]
    }


def _as_known(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in OF_THE_ORDER}


@cache
def known_at_once() -> Known:
    return known_after(POOL)


def test_all_at_once_they_tell_of_every_kind_of_thing() -> None:
    known = known_at_once()

    assert all(known[table.name] for table in (*FACT_TABLES, *HISTORY_TABLES))
    assert sorted(row["type"] for row in known["changes"]) == [
        "commissioner_appointed",
        "commissioner_ended",
        "commitment_made",
        "inadequate_left",
        "inadequate_new",
        "leadership_change",
        "leadership_change",
        "peer_review",
        "rating_new",
        "rating_new",
        "source_conflict",
    ]
    assert {row["story_id"] for row in known["articles"] if row["article_id"] in ("council", "copy")} == {"council"}


@settings(max_examples=15, deadline=None)
@given(st.permutations(POOL), st.sets(st.integers(1, len(POOL) - 1), max_size=3))
def test_any_order_and_any_batching_give_the_same_history_changes_and_ids(told: list[Told], cuts: set[int]) -> None:
    bounds = [0, *sorted(cuts), len(told)]
    batches = [told[start:end] for start, end in pairwise(bounds)]

    assert known_after(*batches) == known_at_once()


def test_one_by_one_from_the_newest_to_the_oldest_gives_the_same() -> None:
    assert known_after(*([one] for one in sorted(POOL, key=lambda one: one.published or "", reverse=True))) == (
        known_at_once()
    )


def test_a_pass_without_news_between_them_changes_nothing() -> None:
    assert known_after(POOL[:7], [], POOL[7:], []) == known_at_once()
