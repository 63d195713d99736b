from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.transforms.telling import (
    EVIDENCE,
    NEL,
    AnyFact,
    ChangeLog,
    Told,
    intervention,
    known_from,
    ratings,
    types_of,
)
from transforms.facts import Commitment, LeadershipEvent, PeerReview


def news(name: str, published: str | None, *facts: AnyFact, kind: str = "intervention", **more: Any) -> Told:
    return Told(name, published, facts, kinds=(kind,), **more)


def commissioner(name: str, published: str | None, person: str | None = "Ann Lee", **more: Any) -> Told:
    return news(name, published, intervention("commissioner_appointed", person), **more)


def ended(name: str, published: str, person: str | None = None) -> Told:
    return news(name, published, intervention("commissioner_ended", person))


def test_a_commissioner_whom_three_outlets_report_is_one_change_with_three_sources() -> None:
    told = [commissioner("a", "2021-11-29"), commissioner("b", "2021-12-01", None), commissioner("c", "2022-02-01")]
    (change,) = ChangeLog().read(*told)

    assert (change.row["type"], change.row["severity"]) == ("commissioner_appointed", "critical")
    assert (change.row["n_sources"], change.row["effective"]) == (3, date(2021, 11, 29))
    assert change.row["summary"] == f"{NEL}: commissioner appointed for children's services, Ann Lee"


def test_a_name_that_a_later_report_adds_is_told() -> None:
    (change,) = ChangeLog().read(commissioner("a", "2021-11-29", None), commissioner("b", "2021-12-01"))

    assert (change.row["new_value"], change.row["effective"]) == ("Ann Lee", date(2021, 11, 29))


def test_a_commissioner_told_of_again_two_years_later_is_the_same_with_one_source_more() -> None:
    log = ChangeLog()
    log.read(commissioner("a", "2021-11-29"), commissioner("b", "2021-12-01"))
    (again,) = log.read(commissioner("later", "2023-11-29"))

    assert not again.is_new
    assert (again.row["n_sources"], again.row["article_ids"]) == (3, ["a", "b", "later"])
    assert log.types == ["commissioner_appointed"]


def test_a_commissioner_told_of_again_in_the_same_batch_is_one_change_with_all_sources() -> None:
    (change,) = ChangeLog().read(commissioner("later", "2023-11-29"), commissioner("a", "2021-11-29"))

    assert (change.is_new, change.row["article_ids"]) == (True, ["a", "later"])
    assert change.row["effective"] == date(2021, 11, 29)


def test_a_commissioner_who_comes_after_one_has_left_is_another() -> None:
    log = ChangeLog()
    log.read(commissioner("a", "2021-11-29"))
    log.read(ended("b", "2023-03-01"))
    log.read(commissioner("c", "2024-09-01"))

    assert log.types == ["commissioner_appointed", "commissioner_ended", "commissioner_appointed"]


def test_another_person_is_another_commissioner() -> None:
    log = ChangeLog()
    log.read(commissioner("a", "2021-11-29", "Ann Lee"))

    assert types_of(log.read(commissioner("b", "2022-02-01", "Joan Marsh"))) == ["commissioner_appointed"]


def test_one_who_comes_and_goes_within_a_month_is_two_changes() -> None:
    log = ChangeLog()
    log.read(commissioner("a", "2021-11-02"), ended("b", "2021-11-28", "Ann Lee"))

    assert log.types == ["commissioner_appointed", "commissioner_ended"]


def test_an_old_appointment_read_after_its_end_flags_nothing() -> None:
    log = ChangeLog()
    log.read(ended("b", "2023-12-01"))

    assert log.read(commissioner("a", "2021-11-29")) == []


def test_an_event_older_than_the_newest_inspection_flags_nothing() -> None:
    log = ChangeLog()
    log.read(Told("c", "2024-06-20", ratings("2024-05", overall_effectiveness="good")))

    assert log.read(commissioner("a", "2021-11-29")) == []


@pytest.mark.parametrize("standing", ["previous", "proposed"])
def test_a_step_that_is_past_or_only_proposed_flags_nothing(standing: str) -> None:
    step = intervention("commissioner_appointed", "Ann Lee", when=standing)

    assert ChangeLog().read(news("a", "2021-11-29", step)) == []


def test_a_step_told_in_news_of_something_else_flags_nothing() -> None:
    assert ChangeLog().read(commissioner("a", "2021-11-29", kind="x")) == []


def test_a_step_at_an_authority_named_for_comparison_flags_nothing() -> None:
    step = intervention("commissioner_appointed", authority="Leeds")

    assert ChangeLog().read(news("a", "2021-11-29", step)) == []


def test_an_undated_report_is_no_event() -> None:
    assert known_from([commissioner("a", None)])[1] == []


@pytest.mark.parametrize(
    "kind",
    ["improvement_notice_issued", "direction_issued", "trust_established", "adviser_appointed", "direction_revoked"],
)
def test_every_step_of_intervention_is_flagged_by_its_name(kind: str) -> None:
    assert types_of(ChangeLog().read(news("a", "2021-11-29", intervention(kind)))) == [kind]


