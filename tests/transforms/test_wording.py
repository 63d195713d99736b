from string import Formatter

import pytest

from transforms.frameworks import frameworks
from transforms.wording import areas_phrase, change_groups, change_types, done_by, headline, listed, words

DESIGNED = [
    "rating_new",
    "rating_upgraded",
    "rating_downgraded",
    "inadequate_new",
    "inadequate_left",
    "commissioner_appointed",
    "commissioner_ended",
    "improvement_notice_issued",
    "improvement_notice_lifted",
    "direction_issued",
    "direction_revoked",
    "trust_established",
    "trust_ended",
    "adviser_appointed",
    "monitoring_visit",
    "focused_visit",
    "peer_review",
    "leadership_change",
    "commitment_made",
    "commitment_due",
    "source_conflict",
    "article_corrected",
]
FIELDS = {
    "authority",
    "areas",
    "old",
    "new",
    "remit",
    "person",
    "role",
    "event",
    "scope",
    "counts",
    "commitment",
    "source",
}
ILACS = ["overall_effectiveness", "leadership", "help_and_protection", "children_in_care"]


@pytest.mark.parametrize("name", DESIGNED)
def test_every_change_type_of_the_design_has_wording(name: str) -> None:
    assert headline(name, authority="Leeds", role="chief executive").startswith("Leeds: ")


@pytest.mark.parametrize("name", list(change_types()))
def test_a_change_type_has_a_known_severity_known_fields_and_a_known_end(name: str) -> None:
    kind = change_types()[name]

    assert kind.severity in ("critical", "high", "medium", "low")
    assert {field for _, field, _, _ in Formatter().parse(kind.headline) if field} <= FIELDS
    assert kind.same_event_days > 0
    assert kind.ended_by is None or kind.ended_by in change_types()


def test_each_change_type_is_in_one_group_and_no_group_is_called_as_a_type() -> None:
    grouped = [name for types in change_groups().values() for name in types]

    assert sorted(grouped) == sorted(change_types())
    assert not set(change_groups()) & set(change_types())


def test_each_kind_of_intervention_begins_with_one_type_and_nothing_else_has_an_end() -> None:
    begins = [change.begins for change in change_types().values() if change.begins]

    assert sorted(begins) == sorted(set(begins))
    assert all(change.begins for change in change_types().values() if change.ended_by)


@pytest.mark.parametrize(
    ("category", "things"),
    [("governance", {"improvement_board", "adviser"}), ("review", {"peer_review"}), ("funding", set())],
)
def test_what_makes_an_undertaking_done_is_a_thing_whose_coming_is_known(category: str, things: set[str]) -> None:
    known = {change.begins for change in change_types().values()} | {"peer_review"}

    assert set(done_by(category)) == things <= known


def test_newly_inadequate_services_and_commissioners_are_critical_and_mailed_unasked() -> None:
    for name in ("inadequate_new", "commissioner_appointed"):
        assert (change_types()[name].severity, change_types()[name].mail) == ("critical", True)


def test_a_headline_leaves_out_what_is_not_given() -> None:
    told = headline("adviser_appointed", authority="Leeds")

    assert told == "Leeds: improvement adviser for children's services"
    assert headline("adviser_appointed", authority="Leeds", person=", Ann Lee") == f"{told}, Ann Lee"


def test_a_headline_fills_in_nothing_that_stands_in_a_value() -> None:
    assert "{old}" in headline("commissioner_appointed", authority="Leeds", person=", {old}")


@pytest.mark.parametrize("judgement", sorted({one for known in frameworks() for one in known.judgements}))
def test_every_judgement_of_every_framework_has_plain_words(judgement: str) -> None:
    assert "_" not in words("judgements", judgement)


@pytest.mark.parametrize("grade", sorted({grade for known in frameworks() for grade in known.scale}))
def test_every_grade_has_plain_words(grade: str) -> None:
    assert words("grades", grade) == grade.replace("_", " ")


def test_a_key_without_words_is_shown_as_it_is() -> None:
    assert words("grades", "not_yet_known") == "not yet known"
    assert words("grades", None) == ""


@pytest.mark.parametrize(
    ("judgements", "graded", "phrase"),
    [
        (ILACS, ILACS, "overall and in all three areas"),
        (ILACS[:1], ILACS, "overall"),
        (ILACS[:1], ILACS[:1], "overall"),
        (ILACS[1:], ILACS, "in all three areas"),
        (ILACS[1:2], ILACS, "in leadership"),
        (ILACS[1:2], ILACS[1:2], "in leadership"),
        (ILACS[1:3], ILACS[1:3], "in both areas"),
        (["overall_effectiveness", "leadership"], ILACS, "overall and in leadership"),
        (["leadership", "children_in_care"], ILACS, "in leadership and children in care"),
        (ILACS[1:3], ILACS, "in leadership; and help and protection"),
        ([], ILACS, ""),
    ],
)
def test_areas_are_said_as_in_prose(judgements: list[str], graded: list[str], phrase: str) -> None:
    assert areas_phrase(judgements, graded) == phrase


def test_the_widest_framework_can_be_said() -> None:
    for framework in frameworks():
        areas = [one for one in framework.judgements if one != "overall_effectiveness"]
        assert areas_phrase(areas, areas).startswith("in ")


@pytest.mark.parametrize(
    ("parts", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_things_are_listed_with_commas_and_an_and(parts: list[str], said: str) -> None:
    assert listed(parts) == said
