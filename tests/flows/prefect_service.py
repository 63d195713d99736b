"""A real Prefect server on a free loopback port with real workers, set up by the commands that the README gives."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
from httpx_retries import Retry, RetryTransport

REPOSITORY = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent
POOL = "inspection-watch"
# For a machine that has much else to do.
PATIENCE = 300.0
# A source of the register on a port where nobody answers.
NOWHERE = """
  - id: nowhere-news
    name: Nowhere
    reader: feed
    source_kind: local_press
    home: http://127.0.0.1:{port}/
    address: http://127.0.0.1:{port}/rss.xml
    licence: copyright
"""
OVER = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


def environment(folder: Path, settings: Path | None = None) -> dict[str, str]:
    """Return the environment of an operator with a Prefect of their own in that folder."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "INSPECTION_WATCH_"))}
    named = {"INSPECTION_WATCH_SETTINGS": str(settings)} if settings else {}
    return own | named | {"PREFECT_HOME": str(folder / "prefect")}


def call(program: str, *arguments: str, env: Mapping[str, str], cwd: Path = REPOSITORY) -> str:
    """Run a program of the virtual environment to its end and return what it printed."""
    done = subprocess.run(
        [PROGRAMS / program, *arguments],
        env=env,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def eventually(what: Callable[[], bool], reason: Callable[[], str], patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not what():
        assert time.monotonic() < deadline, reason()
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Program:
    """A program that runs until it is told to end."""

    process: "subprocess.Popen[bytes]"
    log: Path

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Tell it to end, and see that it does."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def kill(self) -> None:
        """Kill it with all that it started: a run is no longer of its worker's process group."""
        parent = psutil.Process(self.process.pid)
        for one in [parent, *parent.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        self.process.wait()


@dataclass
class PrefectService:
    """A server, its API and its workers."""

    folder: Path
    env: dict[str, str]
    port: int
    server: Program | None = None
    workers: list[Program] = field(default_factory=list)
    _client: httpx.Client | None = None

    @property
    def client(self) -> httpx.Client:
        """The server's API."""
        if self._client is None:
            # As Prefect's own client does: with SQLite the server answers 503 while its database is locked.
            retry = Retry(
                total=8, backoff_factor=0.5, status_forcelist=[503], allowed_methods=["GET", "POST", "DELETE"]
            )
            self._client = httpx.Client(
                base_url=self.env["PREFECT_API_URL"], timeout=60, transport=RetryTransport(retry=retry)
            )
        return self._client

    def start_server(self) -> None:
        """Start the server and wait until it answers."""
        self.server = self._start("server", "server", "--port", str(self.port))
        eventually(self._answers, lambda: "the Prefect server did not come up\n" + self.logs())

    def deploy(self) -> None:
        """Make the work pool and the deployments."""
        call("inspection-watch", "service", "deploy", env=self.env)

    def start_worker(self, *arguments: str, pool: str = POOL, env: Mapping[str, str] | None = None) -> Program:
        """Start one worker more."""
        name = f"worker-{len(self.workers)}"
        worker = self._start(name, "worker", "--pool", pool, "--name", name, *arguments, env=env)
        self.workers.append(worker)
        return worker

    def run(self, deployment: str, **parameters: Any) -> str:
        """Have a deployment run and return the id of its run."""
        flow, name = deployment.split("/")
        found = self.client.get(f"/deployments/name/{flow}/{name}").raise_for_status().json()
        body = {"parameters": parameters, "state": {"type": "SCHEDULED"}}
        made = self.client.post(f"/deployments/{found['id']}/create_flow_run", json=body).raise_for_status().json()
        return str(made["id"])

    def runs(self, **state: list[str]) -> list[dict[str, Any]]:
        """Return the flow runs, newest first; `type` gives the types of state wanted."""
        query = {"flow_runs": {"state": {"type": {"any_": state["type"]}}}} if state else {}
        return list(self.client.post("/flow_runs/filter", json=query | {"sort": "START_TIME_DESC"}).json())

    def state_of(self, run_id: str) -> str:
        """Return the type of the run's state."""
        return str(self.client.get(f"/flow_runs/{run_id}").json()["state_type"])

    def wait_for(self, run_id: str, patience: float = PATIENCE) -> str:
        """Wait until the run is over and return the type of its state."""
        eventually(lambda: self.state_of(run_id) in OVER, self.logs, patience)
        return self.state_of(run_id)

    def logs(self) -> str:
        """Return the end of what each program printed, for a test that fails."""
        programs = [*([self.server] if self.server else []), *self.workers]
        return "\n".join(f"--- {one.log.name}\n{one.log.read_text(errors='replace')[-3000:]}" for one in programs)

    def end(self) -> None:
        """End all programs, the workers first."""
        for worker in self.workers:
            worker.end()
        if self.server:
            self.server.end()
        if self._client:
            self._client.close()

    def _answers(self) -> bool:
        assert self.server is not None
        assert self.server.process.poll() is None, self.logs()
        try:
            return self.client.get("/health").is_success
        except httpx.TransportError:
            return False

    def _start(self, name: str, *arguments: str, env: Mapping[str, str] | None = None) -> Program:
        log = self.folder / f"{name}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                [PROGRAMS / "inspection-watch", "service", *arguments],
                env=dict(env or self.env),
                cwd=REPOSITORY,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return Program(process, log)


@contextmanager
def prefect_service(folder: Path, settings: Path, **env: str) -> Iterator[PrefectService]:
    """Run a server in that folder until the block ends; deployments and workers are the block's to make."""
    port = free_port()
    own = environment(folder, settings) | {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api"} | env
    with ExitStack() as stack:
        service = PrefectService(folder, own, port)
        stack.callback(service.end)
        service.start_server()
        yield service