def leaver(
    name: str,
    published: str,
    event: str = "leaving",
    role: str = "director_of_childrens_services",
    kind: str = "leadership_change",
) -> Told:
    fact: Any = LeadershipEvent(NEL, role, "Joan Marsh", event, EVIDENCE)  # type: ignore[arg-type]
    return news(name, published, fact, kind=kind)


def test_a_director_who_leaves_is_one_change_however_often_reported() -> None:
    log = ChangeLog()
    (change,) = log.read(leaver("a", "2022-01-10"), leaver("b", "2022-01-12"))

    assert (change.row["type"], change.row["n_sources"]) == ("leadership_change", 2)
    assert change.row["summary"] == f"{NEL}: director of children's services Joan Marsh leaving"


def test_going_and_coming_and_other_posts_are_changes_of_their_own() -> None:
    log = ChangeLog()
    log.read(
        leaver("a", "2022-01-10"),
        leaver("b", "2022-01-20", "appointed"),
        leaver("c", "2022-01-21", role="chief_executive"),
    )

    assert log.types == ["leadership_change"] * 3


def test_one_who_is_to_leave_is_news_in_any_article() -> None:
    (change,) = ChangeLog().read(leaver("a", "2022-01-10", kind="inspection_result"))

    assert change.row["summary"] == f"{NEL}: director of children's services Joan Marsh leaving"


def test_one_who_has_gone_is_news_where_the_article_is_about_it() -> None:
    (change,) = ChangeLog().read(leaver("a", "2022-01-10", "left"))

    assert change.row["summary"] == f"{NEL}: director of children's services Joan Marsh gone"


def test_one_who_was_to_leave_and_has_gone_is_one_change() -> None:
    log = ChangeLog()
    log.read(leaver("a", "2022-01-10"), leaver("b", "2022-02-12", "left"))

    assert log.types == ["leadership_change"]


@pytest.mark.parametrize("event", ["left", "appointed"])
def test_a_change_told_as_background_is_no_news(event: str) -> None:
    assert ChangeLog().read(leaver("a", "2022-01-10", event, kind="inspection_result")) == []


def test_the_predecessor_of_one_who_comes_is_no_news() -> None:
    gone, came = leaver("a", "2022-01-10", "left"), leaver("a", "2022-01-10", "appointed")
    (change,) = ChangeLog().read(Told("a", "2022-01-10", gone.facts + came.facts, kinds=("leadership_change",)))

    assert change.row["summary"].endswith("Joan Marsh appointed")


def review(name: str, published: str, held: str | None = "2024-03", strengths: int | None = 13) -> Told:
    fact = PeerReview(NEL, "LGA", None, held, strengths, 14, "care leavers", EVIDENCE)
    return news(name, published, fact, kind="peer_review")


def test_a_peer_review_counts_from_when_it_was_held_and_says_what_it_found() -> None:
    (change,) = ChangeLog().read(review("a", "2024-05-01"), review("b", "2024-05-03", None, None))

    assert (change.row["type"], change.row["n_sources"]) == ("peer_review", 2)
    assert change.row["effective"] == date(2024, 3, 31)
    assert change.row["new_value"] == "13 strengths, 14 recommendations"
    assert change.row["summary"] == f"{NEL}: peer review of care leavers (13 strengths, 14 recommendations)"


def test_a_peer_review_dated_by_year_counts_from_publication() -> None:
    (change,) = ChangeLog().read(review("a", "2024-05-01", "2024"))

    assert change.row["effective"] == date(2024, 5, 1)


def pledge(name: str, amount: int | None = 2_000_000, deadline: str | None = "2022-03") -> Told:
    fact = Commitment(NEL, "Ann Lee", None, "funding", amount, deadline, EVIDENCE)
    return news(name, "2021-11-29", fact, kind="commitment")


def test_an_undertaking_is_flagged_with_money_and_deadline() -> None:
    (change,) = ChangeLog().read(pledge("a"), pledge("b"))

    assert (change.row["type"], change.row["n_sources"]) == ("commitment_made", 2)
    assert change.row["summary"] == f"{NEL}: undertaking on funding, £2,000,000, by 31 March 2022"


def test_undertakings_of_other_money_or_deadline_are_others() -> None:
    log = ChangeLog()
    log.read(pledge("a"), pledge("b", amount=None), pledge("c", deadline=None))

    assert log.types == ["commitment_made"] * 3


@pytest.mark.parametrize("kind", ["monitoring_visit", "focused_visit"])
def test_an_ungraded_visit_is_flagged_for_each_subject_of_the_news(kind: str) -> None:
    told = Told("a", "2022-06-20", (), kinds=(kind,), subjects=(NEL, "Leeds"))
    log = ChangeLog()
    log.read(told, replace(told, article_id="b", published="2022-06-22"))

    assert sorted((row["type"], row["authority"], row["n_sources"]) for row in log.rows.values()) == [
        (kind, "Leeds", 2),
        (kind, NEL, 2),
    ]


def test_the_next_monitoring_visit_is_another() -> None:
    log = ChangeLog()
    for name, published in (("a", "2022-06-20"), ("b", "2022-11-20")):
        log.read(Told(name, published, (), kinds=("monitoring_visit",)))

    assert log.types == ["monitoring_visit"] * 2
