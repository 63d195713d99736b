"""The service of a soak: a server, two workers and the deployments of prefect.yaml at short intervals."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psutil
from dotenv import dotenv_values
from ruamel.yaml import YAML

from tests.flows.prefect_service import POOL, REPOSITORY, PrefectService, Program, call

WORKERS = 2
LIMIT = 4
# The crons of prefect.yaml in seconds; what is not named here runs now and then.
INTERVALS = {"watch": 60, "extract": 60, "flag": 60, "alert": 60, "publish": 120}
SELDOM = 300
TMPFS_MEGABYTES = 64
# A server that is hard at work must not hold up the script.
LONGEST_LOOK = 3.0
FAKETIME = (
    "/usr/lib/*-linux-*/faketime/libfaketimeMT.so.1",
    "/usr/lib/faketime/libfaketimeMT.so.1",
)
SETTINGS = """
data = "{data}"
sources = "{sources}"
allow_private_addresses = true
begin_with_summary = false
hold_more_than = 1000
operator = "operator@example.org"
[smtp]
host = "127.0.0.1"
port = {port}
security = "none"
timeout_seconds = 10
[[subscribers]]
address = "all@example.org"
[[subscribers]]
address = "grave@example.org"
types = ["inadequate_new", "commitment_due", "leadership_change"]
"""


@dataclass
class Service:
    """The server and its workers; `kills` are the moments of each SIGKILL of a worker, in seconds of time.time()."""

    prefect: PrefectService
    faketime: Path | None
    workers: list[Program] = field(default_factory=list)
    kills: list[float] = field(default_factory=list)
    dead: set[int] = field(default_factory=set)
    full_since: dict[str, float] = field(default_factory=dict)
    longest_full: dict[str, float] = field(default_factory=dict)

    def start(self) -> None:
        """Start the server, deploy and start the workers."""
        self.prefect.start_server()
        deploy(self.prefect)
        self.workers = [self._started() for _ in range(WORKERS)]

    def restart_server(self, how: signal.Signals) -> None:
        """End the server, well or not, and start it again."""
        assert self.prefect.server
        if how is signal.SIGKILL:
            self.prefect.server.kill()
        else:
            self.prefect.server.end(how)
        self.prefect.start_server()

    def kill_worker(self, number: int) -> int:
        """Kill a worker with all that it runs; return how many processes that were."""
        worker = self.workers[number].process
        self.dead.add(number)
        with suppress(psutil.NoSuchProcess):
            family = [*psutil.Process(worker.pid).children(recursive=True), psutil.Process(worker.pid)]
            self.kills.append(time.time())
            for one in family:
                with suppress(psutil.NoSuchProcess):
                    one.kill()
            worker.wait()
            return len(family)
        return 0

    def start_worker(self, number: int, days_off: int = 0) -> None:
        """Start the worker of that number anew, by a clock that is so many days ahead."""
        if self.workers[number].process.poll() is None:
            self.kill_worker(number)
        self.dead.discard(number)
        self.workers[number] = self._started(days_off)

    def start_ended(self) -> list[int]:
        """Start the workers anew that ended by themselves, as systemd would; return their numbers."""
        ended = [
            number
            for number, worker in enumerate(self.workers)
            if number not in self.dead and worker.process.poll() is not None
        ]
        for number in ended:
            self.start_worker(number)
        return ended

    def _started(self, days_off: int = 0) -> Program:
        off = {}
        if days_off:
            off = {"LD_PRELOAD": str(self.faketime), "FAKETIME": f"{days_off:+d}d", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        return self.prefect.start_worker("--limit", str(LIMIT), env=self.prefect.env | off)

    def unfinished(self) -> list[dict[str, Any]]:
        """Return the runs that Prefect takes to be going on."""
        with suppress(httpx.HTTPError):
            return self.prefect.runs(type=["PENDING", "RUNNING", "CANCELLING"])
        return []

    def look_at_limits(self) -> None:
        """Note for how long each deployment has been at its limit."""
        now = time.monotonic()
        for name, (taken, limit) in self.slots().items():
            if taken < limit:
                self.full_since.pop(name, None)
            else:
                since = self.full_since.setdefault(name, now)
                self.longest_full[name] = max(self.longest_full.get(name, 0), now - since)

    def slots(self) -> dict[str, tuple[int, int]]:
        """Return of each deployment how many runs Prefect counts against its limit, and the limit."""
        with suppress(httpx.HTTPError):
            post = partial(self.prefect.client.post, json={}, timeout=LONGEST_LOOK)
            deployments = post("/deployments/filter").json()
            names = {
                f"deployment:{one['id']}": one["entrypoint"].rpartition(":")[2] + f"/{one['name']}"
                for one in deployments
            }
            found = post("/v2/concurrency_limits/filter").json()
            return {names.get(one["name"], one["name"]): (one["active_slots"], one["limit"]) for one in found}
        return {}


def deploy(prefect: PrefectService) -> None:
    """Deploy what prefect.yaml says, with intervals in place of its crons."""
    file = prefect.folder / "prefect.yaml"
    yaml = YAML()
    plan = yaml.load((REPOSITORY / "prefect.yaml").read_text(encoding="utf-8"))
    for deployment in plan["deployments"]:
        step = deployment["entrypoint"].rpartition(":")[2]
        for schedule in deployment.get("schedules", []):
            for name in ("cron", "timezone"):
                schedule.pop(name)
            schedule["interval"] = INTERVALS.get(step, SELDOM)
    yaml.dump(plan, file)
    call("prefect", "work-pool", "create", POOL, "--type", "process", "--overwrite", env=prefect.env)
    call("prefect", "--no-prompt", "deploy", "--all", "--prefect-file", str(file), env=prefect.env)
    call("python", "-m", "flows.service.automations", env=prefect.env)


def find_faketime(named: Path | None) -> Path | None:
    """Return the library that gives a process another clock, if it is there (Debian: libfaketime)."""
    found = [path for pattern in FAKETIME for path in Path("/").glob(pattern.lstrip("/"))]
    return named or next(iter(found), None)


def write_settings(folder: Path, register: str, smtp_port: int) -> Path:
    """Write the register and the settings; return the settings' file."""
    (folder / "sources.yaml").write_text(register, encoding="utf-8")
    text = SETTINGS.format(data=folder / "data", sources=folder / "sources.yaml", port=smtp_port)
    file = folder / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return file


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Make the folder a small disk of its own until the block ends; yield whether that could be done."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={TMPFS_MEGABYTES}m", "soak", str(folder)]
    is_mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)


def fill(folder: Path) -> None:
    """Leave not a page free on the disk of that folder."""
    with (folder / "filler").open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            with suppress(OSError):
                while True:
                    file.write(bytes(size))


def free(folder: Path) -> None:
    """Give the space back."""
    (folder / "filler").unlink(missing_ok=True)


def prefect_environment(base: Mapping[str, str]) -> dict[str, str]:
    """Add the settings of deploy/prefect.env, which `prefect` itself does not read."""
    stated = dotenv_values(REPOSITORY / "deploy" / "prefect.env", encoding="utf-8")
    return {name: value for name, value in stated.items() if value is not None} | dict(base)
