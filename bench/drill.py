"""Passes killed at named points and at random moments, then run to their end: `make drill`."""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from examples.server import ExampleSites, serve_examples
from flows.workshop import open_workshop
from tests.flows.crashing import POINTS, Installation, Point
from tests.flows.sameness import Outcome, differences, faults, outcome, torn

SEED = 20_211_126
RANDOM_KILLS = 200
MOST_KILLS_A_PASS = 10
# The sites first without the report of 2017, then as they are: late old news comes in.
VARIANTS = ("without-2017", None)
DELIVERED = "message_delivered"


def main() -> int:
    """Run the drill in a temporary folder; 1 where a killed installation differs from an undisturbed one."""
    with serve_examples(fixed_ports=False) as sites, tempfile.TemporaryDirectory() as folder:
        drill = Drill(sites, Path(folder))
        found = 0
        for fault in drill.faults():
            found += 1
            print(fault, flush=True)
    print(f"{found} faults" if found else "what was killed came out as what was not")
    return int(found > 0)


class Drill:
    """Installations of the example sites, all compared with the first, which nobody disturbs."""

    def __init__(self, sites: ExampleSites, folder: Path) -> None:
        self._sites, self._folder = sites, folder
        self._begun = time.monotonic()
        self._expected = _outcome(self._undisturbed("undisturbed")[0])
        self._report(f"undisturbed: {len(self._expected.tables['changes'])} changes, {len(self._expected.owed)} alerts")

    def faults(self) -> Iterator[str]:
        """Run all phases, and say in a line each what differs."""
        # Timed by a second one, as the first waits for the server that passes fork from.
        again, seconds = self._undisturbed("undisturbed again")
        yield from self._differences(again)
        self._report(f"undisturbed again: {' and '.join(f'{one:.1f} s' for one in seconds)}")
        yield from self.named_points()
        yield from self.table_files()
        yield from self.random_moments(Random(SEED), seconds)

    def _undisturbed(self, name: str) -> tuple[Installation, list[float]]:
        installation = self._fresh(name)
        return installation, [self._pass(installation, variant) for variant in VARIANTS]

    def _report(self, phase: str) -> None:
        print(f"{time.monotonic() - self._begun:6.0f} s  {phase}", flush=True)

    def _fresh(self, name: str) -> Installation:
        return Installation(self._folder / name, self._sites)

    def _pass(self, installation: Installation, variant: str | None) -> float:
        self._sites.variant = variant
        return installation.run()

    def named_points(self) -> Iterator[str]:
        """Kill the first pass over each variant at each point, on a folder each, and run it again to its end."""
        kills = 0
        for name, point in POINTS.items():
            installation = self._fresh(name)
            killed = 0
            for variant in VARIANTS:
                self._sites.variant = variant
                killed += installation.run_to(point)
                yield from (f"{name}: {fault}" for fault in torn(installation.folder))
                self._pass(installation, variant)
            if not killed:
                yield f"{name}: no pass came there"
            kills += killed
            yield from self._differences(installation, may_be_delivered_again=name == DELIVERED)
        self._report(f"{len(POINTS)} named points: {kills} kills")

    def table_files(self) -> Iterator[str]:
        """Kill one pass after another on one folder, each after it wrote one file more than the one before."""
        installation = self._fresh("table_files")
        self._sites.variant = VARIANTS[0]
        kills = 0
        while installation.run_to(Point("flows.store.FolderStore.write", nth=kills + 1, folder="tables")):
            kills += 1
            yield from (f"file {kills}: {fault}" for fault in torn(installation.folder))
        self._pass(installation, VARIANTS[1])
        yield from self._differences(installation)
        self._report(f"each file of the tables: {kills} kills")

    def random_moments(self, random: Random, seconds: list[float]) -> Iterator[str]:
        """Kill passes at random moments, several in a row on a folder, then run them to their end."""
        kills = folders = 0
        while kills < RANDOM_KILLS:
            folders += 1
            installation = self._fresh(f"random-{folders}")
            for variant, longest in zip(VARIANTS, seconds, strict=True):
                wanted = min(random.randint(1, MOST_KILLS_A_PASS), RANDOM_KILLS - kills)
                self._sites.variant = variant
                kills += sum(installation.run_for(random.uniform(0, longest)) for _ in range(wanted))
                yield from (f"random-{folders}: {fault}" for fault in torn(installation.folder))
                self._pass(installation, variant)
            yield from self._differences(installation, may_be_delivered_again=True)
        self._report(f"random moments (seed {SEED}): {kills} kills on {folders} folders")

    def _differences(self, installation: Installation, may_be_delivered_again: bool = False) -> Iterator[str]:
        found = [*_at_rest(installation), *differences(self._expected, _outcome(installation))]
        found += [f"{name} was delivered after it was sent" for name in installation.delivered_though_sent()]
        if not may_be_delivered_again:
            found += [f"{name} was delivered {n} times" for name, n in installation.deliveries().items() if n > 1]
        yield from (f"{installation.folder.name}: {fault}" for fault in found)


def _outcome(installation: Installation) -> Outcome:
    with open_workshop(installation.settings) as workshop:
        return outcome(workshop.settings.store, workshop.memory)


def _at_rest(installation: Installation) -> list[str]:
    with open_workshop(installation.settings) as workshop:
        return [*faults(workshop.settings.store, workshop.memory)]


if __name__ == "__main__":
    sys.exit(main())
