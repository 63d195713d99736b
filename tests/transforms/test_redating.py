from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.redating import LEAST_COME_BACK, Item, old_items

REDESIGN = date(2024, 5, 1)
FIRST = date(2021, 1, 4)
BEFORE = [
    Item(
        f"https://council.example/old/{number}", f"Council opens family hub number {number}", FIRST + timedelta(number)
    )
    for number in range(6)
]
NEWS = Item("https://council.example/news/today", "Inspectors return to the council this week", REDESIGN)


def moved(item: Item, day: date | None) -> Item:
    return Item(item.url.replace("/old/", "/news/"), item.title.upper(), day)


def days(items: list[Item]) -> dict[str, date | None]:
    return {moved(item, None).url: item.day for item in items}


@pytest.mark.parametrize("day", [REDESIGN, None], ids=["dated anew", "undated"])
def test_items_come_back_under_other_addresses_keep_their_days(day: date | None) -> None:
    assert old_items([NEWS, *(moved(item, day) for item in BEFORE)], BEFORE) == days(BEFORE)


def test_items_under_other_addresses_with_their_own_days_are_old_too() -> None:
    assert old_items([NEWS, *(moved(item, item.day) for item in BEFORE)], BEFORE) == days(BEFORE)


def test_items_dated_anew_under_their_own_addresses_keep_their_days() -> None:
    announced = [NEWS, *(Item(item.url, item.title, REDESIGN) for item in BEFORE)]
    assert old_items(announced, BEFORE) == {item.url: item.day for item in BEFORE}


def test_the_archive_behind_what_is_known_is_no_younger_than_the_last_of_it() -> None:
    archive = [Item(f"https://council.example/news/older/{n}", f"Short {n}", REDESIGN) for n in range(200)]
    announced = [NEWS, *(moved(item, REDESIGN) for item in reversed(BEFORE)), *archive]
    old = old_items(announced, BEFORE)
    assert NEWS.url not in old
    assert {old[item.url] for item in archive} == {FIRST}


def test_what_is_known_with_the_day_of_the_redesign_is_none_of_the_archive() -> None:
    yesterday = Item("https://council.example/news/known", "A story of the day itself", REDESIGN)
    announced = [*(moved(item, REDESIGN) for item in BEFORE), yesterday]
    assert yesterday.url not in old_items(announced, [*BEFORE, yesterday])


@pytest.mark.parametrize("count", range(LEAST_COME_BACK))
def test_few_items_that_come_back_are_no_redesign(count: int) -> None:
    announced = [NEWS, *(moved(item, REDESIGN) for item in BEFORE[:count])]
    assert old_items(announced, BEFORE) == {}


def test_titles_that_recur_on_different_days_are_no_redesign() -> None:
    announced = [moved(item, REDESIGN + timedelta(number)) for number, item in enumerate(BEFORE)]
    assert old_items(announced, BEFORE) == {}


@pytest.mark.parametrize("title", ["News update", "Latest"])
def test_short_titles_tell_no_items_apart(title: str) -> None:
    known = [Item(f"https://council.example/old/{n}", f"{title} {n}", FIRST) for n in range(6)]
    assert old_items([moved(item, REDESIGN) for item in known], known) == {}


def test_a_title_that_stands_over_two_known_items_tells_nothing() -> None:
    known = [Item(f"https://council.example/old/{n}", f"Weekly notice of road works {n // 2}", FIRST) for n in range(8)]
    assert old_items([moved(item, REDESIGN) for item in known[::2]], known) == {}


def test_a_list_without_dates_that_is_as_it_was_tells_nothing() -> None:
    announced = [*(Item(item.url, item.title, None) for item in BEFORE), Item("https://council.example/n", "New", None)]
    assert old_items(announced, BEFORE) == {}


ITEMS = st.builds(
    Item,
    st.sampled_from([item.url for item in BEFORE] + [moved(item, None).url for item in BEFORE]),
    st.sampled_from([item.title for item in BEFORE] + ["", "Short"]),
    st.none() | st.dates(FIRST, REDESIGN),
)


@settings(deadline=None)
@given(st.lists(ITEMS, max_size=20, unique_by=lambda item: item.url), st.lists(ITEMS, max_size=20))
def test_an_old_item_is_announced_and_no_younger_than_it_says(announced: list[Item], known: list[Item]) -> None:
    said = {item.url: item.day for item in announced}
    for url, day in old_items(announced, known).items():
        assert day <= (said[url] or REDESIGN)


@settings(deadline=None)
@given(st.lists(ITEMS, max_size=20, unique_by=lambda item: item.url))
def test_what_is_announced_as_before_is_never_old(items: list[Item]) -> None:
    assert old_items(items, items) == {}
