"""Checking all sources: what is fine, what broke, what is written down and reported."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.check_sources import check_sources, checks_table, record_checks, report, summary
from flows.memory.layout import failures
from flows.memory.runs import failures_of
from flows.open_workshop import open_for
from flows.workshop import Workshop
from scrapers.check import SourceCheck
from scrapers.source import Source
from tests.scrapers.web import Reply, Site, make_source, serving

STORY = "".join(
    f"<p>The council said on {day} that its new library is open to all who want to read in it.</p>"
    for day in ("Monday", "Tuesday", "Wednesday")
)


def rss(link: str) -> str:
    item = f"<item><title>A library opens</title><link>{link}</link><pubDate>2 Dec 2021</pubDate></item>"
    return f'<rss version="2.0"><channel><title>x</title>{item}</channel></rss>'


@pytest.fixture
def site() -> Iterator[Site]:
    """A site with a feed that works, one to a page without a story, one that is gone and one that is shut."""
    with serving(Site) as running:
        running.serve("/good", rss("/story"))
        running.serve("/story", f"<html><body><main><h1>A library opens</h1>{STORY}</main></body></html>")
        running.serve("/thin", rss("/shell"))
        running.serve("/shell", "<html><body><main><h1>A library opens</h1><p>Soon.</p></main></body></html>")
        running.serve("/shut", Reply(b"", 403))
        yield running


@pytest.fixture
def checked(workshop: Workshop, site: Site) -> Workshop:
    """A workshop whose register has a source of each sort."""
    names = ("shut", "good", "thin", "gone")
    sources = tuple(make_source(f"{site.url}/{name}", id=name) for name in names)
    return replace(
        workshop,
        register=sources,
        settings=workshop.settings.model_copy(update={"allow_private_addresses": True}),
    )


def verdicts(checks: tuple[SourceCheck, ...]) -> dict[str, str]:
    return {check.source_id: check.verdict for check in checks}


def test_each_source_gets_its_verdict(checked: Workshop) -> None:
    checks = check_sources(checked, checked.register)

    assert [check.source_id for check in checks] == ["shut", "good", "thin", "gone"]
    found = verdicts(checks)
    assert found.pop("thin") in ("body_too_short", "no_article")
    assert found == {"shut": "refused", "good": "working", "gone": "gone"}


def test_selectors_and_noise_of_the_register_count_in_what_is_left_of_a_page(checked: Workshop, site: Site) -> None:
    source = make_source(f"{site.url}/good", selectors={"body": "main"}, noise=["p"])
    (check,) = check_sources(checked, [source])

    assert not check.works
    assert f"{site.url}/story" in check.sentence


def test_what_is_broken_is_written_down_as_failures_of_the_run(checked: Workshop) -> None:
    checks = check_sources(checked, checked.register)
    assert failures_of(checked.memory, checked.run_id) == []
    record_checks(checked, checks)

    rows = failures_of(checked.memory, checked.run_id)
    assert {(row.step, row.source_id, row.reason) for row in rows} == {
        ("check_sources", check.source_id, check.verdict) for check in checks if not check.works
    }
    assert {row.url for row in rows} <= {source.address for source in checked.register}


def test_broken_sources_stand_first_and_those_of_one_verdict_together(checked: Workshop) -> None:
    table = checks_table(checked.register, check_sources(checked, checked.register))

    assert table["source_id"][-1] == "good"
    assert table["verdict"].to_list()[:-1] == sorted(table["verdict"].to_list()[:-1])
    good = table.row(-1, named=True)
    assert (good["items"], str(good["newest"]), good["validators"]) == (1, "2021-12-02", False)
    assert good["newest_titles"] == ["A library opens"]


def a_register(number: int) -> tuple[tuple[Source, ...], tuple[SourceCheck, ...]]:
    sources = tuple(
        make_source("https://x.example/", id=f"s-{n}", source_kind="council", authority=f"A {n % 150}")
        for n in range(number)
    )
    checks = tuple(
        SourceCheck(f"s-{n}", "refused" if n % 50 == 0 else "working", f"Sentence {n}.", items=n) for n in range(number)
    )
    return sources, checks


def test_the_summary_is_a_line_whatever_the_size_of_the_register() -> None:
    assert summary(a_register(600)[1]) == "600 sources checked: 588 working, 12 refused."
    assert summary(()) == "0 sources checked: 0 working."


def test_the_report_tells_only_what_is_broken() -> None:
    text = report(*a_register(600))

    assert text.startswith("# Sources\n\n600 sources checked: 588 working, 12 refused.\n## Refused (12)\n")
    assert "- `s-50` (A 50): Sentence 50." in text
    assert "s-51" not in text


PREFECT = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}
PROGRAM = """
from prefect.artifacts import Artifact
from flows.service.upkeep import check_all_sources

check_all_sources()
print(Artifact.get("check-sources-run").data)
"""


@pytest.mark.slow
@pytest.mark.xdist_group("prefect")
def test_the_flow_leaves_a_report_and_the_failures(no_environment: Path, site: Site) -> None:
    (no_environment / "sources.yaml").write_text(
        "sources:\n"
        + "".join(
            f"- {{id: {name}, name: {name}, reader: feed, source_kind: other, home: '{site.url}/', "
            f"address: '{site.url}/{name}'}}\n"
            for name in ("good", "gone")
        )
    )
    (no_environment / "inspection-watch.toml").write_text('sources = "sources.yaml"\nallow_private_addresses = true\n')
    own = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=no_environment,
        env=own | PREFECT | {"PREFECT_HOME": str(no_environment / "prefect")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "2 sources checked: 1 working, 1 gone." in done.stdout
    with open_for() as workshop, workshop.memory.connect() as connection:
        rows = connection.execute(sa.select(failures.c.step, failures.c.source_id)).all()
    assert [tuple(row) for row in rows] == [("check_sources", "gone")]
