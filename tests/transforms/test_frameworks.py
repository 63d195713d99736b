from datetime import date

import pytest

from transforms.frameworks import (
    framework_named,
    framework_on,
    frameworks,
    grade_rank,
    judgements_beside,
    predecessors,
    read_frameworks,
)


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2012, 5, 1), "slac"),
        (date(2013, 11, 1), "sif"),
        (date(2017, 12, 31), "sif"),
        (date(2018, 1, 1), "ilacs"),
        (date(2026, 3, 31), "ilacs"),
        (date(2026, 4, 1), "ilacs_2026"),
    ],
)
def test_framework_in_force_on_a_day(day: date, key: str) -> None:
    assert framework_on(day).key == key


def test_joint_grade_is_replaced_by_two_in_2023() -> None:
    ilacs = framework_on(date(2022, 6, 1))
    assert "children_in_care_and_care_leavers" in ilacs.judgements_on(date(2022, 12, 31))
    assert {"children_in_care", "care_leavers"} <= set(ilacs.judgements_on(date(2023, 1, 1)))


def test_every_grade_of_every_scale_has_a_rank_that_falls() -> None:
    for framework in frameworks():
        ranks = [grade_rank(grade) for grade in framework.scale]
        assert ranks == sorted(ranks, reverse=True)


def test_word_that_is_no_grade_has_no_rank() -> None:
    with pytest.raises(KeyError):
        grade_rank("splendid")


def test_new_framework_needs_only_an_entry() -> None:
    entry = {
        "key": "renewed",
        "name": "A renewed framework",
        "begins": date(2027, 9, 1),
        "judgements": ["belonging", {"name": "safety", "begins": date(2028, 1, 1)}],
        "scale": ["exemplary", "strong", "secure", "developing", "causing_concern"],
    }
    (framework,) = read_frameworks([entry])
    assert framework.judgements == ("belonging", "safety")
    assert framework.judgements_on(date(2027, 10, 1)) == ("belonging",)
    assert framework.ends is None
    assert len(framework.scale) == 5


def test_framework_is_found_by_its_key() -> None:
    assert framework_named("sif").name == "Single inspection framework"
    with pytest.raises(KeyError):
        framework_named("splendid")


def test_halves_succeed_the_joint_grade() -> None:
    joint = "children_in_care_and_care_leavers"
    assert predecessors() == {"children_in_care": joint, "care_leavers": joint}


def test_what_a_judgement_succeeds_was_one_before() -> None:
    known = {name for framework in frameworks() for name in framework.judgements}
    assert known >= set(predecessors().values())


def test_safeguarding_board_is_beside_the_council() -> None:
    assert judgements_beside() == {"lscb"}
