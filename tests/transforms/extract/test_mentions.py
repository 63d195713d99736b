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
        ("Leeds, York and Hull met.", ["Leeds", "York", "Hull"]),
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
        "Humberside Police and Durham Constabulary came.",
        "Students of the University of Hull and of Sunderland College wept.",
        "Hampshire Cricket has a new coach.",
        "A Lincoln man was jailed.",
        "Fans of Leicester City, Hull City and Stoke City met.",
        "Notts County beat Derby County.",
        "Leeds United and Newcastle United drew.",
        "Lead inspector: Tony Sutton",
        "Ms Sutton and Dr Bradford signed the letter.",
        "Newcastle-under-Lyme Borough Council met.",
        "The Bishop of Durham and the Duke of Westminster came.",
        "Windsor Castle was lit up.",
        "Sutton Coldfield and Bury St Edmunds are towns.",
        "MPs at Westminster voted.",
        "A Westminster source denied it.",
        "Old Trafford was full.",
        "Greater Manchester and the West Midlands have mayors.",
        "Surrey and Sussex Healthcare NHS Trust runs it.",
        "Kent and Medway NHS Trust runs it.",
        "Torbay Hospital and Southend Hospital are full.",
        "York Minster and Luton Airport were shut.",
        "Kent Online has the story.",
        "Improving Reading in Primary Schools",
        "Reading Scores Rise Again",
        "We went to bury it. Bury it deep.",
        "Kingston, Jamaica, and Durham, North Carolina, are far.",
        "Surrey Street and Kent Road were closed.",
        "Emma Sutton led it. Sutton called the work strong.",
        "South Derbyshire and West Lancashire are districts.",
        "birmingham is written small here.",
    ],
)
def test_false_friends_are_no_authorities(text: str) -> None:
    assert names_in(text) == []


def test_doubtful_name_is_believed_where_the_council_is_named() -> None:
    assert names_in("Reading is big. Reading Borough Council met.") == ["Reading", "Reading"]


def test_initials_that_the_text_introduces_are_followed() -> None:
    assert names_in("Lincolnshire County Council (LCC) met. LCC voted.") == ["Lincolnshire"] * 3


def test_initials_of_a_full_form_are_followed_without_being_introduced() -> None:
    assert names_in("Lincolnshire County Council met. LCC voted.") == ["Lincolnshire"] * 2
    assert names_in("LCC voted.") == []
    assert names_in("Bury Borough Council met. The BBC was there.") == ["Bury"]


def test_initials_that_two_councils_share_are_nobodys() -> None:
    text = "Lincolnshire County Council and Leeds City Council met. LCC voted."
    assert names_in(text) == ["Lincolnshire", "Leeds"]


def test_kind_of_council_tells_which_of_several_is_meant() -> None:
    text = "Derbyshire County Council and Derby City Council met. The city council agreed, the county council did not."
    assert names_in(text) == ["Derbyshire", "Derby", "Derby", "Derbyshire"]
    assert names_in("Kent County Council met. The county council voted.") == ["Kent"]


def test_surname_is_a_place_again_behind_in_or_where_the_council_is_named() -> None:
    assert names_in("Emma Sutton led it. She saw children in Sutton.") == ["Sutton"]
    assert names_in("Emma Sutton led it. Sutton Council agreed. Sutton is proud.") == ["Sutton"] * 2


def test_parliament_is_no_council_unless_the_council_is_named_or_listed() -> None:
    assert names_in("Westminster and Camden are good.") == ["Westminster", "Camden"]
    assert names_in("Westminster City Council met. Families in Westminster cheered.") == ["Westminster"] * 2


def test_bare_name_of_an_abolished_council_becomes_a_place() -> None:
    assert names_in("Poole was rated good.", date(2018, 5, 1)) == ["Poole"]
    assert names_in("Homes in Poole will open.", date(2024, 5, 1)) == []
    assert names_in("Poole Borough Council was rated good.", date(2024, 5, 1)) == ["Poole"]


def test_bare_name_of_a_council_to_come_is_known_a_year_before() -> None:
    assert names_in("Services in West Surrey will begin.", date(2026, 6, 1)) == ["West Surrey"]
    assert names_in("It snowed in West Surrey.", date(2015, 1, 1)) == []


def test_trust_stands_for_its_authorities_of_the_day() -> None:
    text = "Achieving for Children runs it."
    assert names_in(text, date(2016, 1, 1)) == ["Kingston upon Thames", "Richmond upon Thames"]
    assert "Windsor and Maidenhead" in names_in(text, date(2020, 1, 1))
    assert names_in("Together for Children runs it.", date(2020, 1, 1)) == ["Sunderland"]


@pytest.mark.parametrize(
    ("form", "day", "names"),
    [
        ("Doncaster Children's Services Trust", date(2016, 1, 1), ["Doncaster"]),
        ("Doncaster Children's Trust", date(2024, 1, 1), ["Doncaster"]),
        ("Slough Children's Services Trust", date(2019, 1, 1), ["Slough"]),
        ("Slough Children First", date(2022, 1, 1), ["Slough"]),
        ("Birmingham Children's Trust", date(2020, 1, 1), ["Birmingham"]),
        ("Sandwell Children's Trust", date(2020, 1, 1), ["Sandwell"]),
        ("Brighter Futures for Children", date(2020, 1, 1), ["Reading"]),
        ("Worcestershire Children First", date(2020, 1, 1), ["Worcestershire"]),
        ("Northamptonshire Children's Trust", date(2022, 1, 1), ["North Northamptonshire", "West Northamptonshire"]),
        ("Bradford Children and Families Trust", date(2024, 1, 1), ["Bradford"]),
        ("AfC", date(2024, 1, 1), ["Kingston upon Thames", "Richmond upon Thames", "Windsor and Maidenhead"]),
    ],
)
def test_every_trust_is_known(form: str, day: date, names: list[str]) -> None:
    assert names_in(f"Staff of {form} met.", day) == names


def test_initials_of_a_trust_stand_for_all_its_authorities() -> None:
    text = "Northamptonshire Children's Trust (NCT) grew. NCT hired."
    assert names_in(text, date(2022, 1, 1)) == ["North Northamptonshire", "West Northamptonshire"] * 3


def test_spans_hold_the_form() -> None:
    text = "Staff of Hull City Council met."
    (mention,) = find_mentions(text, fold(text))
    assert text[mention.start : mention.end] == mention.form == "Hull City Council"
    assert mention.council
