"""One pass as a flow, on the server that Prefect brings along; tests/flows/test_service.py has the service."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from examples.server import serve_examples

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("prefect")]

REPOSITORY = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent
PATIENCE = 120.0


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an operator whose sources are the example sites, with a Prefect of their own."""
    with serve_examples(fixed_ports=False) as sites:
        register = tmp_path / "sources.yaml"
        register.write_text(sites.register(), encoding="utf-8")
        settings = tmp_path / "settings.toml"
        settings.write_text(
            f"""
            data = "{tmp_path / "data"}"
            sources = "{register}"
            allow_private_addresses = true
            mail_max_age_days = 36500
            begin_with_summary = false
            [[subscribers]]
            address = "reader@example.org"
            """,
            encoding="utf-8",
        )
        own = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        yield own | {
            "PREFECT_HOME": str(tmp_path / "prefect"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "SETTINGS": str(settings),
            "DATA": str(tmp_path / "data"),
        }


def call(program: str, *arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAMS / program, *arguments],
        env=env,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_a_run_with_the_bundled_server_flags_and_leaves_an_artifact(environment: dict[str, str]) -> None:
    done = call("inspection-watch", "run", "--settings", environment["SETTINGS"], env=environment)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "judged inadequate" in done.stdout
    types = pl.read_parquet(Path(environment["DATA"]) / "tables" / "changes.parquet")["type"].to_list()
    assert types.count("inadequate_new") == 1
    artifacts = call("prefect", "artifact", "inspect", "pass-changes", env=environment)
    assert "judged inadequate" in artifacts.stdout, artifacts.stdout + artifacts.stderr


def test_a_run_with_failures_says_so_and_ends_with_status_1(environment: dict[str, str], tmp_path: Path) -> None:
    register = tmp_path / "sources.yaml"
    dead = "http://127.0.0.1:9/feed"
    register.write_text(
        register.read_text(encoding="utf-8")
        + f"\n  - {{id: dead, name: Dead, reader: feed, source_kind: other, home: '{dead}', address: '{dead}'}}\n",
        encoding="utf-8",
    )

    done = call("inspection-watch", "run", "--no-prefect", "--settings", environment["SETTINGS"], env=environment)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failure" in done.stdout
    assert "judged inadequate" in done.stdout
