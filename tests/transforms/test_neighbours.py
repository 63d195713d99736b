from datetime import date

import pytest

from transforms.authorities import Authority, authority_register
from transforms.authorities_frame import authorities_frame
from transforms.catalogue import AUTHORITIES
from transforms.data import read_text
from transforms.neighbours import EDITION, statistical_neighbours

REGISTER = authority_register()
DAY = date(2025, 5, 28)
SERVED = [one for one in REGISTER.authorities if one.valid_on(DAY)]


def names_of(codes: tuple[str, ...]) -> list[str]:
    return [REGISTER.by_code(code).name for code in codes]


def test_the_edition_has_all_153_authorities_of_its_day() -> None:
    assert len(SERVED) == 153
    assert all(statistical_neighbours(one.code) for one in SERVED)


@pytest.mark.parametrize("authority", SERVED, ids=lambda one: one.code)
def test_an_authority_has_ten_different_neighbours_and_none_is_itself(authority: Authority) -> None:
    neighbours = statistical_neighbours(authority.code)

    assert len(neighbours) == len(set(neighbours)) == 10
    assert authority.code not in neighbours


def test_the_edition_named_is_that_of_the_data() -> None:
    assert f"children's services statistical neighbours of {EDITION}" in read_text("statistical_neighbours.csv")


def test_neighbours_are_named_by_the_codes_that_held_on_the_day_of_the_edition() -> None:
    for neighbour in {code for one in SERVED for code in statistical_neighbours(one.code)}:
        assert REGISTER.by_code(neighbour).gss_code == neighbour
        assert REGISTER.by_code(neighbour).valid_on(DAY)


def test_the_nearest_neighbour_comes_first() -> None:
    assert names_of(statistical_neighbours("E08000009"))[:3] == ["Hertfordshire", "Stockport", "Buckinghamshire"]


@pytest.mark.parametrize("code", ["E08000038", "E08000016", "370", "80426"])
def test_any_code_of_the_authority_will_do(code: str) -> None:
    assert names_of(statistical_neighbours(code))[:2] == ["Rotherham", "Wakefield"]


def test_an_abolished_authority_has_none() -> None:
    assert statistical_neighbours("E10000006") == ()


def test_a_code_that_is_nobodys_is_an_error() -> None:
    with pytest.raises(KeyError):
        statistical_neighbours("E99999999")


def test_the_table_has_every_authority_of_the_register_once_by_a_code_of_its_own() -> None:
    frame = authorities_frame()

    assert frame.schema == AUTHORITIES.schema
    assert len(frame) == len(REGISTER.authorities)
    assert frame["authority_code"].null_count() == 0
    assert frame["authority_code"].is_unique().all()
    assert frame.equals(frame.sort(AUTHORITIES.key))


def test_an_authority_that_took_over_from_two_is_linked_with_both() -> None:
    rows = {row["authority"]: row for row in authorities_frame().iter_rows(named=True) if not row["valid_to"]}

    assert names_of(tuple(rows["Bournemouth, Christchurch and Poole"]["predecessor_codes"])) == [
        "Poole",
        "Bournemouth",
        "Dorset",
    ]
    assert rows["Hull"]["predecessor_codes"] == []
    assert rows["Dorset"]["valid_from"] == date(2019, 4, 1)
    assert tuple(rows["Dorset"]["statistical_neighbours"]) == statistical_neighbours("838")
