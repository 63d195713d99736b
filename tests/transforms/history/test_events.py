from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.telling import (
    EVIDENCE,
    NEL,
    TODAY,
    AnyFact,
    Told,
    intervention,
    joined,
    known_from,
    told_together,
)
from transforms.facts import Commitment, Delivery, LeadershipEvent, PeerReview
from transforms.history.event import Event
from transforms.history.events import Reconciled, reconcile_events
from transforms.history_tables import INTERVENTION_SPELLS, PEER_REVIEW_VISITS, POST_SPELLS, UNDERTAKINGS, WITNESSES
from transforms.rules_version import stamped
from transforms.wording import change_types

TABLES = (INTERVENTION_SPELLS, PEER_REVIEW_VISITS, POST_SPELLS, UNDERTAKINGS)


def news(name: str, published: str | None, *facts: AnyFact, kind: str = "intervention", **more: Any) -> Told:
    return Told(name, published, facts, kinds=(kind,), **more)


def commissioner(name: str, published: str | None, person: str | None = "Ann Lee", **more: Any) -> Told:
    return news(name, published, intervention("commissioner_appointed", person), **more)


def ended(name: str, published: str, person: str | None = None) -> Told:
    return news(name, published, intervention("commissioner_ended", person))


def events(*told: Told) -> list[Event]:
    return told_together(*told).events


def types(*told: Told) -> list[str]:
    return [event.type for event in events(*told)]


def articles_of(event: Event) -> list[str]:
    return [witness.article_id for witness in event.witnesses]


def test_a_commissioner_whom_three_outlets_report_is_one_event_with_three_witnesses() -> None:
    told = [commissioner("a", "2021-11-29"), commissioner("b", "2021-12-01", None), commissioner("c", "2022-02-01")]
    (event,) = events(*told)

    assert (event.type, event.effective, articles_of(event)) == (
        "commissioner_appointed",
        date(2021, 11, 29),
        ["a", "b", "c"],
    )
    assert event.summary == f"{NEL}: commissioner appointed for children's services, Ann Lee"


def test_a_name_that_a_later_report_adds_is_told() -> None:
    (event,) = events(commissioner("a", "2021-11-29", None), commissioner("b", "2021-12-01"))

    assert (event.new_value, event.effective) == ("Ann Lee", date(2021, 11, 29))


def test_a_commissioner_told_of_again_two_years_later_is_the_same_with_one_witness_more() -> None:
    (event,) = events(commissioner("later", "2023-11-29"), commissioner("a", "2021-11-29"))

    assert (event.effective, articles_of(event)) == (date(2021, 11, 29), ["a", "later"])


def test_a_commissioner_who_comes_after_one_has_left_is_another() -> None:
    told = [commissioner("a", "2021-11-29"), ended("b", "2023-03-01"), commissioner("c", "2024-09-01")]

    assert types(*told) == ["commissioner_appointed", "commissioner_ended", "commissioner_appointed"]


def test_another_person_is_another_commissioner() -> None:
    told = [commissioner("a", "2021-11-29", "Ann Lee"), commissioner("b", "2022-02-01", "Joan Marsh")]

    assert [event.new_value for event in events(*told)] == ["Ann Lee", "Joan Marsh"]


def test_one_who_comes_and_goes_within_a_month_is_two_events() -> None:
    assert types(commissioner("a", "2021-11-02"), ended("b", "2021-11-28", "Ann Lee")) == [
        "commissioner_appointed",
        "commissioner_ended",
    ]


def test_an_appointment_read_after_its_end_takes_its_place_before_it_and_leaves_the_end_its_name() -> None:
    (alone,) = events(ended("b", "2023-12-01"))
    both = events(ended("b", "2023-12-01"), commissioner("a", "2021-11-29"))

    assert [event.type for event in both] == ["commissioner_appointed", "commissioner_ended"]
    assert both[1].key == alone.key


@pytest.mark.parametrize("standing", ["previous", "proposed"])
def test_a_step_that_is_past_or_only_proposed_is_no_event(standing: str) -> None:
    assert events(news("a", "2021-11-29", intervention("commissioner_appointed", "Ann Lee", when=standing))) == []


