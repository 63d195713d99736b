"""The service under faults: sites publish at random, things go wrong, and in the end all must be right: `make soak`."""

import argparse
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from random import Random

import sqlalchemy as sa

from bench.soak_faults import Havoc, What, draw
from bench.soak_mail import mail_server
from bench.soak_memory import MemoryFile
from bench.soak_press import example_items, press
from bench.soak_run import Soak
from bench.soak_service import (
    Service,
    find_faketime,
    prefect_environment,
    small_disk,
    write_settings,
)
from bench.soak_stories import Story, write_stories
from bench.soak_verdict import Verdict, judge
from tests.flows.postgres import postgres_url
from tests.flows.prefect_service import PrefectService, environment, free_port

MINUTES, SEED = 20.0, 20_261_122
# Half of them have two steps.
STORIES_A_MINUTE = 2.5


@contextmanager
def prepared(folder: Path, options: argparse.Namespace) -> Iterator[Soak]:
    """Set everything up and start the service."""
    random, data, minutes = Random(options.seed), folder / "data", options.minutes
    faketime = find_faketime(options.faketime)
    with ExitStack() as stack:
        site = stack.enter_context(press())
        mail = stack.enter_context(mail_server(free_port()))
        has_disk = stack.enter_context(small_disk(data))
        settings = write_settings(folder, site.register(), mail.port)
        service = Service(_prefect(folder, settings, on_postgres=not options.sqlite), faketime)
        stack.callback(service.prefect.end)
        stories = _stories(random, minutes)
        faults = draw(random, minutes, sorted(site.hosts), lambda what: _is_possible(what, has_disk, faketime))
        service.start()
        yield Soak(Havoc(site, mail, service, data), stories, faults, MemoryFile(data / "memory.db"))


def _prefect(folder: Path, settings: Path, *, on_postgres: bool) -> PrefectService:
    port = free_port()
    env = environment(folder, settings) | {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api"}
    if on_postgres:
        url = sa.make_url(postgres_url()).set(drivername="postgresql+asyncpg")
        env["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = url.render_as_string(hide_password=False)
    return PrefectService(folder, prefect_environment(env), port)


def _stories(random: Random, minutes: float) -> list[Story]:
    number = max(6, round(minutes * STORIES_A_MINUTE))
    return write_stories(random, minutes * 60 * 0.9, number, date.today(), example_items())


def _is_possible(what: What, has_disk: bool, faketime: Path | None) -> bool:
    if what is What.DISK_FULL and not has_disk:
        print(f"left out: {what}, as only root can mount a small disk", flush=True)
        return False
    if what in (What.CLOCK_AHEAD, What.CLOCK_BEHIND) and faketime is None:
        print(f"left out: {what}, as there is no libfaketime (a Debian package)", flush=True)
        return False
    return True


def main() -> int:
    """Run a soak; 1 where something is not as it should be."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to end"))
    print(f"seed {options.seed}, {options.minutes:g} minutes", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    with prepared(folder, options) as soak:
        soak.wait_for_first_run()
        soak.run()
        soak.say("no more faults, and everything is published; now the service is left alone")
        verdict = _settled(soak, folder)
    verdict.show()
    if verdict.wrong or options.keep:
        print(f"logs are in {folder}")
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return int(bool(verdict.wrong))


def _settled(soak: Soak, folder: Path) -> Verdict:
    seconds = soak.settle()
    soak.say("the service has nothing left to do" if seconds is not None else "the service did not come to rest")
    verdict = judge(soak.havoc, soak.waves, soak.faults, folder, soak.memory, seconds)
    verdict.numbers["workers that ended by themselves"] = soak.ended_by_themselves
    return verdict


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--faketime", type=Path, help="libfaketimeMT.so.1, where it is not installed")
    parser.add_argument(
        "--sqlite", action="store_true", help="the Prefect server on SQLite, which a watch a minute is too much for"
    )
    parser.add_argument("--keep", action="store_true", help="keep the folder with logs and data in any case")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
