"""The faults of a soak: drawn from a seed, each begun and ended at its moment."""

import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random

from bench.soak_mail import MailServer
from bench.soak_press import Press
from bench.soak_service import WORKERS, Service, fill, free
from bench.soak_site import Mood

MONTH = 31


class What(StrEnum):
    """What goes wrong."""

    HOST_DOWN = "host down"
    HOST_SILENT = "host silent"
    HOST_FAILING = "host answers 500"
    MAIL_BUSY = "mail server busy"
    MAIL_AWAY = "mail server down"
    SERVER_RESTARTED = "Prefect server restarted"
    SERVER_KILLED = "Prefect server killed"
    WORKER_KILLED = "worker killed"
    DISK_FULL = "disk full"
    CLOCK_AHEAD = "clock a month ahead"
    CLOCK_BEHIND = "clock a month behind"


# How many in twenty minutes, and how long they last, in seconds.
PLAN: Mapping[What, tuple[int, float, float]] = {
    What.HOST_DOWN: (3, 20, 60),
    What.HOST_SILENT: (2, 20, 60),
    What.HOST_FAILING: (3, 20, 60),
    What.MAIL_BUSY: (2, 15, 60),
    What.MAIL_AWAY: (2, 15, 60),
    What.SERVER_RESTARTED: (2, 0, 0),
    What.SERVER_KILLED: (1, 0, 0),
    What.WORKER_KILLED: (6, 2, 15),
    What.DISK_FULL: (2, 20, 45),
    What.CLOCK_AHEAD: (2, 100, 180),
    What.CLOCK_BEHIND: (1, 100, 180),
}
FOR_MINUTES = 20
EVERY_WORKER = "every worker"
MOODS = {What.HOST_DOWN: Mood.DOWN, What.HOST_SILENT: Mood.SILENT, What.HOST_FAILING: Mood.FAILING}


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, where, from when on in seconds after the beginning, and for how long."""

    what: What
    at: float
    lasts: float
    where: str = ""

    def __str__(self) -> str:
        return (
            f"{self.what}{f' ({self.where})' if self.where else ''}{f' for {self.lasts:.0f} s' if self.lasts else ''}"
        )


def draw(random: Random, minutes: float, hosts: list[str], possible: Callable[[What], bool]) -> list[Fault]:
    """Draw the faults of so many minutes, each kind at least once, evenly strewn."""
    kinds = [
        what
        for what, (often, _, _) in PLAN.items()
        if possible(what)
        for _ in range(max(1, round(often * minutes / FOR_MINUTES)))
    ]
    random.shuffle(kinds)
    # Nothing goes wrong in the first half minute, and all is over by the end.
    first, apart = 30.0, (minutes * 60 - 60) / len(kinds)
    drawn = []
    for place, what in enumerate(kinds):
        at = first + apart * (place + random.random() * 0.8)
        lasts = min(random.uniform(*PLAN[what][1:]), minutes * 60 - at)
        drawn.append(Fault(what, at, lasts, _where(random, what, hosts)))
    return drawn


def _where(random: Random, what: What, hosts: list[str]) -> str:
    if what in MOODS:
        return random.choice(hosts)
    if what is What.WORKER_KILLED:
        return str(random.randrange(WORKERS))
    if what in (What.CLOCK_AHEAD, What.CLOCK_BEHIND):
        return random.choice([*map(str, range(WORKERS)), EVERY_WORKER])
    return ""


@dataclass
class Havoc:
    """What the faults befall."""

    press: Press
    mail: MailServer
    service: Service
    disk: Path

    def begin(self, fault: Fault) -> None:
        """Let it go wrong."""
        match fault.what:
            case What.HOST_DOWN | What.HOST_SILENT | What.HOST_FAILING:
                self.press.hosts[fault.where].feel(MOODS[fault.what])
            case What.MAIL_BUSY:
                self.mail.is_busy = True
            case What.MAIL_AWAY:
                self.mail.stop()
            case What.SERVER_RESTARTED:
                self.service.restart_server(signal.SIGTERM)
            case What.SERVER_KILLED:
                self.service.restart_server(signal.SIGKILL)
            case What.WORKER_KILLED:
                self.service.kill_worker(int(fault.where))
            case What.DISK_FULL:
                fill(self.disk)
            case What.CLOCK_AHEAD | What.CLOCK_BEHIND:
                self._set_clocks(fault, MONTH if fault.what is What.CLOCK_AHEAD else -MONTH)

    def end(self, fault: Fault) -> None:
        """Put it right."""
        match fault.what:
            case What.HOST_DOWN | What.HOST_SILENT | What.HOST_FAILING:
                self.press.hosts[fault.where].feel(Mood.WELL)
            case What.MAIL_BUSY:
                self.mail.is_busy = False
            case What.MAIL_AWAY:
                self.mail.start()
            case What.WORKER_KILLED:
                self.service.start_worker(int(fault.where))
            case What.DISK_FULL:
                free(self.disk)
            case What.CLOCK_AHEAD | What.CLOCK_BEHIND:
                self._set_clocks(fault, 0)

    def _set_clocks(self, fault: Fault, days_off: int) -> None:
        """Start workers anew by another clock; what they are at is killed, claims and all."""
        for number in self._workers(fault):
            self.service.kill_worker(number)
            self.service.start_worker(number, days_off)

    def _workers(self, fault: Fault) -> Iterator[int]:
        yield from range(WORKERS) if fault.where == EVERY_WORKER else [int(fault.where)]
