"""What a pass over 400 unchanged sources costs on a Prefect server and worker: time, processor and database.

Beside it what costs where nothing is published: sweeps that find nothing to do, and the looks of the worker.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.hosts import many_hosts
from tests.flows.prefect_service import PrefectService, prefect_service

FEEDS = [42, 8] + [2] * 4 + [1] * 342
QUIET_SECONDS = 60
SWEEPS = ("extract/pages", "flag/facts", "alert/at-once")
LONGEST_PASS = 300.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock; of the processor, by server and by worker with its runs; bytes in Prefect's database."""

    seconds: float
    server: float
    worker: float
    stored: float

    def __str__(self) -> str:
        return (
            f"{self.seconds:.1f} s; processor: server {self.server:.1f} s, worker and run {self.worker:.1f} s; "
            f"Prefect's database: {self.stored / 1000:,.0f} kB"
        )


def main() -> int:
    """Print the costs."""
    with tempfile.TemporaryDirectory() as name, many_hosts(FEEDS) as hosts:
        folder = Path(name)
        (folder / "sources.yaml").write_text(hosts.register(0), encoding="utf-8")
        settings = folder / "settings.toml"
        lines = (
            f'data = "{folder / "data"}"',
            f'sources = "{folder / "sources.yaml"}"',
            "allow_private_addresses = true",
        )
        settings.write_text("\n".join(lines), encoding="utf-8")
        with prefect_service(folder, settings) as service:
            service.deploy()
            service.start_worker()
            _measure(service, folder)
    return 0


def _measure(service: PrefectService, folder: Path) -> None:
    _run(service, "watch/by-hand")
    _run(service, "extract/pages")
    with _cost(service, folder) as costs:
        _run(service, "watch/by-hand")
    print(f"a pass over {sum(FEEDS)} unchanged sources without a pace: {costs[0]}", flush=True)
    for sweep in SWEEPS:
        with _cost(service, folder) as costs:
            _run(service, sweep)
        print(f"{sweep} with nothing to do: {costs[0]}", flush=True)
    with _cost(service, folder) as costs:
        time.sleep(QUIET_SECONDS)
    print(f"{QUIET_SECONDS} s without a run: {costs[0]}", flush=True)


def _run(service: PrefectService, deployment: str) -> None:
    state = service.wait_for(service.run(deployment), LONGEST_PASS)
    if state != "COMPLETED":
        raise SystemExit(f"{deployment} ended as {state}\n{service.logs()}")


@contextmanager
def _cost(service: PrefectService, folder: Path) -> Iterator[list[Cost]]:
    """Fill the list with what the block costs; the run must be over, as a process counts for its parent then."""
    costs: list[Cost] = []
    before, begun = _spent(service, folder), time.perf_counter()
    yield costs
    seconds = time.perf_counter() - begun
    # The worker takes note of a run's end, and the server writes, a moment later.
    time.sleep(5)
    costs.append(Cost(seconds, *(after - one for after, one in zip(_spent(service, folder), before, strict=True))))


def _spent(service: PrefectService, folder: Path) -> tuple[float, float, float]:
    assert service.server is not None
    with closing(sqlite3.connect(folder / "prefect" / "prefect.db")) as database:
        pages, size = (database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return _processor(service.server.process.pid), _processor(service.workers[0].process.pid), pages * size


def _processor(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


if __name__ == "__main__":
    sys.exit(main())
