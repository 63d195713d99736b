from datetime import date

import pytest

from transforms.extract.mentions import find_mentions, fold


def names_in(text: str, published: date | None = None) -> list[str]:
    return [one.authority for one in find_mentions(text, fold(text), published)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("North East Lincolnshire Council met.", ["North East Lincolnshire"]),
        ("The report on Derbyshire is out.", ["Derbyshire"]),
        ("DERBY COUNCIL met.", ["Derby"]),
        ("birmingham is big", []),
        ("In Birmingham city council staff met.", ["Birmingham"]),
        ("The London Borough of Sutton met.", ["Sutton"]),
        ("Stoke-on-Trent\u2019s services", ["Stoke-on-Trent"]),
        ("Leeds, York and Hull met.", ["Leeds", "York", "Kingston upon Hull"]),
        ("It rained. Merton's staff met.", ["Merton"]),
        ("Durham-based staff met.", ["Durham"]),
    ],
)
def test_longest_form_with_capitals_is_found(text: str, names: list[str]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Officers of Essex Police and Kent Police came.",
        "They play for Bury FC.",
        "Inspector Emma Sutton wrote it.",
        "A lecturer from Durham University spoke.",
        "He lives in Newcastle-under-Lyme.",
        "East Devon and Mid Suffolk are districts.",
        "Reading the report, she wept.",
        "Devon and Cornwall Police came.",
        "The Oldham Chronicle wrote.",
    ],
)
def test_false_friends_are_no_authorities(text: str) -> None:
    assert names_in(text) == []


def test_doubtful_name_is_believed_where_the_council_is_named() -> None:
    assert names_in("Reading is big. Reading Borough Council met.") == ["Reading", "Reading"]


def test_initials_that_the_text_introduces_are_followed() -> None:
    assert names_in("Lincolnshire County Council (LCC) met. LCC voted.") == ["Lincolnshire"] * 3


def test_trust_stands_for_its_authorities_of_the_day() -> None:
    text = "Achieving for Children runs it."
    assert names_in(text, date(2016, 1, 1)) == ["Kingston upon Thames", "Richmond upon Thames"]
    assert "Windsor and Maidenhead" in names_in(text, date(2020, 1, 1))
    assert names_in("Together for Children runs it.", date(2020, 1, 1)) == ["Sunderland"]


def test_spans_hold_the_form() -> None:
    text = "Staff of Hull City Council met."
    (mention,) = find_mentions(text, fold(text))
    assert text[mention.start : mention.end] == mention.form == "Hull City Council"
    assert mention.council
