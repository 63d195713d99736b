"""How Prefect's database grows in a year of the service with the settings of deploy/prefect.env: part of `make bench`.

A real server and worker make one run of each step. Their rows are then copied day by day under new ids and dates, as
many as the schedules and events of a day make, and each day the server's own vacuum looks at them, with the clock of
the rows. To be done in minutes, one run in `ONE_IN` is copied; the sizes printed are those of all runs.
"""

import asyncio
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import httpx
from dotenv import dotenv_values
from httpx_retries import Retry, RetryTransport
from ruamel.yaml import YAML

from examples.server import serve_examples

PROJECT = Path(__file__).parents[1]
PROGRAM = Path(sys.executable).with_name("inspection-watch")
DAYS = 365
ONE_IN = 50
MONTH = 30
# Besides what is scheduled: every watch keeps something, which starts two runs; ten times a day something changes.
STARTED_BY = {"watch": ("extract", "flag")}
CHANGES_A_DAY = {"alert": 10, "publish": 10}
STEPS = {"watch": "watch/by-hand", "extract": "extract/pages", "flag": "flag/facts", "alert": "alert/at-once"}
OVER = ("COMPLETED", "FAILED", "CRASHED")
PATIENCE = 300
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}")
# Columns whose values belong to one run alone.
IDS = ("id", "state_id", "event_id", "flow_run_id", "idempotency_key")
FORMAT = "%Y-%m-%d %H:%M:%S.%f"
SHOWN = ("flow_run", "flow_run_state", "log", "artifact", "events", "event_resources")

Row = dict[str, Any]
# The rows of one run, by table, and its id.
Run = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Server:
    """A server's folder, its environment and its API."""

    folder: Path
    env: Mapping[str, str]
    api: httpx.Client

    @property
    def database(self) -> Path:
        """The file of its SQLite database."""
        return self.folder / "prefect" / "prefect.db"

    def run(self, deployment: str) -> str:
        """Have a deployment run, wait until it is over, and return the run's id."""
        found = self.api.get(f"/deployments/name/{deployment}").raise_for_status().json()
        asked = self.api.post(f"/deployments/{found['id']}/create_flow_run", json={"state": {"type": "SCHEDULED"}})
        run_id = str(asked.raise_for_status().json()["id"])
        self.wait(lambda: self.api.get(f"/flow_runs/{run_id}").json()["state_type"] in OVER, deployment)
        return run_id

    def answers(self) -> bool:
        """Whether it is up."""
        try:
            return self.api.get("/health").is_success
        except httpx.TransportError:
            return False

    def wait(self, what: Callable[[], bool], name: str) -> None:
        """Wait until that is so."""
        deadline = time.monotonic() + PATIENCE
        while not what():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{name} took longer than {PATIENCE} s")
            time.sleep(0.3)


def main() -> None:
    """Print the size of the database and its rows after each month."""
    with tempfile.TemporaryDirectory() as folder:
        server = _server_in(Path(folder))
        runs = _real_runs(server)
        os.environ.update(server.env)
        daily = _runs_a_day()
        print(f"Runs a day: {sum(daily.values()):.0f} ({', '.join(f'{n:.0f} {step}' for step, n in daily.items())})")
        asyncio.run(_live_a_year(server.database, runs, daily))


def _server_in(folder: Path) -> Server:
    port = 4300 + os.getpid() % 600
    stated = dotenv_values(PROJECT / "deploy" / "prefect.env")
    own = {
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "INSPECTION_WATCH_SETTINGS": str(folder / "settings.toml"),
    }
    env = dict(os.environ) | {name: value or "" for name, value in stated.items()} | own
    # A server on SQLite answers with 503 while its database is locked, and has then done nothing.
    patient = RetryTransport(retry=Retry(total=20, status_forcelist=[503], allowed_methods=["GET", "POST"]))
    return Server(folder, env, httpx.Client(base_url=own["PREFECT_API_URL"], timeout=200, transport=patient))


def _real_runs(server: Server) -> dict[str, Run]:
    """Return the rows of one real run of each step."""
    port = str(server.api.base_url.port)
    with serve_examples(fixed_ports=False) as sites:
        (server.folder / "sources.yaml").write_text(sites.register(), encoding="utf-8")
        places = f'data = "{server.folder / "data"}"\nsources = "{server.folder / "sources.yaml"}"'
        (server.folder / "settings.toml").write_text(f"{places}\nallow_private_addresses = true\n", encoding="utf-8")
        with _running(server, "server", "--port", port):
            server.wait(server.answers, "the Prefect server")
            subprocess.run([PROGRAM, "service", "deploy"], env=server.env, check=True, capture_output=True)
            with _running(server, "worker"):
                ids = {step: server.run(deployment) for step, deployment in STEPS.items()}
                # Events and logs arrive in batches.
                time.sleep(5)
    with closing(sqlite3.connect(server.database)) as database:
        return {step: _rows_of(database, run_id) for step, run_id in ids.items()}