@pytest.mark.parametrize(
    "told",
    [
        commissioner("a", "2021-11-29", kind="x"),
        news("a", "2021-11-29", intervention("commissioner_appointed", authority="Leeds")),
        commissioner("a", None),
    ],
    ids=["in news of something else", "at an authority named for comparison", "in an article without a date"],
)
def test_a_step_told_as_background_is_no_event(told: Told) -> None:
    assert told_together(told, authority_code=None).events == []


def test_background_is_no_witness_of_an_event() -> None:
    (event,) = events(commissioner("a", "2021-11-29"), commissioner("b", "2021-12-05", kind="x"))

    assert articles_of(event) == ["a"]


@pytest.mark.parametrize(
    "kind",
    ["improvement_notice_issued", "direction_issued", "trust_established", "adviser_appointed", "direction_revoked"],
)
def test_every_step_of_intervention_is_an_event_by_its_name(kind: str) -> None:
    assert types(news("a", "2021-11-29", intervention(kind))) == [kind]


def leaver(
    name: str,
    published: str,
    event: str = "leaving",
    role: str = "director_of_childrens_services",
    kind: str = "leadership_change",
) -> Told:
    fact: Any = LeadershipEvent(NEL, role, "Joan Marsh", event, EVIDENCE)  # type: ignore[arg-type]
    return news(name, published, fact, kind=kind)


def test_a_director_who_leaves_is_one_event_however_often_reported() -> None:
    (event,) = events(leaver("a", "2022-01-10"), leaver("b", "2022-01-12"))

    assert (event.type, articles_of(event)) == ("leadership_change", ["a", "b"])
    assert event.summary == f"{NEL}: director of children's services Joan Marsh leaving"


def test_going_and_coming_and_other_posts_are_events_of_their_own() -> None:
    told = [
        leaver("a", "2022-01-10"),
        leaver("b", "2022-01-20", "appointed"),
        leaver("c", "2022-01-21", role="chief_executive"),
    ]

    assert types(*told) == ["leadership_change"] * 3


def test_one_who_is_to_leave_is_news_in_any_article() -> None:
    (event,) = events(leaver("a", "2022-01-10", kind="inspection_result"))

    assert event.summary == f"{NEL}: director of children's services Joan Marsh leaving"


def test_one_who_has_gone_is_news_where_the_article_is_about_it() -> None:
    (event,) = events(leaver("a", "2022-01-10", "left"))

    assert event.summary == f"{NEL}: director of children's services Joan Marsh gone"


def test_one_who_was_to_leave_and_has_gone_is_one_event() -> None:
    (event,) = events(leaver("a", "2022-01-10"), leaver("b", "2022-02-12", "left"))

    assert event.summary == f"{NEL}: director of children's services Joan Marsh leaving"


@pytest.mark.parametrize("event", ["left", "appointed"])
def test_a_move_told_as_background_is_no_news(event: str) -> None:
    assert events(leaver("a", "2022-01-10", event, kind="inspection_result")) == []


def test_the_predecessor_of_one_who_comes_is_no_news() -> None:
    gone, came = leaver("a", "2022-01-10", "left"), leaver("a", "2022-01-10", "appointed")
    (event,) = events(Told("a", "2022-01-10", gone.facts + came.facts, kinds=("leadership_change",)))

    assert event.summary.endswith("Joan Marsh appointed")


def review(name: str, published: str, held: str | None = "2024-03", strengths: int | None = 13) -> Told:
    fact = PeerReview(NEL, "LGA", None, held, strengths, 14, "care leavers", EVIDENCE)
    return news(name, published, fact, kind="peer_review")


def test_a_peer_review_counts_from_when_it_was_held_and_says_what_it_found() -> None:
    (event,) = events(review("a", "2024-05-01"), review("b", "2024-05-03", None, None))

    assert (event.type, articles_of(event)) == ("peer_review", ["a", "b"])
    assert event.effective == date(2024, 3, 31)
    assert event.new_value == "13 strengths, 14 recommendations"
    assert event.summary == f"{NEL}: peer review of care leavers (13 strengths, 14 recommendations)"


