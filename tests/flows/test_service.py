"""The service as an operator runs it: a real server, a real worker, the deployments of prefect.yaml, a mail server."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import psutil
import pytest

from examples.server import serve_examples
from tests.flows.post_office import PostOffice, post_office
from tests.flows.prefect_service import PROGRAMS, PrefectService, eventually, prefect_service

pytestmark = [pytest.mark.slow, pytest.mark.service, pytest.mark.xdist_group("service")]

DEPLOYMENTS = {
    "watch/government",
    "watch/councils",
    "watch/committees",
    "watch/by-hand",
    "extract/pages",
    "flag/facts",
    "alert/at-once",
    "alert/digest",
    "publish/tables",
    "compact/nightly",
    "health/daily",
    "check sources/weekly",
    "report/crashes",
    "backfill/by-hand",
    "reprocess/by-hand",
}
STARTED_BY_EVENTS = {"extract: .* pages of .*", "flag: .* articles of .*", "alert: .+"}
UNSCHEDULED = {"watch/by-hand", "backfill/by-hand", "reprocess/by-hand", "report/crashes"}


@dataclass
class Desk:
    """A service over the example sites, its folder of data, and where its mail goes."""

    service: PrefectService
    data: Path
    office: PostOffice

    def deployments(self) -> dict[str, dict[str, Any]]:
        flows = {one["id"]: one["name"] for one in self.service.client.post("/flows/filter", json={}).json()}
        found = self.service.client.post("/deployments/filter", json={}).json()
        return {f"{flows[one['flow_id']]}/{one['name']}": one for one in found}

    def names_of_runs(self) -> str:
        return "\n".join(str(run["name"]) for run in self.service.runs(type=["COMPLETED"]))

    def has_run(self, name: str) -> bool:
        """Whether a run of such a name, a pattern, is over and was right."""
        return re.search(f"^{name}$", self.names_of_runs(), re.MULTILINE) is not None


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("service")
    with ExitStack() as stack:
        sites = stack.enter_context(serve_examples(fixed_ports=False))
        office = stack.enter_context(post_office())
        (folder / "sources.yaml").write_text(sites.register(), encoding="utf-8")
        settings = folder / "settings.toml"
        settings.write_text(
            f"""
            data = "{folder / "data"}"
            sources = "{folder / "sources.yaml"}"
            allow_private_addresses = true
            mail_max_age_days = 36500
            begin_with_summary = false
            operator = "operator@example.org"
            [smtp]
            host = "127.0.0.1"
            port = {office.port}
            security = "none"
            [[subscribers]]
            address = "reader@example.org"
            """,
            encoding="utf-8",
        )
        service = stack.enter_context(prefect_service(folder, settings))
        service.deploy()
        yield Desk(service, folder / "data", office)


def test_everything_is_deployed_with_a_schedule_and_a_description(desk: Desk) -> None:
    deployed = desk.deployments()

    assert deployed.keys() == DEPLOYMENTS
    assert all(one["description"] for one in deployed.values())
    assert {name for name, one in deployed.items() if not one["schedules"]} == UNSCHEDULED


def test_schedules_make_runs(desk: Desk) -> None:
    """With some versions of Prefect's dependencies nothing is ever scheduled, and only the server's log says so."""
    scheduled = DEPLOYMENTS - UNSCHEDULED

    def deployments_with_runs() -> set[str]:
        names = {one["id"]: name for name, one in desk.deployments().items()}
        return {names[run["deployment_id"]] for run in desk.service.runs(type=["SCHEDULED"])}

    eventually(lambda: deployments_with_runs() >= scheduled, desk.service.logs)


def test_deploying_again_doubles_no_automation(desk: Desk) -> None:
    desk.service.deploy()
    names = [one["name"] for one in desk.service.client.post("/automations/filter", json={}).json()]

    assert sorted(names) == sorted(set(names))
    assert len(names) == 7


def test_what_a_watch_keeps_is_mailed_through_events_alone(desk: Desk) -> None:
    desk.service.start_worker("--limit", "4")
    asked = desk.service.run("watch/by-hand")

    assert desk.service.wait_for(asked) == "COMPLETED", desk.service.logs()
    eventually(lambda: any("inadequate" in one["Subject"] for one in desk.office.accepted), desk.service.logs)
    eventually(lambda: (desk.data / "tables" / "changes.parquet").exists(), desk.service.logs)
    changes = pl.read_parquet(desk.data / "tables" / "changes.parquet")
    assert changes.filter(type="inadequate_new").height == 1
    assert [one["To"] for one in desk.office.accepted].count("reader@example.org") >= 1
    eventually(lambda: all(desk.has_run(name) for name in STARTED_BY_EVENTS), desk.names_of_runs)
    assert desk.has_run("watch all sources")
    kept = {one["key"]: one["data"] for one in desk.service.client.post("/artifacts/latest/filter", json={}).json()}
    assert {"watch-run", "extract-run", "flag-run", "alert-run"} <= kept.keys()
    assert "| pages kept |" in kept["watch-run"]


def test_a_worker_put_behind_by_a_script_ends_when_told_to(desk: Desk, tmp_path: Path) -> None:
    """A shell without job control has what it puts behind ignore SIGINT, of which Prefect makes SIGTERM."""
    log = tmp_path / "worker.log"
    script = f"'{PROGRAMS / 'inspection-watch'}' service worker --name behind > '{log}' 2>&1 & echo $!"
    told = subprocess.run(["sh", "-c", script], env=desk.service.env, capture_output=True, text=True, check=True)
    worker = psutil.Process(int(told.stdout))
    eventually(lambda: "started" in log.read_text(), desk.service.logs)

    worker.terminate()

    assert not psutil.wait_procs([worker], timeout=30)[1], log.read_text()
