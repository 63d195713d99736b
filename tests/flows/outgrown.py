"""A service that one machine is too small for: Prefect on PostgreSQL, two work pools, the memory on PostgreSQL, S3."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.flows.many_pages import Place, place
from tests.flows.postgres import postgres_url
from tests.flows.prefect_service import POOL, PrefectService, Program, call, eventually, prefect_service
from tests.flows.s3 import LoopbackS3

ELSEWHERE = "elsewhere"
# Each starts one run; events start further ones. A pool's deployment has two at once, so a second pool has its own.
EXTRACT = ("extract/pages", "extract/pages", f"extract/{ELSEWHERE}")
POOLS = (POOL, POOL, ELSEWHERE)
PATIENCE = 300.0
KILLED_RUNS = "inspection-watch, killed runs"


@contextmanager
def two_pools(folder: Path) -> Iterator[PrefectService]:
    """Run a Prefect server on PostgreSQL with all deployments, and extraction in a second work pool too."""
    database = postgres_url().replace("+pg8000", "+asyncpg")
    with prefect_service(folder, folder / "none.toml", PREFECT_SERVER_DATABASE_CONNECTION_URL=database) as service:
        service.deploy()
        call("prefect", "work-pool", "create", ELSEWHERE, "--type", "process", env=service.env)
        entrypoint = "flows/service/extract.py:extract"
        call(
            *("prefect", "--no-prompt", "deploy", entrypoint, "--name", ELSEWHERE, "--pool", ELSEWHERE),
            env=service.env,
        )
        yield service


def shared_place(folder: Path, s3: LoopbackS3, *more: str) -> Place:
    """Make an installation whose memory is on PostgreSQL and whose pages and tables are on S3."""
    return place(folder, f'memory = "{postgres_url()}"', *more, data=s3.fresh())


@contextmanager
def working(service: PrefectService, installation: Place, *pools: str, **env: str) -> Iterator[list[Program]]:
    """Have a worker for each of the pools work for that installation."""
    own = service.env | {"INSPECTION_WATCH_SETTINGS": str(installation.file)} | env
    with ExitStack() as stack:
        started = []
        for pool in pools:
            started.append(service.start_worker("--limit", "4", pool=pool, env=own))
            stack.callback(started[-1].end)
        eventually(lambda: online(service) >= len(pools), service.logs)
        yield started


def online(service: PrefectService) -> int:
    """Return how many workers the server knows to be at work."""
    found = [service.client.post(f"/work_pools/{pool}/workers/filter", json={}).json() for pool in set(POOLS)]
    return sum(worker["status"] == "ONLINE" for workers in found for worker in workers)


def work_off_all(service: PrefectService, installation: Place, patience: float) -> None:
    """Start extraction on all workers at once, again until no page is left, and then flag and publish."""

    def is_done() -> bool:
        over = [service.wait_for(run, patience) for run in [service.run(name) for name in EXTRACT]]
        # By its limit, where an event or a sweep has started one in the meantime.
        assert set(over) <= {"COMPLETED", "CANCELLED"}, service.logs()
        return not installation.waiting()

    eventually(is_done, service.logs, patience)
    for step in ("flag/facts", "publish/tables"):
        completed(service, step, patience)


def completed(service: PrefectService, deployment: str, patience: float = PATIENCE) -> None:
    """Have the deployment run, after those that events have started, and see it complete."""

    def is_completed() -> bool:
        eventually(lambda: slots(service, deployment) == 0, service.logs, patience)
        over = service.wait_for(service.run(deployment), patience)
        assert over in ("COMPLETED", "CANCELLED"), service.logs()
        return over == "COMPLETED"

    eventually(is_completed, service.logs, patience)


def keep_schedules_out(service: PrefectService) -> None:
    """Pause all schedules, so that nothing runs but what is asked for and what events start."""
    for deployment in service.client.post("/deployments/filter", json={}).raise_for_status().json():
        service.client.post(f"/deployments/{deployment['id']}/pause_deployment").raise_for_status()


def slots(service: PrefectService, deployment: str) -> int:
    """Return how many of the deployment's runs count as going on."""
    found = service.client.get(f"/deployments/name/{deployment}").raise_for_status().json()
    limit = found["global_concurrency_limit"]
    return int(limit["active_slots"]) if limit else 0


def find_killed_runs_within(service: PrefectService, seconds: float) -> None:
    """Have silent runs taken for dead after that time."""
    (found,) = [one for one in automations(service.client) if one["name"] == KILLED_RUNS]
    trigger = found["trigger"] | {"within": seconds}
    kept = {name: found[name] for name in ("name", "description", "enabled", "actions")}
    service.client.put(f"/automations/{found['id']}", json=kept | {"trigger": trigger}).raise_for_status()


def automations(client: httpx.Client) -> list[dict[str, Any]]:
    """Return the automations of the server."""
    return list(client.post("/automations/filter", json={}).raise_for_status().json())
