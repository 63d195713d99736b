from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.periods import Period, month_of, one_day, parse_period, year_of


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2012", date(2012, 1, 1), date(2012, 12, 31), "year"),
        ("2021-10", date(2021, 10, 1), date(2021, 10, 31), "month"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("2012-07-09", date(2012, 7, 9), date(2012, 7, 9), "day"),
        ("2017-07/2017-08", date(2017, 7, 1), date(2017, 8, 31), "month"),
        ("2022-02-28/2022-03-04", date(2022, 2, 28), date(2022, 3, 4), "day"),
        ("2021/2022", date(2021, 1, 1), date(2022, 12, 31), "year"),
        ("2021-12-06/2022-01", date(2021, 12, 6), date(2022, 1, 31), "month"),
        ("2021-10-04/2021", date(2021, 10, 4), date(2021, 12, 31), "year"),
    ],
)
def test_an_iso_period_is_read_with_the_precision_of_its_looser_end(
    text: str, first: date, last: date, precision: str
) -> None:
    assert parse_period(text) == Period(first, last, precision)  # type: ignore[arg-type]


def test_no_period_is_none() -> None:
    assert parse_period(None) is None


@pytest.mark.parametrize("text", ["", "October 2021", "2021-13", "2021-02-30", "2021-10-04-01", "2021/", "/2021"])
def test_what_is_no_iso_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parse_period(text)


@given(st.dates(date(1980, 1, 1), date(2060, 12, 31)))
def test_a_day_its_month_and_its_year_are_read_back_as_they_were_written(day: date) -> None:
    assert parse_period(day.isoformat()) == one_day(day)
    assert parse_period(f"{day:%Y-%m}") == month_of(day.year, day.month)
    assert parse_period(f"{day:%Y}") == year_of(day.year)