def test_a_peer_review_dated_by_year_counts_from_publication() -> None:
    (event,) = events(review("a", "2024-05-01", "2024"))

    assert event.effective == date(2024, 5, 1)


def pledge(name: str, amount: int | None = 2_000_000, deadline: str | None = "2022-03") -> Told:
    return news(name, "2021-11-29", Commitment(NEL, "Ann Lee", None, "funding", amount, deadline, EVIDENCE), kind="x")


def test_an_undertaking_is_told_with_money_and_deadline() -> None:
    made, _ = events(pledge("a"), pledge("b"))

    assert (made.type, articles_of(made)) == ("commitment_made", ["a", "b"])
    assert made.summary == f"{NEL}: undertaking on funding, £2,000,000, by 31 March 2022"


def test_an_undertaking_told_without_its_deadline_or_its_money_is_the_same() -> None:
    made, _ = events(pledge("a"), pledge("b", amount=None), pledge("c", deadline=None))

    assert articles_of(made) == ["a", "b", "c"]


def test_undertakings_of_other_money_or_another_deadline_are_others() -> None:
    told = events(pledge("a"), pledge("b", amount=3_000_000), pledge("c", deadline="2023-03"))

    assert [event.type for event in told].count("commitment_made") == 3


@pytest.mark.parametrize("kind", ["monitoring_visit", "focused_visit"])
def test_an_ungraded_visit_is_an_event_for_each_subject_of_the_news(kind: str) -> None:
    told = Told("a", "2022-06-20", (), kinds=(kind,), subjects=(NEL, "Leeds"))
    both = told_together(told, replace(told, article_id="b", published="2022-06-22"), authority_code=None).events

    assert [(event.type, event.authority, len(event.witnesses)) for event in both] == [
        (kind, NEL, 2),
        (kind, "Leeds", 2),
    ]


def test_the_next_monitoring_visit_is_another() -> None:
    visits = [
        Told(name, day, (), kinds=("monitoring_visit",)) for name, day in (("a", "2022-06-20"), ("b", "2022-11-20"))
    ]

    assert types(*visits) == ["monitoring_visit"] * 2


def of_edited(told: Told, **columns: Any) -> list[Event]:
    frames, articles = known_from([told])
    edited = articles.with_columns(version=pl.lit(2), edited=pl.lit(True), **columns)
    return reconcile_events(joined(frames, edited), edited.to_dicts(), TODAY).events


def test_an_article_that_was_edited_is_a_correction_for_each_of_its_subjects() -> None:
    told = Told("a", "2022-06-20", (), source="gazette", subjects=(NEL, "Leeds"))
    both = of_edited(told, modified=pl.lit(date(2022, 6, 23)))

    assert [event.summary for event in both] == [
        f"{NEL}: gazette corrected what it had reported",
        "Leeds: gazette corrected what it had reported",
    ]
    assert {event.key for event in both} == {("article_corrected", "a", "2")}
    assert {event.effective for event in both} == {date(2022, 6, 23)}


@pytest.mark.parametrize("published", ["2022-06-20", None])
def test_a_correction_that_shows_no_day_counts_from_when_it_was_read(published: str | None) -> None:
    (event,) = of_edited(Told("a", published, ()))

    assert event.effective == TODAY


def test_a_version_that_another_has_replaced_tells_of_no_visit() -> None:
    told = Told("a", "2022-06-20", (), kinds=("monitoring_visit",))
    frames, articles = known_from([told])
    replaced = articles.with_columns(known_to=pl.col("known_from"))

    assert reconcile_events(joined(frames, replaced), replaced.to_dicts(), TODAY).events == []


def test_of_several_authorities_only_the_one_asked_for_is_told() -> None:
    both = Told("a", "2022-06-20", (), kinds=("monitoring_visit",), subjects=(NEL, "Leeds"))

    assert [event.authority for event in told_together(both).events] == [NEL]
    assert len(told_together(both, authority_code=None).events) == 2


