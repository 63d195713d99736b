"""What one pass may spend on each source, and in all."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf

from scrapers.errors import BudgetSpent
from scrapers.pace import Clock


@dataclass(frozen=True, slots=True)
class Allowance:
    """Seconds and bytes of one pass; infinite unless told.

    Those of a source are the time that its requests took, waits for its host included, and the bytes that came over
    the line; the seconds of the run are by the clock.
    """

    source_seconds: float = inf
    source_bytes: float = inf
    run_seconds: float = inf
    run_bytes: float = inf


UNLIMITED = Allowance()


@dataclass(slots=True)
class Spending:
    """What a source has cost so far."""

    seconds: float = 0.0
    bytes: int = 0


@dataclass(slots=True)
class Budget:
    """The allowance of a pass and what is spent of it; a source is read by one thread at a time.

    What is under way is finished: a source may go over by its last answer.
    """

    allowance: Allowance
    clock: Clock = time.monotonic
    _began: float = field(init=False)
    _spent: defaultdict[str, Spending] = field(init=False, default_factory=lambda: defaultdict(Spending))

    def __post_init__(self) -> None:
        self._began = self.clock()

    @contextmanager
    def spending(self, source_id: str) -> Iterator[Spending]:
        """Charge a source with the time of the block; the block adds the bytes.

        Raises:
            BudgetSpent: the source, or the run, had its share before.
        """
        spent = self._spent[source_id]
        self._check(source_id, spent)
        began = self.clock()
        try:
            yield spent
        finally:
            spent.seconds += self.clock() - began

    def _check(self, source_id: str, spent: Spending) -> None:
        may = self.allowance
        if self.clock() - self._began >= may.run_seconds:
            raise BudgetSpent(f"The run has had its {may.run_seconds:.0f} s; {source_id} is left for the next one.")
        if sum(one.bytes for one in list(self._spent.values())) >= may.run_bytes:
            megabytes = f"{may.run_bytes / 1e6:.0f} MB"
            raise BudgetSpent(f"The run has had its {megabytes}; {source_id} is left for the next one.")
        if spent.seconds >= may.source_seconds:
            raise BudgetSpent(
                f"{source_id} has had its {may.source_seconds:.0f} s of this run; the rest is left for the next one."
            )
        if spent.bytes >= may.source_bytes:
            raise BudgetSpent(
                f"{source_id} has had its {may.source_bytes / 1e6:.0f} MB of this run; "
                "the rest is left for the next one."
            )
