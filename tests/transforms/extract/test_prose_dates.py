"""Dates of running prose, read against the day of publication."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.dates import find_dates, iso_deadline, iso_period
from transforms.extract.periods import add_months

DAYS = st.dates(min_value=date(2009, 1, 1), max_value=date(2035, 12, 31))
MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]


def periods(text: str, published: date | None = None) -> list[str]:
    return [iso_period(one) for one in find_dates(text, published)]


def deadlines(text: str, published: date | None) -> list[str]:
    return [iso_deadline(one) for one in find_dates(text, published, prefer="future")]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("They came on 9 July 2012.", "2012-07-09"),
        ("The visit lasted from the 9th – 11th July 2012.", "2012-07-09/2012-07-11"),
        ("Inspectors were in from 28 February to 4 March 2022.", "2022-02-28/2022-03-04"),
        ("from Monday 12 to Friday 16 September 2011", "2011-09-12/2011-09-16"),
        ("on 8 and 9 November 2023", "2023-11-08/2023-11-09"),
        ("19 November-11 December 2013", "2013-11-19/2013-12-11"),
        ("published on October 15, 2021", "2021-10-15"),
        ("8th Apr 2025, 11:20 BST", "2025-04-08"),
        ("in October 2021", "2021-10"),
        ("IN OCTOBER 2021", "2021-10"),
        ("in July and August 2017", "2017-07/2017-08"),
        ("in November and December 2015, without notice", "2015-11/2015-12"),
        ("since November ’15", "2015-11"),
        ("in the summer of 2022", "2022"),
        ("judged good in 2017.", "2017"),
        ("The report of 2018: weak.", "2018"),
        ("in 2017/18", "2017/2018"),
        ("30/04/25", "2025-04-30"),
        ("1/28/2025 9:37:22 AM", "2025-01-28"),
        ("2025-01-28", "2025-01-28"),
    ],
)
def test_date_given_in_full(text: str, period: str) -> None:
    assert periods(text) == [period]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Inspectors visited in October.", "2021-10"),
        ("Inspectors visited in December.", "2020-12"),
        ("in October last year", "2020-10"),
        ("last December", "2020-12"),
        ("last week", "2021-11-22/2021-11-28"),
        ("this month", "2021-11"),
        ("last year", "2020"),
        ("yesterday", "2021-11-28"),
        ("three months ago", "2021-08"),
        ("a fortnight ago", "2021-11-15/2021-11-21"),
        ("four years ago", "2017"),
        ("released on Friday", "2021-11-26"),
    ],
)
def test_date_told_from_a_monday_in_november_2021(text: str, period: str) -> None:
    assert periods(text, date(2021, 11, 29)) == [period]


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("by the end of March", "2022-03"),
        ("by April next year", "2022-04"),
        ("by 30 September", "2022-09-30"),
        ("by Christmas", "2021-12"),
        ("by Easter", "2022-04"),
        ("by the end of the year", "2021-12"),
        ("in this financial year", "2022-03"),
        ("in the next financial year", "2023-03"),
        ("for the new financial year", "2022-04"),
        ("by 2028/29", "2029-03"),
        ("before the summer break", "2022-07"),
        ("by the end of the autumn term", "2021-12"),
        ("in the new school year", "2022-09"),
        ("by the new year", "2021-12"),
        ("early in the new year", "2022-01"),
        ("by the end of the financial year", "2022-03"),
        ("over the next two years", "2023"),
        ("within six months", "2022-05"),
        ("in two years' time", "2023"),
        ("next summer", "2022"),
        ("in the new year", "2022-01"),
        ("next month", "2021-12"),
        ("by 2027", "2027"),
        ("from this December", "2021-12"),
    ],
)
def test_deadline_of_a_promise_made_in_november_2021(text: str, deadline: str) -> None:
    assert deadlines(text, date(2021, 11, 29)) == [deadline]


@pytest.mark.parametrize(
    "text",
    [
        "2,500 children and 16 and 17-year-olds",
        "call 01642 130700 or 020 7974 5717",
        "at a cost of £2010",
        "2012 children",
        "the Care Act 2014 and the Children Act 1989",
        "12 may have been harmed",
        "April Jones and June Brown spoke",
        "a march through the town",
        "31 June 2012",
        "in October",
        "open from Monday to Friday",
    ],
)
def test_what_is_no_date_or_has_no_year(text: str) -> None:
    assert periods(text) == []


def test_year_is_taken_from_what_was_said_before() -> None:
    assert periods("In April 2021 the court ruled. In May of that year a notice came.") == ["2021-04", "2021-05"]
    assert periods("It was inadequate in 2010. That rose two years later.") == ["2010", "2012"]


def test_undated_promise_is_told_from_the_latest_day_in_the_text() -> None:
    assert deadlines("They came from 12 to 16 September 2011. We shall answer by the end of November.", None) == [
        "2011-09-16",
        "2011-11",
    ]


def test_offsets_cut_out_the_words() -> None:
    text = "It began on 9 July 2012 and ended in August 2013."
    assert [text[one.start : one.end] for one in find_dates(text, None)] == ["9 July 2012", "August 2013"]


@given(DAYS, st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "{d}th {m} {y}", "{d} {s} {y}", "{y}-{n:02}-{d:02}"]))
def test_any_day_in_any_form_is_read_back(day: date, form: str) -> None:
    name = MONTHS[day.month - 1]
    text = form.format(d=day.day, m=name, s=name[:3], y=day.year, n=day.month)
    assert periods(f"on {text} in the town") == [day.isoformat()]


@given(DAYS, st.sampled_from(MONTHS))
def test_lone_month_is_never_in_the_future_of_the_past_nor_the_other_way(published: date, month: str) -> None:
    (past,) = find_dates(f"in {month}", published)
    (future,) = find_dates(f"in {month}", published, prefer="future")
    assert past.first <= published
    assert future.last >= published
    assert add_months(past.first, 12) >= published.replace(day=1)


@given(st.text(max_size=300), st.none() | DAYS)
def test_any_text_gives_ordered_mentions_within_it(text: str, published: date | None) -> None:
    past = 0
    for one in find_dates(text, published):
        assert past <= one.start < one.end <= len(text)
        assert one.first <= one.last
        past = one.end
