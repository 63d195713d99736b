"""What the service has Prefect's server keep and put right: secrets in blocks, runs whose process was killed."""

import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from tests.flows.prefect_service import REPOSITORY, PrefectService, eventually, prefect_service

pytestmark = [pytest.mark.slow, pytest.mark.service, pytest.mark.xdist_group("service")]

PASSWORD = "kettle/otter+42"
SAVE = "from prefect.blocks.system import Secret; Secret(value={!r}).save('inspection-watch-smtp-password')"
READ = "from flows.settings import load_settings; print(load_settings().smtp.password.get_secret_value())"
END_LOST = """
from datetime import UTC, datetime, timedelta
from flows.lost_runs import end_lost_runs
print(end_lost_runs(datetime.now(UTC) + timedelta(hours={})))
"""
WORKER = REPOSITORY / "deploy" / "systemd" / "inspection-watch-worker@.service"
SILENT = """
sources:
  - id: silent-news
    name: Silent
    reader: feed
    source_kind: local_press
    home: http://127.0.0.1:{port}/
    address: http://127.0.0.1:{port}/rss.xml
    licence: copyright
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectService]:
    """A server; the only source is a site that takes calls and never answers."""
    folder = tmp_path_factory.mktemp("keeping")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        (folder / "sources.yaml").write_text(SILENT.format(port=silent.getsockname()[1]), encoding="utf-8")
        places = f'data = "{folder / "data"}"\nsources = "{folder / "sources.yaml"}"\nallow_private_addresses = true'
        (folder / "settings.toml").write_text(f'{places}\n[smtp]\nhost = "mail.example"\n', encoding="utf-8")
        with prefect_service(folder, folder / "settings.toml") as started:
            yield started


def python(code: str, service: PrefectService, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", code],
        env=service.env | env,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_secret_may_be_kept_in_a_block(service: PrefectService) -> None:
    assert python(SAVE.format(PASSWORD), service).returncode == 0

    read = python(READ, service, INSPECTION_WATCH_SECRET_BLOCKS="smtp__password")
    assert read.stdout.strip() == PASSWORD, read.stderr


def test_a_block_that_is_missing_is_named(service: PrefectService) -> None:
    read = python(READ, service, INSPECTION_WATCH_SECRET_BLOCKS="memory")

    assert read.returncode == 1
    assert "the Secret block inspection-watch-memory cannot be read" in read.stderr


def test_runs_that_nothing_runs_any_more_are_ended_after_a_day(service: PrefectService) -> None:
    def post(path: str, **body: Any) -> dict[str, Any]:
        return dict(service.client.post(path, json=body).raise_for_status().json())

    flow = post("/flows/", name="lost")["id"]
    lost = post("/flow_runs/", flow_id=flow, state={"type": "RUNNING"})["id"]

    assert python(END_LOST.format(25), service).stdout.strip() == "0"
    assert service.state_of(lost) == "RUNNING"
    assert python(END_LOST.format(27), service).stdout.strip() == "1"
    assert service.state_of(lost) == "CRASHED"


@pytest.mark.skipif(not shutil.which("pkill"), reason="pkill (procps) is not installed")
def test_stopping_a_worker_as_systemd_does_ends_its_run_and_the_server_knows(service: PrefectService) -> None:
    service.deploy()
    worker = service.start_worker()
    asked = service.run("watch/by-hand")
    eventually(lambda: service.state_of(asked) == "RUNNING", service.logs)
    started = psutil.Process(worker.process.pid).children(recursive=True)
    (stop,) = re.findall(r"^ExecStop=-/bin/sh -c '(.*)'$", WORKER.read_text(encoding="utf-8"), flags=re.MULTILINE)

    subprocess.run(["sh", "-c", stop], env=service.env | {"MAINPID": str(worker.process.pid)}, check=False, timeout=60)
    worker.end()

    assert started
    assert not psutil.wait_procs(started, timeout=10)[1]
    assert service.state_of(asked) == "CRASHED", service.logs()
