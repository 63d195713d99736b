from datetime import date
from typing import Any

import pytest

from scrapers.layouts import layout_on
from scrapers.source import Layout, Selectors, Source
from tests.scrapers.web import make_source

OLD = Layout(until=date(2019, 6, 30), selectors=Selectors(body=".first"), noise=(".ad",))
MIDDLE = Layout(until=date(2022, 2, 28), selectors=Selectors(body=".second"), noise_lines=("Share this",))


def rebuilt(**fields: Any) -> Source:
    return make_source("https://gazette.example/", selectors=Selectors(body=".third"), noise=(".share",), **fields)


@pytest.mark.parametrize("earlier", [(OLD, MIDDLE), (MIDDLE, OLD)], ids=["in order", "in any order"])
@pytest.mark.parametrize(
    ("fetched", "body"),
    [
        (date(2015, 1, 1), ".first"),
        (date(2019, 6, 30), ".first"),
        (date(2019, 7, 1), ".second"),
        (date(2022, 2, 28), ".second"),
        (date(2022, 3, 1), ".third"),
        (date(2031, 1, 1), ".third"),
    ],
)
def test_a_page_has_the_layout_of_the_day_it_was_fetched(earlier: tuple[Layout, ...], fetched: date, body: str) -> None:
    assert layout_on(rebuilt(earlier=earlier), fetched).selectors.body == body


def test_a_layout_has_noise_of_its_own() -> None:
    layout = layout_on(rebuilt(earlier=(OLD,)), date(2019, 1, 1))
    assert (layout.noise, layout.noise_lines) == ((".ad",), ())


def test_a_site_that_was_never_rebuilt_has_one_layout() -> None:
    source = rebuilt(noise_lines=("Share this",))
    layout = layout_on(source, date(2001, 1, 1))
    assert (layout.selectors, layout.noise, layout.noise_lines) == (source.selectors, (".share",), ("Share this",))


def test_a_rebuild_recorded_later_leaves_pages_fetched_before_as_readable_as_they_were() -> None:
    before = rebuilt()
    after = before.model_copy(
        update={
            "selectors": Selectors(body=".fourth"),
            "noise": (),
            "earlier": (Layout(until=date(2024, 1, 31), selectors=before.selectors, noise=before.noise),),
        }
    )
    kept = date(2023, 5, 1)
    assert (layout_on(after, kept).selectors, layout_on(after, kept).noise) == (before.selectors, before.noise)
    assert layout_on(after, date(2024, 2, 1)).selectors.body == ".fourth"