@contextmanager
def _running(server: Server, *what: str) -> Iterator[None]:
    with (server.folder / f"{what[0]}.log").open("ab") as log:
        command = [str(PROGRAM), "service", *what]
        program = subprocess.Popen(command, env=server.env, cwd=PROJECT, stdout=log, stderr=log)
    try:
        yield
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait()


def _rows_of(database: sqlite3.Connection, run_id: str) -> Run:
    database.row_factory = sqlite3.Row
    about = f"%{run_id}%"
    wanted = {
        "flow_run": ("id = ?", run_id),
        "flow_run_state": ("flow_run_id = ?", run_id),
        "log": ("flow_run_id = ?", run_id),
        "artifact": ("flow_run_id = ?", run_id),
        "events": ("resource_id || related LIKE ?", about),
        "event_resources": ("event_id IN (SELECT id FROM events WHERE resource_id || related LIKE ?)", about),
    }
    return {
        table: [dict(row) for row in database.execute(f"SELECT * FROM {table} WHERE {where}", [value])]
        for table, (where, value) in wanted.items()
    }


def _runs_a_day() -> dict[str, float]:
    """Return how many runs of each step a day brings, by the schedules of prefect.yaml and by events."""
    stated = YAML(typ="safe").load(PROJECT / "prefect.yaml")
    daily: Counter[str] = Counter(CHANGES_A_DAY)
    for deployment in stated["deployments"]:
        step = deployment["entrypoint"].partition(":")[2]
        for schedule in deployment.get("schedules", ()):
            runs = asyncio.run(_in_a_week(schedule["cron"], schedule["timezone"])) / 7
            for started in (step, *STARTED_BY.get(step, ())):
                daily[started] += runs  # type: ignore[assignment]
    return dict(daily)


async def _in_a_week(cron: str, timezone: str) -> int:
    from prefect.server.schemas.schedules import CronSchedule

    start = datetime(2026, 11, 2, tzinfo=UTC)
    return len(await CronSchedule(cron=cron, timezone=timezone).get_dates(10_000, start, start + timedelta(days=7)))


async def _live_a_year(file: Path, runs: Mapping[str, Run], daily: Mapping[str, float]) -> None:
    print("day    file MB  " + "  ".join(f"{table:>15}" for table in SHOWN))
    began, due = datetime.now(UTC), dict.fromkeys(daily, 0.0)
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        empty = _size(database)
        for day in range(1, DAYS + 1):
            for step, number in daily.items():
                due[step] += number / ONE_IN
                copies, due[step] = int(due[step]), due[step] % 1
                _copy(database, runs.get(step, runs["extract"]), timedelta(days=day), copies)
            await _vacuum(began + timedelta(days=day))
            if day % MONTH == 0 or day == DAYS:
                _show(database, day, empty)


def _copy(database: sqlite3.Connection, run: Run, later: timedelta, number: int) -> None:
    database.execute("BEGIN")
    database.execute("PRAGMA defer_foreign_keys = ON")
    for table, rows in run.items():
        if rows:
            marks = ", ".join("?" for _ in rows[0])
            moved = [_moved(row, run, later, copy) for copy in range(number) for row in rows]
            database.executemany(f"INSERT INTO {table} VALUES ({marks})", moved)
    database.execute("COMMIT")
    _new_id.cache_clear()


def _moved(row: Row, run: Run, later: timedelta, copy: int) -> list[Any]:
    """Return the values of the row under the ids of the copy, and that much later."""
    old = run["flow_run"][0]["id"]
    values = []
    for name, value in row.items():
        if name in IDS and value:
            values.append(_new_id(value, copy))
        elif isinstance(value, str) and MOMENT.fullmatch(value) and name != "total_run_time":
            values.append((datetime.strptime(value, FORMAT) + later).strftime(FORMAT))
        else:
            values.append(value.replace(old, _new_id(old, copy)) if isinstance(value, str) else value)
    return values


@cache
def _new_id(old: str, copy: int) -> str:
    return str(uuid4())


async def _vacuum(moment: datetime) -> None:
    """Do what the server does every hour and, with orphans, every day, as of that moment."""
    from prefect.server.database import provide_database_interface
    from prefect.server.services import db_vacuum

    cast(Any, db_vacuum).now = lambda _: moment
    for task in (
        db_vacuum.vacuum_old_flow_runs,
        db_vacuum.vacuum_events_with_retention_overrides,
        db_vacuum.vacuum_old_events,
        db_vacuum.vacuum_orphaned_logs,
        db_vacuum.vacuum_orphaned_artifacts,
        db_vacuum.vacuum_stale_artifact_collections,
    ):
        await task(db=provide_database_interface())


def _show(database: sqlite3.Connection, day: int, empty: int) -> None:
    size = empty + (_size(database) - empty) * ONE_IN
    counts = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] * ONE_IN for table in SHOWN]
    print(f"{day:>3}  {size / 1e6:>9,.0f}  " + "  ".join(f"{count:>15,}" for count in counts), flush=True)


def _size(database: sqlite3.Connection) -> int:
    pages, bytes_each = (database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return int(pages * bytes_each)


if __name__ == "__main__":
    main()
