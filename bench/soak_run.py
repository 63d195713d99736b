"""The course of a soak: what is published and what goes wrong at its moment, and the wait until the service is done."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bench.soak_faults import Fault, Havoc
from bench.soak_memory import MemoryFile
from bench.soak_stories import Step, Story
from tests.flows.prefect_service import eventually

TICK, LOOK_AT_LIMITS = 0.5, 10.0
# A page that failed to be fetched is tried again after a quarter of an hour.
PATIENCE = 20 * 60.0
LAST_STEPS = ("watch", "extract", "flag", "alert", "publish")


@dataclass
class Soak:
    """A service, what befalls it, and how far it has come."""

    havoc: Havoc
    stories: list[Story]
    faults: list[Fault]
    memory: MemoryFile
    begun: float = field(default_factory=time.monotonic)
    waves: list[list[Step]] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)
    ended_by_themselves: int = 0
    _limits_at: float = 0
    _minutes_told: int = 0

    @property
    def passed(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self.begun

    def say(self, line: str) -> None:
        """Print a line with the time since the beginning."""
        minutes, seconds = divmod(int(self.passed), 60)
        print(f"{minutes:3}:{seconds:02}  {line}", flush=True)

    def wait_for_first_run(self) -> None:
        """Wait until the service works, and begin."""
        eventually(
            lambda: self.memory.has_run_since(["watch"], datetime.min), self.havoc.service.prefect.logs, PATIENCE
        )
        self.say("the service is up")
        self.begun = time.monotonic()

    def run(self) -> None:
        """Let stories appear and things go wrong until the last fault is over and the last step is taken."""
        moments = sorted(
            [(fault.at, 0, number, fault) for number, fault in enumerate(self.faults)]
            + [(fault.at + fault.lasts, 1, number, fault) for number, fault in enumerate(self.faults) if fault.lasts],
        )
        while moments or not self.is_all_published:
            while moments and moments[0][0] <= self.passed:
                _, ends, _, fault = moments.pop(0)
                self.say(f"{'over:  ' if ends else ''}{fault}")
                (self.havoc.end if ends else self.havoc.begin)(fault)
            self._publish()
            self._go_on()
            if not moments and self.passed > self.patience:
                self.say("not everything could be published, as the service was not done with what came before")
                return

    @property
    def patience(self) -> float:
        """Until when the service may take its time."""
        return max((fault.at + fault.lasts for fault in self.faults), default=0) + PATIENCE

    @property
    def is_all_published(self) -> bool:
        """Whether every step of every story was taken."""
        return all(self.taken.get(number, 0) == len(story.steps) for number, story in enumerate(self.stories))

    def _publish(self) -> None:
        done = None
        for number, story in enumerate(self.stories):
            place = self.taken.get(number, 0)
            if place == len(story.steps) or story.steps[place].at > self.passed:
                continue
            if place and done is None:
                done = self.memory.versions_done() if self._alerts_are_sent() else {}
            if place and (done or {}).get(self.havoc.press.url(story.steps[place - 1]), 0) < _versions(story, place):
                continue
            self._take(number, story.steps[place])

    def _alerts_are_sent(self) -> bool:
        waiting = self.memory.backlog().waiting
        return waiting is not None and not waiting["alerts"]

    def _take(self, number: int, step: Step) -> None:
        place = self.taken.get(number, 0)
        self.havoc.press.take(step)
        self.taken[number] = place + 1
        self.waves += [[] for _ in range(place + 1 - len(self.waves))]
        self.waves[place].append(step)

    def _go_on(self) -> None:
        for number in self.havoc.service.start_ended():
            self.ended_by_themselves += 1
            self.say(f"worker {number} has ended by itself and is started again, as systemd would")
        if self.passed > self._limits_at:
            self._limits_at = self.passed + LOOK_AT_LIMITS
            self.havoc.service.look_at_limits()
        self._tell_minute()
        time.sleep(TICK)

    def _tell_minute(self) -> None:
        if self.passed >= (self._minutes_told + 1) * 60:
            self._minutes_told += 1
            steps = sum(len(story.steps) for story in self.stories)
            self.say(
                f"{sum(self.taken.values())} of {steps} steps published, {len(self.havoc.mail.accepted)} mails; "
                f"left to do: {self.memory.backlog()}"
            )

    def settle(self) -> float | None:
        """Wait until the service has nothing left to do; return the seconds that took, None where it did not."""
        begun, quiet = time.monotonic(), Quiet(self.memory, self.is_done)
        while time.monotonic() - begun < PATIENCE:
            if quiet.is_reached():
                return time.monotonic() - begun
            self._go_on()
        return None

    def is_done(self) -> bool:
        """Whether the service is done with everything that was published."""
        done = self.memory.versions_done()
        return self.memory.backlog().is_empty and all(
            done.get(self.havoc.press.url(step), 0) >= _versions(story, place + 1)
            for story in self.stories
            for place, step in enumerate(story.steps)
        )


@dataclass
class Quiet:
    """Nothing is left to do, and every step has run once more and found it so."""

    memory: MemoryFile
    is_done: Callable[[], bool]
    since: datetime | None = None

    def is_reached(self) -> bool:
        """Look whether it is."""
        if not self.is_done():
            self.since = None
            return False
        self.since = self.since or datetime.now(UTC)
        return self.memory.has_run_since(LAST_STEPS, self.since)


def _versions(story: Story, steps: int) -> int:
    """How many versions the service has of the page of a story's last step, after so many steps."""
    path = (story.steps[steps - 1].site, story.steps[steps - 1].path)
    shown = [step for step in story.steps[:steps] if (step.site, step.path) == path and not step.is_retraction]
    return len(shown)
