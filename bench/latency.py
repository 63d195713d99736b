"""From the moment that a feed shows an item to the mail accepted by the mail server, on a Prefect server and worker.

What the poll interval adds is taken off: a watch begins when its schedule says, and the item waits for it.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.news_site import NewsSite, news_site
from tests.flows.post_office import PostOffice, post_office
from tests.flows.prefect_service import PrefectService, prefect_service
from transforms.authorities import authority_register

ROUNDS = 10
POLL_SECONDS = 30
PATIENCE = 180.0
WATCH = "watch/government"
STEPS = ("watch", "extract", "flag", "alert")
NEWS = """<html><body><article><h1>{authority}: help and protection judged inadequate</h1>
<p>Help and protection of children at {authority} Council was judged inadequate by Ofsted in a report published on
{day}.</p><p>Inspectors visited the council over two weeks in the month before.</p></article></body></html>"""


@dataclass(slots=True)
class Round:
    """Moments of one item, in seconds of the epoch: shown, mailed, and of the runs between, begin and end."""

    shown: float
    mailed: float = 0.0
    runs: dict[str, tuple[float, float, float]] = field(default_factory=dict)

    @property
    def due(self) -> float:
        """The moment for which the watch that saw it was scheduled."""
        return self.runs["watch"][0]


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
    mailed = len(office.accepted)
    done = Round(time.time())
    site.pages[f"/news/{number}"] = page.encode()
    _wait(lambda: len(office.accepted) > mailed, service)
    done.mailed = time.time()
    _wait(lambda: _runs_since(service, done) is not None, service)
    return done


def _runs_since(service: PrefectService, done: Round) -> Round | None:
    """Fill in the runs of each step that the item went through; None while one of them goes on."""
    flows = {one["id"]: one["name"] for one in service.client.post("/flows/filter", json={}).json()}
    runs = sorted(service.runs(type=["COMPLETED"]), key=lambda run: str(run["start_time"]))
    after = done.shown
    for step in STEPS:
        of_step = [_moments(run) for run in runs if flows[run["flow_id"]] == step]
        # A step follows on an event that the step before emits before its end.
        found = [one for one in of_step if one[1] >= after and (step == "watch" or one[0] <= done.mailed)]
        if not found:
            return None
        done.runs[step] = found[0] if step != "alert" else found[-1]
        after = done.runs[step][1]
    return done


def _moments(run: dict[str, Any]) -> tuple[float, float, float]:
    expected, start, end = (
        datetime.fromisoformat(run[name]).timestamp() for name in ("expected_start_time", "start_time", "end_time")
    )
    return expected, start, end


def _wait(what: Callable[[], bool], service: PrefectService) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > deadline:
            raise SystemExit(f"no mail within {PATIENCE:.0f} s\n{service.logs()}")
        time.sleep(0.05)


def _show(rounds: list[Round]) -> None:
    def median(of: Callable[[Round], float]) -> float:
        return statistics.median(of(one) for one in rounds)

    shown = f"{median(lambda one: one.mailed - one.shown):.1f} s (polled every {POLL_SECONDS} s)"
    print(f"shown by the feed to accepted by the mail server, median of {len(rounds)}: {shown}")
    spread = [one.mailed - one.due for one in rounds]
    print(
        f"  of which from the schedule's moment: {median(lambda one: one.mailed - one.due):.1f} s "
        f"({min(spread):.1f} to {max(spread):.1f})"
    )
    for before, step in zip((None, *STEPS), STEPS, strict=False):
        since = statistics.median(one.runs[step][1] - _since(one, step, before) for one in rounds)
        print(f"    {step}: begins {since:.1f} s after {'its schedule' if before is None else before + ' has begun'}")
    print(f"    mail: accepted {median(lambda one: one.mailed - one.runs['alert'][1]):.1f} s after alert has begun")


def _since(one: Round, step: str, before: str | None) -> float:
    return one.runs[step][0] if before is None else one.runs[before][1]


if __name__ == "__main__":
    sys.exit(main())
