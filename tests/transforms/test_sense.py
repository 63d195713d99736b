"""What a row of facts cannot say if it is true, and what it can, however odd."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.fact_rows import Origin
from transforms.facts import Commitment, Delivery, Evidence, Facts, Intervention, PeerReview, Rating
from transforms.normalise import normalise

TEXT = "Council told to do better\n\nInspectors were not content. Members promised to put things right."
SENTENCE = "Inspectors were not content."
EVIDENCE = Evidence(TEXT.index(SENTENCE), TEXT.index(SENTENCE) + len(SENTENCE), "a rule", 0.8)
FETCHED = datetime(2024, 6, 3, 7, tzinfo=UTC)
# By newer rules, years later.
READ = datetime(2027, 6, 3, 7, tzinfo=UTC)
DAY = date(2024, 6, 1)
RATING = Rating("Leeds", "leadership", "good", "current", None, EVIDENCE)
COMMITMENT = Commitment("Leeds", None, None, "funding", None, None, EVIDENCE)
STEP = Intervention("Leeds", "direction_issued", "current", None, EVIDENCE)


def broken(published: date | None = DAY, **facts: Any) -> list[str]:
    """Rules that the facts of an article break."""
    origin = Origin("a", 1, "s", "other", "https://news.example/a", published, TEXT, FETCHED, READ, "1+0", "run")
    found = normalise(Facts(relevant=True, **facts), origin)
    kept = sum(frame.height for frame in found.frames.values())
    assert kept + found.rejects.height == sum(map(len, facts.values()))
    return found.rejects["rule"].to_list()


def rating(published: date | None = DAY, **told: Any) -> list[str]:
    return broken(published, ratings=(replace(RATING, **told),))


@pytest.mark.parametrize(
    ("grade", "framework", "inspected"),
    [
        ("good", None, None),
        ("adequate", None, None),
        ("adequate", None, "2012"),
        ("adequate", None, "2013"),
        ("requires_improvement", None, "2013"),
        ("adequate", "slac", None),
        ("requires_improvement", "sif", None),
        ("requires_improvement", "ilacs", "2018"),
        ("outstanding", None, "2008"),
    ],
)
def test_a_grade_of_its_framework_or_time_stands(grade: str, framework: str | None, inspected: str | None) -> None:
    assert rating(grade=grade, framework=framework, inspected=inspected) == []


@pytest.mark.parametrize(
    ("grade", "framework", "inspected"),
    [
        ("satisfactory", None, None),
        ("adequate", None, "2014"),
        ("adequate", None, "2013-11"),
        ("adequate", "ilacs", None),
        ("requires_improvement", "slac", None),
        ("requires_improvement", None, "2012-03"),
        ("requires_improvement", "slac", "2013"),
    ],
)
def test_a_grade_off_the_scale_is_rejected(grade: str, framework: str | None, inspected: str | None) -> None:
    assert rating(grade=grade, framework=framework, inspected=inspected) == ["grade_off_scale"]


def test_a_framework_that_is_none_is_rejected() -> None:
    assert rating(framework="jar") == ["unknown_framework"]


def test_other_services_have_scales_of_their_own() -> None:
    assert (
        rating(grade="adequate", service="youth_justice", inspected="2016-05", judgement="overall_effectiveness") == []
    )


@pytest.mark.parametrize(
    ("judgement", "framework", "inspected"),
    [
        ("overall_effectiveness", "slac", None),
        ("leadership", None, "2012"),
        ("help_and_protection", None, "2011-03"),
        ("safeguarding", None, None),
        ("lscb", None, None),
        ("lscb", "sif", None),
        ("adoption", None, "2017"),
        ("children_in_care", "ilacs", "2019"),
        ("children_in_care_and_care_leavers", "ilacs", "2023"),
        ("overall_effectiveness", None, "2026-03"),
        ("overall_effectiveness", None, "2026"),
        ("safeguarding", None, "2013"),
    ],
)
def test_a_judgement_of_its_framework_or_told_loosely_stands(
    judgement: str, framework: str | None, inspected: str | None
) -> None:
    assert rating(None, judgement=judgement, framework=framework, inspected=inspected) == []


@pytest.mark.parametrize(
    ("judgement", "framework", "inspected"),
    [
        ("lscb", "ilacs", None),
        ("lscb", None, "2012"),
        ("adoption", None, "2019-02"),
        ("looked_after_children", "sif", None),
        ("safeguarding", None, "2021"),
        ("overall_effectiveness", "ilacs_2026", None),
        ("children_in_care_and_care_leavers", None, "2015"),
    ],
)
def test_a_judgement_that_the_framework_never_had_is_rejected(
    judgement: str, framework: str | None, inspected: str | None
) -> None:
    told = rating(None, judgement=judgement, framework=framework, inspected=inspected)

    assert told == ["judgement_not_in_framework"]


@pytest.mark.parametrize("inspected", [None, "2024", "2024-06", "2024-06-01", "2024-05-20/2024-06-05", "2019"])
def test_an_inspection_up_to_the_day_of_the_article_stands(inspected: str | None) -> None:
    assert rating(inspected=inspected) == []


@pytest.mark.parametrize("inspected", ["2024-06-02", "2024-07", "2025"])
def test_an_inspection_after_the_article_is_rejected(inspected: str) -> None:
    assert rating(inspected=inspected) == ["inspected_after_published"]
    assert rating(None, inspected=inspected) == []


@pytest.mark.parametrize("name", ["Utopia", "leeds", "Leeds City Council", ""])
def test_an_authority_outside_the_register_is_rejected(name: str) -> None:
    assert rating(authority=name) == ["unknown_authority"]
    assert broken(interventions=(replace(STEP, authority=name),)) == ["unknown_authority"]


@pytest.mark.parametrize(
    ("name", "inspected"),
    [
        ("Northamptonshire", "2019-06"),
        ("Northamptonshire", "2021"),
        ("West Northamptonshire", "2021"),
        ("West Northamptonshire", "2022-10"),
        ("Dorset", "2018"),
        ("Dorset", "2021-10"),
        ("Northamptonshire", None),
        ("East Surrey", None),
    ],
)
def test_an_authority_in_being_when_inspected_stands(name: str, inspected: str | None) -> None:
    assert rating(authority=name, inspected=inspected) == []


@pytest.mark.parametrize(
    ("name", "inspected"),
    [
        ("Northamptonshire", "2021-04"),
        ("Cumbria", "2024-01"),
        ("West Northamptonshire", "2019-06"),
        ("Bournemouth, Christchurch and Poole", "2018"),
        ("East Surrey", "2024-02"),
    ],
)
def test_an_inspection_of_an_authority_not_in_being_is_rejected(name: str, inspected: str) -> None:
    assert rating(authority=name, inspected=inspected) == ["authority_not_in_being"]


def test_a_peer_review_may_lie_ahead_but_not_before_its_authority() -> None:
    review = PeerReview("Cumberland", "LGA", None, "2025-03", None, None, None, EVIDENCE)

    assert broken(peer_reviews=(review,)) == []
    assert broken(peer_reviews=(replace(review, held="2022-03"),)) == ["authority_not_in_being"]


@pytest.mark.parametrize(
    ("published", "rules"),
    [
        (None, []),
        (date(2024, 6, 3), []),
        (date(2024, 6, 4), []),
        (date(2024, 6, 5), ["published_in_future"]),
        (date(2042, 6, 1), ["published_in_future"]),
    ],
)
def test_an_article_from_the_day_after_tomorrow_is_rejected(published: date | None, rules: list[str]) -> None:
    assert broken(published, interventions=(STEP,)) == rules


@pytest.mark.parametrize(
    ("deadline", "rules"),
    [
        (None, []),
        ("2024-12", []),
        ("2023", []),
        ("2014-06", []),
        ("2014-05", ["deadline_long_before_published"]),
        ("1999", ["deadline_long_before_published"]),
    ],
)
def test_a_deadline_of_long_ago_is_rejected(deadline: str | None, rules: list[str]) -> None:
    assert broken(commitments=(replace(COMMITMENT, deadline=deadline),)) == rules


@pytest.mark.parametrize(
    ("amount", "rules"),
    [
        (None, []),
        (1, []),
        (10_000_000_000, []),
        (10_000_000_001, ["amount_out_of_range"]),
        (10**30, ["amount_out_of_range"]),
        (0, ["amount_out_of_range"]),
        (-5, ["amount_out_of_range"]),
    ],
)
def test_a_sum_that_no_council_has_is_rejected(amount: int | None, rules: list[str]) -> None:
    assert broken(commitments=(replace(COMMITMENT, amount_gbp=amount),)) == rules
    assert broken(deliveries=(Delivery("Leeds", "funding", amount, EVIDENCE),)) == rules


@pytest.mark.parametrize(
    "span", [(0, 0), (10, 5), (-5, 10), (0, len(TEXT) + 1), (len(TEXT) + 3, len(TEXT) + 9), (25, 27)]
)
def test_evidence_that_is_not_in_the_text_is_rejected(span: tuple[int, int]) -> None:
    assert rating(evidence=Evidence(*span, "a rule", 0.8)) == ["evidence_not_in_text"]


@pytest.mark.parametrize(
    ("confidence", "rules"),
    [
        (0.0, []),
        (1.0, []),
        (1.01, ["confidence_out_of_range"]),
        (-0.1, ["confidence_out_of_range"]),
        (float("nan"), ["confidence_out_of_range"]),
    ],
)
def test_a_confidence_is_a_share(confidence: float, rules: list[str]) -> None:
    assert rating(evidence=replace(EVIDENCE, confidence=confidence)) == rules


DAYS = (
    st.none() | st.sampled_from(["2012", "2019-03", "2023-04/2023-05", "9" * 30, "2021-00"]) | st.text("0123456789-/")
)


@settings(max_examples=80, deadline=None)
@given(
    authority=st.sampled_from(["Leeds", "Somerset", "Cheshire", "East Surrey"]) | st.text("Les ", max_size=6),
    grade=st.sampled_from(["good", "adequate", "splendid"]),
    judgement=st.sampled_from(["leadership", "lscb", "anything"]),
    framework=st.none() | st.sampled_from(["slac", "ilacs", "unheard_of"]),
    inspected=DAYS,
    start=st.integers(-99, 999),
    end=st.integers(-99, 999),
    confidence=st.floats(),
    published=st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1)),
)
def test_every_fact_whatever_it_holds_is_a_row_or_a_reject(
    start: int, end: int, confidence: float, published: date | None, **told: Any
) -> None:
    assert len(rating(published, evidence=Evidence(start, end, "a rule", confidence), **told)) <= 1
