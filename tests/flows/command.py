"""What a command of the program says."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """What a command said; `complaint` is its only line on stderr."""

    status: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        (line,) = self.err.splitlines()
        assert line.startswith("inspection-watch: ")
        assert self.out == ""
        return line.removeprefix("inspection-watch: ")


Command = Callable[..., Said]
