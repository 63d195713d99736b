"""Sums of money in prose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.money import find_amounts


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("a further £7.5 million", 7_500_000),
        ("£1.2m a year for three years", 3_600_000),
        ("£4.5m a year into early help", 4_500_000),
        ("£200,000 annually over the next two years", 400_000),
        ("a bursary of £1,000", 1_000),
        ("£35k", 35_000),
        ("a six million pound plan", 6_000_000),
        ("£1.5bn", 1_500_000_000),
        ("£90000", 90_000),
        ("£2m for three years of work", 2_000_000),
    ],
)
def test_reads_a_sum(text: str, pounds: int) -> None:
    assert [amount.pounds for amount in find_amounts(text)] == [pounds]


def test_reads_no_sum_where_there_is_none() -> None:
    assert find_amounts("30 social workers, 2m tall, in 2024") == []


@given(st.integers(min_value=1, max_value=999_999_999))
def test_reads_back_any_figure(pounds: int) -> None:
    (amount,) = find_amounts(f"It costs £{pounds:,} in all.")
    assert amount.pounds == pounds
