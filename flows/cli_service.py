"""The commands `service ...`: a Prefect server, workers and deployments with settings tried here, and sites to try."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

import httpx
import typer
from dotenv import dotenv_values

from examples.server import serve_examples
from flows.cli_options import WrongUse

POOL = "inspection-watch"
PROJECT = Path(__file__).parents[1]
PREFECT = Path(sys.executable).with_name("prefect")
SERVER_STARTS_WITHIN = 60.0
TO_PREFECT = {"allow_extra_args": True, "ignore_unknown_options": True}

app = typer.Typer(help="Run as a service: a Prefect server, workers, and the deployments of prefect.yaml.")


@app.command(context_settings=TO_PREFECT)
def server(context: typer.Context) -> None:
    """Start the Prefect server; options go to `prefect server start`."""
    _become("server", "start", *context.args)


@app.command(context_settings=TO_PREFECT)
def worker(context: typer.Context) -> None:
    """Start a worker, which runs what is due; options go to `prefect worker start`."""
    pool = [] if {"--pool", "-p"} & set(context.args) else ["--pool", POOL]
    # Told the type, a worker that finds no server waits for it; otherwise it ends.
    _become("worker", "start", "--type", "process", *pool, *context.args)


@app.command()
def deploy() -> None:
    """Make or renew the work pool, every deployment of prefect.yaml and what finds killed runs; schedules run then."""
    _wait_for_server(_environment()["PREFECT_API_URL"])
    _call(PREFECT, "work-pool", "create", POOL, "--type", "process", "--overwrite")
    _call(PREFECT, "--no-prompt", "deploy", "--all")
    _call(sys.executable, "-m", "flows.service.automations")


@app.command("examples")
def serve() -> None:
    """Serve the example sites on loopback until it is told to end, to try the service on them."""
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: sys.exit())
    with serve_examples() as sites:
        for name, origin in sites.origins.items():
            typer.echo(f"{name}: {origin}/")
        signal.pause()


def _become(*arguments: str) -> NoReturn:
    # A shell without job control starts what is put behind with SIGINT ignored, and Prefect, which makes SIGINT of
    # SIGTERM, would then never end.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execve(PREFECT, [str(PREFECT), *arguments], _environment())


def _wait_for_server(api: str) -> None:
    """Give a server that was just started the time that it needs."""
    given_up = time.monotonic() + SERVER_STARTS_WITHIN
    while not _answers(api):
        if time.monotonic() > given_up:
            raise WrongUse(
                f"no Prefect server answers at {api} (PREFECT_API_URL); start one: inspection-watch service server"
            )
        time.sleep(1)


def _answers(api: str) -> bool:
    try:
        httpx.get(f"{api}/health")
    except httpx.TransportError:
        return False
    return True


def _call(program: str | Path, *arguments: str) -> None:
    done = subprocess.run([program, *arguments], env=_environment(), cwd=PROJECT, check=False)
    if done.returncode:
        raise WrongUse(f"{' '.join((Path(program).name, *arguments))} failed; it says why above")


def _environment() -> dict[str, str]:
    """What stands in the environment goes before deploy/prefect.env."""
    stated = dotenv_values(PROJECT / "deploy" / "prefect.env", encoding="utf-8")
    return {name: value for name, value in stated.items() if value is not None} | os.environ
