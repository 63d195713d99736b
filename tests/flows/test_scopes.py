from flows.scopes import ALL, Scope, scopes
from tests.transforms.telling import NEL, NEL_CODE


def test_an_authority_is_in_three_scopes() -> None:
    everybody, own, region = scopes([NEL_CODE])

    assert everybody == ALL
    assert (own.path, own.title) == (f"authorities/{NEL_CODE}", NEL)
    assert (region.path, region.title) == ("regions/yorkshire-and-the-humber", "Yorkshire and the Humber")
    assert [scope.has("E08000035") for scope in (everybody, own, region)] == [True, False, True]


def test_only_those_that_something_is_known_of_have_a_scope() -> None:
    assert list(scopes([])) == []
    assert [scope.path for scope in scopes(["E08000035", NEL_CODE])] == [
        "all",
        f"authorities/{NEL_CODE}",
        "authorities/E08000035",
        "regions/yorkshire-and-the-humber",
    ]


def test_a_code_that_is_a_name_needs_no_escaping_in_a_path() -> None:
    assert list(scopes(["name:St. Anyhow, Upper & Lower"]))[1:] == [
        Scope(
            "authorities/name-St-Anyhow-Upper-Lower",
            "name:St. Anyhow, Upper & Lower",
            frozenset({"name:St. Anyhow, Upper & Lower"}),
        )
    ]