PEOPLE = st.sampled_from([None, "Ann Lee", "Joan Marsh"])
DAYS = st.dates(date(2021, 1, 1), date(2024, 6, 30)).map(date.isoformat)
# Days that lie close together, so that one thing is often told twice.
NEAR_DAYS = st.sampled_from(["2022-01-03", "2022-01-04", "2022-01-20", "2022-03-01", "2022-09-30"])


def some(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


FACTS: st.SearchStrategy[AnyFact] = st.one_of(
    st.builds(
        intervention,
        some(
            "commissioner_appointed", "commissioner_ended", "direction_issued", "direction_revoked", "adviser_appointed"
        ),
        PEOPLE,
        when=some("current", "current", "previous", "proposed"),
    ),
    st.builds(
        LeadershipEvent,
        some(NEL),
        some("chief_executive", "director_of_childrens_services"),
        PEOPLE,
        some("appointed", "interim_appointed", "leaving", "left"),
        some(EVIDENCE),
    ),
    st.builds(
        PeerReview,
        some(NEL),
        some(None, "LGA", "regional"),
        some(None, "Jo Hill"),
        some(None, "2022", "2022-01", "2022-04", "2023-02-10"),
        some(None, 3, 4),
        some(None, 5),
        some(None, "care leavers"),
        some(EVIDENCE),
    ),
    st.builds(
        Commitment,
        some(NEL),
        some(None, "Ann Lee"),
        some(None),
        some("funding", "review"),
        some(None, 2_000_000, 3_000_000),
        some(None, "2022-03", "2023"),
        some(EVIDENCE),
    ),
    st.builds(Delivery, some(NEL), some("funding", "review"), some(None, 2_000_000), some(EVIDENCE)),
)
KINDS = st.lists(
    some("intervention", "leadership_change", "peer_review", "monitoring_visit", "x"), max_size=3, unique=True
).map(tuple)


@st.composite
def told_articles(draw: st.DrawFn) -> list[Told]:
    return [
        Told(
            f"article-{number}",
            draw(st.one_of(NEAR_DAYS, DAYS, st.none())),
            tuple(draw(st.lists(FACTS, min_size=1, max_size=3))),
            kinds=draw(KINDS),
            source=draw(some("one", "two")),
            source_kind=draw(some("council", "local_press")),
            text="An article tells it in these words.",
        )
        for number in range(draw(st.integers(1, 6)))
    ]


@settings(max_examples=40, deadline=None)
@given(told_articles(), st.randoms(use_true_random=False))
def test_any_order_of_the_articles_gives_the_same(told: list[Told], chance: Any) -> None:
    shuffled = chance.sample(told, len(told))

    assert told_together(*shuffled) == told_together(*told)


def apart_from_witnesses(together: Reconciled) -> Iterator[Any]:
    told_by = {"commitment_ids", "done_evidence", "done_url", *(column.name for column in WITNESSES)}
    for name, rows in together.rows.items():
        yield name, [{column: value for column, value in row.items() if column not in told_by} for row in rows]
    yield [replace(event, witnesses=()) for event in together.events]


@settings(max_examples=40, deadline=None)
@given(told_articles(), st.integers(0, 5))
def test_a_further_article_that_tells_the_same_adds_a_witness_only(told: list[Told], which: int) -> None:
    # Of two equally good sources that contradict each other the id decides: the copy's comes last.
    copied = replace(told[which % len(told)], article_id="the-copy")

    assert list(apart_from_witnesses(told_together(*told, copied))) == list(apart_from_witnesses(told_together(*told)))


@settings(max_examples=40, deadline=None)
@given(told_articles())
def test_rows_fit_their_tables_and_ids_and_keys_are_of_one_thing_each(told: list[Told]) -> None:
    together = told_together(*told)

    for table in TABLES:
        assert table.frame(stamped(together.rows[table.name]))[table.key[0]].is_unique().all()
    assert len({event.key for event in together.events}) == len(together.events)
    assert {event.type for event in together.events} <= set(change_types())
