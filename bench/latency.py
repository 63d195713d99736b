"""From the moment that a feed shows an item to the mail accepted by the mail server, on a Prefect server and worker.

What the poll interval adds is taken off: a watch begins when its schedule says, and the item waits for it.
"""

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from bench.news_site import NewsSite, news_site
from tests.flows.post_office import PostOffice, post_office
from tests.flows.prefect_service import PrefectService, prefect_service
from transforms.authorities import authority_register

ROUNDS = 10
POLL_SECONDS = 30
PATIENCE = 180.0
WATCH = "watch/government"
STEPS = ("due", "begun", "kept", "read", "flagged", "mailed")
NEWS = """<html><body><article><h1>{authority}: help and protection judged inadequate</h1>
<p>Help and protection of children at {authority} Council was judged inadequate by Ofsted in a report published on
{day}.</p><p>Inspectors visited the council over two weeks in the month before.</p></article></body></html>"""


@dataclass(slots=True)
class Round:
    """Moments of one item in seconds of the epoch, from the feed to the mail server."""

    shown: float
    due: float = 0.0
    begun: float = 0.0
    kept: float = 0.0
    read: float = 0.0
    flagged: float = 0.0
    mailed: float = 0.0


def main() -> int:
    """Print the median of the rounds and where its time goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--postgres", action="store_true", help="Prefect's server on PostgreSQL")
    given = parser.parse_args()
    with _desk(postgres=given.postgres) as (service, site, office):
        rounds = [_round(service, site, office, number) for number in range(given.rounds + 1)][1:]
    _show(rounds)
    return 0


@contextmanager
def _desk(*, postgres: bool) -> Iterator[tuple[PrefectService, NewsSite, PostOffice]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        site, office = stack.enter_context(news_site()), stack.enter_context(post_office())
        register = site.register().replace("local_press", "government").replace("    delay", "    every: 1\n    delay")
        (folder / "sources.yaml").write_text(register, encoding="utf-8")
        settings = folder / "settings.toml"
        settings.write_text(
            f"""
            data = "{folder / "data"}"
            sources = "{folder / "sources.yaml"}"
            allow_private_addresses = true
            begin_with_summary = false
            hold_more_than = 1000
            smtp = {{host = "127.0.0.1", port = {office.port}, security = "none"}}
            subscribers = [{{address = "reader@example.org"}}]
            """,
            encoding="utf-8",
        )
        service = stack.enter_context(prefect_service(folder, settings, **_database(postgres)))
        service.deploy()
        _poll(service)
        service.start_worker()
        yield service, site, office


def _database(postgres: bool) -> dict[str, str]:
    if not postgres:
        return {}
    from tests.flows.postgres import postgres_url

    return {"PREFECT_SERVER_DATABASE_CONNECTION_URL": postgres_url().replace("pg8000", "asyncpg")}


def _poll(service: PrefectService) -> None:
    """Have the watch come every half minute rather than every quarter of an hour."""
    flow, name = WATCH.split("/")
    deployment = service.client.get(f"/deployments/name/{flow}/{name}").json()
    interval = {"interval": POLL_SECONDS, "anchor_date": "2026-01-01T00:00:00Z", "timezone": "UTC"}
    place = f"/deployments/{deployment['id']}/schedules"
    for one in deployment["schedules"]:
        service.client.delete(f"{place}/{one['id']}").raise_for_status()
    service.client.post(place, json=[{"active": True, "schedule": interval}]).raise_for_status()


def _round(service: PrefectService, site: NewsSite, office: PostOffice, number: int) -> Round:
    time.sleep(random.Random(number).uniform(0, POLL_SECONDS))
    authority = authority_register().authorities[number].name
    site.day = datetime.now(UTC)
    page = NEWS.format(authority=authority, day=f"{site.day:%-d %B %Y}")
    mailed, path = len(office.accepted), f"/news/{number}"
    done = Round(time.time())
    site.pages[path] = page.encode()
    _wait(lambda: len(office.accepted) > mailed, service, "mail")
    done.mailed = time.time()
    _wait(lambda: _has_run(service, done), service, "completed watch")
    done.kept, done.read, done.flagged = _steps(service.folder / "data" / "memory.db", path)
    return done


def _has_run(service: PrefectService, done: Round) -> bool:
    """Fill in when the watch that mailed it was due and began."""
    flows = {one["id"]: one["name"] for one in service.client.post("/flows/filter", json={}).json()}
    for run in service.runs(type=["COMPLETED"]):
        begun, ended = (_moment(run[name]) for name in ("start_time", "end_time"))
        if flows[run["flow_id"]] == "watch" and begun <= done.mailed <= ended:
            done.due, done.begun = _due(service, run["id"]), begun
            return True
    return False


def _due(service: PrefectService, run_id: str) -> float:
    """When its schedule wanted the run: one that has to wait for another is given another moment."""
    states = service.client.get("/flow_run_states/", params={"flow_run_id": run_id}).json()
    return min(_moment(one["state_details"]["scheduled_time"]) for one in states if one["type"] == "SCHEDULED")


def _moment(told: str) -> float:
    return datetime.fromisoformat(told).timestamp()


def _steps(memory: Path, path: str) -> tuple[float, ...]:
    """When the page was kept, its article written and looked at for changes, by the memory."""
    query = """
        SELECT pages.fetched_at, articles.known_from, articles.flagged_at FROM pages JOIN articles USING (url)
        WHERE pages.url LIKE '%' || ?"""
    with closing(sqlite3.connect(memory)) as connection:
        row = connection.execute(query, [path]).fetchone()
    return tuple(datetime.fromisoformat(one).replace(tzinfo=UTC).timestamp() for one in row)


def _wait(what: Callable[[], bool], service: PrefectService, awaited: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > deadline:
            raise SystemExit(f"no {awaited} within {PATIENCE:.0f} s\n{service.logs()}")
        time.sleep(0.05)


def _show(rounds: list[Round]) -> None:
    shown = statistics.median(one.mailed - one.shown for one in rounds)
    after = [one.mailed - one.due for one in rounds]
    print(
        f"shown by the feed to accepted by the mail server, median of {len(rounds)}: {shown:.1f} s, polled every "
        f"{POLL_SECONDS} s; from the moment of the poll: {statistics.median(after):.1f} s "
        f"({min(after):.1f} to {max(after):.1f}), of which"
    )
    for before, step in pairwise(STEPS):
        took = statistics.median(getattr(one, step) - getattr(one, before) for one in rounds)
        print(f"  {step}: {took:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
