from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.dates import LATEST_YEAR, LONDON, DateOrder, first_date, order_told_by, read_date


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
        ("Mon, 06 Jul 2021 09:00:00 BST", "2021-07-06T09:00:00+01:00"),
        ("06 Jul 21 09:00 BST", "2021-07-06T09:00:00+01:00"),
        ("Thu, 01 Jul 2021 12:00:00 +0100 (BST)", "2021-07-01T12:00:00+01:00"),
        ("Thu Jul 01 2021 12:00:00 GMT+0100 (British Summer Time)", "2021-07-01T12:00:00+01:00"),
        ("Thu Jul 1 12:00:00 BST 2021", "2021-07-01T12:00:00+01:00"),
        ("Thu, 01 Jul 2021 12:00:00 -0000", "2021-07-01T13:00:00+01:00"),
        ("2021-07-06T09:00:00+01:00", "2021-07-06T09:00:00+01:00"),
        ("2021-07-06T09:00:00.000+0000", "2021-07-06T10:00:00+01:00"),
        ("2021-07-06T09:00:00-0500", "2021-07-06T15:00:00+01:00"),
        ("2021-7-1", "2021-07-01T00:00:00+01:00"),
        ("2021/03/04 10:00", "2021-03-04T10:00:00+00:00"),
        ("2021.03.04", "2021-03-04T00:00:00+00:00"),
        ("6/7/21", "2021-07-06T00:00:00+01:00"),
        ("06/07/21 9am", "2021-07-06T09:00:00+01:00"),
        ("20/11/2026 00:00:00", "2026-11-20T00:00:00+00:00"),
        ("26th November 2021 9:30 am", "2021-11-26T09:30:00+00:00"),
        ("26th November 2021 at 9.30am", "2021-11-26T09:30:00+00:00"),
        ("Thursday 1st July, 2021 5.15 p.m.", "2021-07-01T17:15:00+01:00"),
        ("1 July 2021 at 12 noon", "2021-07-01T12:00:00+01:00"),
        ("26 November 2021 - 3 years ago", "2021-11-26T00:00:00+00:00"),
        ("26 November 2021 (updated 27 November 2021)", "2021-11-26T00:00:00+00:00"),
        ("Published: 26 November 2021 Last updated: 27 November 2021", "2021-11-26T00:00:00+00:00"),
        ("Published date: 26 November 2021", "2021-11-26T00:00:00+00:00"),
        ("Date published: 26/11/2021", "2021-11-26T00:00:00+00:00"),
        ("Page last updated: 26 November 2021", "2021-11-26T00:00:00+00:00"),
        ("Posted: 26 Nov 2021 by the press office", "2021-11-26T00:00:00+00:00"),
        ("News | 26 November 2021", "2021-11-26T00:00:00+00:00"),
        ("26 November 2021 | 4 minutes to read", "2021-11-26T00:00:00+00:00"),
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


def test_the_first_legible_date_counts() -> None:
    legible = read_date("6 July 2021")
    assert first_date("soon", "", "6 July 2021") == (legible, None)
    assert first_date(None, " ", "soon", "later") == (None, "soon")
    assert first_date(None, "") == (None, None)


ZONES = {"BST": 1, "GMT": 0, "Z": 0, "+0000": 0, "+0100": 1, "-05:00": -5, "EST": -5}
moments = st.datetimes(datetime(1995, 1, 1), datetime(2060, 12, 31), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


@given(
    moments,
    st.sampled_from(sorted(ZONES)),
    st.sampled_from(["%a, %d %b %Y %H:%M:%S", "%d %b %Y %H:%M", "%d/%m/%Y %H:%M"]),
)
def test_a_time_with_its_zone_is_read_to_the_minute(moment: datetime, zone: str, form: str) -> None:
    there = moment.astimezone(timezone(timedelta(hours=ZONES[zone])))
    assert read_date(f"{there:{form}} {zone}") == moment


@given(moments)
def test_dates_of_mail_and_of_machines_are_read_to_the_minute(moment: datetime) -> None:
    assert read_date(format_datetime(moment)) == moment
    assert read_date(format_datetime(moment, usegmt=True)) == moment
    assert read_date(moment.isoformat()) == moment
    assert read_date(moment.astimezone(LONDON).isoformat()) == moment


@given(
    moments,
    st.sampled_from(
        [
            "%d/%m/%Y %H:%M",
            "%d.%m.%Y %I:%M %p",
            "%d %B %Y %H:%M",
            "%A, %dth %B %Y at %I.%M%p",
            "%Y-%m-%dT%H:%M",
            "%d-%b-%y %H:%M",
        ]
    ),
)
def test_a_time_without_zone_is_that_of_londons_clocks(moment: datetime, form: str) -> None:
    clock = moment.replace(tzinfo=None)
    read = read_date(f"{clock:{form}}")
    assert read is not None
    assert (read.replace(tzinfo=None), read.tzinfo) == (clock, LONDON)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("1/30/2025 8:05:41 AM, 2/4/2025", "mdy"),
        ("30/1/2025, 2/4/2025", "dmy"),
        ("2/4/2025, 3/4/2025", "dmy"),
        ("1/30/2025 and 30/1/2025", "dmy"),
        ("no dates, 24/7/365 and 1/30/20255", "dmy"),
    ],
)
def test_numeric_dates_tell_their_order(text: str, order: str) -> None:
    assert order_told_by(text) == order
