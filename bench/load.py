"""What a pass over 400 sources costs when nothing is new, and when a fifth of the hosts are silent or failing.

Once with hosts that have as many sources as those of the register have, and once with each source on a host of its own.
Nothing ends a pass before a silent host's time-out does, ten seconds; those in good order must not wait for it.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.hosts import Hosts, Mood, many_hosts
from flows.passes import run_pass
from flows.settings import Settings
from flows.workshop import open_workshop

SOURCES = 400
DELAY = 1.0
LOADS = {
    # Ofsted's provider pages, 154 on one host, are left out: with a second between them they alone take 155.
    "hosts as in the register": [42, 8] + [2] * 4 + [1] * 342,
    "each source on a host of its own": [1] * SOURCES,
}


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of a pass, and of the time until its last good answer came."""

    whole: float
    answered: float


def main() -> int:
    """Print the seconds of a pass, what trouble adds to them, and the most memory that was taken."""
    for name, feeds in LOADS.items():
        print(f"{SOURCES} sources, {name} ({len(feeds)} hosts, {DELAY:.0f} s between two requests to one)")
        with many_hosts(feeds) as hosts, tempfile.TemporaryDirectory() as folder:
            _load(hosts, Path(folder))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    return 0


def _load(hosts: Hosts, folder: Path) -> None:
    # What is there already is read without a pace: only the passes after it are measured.
    _measured(hosts, folder, 0.0, "everything is new, no pace")
    usual = _measured(hosts, folder, DELAY, "nothing new")
    with _trouble(hosts):
        hindered = _measured(hosts, folder, DELAY, "nothing new, a tenth silent, a tenth failing")
    print(
        f"  trouble makes the pass {hindered.whole / usual.whole:.2f} times as long; "
        f"the hosts in good order have answered after {hindered.answered / usual.answered:.2f} times as long",
        flush=True,
    )


def _measured(hosts: Hosts, folder: Path, delay: float, what: str) -> Took:
    register = folder / "sources.yaml"
    register.write_text(hosts.register(delay), encoding="utf-8")
    settings = Settings(data=folder / "data", sources=register, allow_private_addresses=True)
    with open_workshop(settings) as workshop:
        began, begun = time.time(), time.perf_counter()
        failures = len(run_pass(workshop, workshop.register).failures)
        took = Took(time.perf_counter() - begun, hosts.answered.value - began)
    expected = sum(feeds for feeds, mood in zip(hosts.feeds, hosts.moods, strict=True) if mood != Mood.WELL)
    if failures != expected:
        raise SystemExit(f"{failures} failures were told, not {expected}")
    print(
        f"  {what}: {took.whole:.1f} s, last answer after {took.answered:.1f} s, {failures} failures told", flush=True
    )
    return took


@contextmanager
def _trouble(hosts: Hosts) -> Iterator[None]:
    everywhere = range(len(hosts.feeds))
    hosts.feel(Mood.SILENT, everywhere[3::10])
    hosts.feel(Mood.FAILING, everywhere[4::20])
    hosts.feel(Mood.HANGING_UP, everywhere[9::20])
    yield
    hosts.feel(Mood.WELL, everywhere)


if __name__ == "__main__":
    sys.exit(main())
