from datetime import date

import pytest

from transforms.authorities import authority_register


def test_register_holds_all_authorities_of_2026() -> None:
    today = [one for one in authority_register().authorities if one.valid_on(date(2026, 1, 1))]
    assert len(today) == 153
    assert len({one.gss_code for one in today}) == 153


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("Kingston upon Hull", "Hull"),
        ("hull city council", "Hull"),
        ("BCP", "Bournemouth, Christchurch and Poole"),
        ("RBKC", "Kensington and Chelsea"),
        ("Kensington & Chelsea", "Kensington and Chelsea"),
        ("London Borough of Barnet", "Barnet"),
        ("Newcastle-upon-Tyne", "Newcastle upon Tyne"),
        ("Stoke on Trent City Council", "Stoke-on-Trent"),
        ("St. Helens", "St Helens"),
        ("Bradford MDC", "Bradford"),
        ("NE Lincs", "North East Lincolnshire"),
        ("Cumbria County Council", "Cumbria"),
        ("East Surrey Council", "East Surrey"),
    ],
)
def test_official_short_and_press_forms_resolve(form: str, name: str) -> None:
    found = authority_register().resolve(form)
    assert found is not None
    assert found.name == name


def test_unknown_form_resolves_to_none() -> None:
    assert authority_register().resolve("Ambridge Parish Council") is None


def test_current_and_former_codes_find_the_authority() -> None:
    register = authority_register()
    assert register.by_code("E08000038").name == "Barnsley"
    assert register.by_code("E08000016").name == "Barnsley"
    assert register.by_code("370").name == "Barnsley"


def test_day_tells_two_authorities_of_one_name_apart() -> None:
    register = authority_register()
    assert register.by_name("Somerset", date(2022, 1, 1)).gss_code == "E10000027"
    assert register.by_name("Somerset", date(2024, 1, 1)).gss_code == "E06000066"
    assert register.by_name("Somerset").gss_code == "E06000066"


def test_abolished_authorities_name_their_successors() -> None:
    register = authority_register()
    cumbria = register.by_name("Cumbria")
    assert not cumbria.valid_on(date(2023, 4, 1))
    assert [register.by_code(code).name for code in cumbria.successor_codes] == [
        "Cumberland",
        "Westmorland and Furness",
    ]
