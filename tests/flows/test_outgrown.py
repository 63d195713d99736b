"""One machine outgrown: several workers and work pools, servers for everything, a worker killed, Dask."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.memory.claims import PAGES_CLAIMED_FOR
from flows.memory.layout import articles, pages
from tests.flows.many_pages import Place, keep_pages, worked_off
from tests.flows.outgrown import (
    POOLS,
    completed,
    find_killed_runs_within,
    keep_schedules_out,
    shared_place,
    slots,
    two_pools,
    work_off_all,
    working,
)
from tests.flows.post_office import PostOffice, post_office
from tests.flows.prefect_service import POOL, PROGRAMS, PrefectService, Program, eventually, free_port
from tests.flows.press import waiting
from tests.flows.s3 import LoopbackS3, loopback_s3
from tests.flows.sameness import Outcome, differences

pytestmark = [pytest.mark.slow, pytest.mark.service, pytest.mark.xdist_group("service")]

PAGES = 150
PATIENCE = 300.0
ANOTHER_MACHINE = "another-machine:1:1.00"
# Longer than the 30 s from one sign of life of a run to the next.
SILENCE = 45.0
BEGUN = 20


@pytest.fixture(scope="module")
def s3() -> Iterator[LoopbackS3]:
    pytest.importorskip("moto", reason="moto, which plays S3, is not installed")
    with loopback_s3() as server:
        yield server


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, s3: LoopbackS3) -> Iterator[PrefectService]:
    with two_pools(tmp_path_factory.mktemp("outgrown")) as started:
        keep_schedules_out(started)
        yield started


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return worked_off(tmp_path_factory.mktemp("alone"), PAGES)


def test_three_workers_of_two_pools_make_what_one_process_makes(
    service: PrefectService, s3: LoopbackS3, tmp_path: Path, alone: Outcome
) -> None:
    shared = shared_place(tmp_path, s3)
    keep_pages(shared, PAGES)
    with working(service, shared, *POOLS):
        work_off_all(service, shared, PATIENCE)

    assert list(differences(alone, shared.outcome())) == []
    assert sum(shared.read()) == PAGES


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as opened:
        yield opened


def killed_in_the_middle(service: PrefectService, installation: Place) -> str:
    """Have a worker begin with the pages and kill it with its run; return the run."""
    with working(service, installation, POOL) as (worker,):
        run = service.run("extract/pages")
        eventually(lambda: installation.count(articles) >= BEGUN, service.logs)
        worker.kill()
    return run


def claim_elsewhere(installation: Place, lasts: timedelta) -> set[str]:
    """Have the pages of the killed run be claimed by another machine; return their addresses."""
    claim = {"claimed_by": ANOTHER_MACHINE, "claimed_until": datetime.now(UTC) + lasts}
    with installation.opened() as workshop, workshop.memory.begin() as connection:
        left = pages.update().where(pages.c.claimed_by.is_not(None), pages.c.extracted_at.is_(None))
        return set(connection.execute(left.values(claim).returning(pages.c.url)).scalars())


def waiting_addresses(installation: Place) -> set[str]:
    with installation.opened() as workshop:
        return {page.url for page in waiting(workshop.memory)}


def test_a_worker_killed_with_its_run_costs_nothing_but_time(
    service: PrefectService, s3: LoopbackS3, tmp_path: Path, alone: Outcome, office: PostOffice
) -> None:
    find_killed_runs_within(service, SILENCE)
    smtp = f'smtp = {{host = "127.0.0.1", port = {office.port}, security = "none"}}'
    shared = shared_place(tmp_path, s3, 'operator = "operator@example.org"', smtp)
    keep_pages(shared, PAGES)
    killed = killed_in_the_middle(service, shared)
    assert BEGUN <= shared.count(articles) < PAGES
    assert (service.state_of(killed), slots(service, "extract/pages")) == ("RUNNING", 1)

    with working(service, shared, POOL):
        # There is room for another run though the killed one counts as going on.
        assert service.wait_for(service.run("extract/pages")) == "COMPLETED", service.logs()
        assert shared.waiting() == 0
        completed(service, "flag/facts")
        completed(service, "publish/tables")
        assert list(differences(alone, shared.outcome())) == []

        eventually(lambda: service.state_of(killed) == "CRASHED", service.logs)
        assert slots(service, "extract/pages") == 0
        # A hook could not: it would have run in the process that was killed.
        eventually(lambda: any(killed in mail.get_content() for mail in office.accepted), service.logs)
    told = [mail["Subject"] for mail in office.accepted if killed in mail.get_content()]
    assert told == ["inspection-watch: flow extract failed"]


def test_what_a_run_killed_on_another_machine_had_claimed_waits_until_the_claim_lapses(
    service: PrefectService, s3: LoopbackS3, tmp_path: Path, alone: Outcome
) -> None:
    shared = shared_place(tmp_path, s3)
    keep_pages(shared, PAGES)
    killed_in_the_middle(service, shared)
    claimed = claim_elsewhere(shared, PAGES_CLAIMED_FOR)

    with working(service, shared, POOL):
        assert service.wait_for(service.run("extract/pages")) == "COMPLETED", service.logs()
        # With them wait later versions of the same pages: they come in their order.
        assert waiting_addresses(shared) == claimed != set()
        claim_elsewhere(shared, timedelta())
        assert service.wait_for(service.run("extract/pages")) == "COMPLETED", service.logs()
        for step in ("flag/facts", "publish/tables"):
            completed(service, step)

    assert list(differences(alone, shared.outcome())) == []


@contextmanager
def cluster(installation: Place, env: dict[str, str], folder: Path) -> Iterator[str]:
    """Start a Dask scheduler and two workers as an operator does; return the scheduler's address."""
    address = f"tcp://127.0.0.1:{free_port()}"
    of_project = env | {"INSPECTION_WATCH_SETTINGS": str(installation.file)}
    quiet = ("--no-dashboard",)
    commands = [
        ("scheduler", "--host", address.rpartition(":")[0], "--port", address.rpartition(":")[2], *quiet),
        *[("worker", address, "--nthreads", "1", *quiet)] * 2,
    ]
    log = folder / "dask.log"
    started = []
    try:
        with log.open("ab") as output:
            for command in commands:
                process = subprocess.Popen(
                    [PROGRAMS / "dask", *command], env=of_project, cwd=folder, stdout=output, stderr=output
                )
                started.append(Program(process, log))
        yield address
    finally:
        for program in reversed(started):
            program.end()


def spread(service: PrefectService, installation: Place) -> float:
    """Work off all pages by Dask; return how many seconds the run took."""
    begun = time.monotonic()
    run = service.run("extract/pages", spread_from=1)
    assert service.wait_for(run, PATIENCE) == "COMPLETED", service.logs()
    return time.monotonic() - begun


@pytest.mark.parametrize("apart", [False, True], ids=["on this machine", "a cluster started apart"])
def test_dask_makes_what_threads_make(
    service: PrefectService, s3: LoopbackS3, tmp_path: Path, alone: Outcome, apart: bool
) -> None:
    shared = shared_place(tmp_path / "shared", s3, 'task_runner = "dask"')
    keep_pages(shared, PAGES)
    with cluster(shared, service.env, tmp_path) as address:
        env = {"INSPECTION_WATCH_DASK_SCHEDULER": address} if apart else {}
        with working(service, shared, POOL, **env):
            spread(service, shared)
            assert shared.waiting() == 0
            completed(service, "flag/facts")
            completed(service, "publish/tables")

    assert list(differences(alone, shared.outcome())) == []
    spread_over = "extract, spread over "
    assert any(run["name"].startswith(spread_over) for run in service.runs(type=["COMPLETED"]))
