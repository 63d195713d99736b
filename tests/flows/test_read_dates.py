"""The day of an article whose page shows none: the one announced, but none to come."""

from datetime import UTC, date, datetime

import pytest

from flows.memory.crawl import KeptPage
from flows.read import read_facts
from transforms.article import Article

FETCHED = datetime(2021, 11, 29, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("announced", "day"),
    [
        (datetime(2021, 11, 26, 12, tzinfo=UTC), date(2021, 11, 26)),
        (datetime(2021, 12, 9, tzinfo=UTC), date(2021, 11, 29)),
        (datetime(2021, 7, 1, 23, 30, tzinfo=UTC), date(2021, 7, 2)),
        (None, None),
    ],
    ids=["news", "papers of a meeting to come", "London's clocks", "nothing announced"],
)
def test_a_page_without_a_day_has_the_one_announced_unless_it_is_to_come(
    announced: datetime | None, day: date | None
) -> None:
    page = KeptPage("https://council.example/a.pdf", "0" * 64, "papers", "application/pdf", FETCHED, announced)

    assert read_facts(Article("Report to the committee", ("Nothing of note.",)), page, None).published == day
