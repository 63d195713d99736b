"""The entry that is printed can be pasted: the register takes it."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from scrapers.dates import LONDON
from scrapers.discover import Lead, Trial, as_yaml, entry_of
from scrapers.discover.ranking import ranked, score
from scrapers.entries import Entry
from scrapers.source import Selectors, Source
from scrapers.sources import load_register

TODAY = date(2026, 11, 22)
NEWS = Lead("feed", "https://www.anytown.gov.uk/news/rss.xml", "link in the head of https://www.anytown.gov.uk/: news")


def trial(
    lead: Lead = NEWS, title: str = "Council opens a new library", day: int | None = 20, number: int = 5
) -> Trial:
    published = datetime(2026, 11, day, tzinfo=LONDON) if day else None
    return Trial(lead, tuple(Entry(f"https://www.anytown.gov.uk/{n}", title, published) for n in range(number)))


def pasted(folder: Path, *sources: Source) -> tuple[Source, ...]:
    file = folder / "sources.yaml"
    file.write_text("sources:\n" + "".join(as_yaml(source) for source in sources), encoding="utf-8")
    return load_register(file)


@pytest.mark.parametrize(
    ("lead", "given", "expected"),
    [
        (NEWS, {"authority": "Leeds"}, ("leeds-news", "Leeds news", "council", "Leeds")),
        (NEWS, {}, ("anytown", "anytown.gov.uk", "other", None)),
        (NEWS, {"site_name": "Anytown: today"}, ("anytown", "Anytown: today", "other", None)),
        (NEWS, {"authority": "Leeds", "taken": {"leeds-news", "leeds-news-2"}},
         ("leeds-news-3", "Leeds news", "council", "Leeds")),
        (NEWS, {"authority": "Leeds", "kind": "local_press"}, ("anytown", "anytown.gov.uk", "local_press", None)),
        (Lead("feed", "https://gazette.co.uk/rss", "x"), {}, ("gazette", "gazette.co.uk", "local_press", None)),
        (Lead("moderngov", "https://leeds.moderngov.co.uk", "x"), {"authority": "Leeds", "kind": "council"},
         ("leeds-papers", "Leeds committee papers", "committee", "Leeds")),
        (Lead("cmis", "https://any.cmis.uk.com/any", "x"), {}, ("any-cmis", "any.cmis.uk.com", "other", None)),
    ],
)  # fmt: skip
def test_an_entry_is_named_for_whom_it_is_of(
    lead: Lead, given: dict[str, Any], expected: tuple[object, ...], tmp_path: Path
) -> None:
    entry = entry_of(trial(lead), today=TODAY, **given)

    assert (entry.id, entry.name, entry.source_kind, entry.authority) == expected
    assert pasted(tmp_path, entry) == (entry,)


def test_an_entry_says_how_and_when_it_was_found(tmp_path: Path) -> None:
    entry = entry_of(trial(), today=TODAY)

    assert "on 22 November 2026" in entry.note
    assert "5 items, the newest of 20 November 2026" in entry.note
    assert (entry.state, entry.state_since, entry.licence) == ("working", TODAY, "unknown")
    assert "licence" not in as_yaml(entry)


def test_selectors_and_committees_are_part_of_the_entry(tmp_path: Path) -> None:
    selectors = Selectors(item="li:has(h2)", link="a[href]", title="h2, h3", date="time")
    listing = entry_of(trial(Lead("listing", "https://a.example/news", "x", selectors=selectors)), today=TODAY)
    papers = entry_of(trial(Lead("moderngov", "https://b.example/dem", "x")), today=TODAY)

    assert pasted(tmp_path, listing, papers) == (listing, papers)
    assert "children" in papers.committees


@given(
    st.text(min_size=1, max_size=30).filter(lambda text: text.isprintable() and bool(text.strip())),
    st.text("abc.-9", min_size=1, max_size=20).map(lambda text: f"x{text}.example"),
)
def test_whatever_a_site_is_called_its_entry_can_be_pasted(name: str, host: str) -> None:
    entry = entry_of(trial(Lead("feed", f"https://{host}/feed", name)), site_name=name, today=TODAY)

    (read,) = YAML(typ="safe").load(as_yaml(entry))
    assert Source.model_validate(read) == entry


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (trial(), trial(Lead("listing", "https://a.example/news", "x"))),
        (trial(day=20), trial(day=None)),
        (trial(), trial(title="Jobs")),
        (trial(number=10), trial(number=2)),
        (trial(), trial(Lead("feed", "https://a.example/jobs/rss", "x"))),
        (trial(Lead("wordpress", "https://a.example/wp-json/wp/v2/posts", "x")),
         trial(Lead("feed", "https://a.example/posts", "x"))),
    ],
    ids=["machine", "dated", "headlines", "many", "news", "interface"],
)  # fmt: skip
def test_what_is_better_to_read_comes_first(better: Trial, worse: Trial) -> None:
    assert ranked([worse, better], TODAY) == [better, worse]
    assert score(better, TODAY) > score(worse, TODAY)
