from pathlib import Path

import pytest

import flows.extract_files
import flows.read
from flows.extract import extract_pages
from flows.flag import flag_changes
from flows.publish import publish_tables
from flows.workshop import Workshop
from tests.flows.command import Command
from tests.flows.press import keep, story
from transforms.facts import Facts
from transforms.rules_version import rules_version


@pytest.fixture
def kept(workshop: Workshop, register: Path) -> str:
    """A data folder with a kept page that was read, flagged and published."""
    Path("inspection-watch.toml").write_text(f'sources = "{register}"')
    keep(workshop, "https://gazette.example/1", story())
    extract_pages(workshop)
    flag_changes(workshop)
    publish_tables(workshop)
    return str(workshop.settings.data)


def test_reprocessing_by_the_same_rules_says_that_nothing_differs(command: Command, kept: str) -> None:
    said = command("reprocess", "--jobs", "1", "--data", kept)

    assert (said.status, said.err) == (0, "")
    assert said.out.startswith(f"1 page read by rules {rules_version()} in ")
    assert said.out.endswith("Nothing differs from what stands.\n")


def test_reprocessing_by_other_rules_shows_what_differs_and_applies_it_where_asked_to(
    command: Command, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows.read, "extract_facts", lambda article, **_: Facts(relevant=False))
    shown = command("reprocess", "--jobs", "1", "--data", kept)
    assert "Nothing was written; --apply does so." in shown.out
    assert ["ratings", "0", "1", "0"] in [line.split() for line in shown.out.splitlines()]
    assert "inadequate" in command("ratings", "--data", kept).out

    applied = command("reprocess", "--jobs", "1", "--apply", "--data", kept)
    assert "Applied." in applied.out
    assert command("ratings", "--data", kept).out == "No ratings known.\n"


def test_a_kept_page_that_cannot_be_read_is_listed_with_status_1(command: Command, kept: str) -> None:
    for page in (Path(kept) / "pages").rglob("*.gz"):
        page.unlink()
    said = command("reprocess", "--jobs", "1", "--data", kept)

    assert said.status == 1
    assert said.out.splitlines()[-1].startswith("- https://gazette.example/1: ")


def test_pages_of_a_source_that_the_register_no_longer_has_are_left_as_they_were_read(
    command: Command, kept: str, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.write_text(register.read_text(encoding="utf-8").replace("id: gazette", "id: herald"), encoding="utf-8")
    monkeypatch.setattr(flows.read, "extract_facts", lambda article, **_: Facts(relevant=False))
    before = command("ratings", "--data", kept).out
    said = command("reprocess", "--jobs", "1", "--apply", "--data", kept)

    assert said.out.splitlines()[1:] == [
        "Nothing differs from what stands.",
        "The register has no source gazette: what was read in pages of it (1) stands as it is.",
    ]
    assert command("ratings", "--data", kept).out == before
