"""The README's Python snippets run on the tables that a pass leaves behind; its generated page is up to date."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from examples.server import serve_examples
from flows.passes import run_pass
from flows.settings import Settings
from flows.workshop import chosen_sources, open_workshop
from transforms.dictionary import data_dictionary

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    with serve_examples(fixed_ports=False) as sites:
        register = folder / "sources.yaml"
        register.write_text(sites.register(), encoding="utf-8")
        settings = Settings(data=folder / "data", sources=register, allow_private_addresses=True)
        with open_workshop(settings) as workshop:
            run_pass(workshop, chosen_sources(workshop.register, []))
    return folder


@pytest.mark.parametrize("snippet", SNIPPETS, ids=["polars", "duckdb", "pandas"])
def test_the_snippet_runs_and_shows_what_was_flagged(folder: Path, snippet: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", snippet], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "North East Linc" in done.stdout


def test_the_data_dictionary_is_up_to_date() -> None:
    page = (REPOSITORY / "docs" / "data-dictionary.md").read_text(encoding="utf-8")

    assert page == data_dictionary(), "run `make docs`"


def test_the_readme_names_every_command_that_a_user_has() -> None:
    for command in ("run", "extract", "sources list", "sources check", "ratings", "changes", "commitments"):
        assert f"inspection-watch {command}" in README
