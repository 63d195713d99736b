"""The flows on a real Prefect: once with its bundled server, once deployed to a work pool with a worker."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
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
            "PREFECT_WORKER_QUERY_SECONDS": "1",
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


@contextmanager
def running(program: str, *arguments: str, env: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            [PROGRAMS / program, *arguments], env=env, cwd=REPOSITORY, stdout=output, stderr=output
        )
        try:
            yield
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def eventually(what: Callable[[], bool], reason: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, reason
        time.sleep(0.5)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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


def test_deployments_are_scheduled_and_a_worker_runs_a_pass(environment: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"
    env = environment | {"PREFECT_API_URL": api}
    server = ("server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui")

    with running("prefect", *server, env=env, log=tmp_path / "server.log"), httpx.Client(base_url=api) as client:
        eventually(lambda: _answers(client), "the Prefect server did not come up")
        assert call("prefect", "work-pool", "create", "inspection-watch", "--type", "process", env=env).returncode == 0
        deployed = call("prefect", "--no-prompt", "deploy", "--all", env=env)
        assert deployed.returncode == 0, deployed.stdout + deployed.stderr
        names = {one["name"] for one in client.post("/deployments/filter", json={}).json()}
        assert names == {"quarter-hourly", "by-hand", "sweep", "nightly", "check-sources"}
        # With some versions of Prefect's dependencies nothing is ever scheduled, and only the server's log says so.
        eventually(lambda: _count(client, "SCHEDULED") > 0, "no run was ever scheduled")

        parameters = json.dumps({"settings_file": env["SETTINGS"]})
        started = call(
            "prefect", "deployment", "run", "inspection pass/quarter-hourly", "--params", parameters, env=env
        )
        assert started.returncode == 0, started.stdout + started.stderr
        worker = ("worker", "start", "--pool", "inspection-watch")
        with running("prefect", *worker, env=env, log=tmp_path / "worker.log"):
            eventually(lambda: _passes(client) > 0, (tmp_path / "worker.log").read_text()[-3000:])

    changes = pl.read_parquet(Path(env["DATA"]) / "tables" / "changes.parquet")
    assert changes.filter(type="inadequate_new").height == 1


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/health").is_success
    except httpx.TransportError:
        return False


def _count(client: httpx.Client, state: str) -> int:
    query = {"flow_runs": {"state": {"type": {"any_": [state]}}}}
    return int(client.post("/flow_runs/count", json=query).json())


def _passes(client: httpx.Client) -> int:
    query = {
        "flows": {"name": {"any_": ["inspection pass"]}},
        "flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}},
    }
    return int(client.post("/flow_runs/count", json=query).json())
