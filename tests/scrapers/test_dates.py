import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.dates import LATEST_YEAR, LONDON, DateOrder, read_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tue, 06 Jul 2021 09:00:00 BST", "2021-07-06T09:00:00+01:00"),
        ("Tue, 06 Jul 2021 09:00:00 GMT", "2021-07-06T10:00:00+01:00"),
        ("Tue, 06 Jul 2021 09:00:00 +0000", "2021-07-06T10:00:00+01:00"),
        ("Tue, 06 Jul 2021 09:00:00", "2021-07-06T09:00:00+01:00"),
        ("Mon, 01 Nov 2021 09:00:00 BST", "2021-11-01T08:00:00+00:00"),
        ("Fri, 26 Nov 2021 09:30:00 EST", "2021-11-26T14:30:00+00:00"),
        ("2021-07-06T09:00:00Z", "2021-07-06T10:00:00+01:00"),
        ("2021-07-06T09:00:00", "2021-07-06T09:00:00+01:00"),
        ("2021-07-06 09:00 BST", "2021-07-06T09:00:00+01:00"),
        ("2021-03-04", "2021-03-04T00:00:00+00:00"),
        ("04/03/2021", "2021-03-04T00:00:00+00:00"),
        ("04/03/2021 10.30 am", "2021-03-04T10:30:00+00:00"),
        ("26.11.2021", "2021-11-26T00:00:00+00:00"),
        ("14 July 2017", "2017-07-14T00:00:00+01:00"),
        ("Published: 3rd March 2022", "2022-03-03T00:00:00+00:00"),
        ("Posted on 26 November 2021", "2021-11-26T00:00:00+00:00"),
        ("9:30 am, Friday, 26th November 2021 - 3 years ago", "2021-11-26T09:30:00+00:00"),
        ("Wednesday, November 24, 2021", "2021-11-24T00:00:00+00:00"),
        ("\n 26 \t November\n2021 ", "2021-11-26T00:00:00+00:00"),
    ],
)
def test_dates_are_read_to_the_hour(text: str, expected: str) -> None:
    moment = read_date(text)
    assert moment is not None
    assert moment.isoformat() == expected


@pytest.mark.parametrize(("order", "expected"), [("dmy", "2021-10-11"), ("mdy", "2021-11-10")])
def test_the_order_of_numbers_is_the_sources(order: DateOrder, expected: str) -> None:
    moment = read_date("11/10/2021", order)
    assert moment is not None
    assert moment.date().isoformat() == expected


@pytest.mark.parametrize(
    "text",
    ["", None, "Tuesday", "12", "2021", "March 2021", "26 November", "10:30", "yesterday", "01/01/0001", "29/02/2021",
     "2021-02-30", "31/12/9999", "x" * 5_000, "Council welcomes 12 new social workers"],
)  # fmt: skip
def test_what_is_no_full_date_is_none(text: str | None) -> None:
    assert read_date(text) is None


@given(
    st.text(max_size=60) | st.from_regex(r"[0-9]{1,5}[/. -][0-9]{1,3}[/. -][0-9]{1,6}( [0-9:.]{1,9})?( [A-Z+-]{1,5})?")
)
def test_any_text_is_a_sensible_date_or_none(text: str) -> None:
    moment = read_date(text)
    assert moment is None or (moment.tzinfo is LONDON and 1989 <= moment.year <= LATEST_YEAR + 1)
