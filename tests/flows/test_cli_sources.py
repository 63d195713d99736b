"""The commands about sources, over a register whose sites stand on loopback."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scrapers.sources import load_register
from tests.flows.command import Command
from tests.scrapers.sites.newsroom import TODAY
from tests.scrapers.sites.wordpress import WordPress
from tests.scrapers.web import Reply, Site, serving

ITEM = "<item><title>{}</title><link>/{}</link><pubDate>{:%d %b %Y}</pubDate></item>"
STORY = "<html><body><main><h1>A library opens</h1>" + "".join(
    f"<p>The council said on {day} that its new library is open to all who want to read in it.</p>"
    for day in ("Monday", "Tuesday", "Wednesday")
)


def rss(*titles: str) -> str:
    return '<rss version="2.0"><channel>' + "".join(ITEM.format(t, t, TODAY) for t in titles) + "</channel></rss>"


@pytest.fixture
def site(no_environment: Path) -> Iterator[Site]:
    """A site with two feeds, one of them gone, in a register with three sources."""
    with serving(Site) as running:
        running.serve("/feed", rss("one", "two"))
        running.serve("/one", STORY)
        running.serve("/two", STORY)
        Path("sources.yaml").write_text(
            f"""
sources:
  - {{id: gazette, name: G, reader: feed, source_kind: local_press, home: "{running.url}",
      address: "{running.url}/feed"}}
  - {{id: leeds-news, name: L, reader: feed, source_kind: council, authority: Leeds, home: "{running.url}",
      address: "{running.url}/gone"}}
  - {{id: barnet-news, name: B, reader: feed, source_kind: council, authority: Barnet, home: "{running.url}",
      address: "{running.url}/barnet", state: paused, state_since: 2026-11-01, state_why: moved}}
"""
        )
        Path("inspection-watch.toml").write_text('sources = "sources.yaml"\nallow_private_addresses = true\n')
        yield running


def rows(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_sources_are_listed_by_authority_and_the_others_after_them(command: Command, site: Site) -> None:
    said = command("sources", "list", "--format", "json")
    assert [row["source_id"] for row in rows(said.out)] == ["barnet-news", "leeds-news", "gazette"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--authority", "Leeds City Council"], ["leeds-news"]),
        (["--kind", "council"], ["barnet-news", "leeds-news"]),
        (["--state", "paused"], ["barnet-news"]),
        (["--kind", "council", "--state", "unverified"], ["leeds-news"]),
        (["--verdict", "stale"], []),
    ],
)
def test_a_council_is_found_at_once(command: Command, site: Site, options: list[str], expected: list[str]) -> None:
    said = command("sources", "list", *options, "--format", "json")
    assert [row["source_id"] for row in rows(said.out)] == expected


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--authority", "Nowhere"], "'Nowhere' is no authority"),
        (["--kind", "blog"], "--kind 'blog' is none of council,"),
        (["--state", "well"], "--state 'well' is none of unverified,"),
        (["--verdict", "well"], "--verdict 'well' is none of untried,"),
    ],
)
def test_a_filter_that_can_match_nothing_is_refused(
    command: Command, site: Site, options: list[str], complaint: str
) -> None:
    said = command("sources", "list", *options)
    assert complaint in said.complaint
    assert said.status == 2


def test_a_check_of_all_puts_what_is_broken_first_and_ends_in_a_line(command: Command, site: Site) -> None:
    said = command("sources", "check")

    assert said.status == 1
    lines = said.out.splitlines()
    assert [line.split()[0] for line in lines if line.split()[:1] in (["gone"], ["working"])] == [
        "gone",
        "working",
    ]
    assert lines[-1] == "2 sources checked: 1 working, 1 gone."
    assert "answered 404" in said.out


def test_a_check_of_one_shows_its_newest_items(command: Command, site: Site) -> None:
    said = command("sources", "check", "gazette")

    assert said.status == 0
    assert f"{site.url}/one" in said.out
    assert "1 source checked: 1 working." in said.out


def test_a_check_is_told_to_machines(command: Command, site: Site) -> None:
    (row,) = rows(command("sources", "check", "gazette", "--format", "json").out)

    assert (row["source_id"], row["verdict"], row["items"], row["newest"]) == ("gazette", "working", 2, f"{TODAY}")
    head, line = command("sources", "check", "gazette", "--format", "csv").out.splitlines()
    assert dict(zip(head.split(","), line.split(","), strict=True))["newest_titles"] == "one;two"


def pasted(out: str) -> str:
    (block,) = [part for part in out.split("\n\n") if part.startswith("  - id:")]
    return block


def test_what_is_found_is_shown_with_an_entry_to_paste(command: Command, site: Site, tmp_path: Path) -> None:
    with serving(WordPress) as newsroom:
        newsroom.items = [replace(one, title=f"Council says more on {one.number}") for one in newsroom.items]
        newsroom.serve("/", f'<html><head><link rel="https://api.w.org/" href="{newsroom.url}/wp-json/"></head>')
        said = command("sources", "discover", f"{newsroom.url}/", "--authority", "Leeds City Council")

    assert said.status == 0
    assert "Council says more on 25" in said.out
    file = tmp_path / "pasted.yaml"
    file.write_text("sources:\n" + pasted(said.out), encoding="utf-8")
    (source,) = load_register(file)
    assert (source.reader, source.authority, source.id) == ("wordpress", "Leeds", "leeds-news-2")


def test_what_the_register_has_already_is_said(command: Command, site: Site) -> None:
    said = command("sources", "discover", f"{site.url}/feed")

    assert said.status == 0
    assert "in the register already, as gazette" in said.out


def test_a_site_with_nothing_ends_in_what_to_do(command: Command, site: Site) -> None:
    site.serve("/feed", Reply(b"nothing", 404))
    site.serve("/", "<html><body>Bicycles</body></html>")
    said = command("sources", "discover", site.url, "--requests", "5")

    assert said.status == 1
    assert "Did not work" in said.out
    assert "more --requests" in said.out
    assert f"Nothing was found on {site.url}." in said.out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["http://127.0.0.1:1/", "--kind", "council"], "--kind council needs --authority"),
        (["http://127.0.0.1:1/", "--kind", "blog"], "--kind 'blog' is none of"),
        (["http://127.0.0.1:1/", "--authority", "Nowhere"], "'Nowhere' is no authority"),
    ],
)
def test_discover_refuses_what_it_cannot_use(
    command: Command, site: Site, arguments: list[str], complaint: str
) -> None:
    said = command("sources", "discover", *arguments)
    assert complaint in said.complaint
    assert said.status == 2
