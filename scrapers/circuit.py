"""Hosts that keep silent, so that a pass does not wait for each of their pages anew."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from scrapers.errors import Unreachable

# One page may be slow where its host is not.
MOST_SILENCES = 2
NO_ANSWER = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError, Unreachable)


class Circuit:
    """Which hosts gave no whole answer, and how often in a row; for one pass, safe to share between threads."""

    def __init__(self) -> None:
        self._silences: Counter[str] = Counter()
        self._reasons: dict[str, str] = {}

    @contextmanager
    def watching(self, host: str) -> Iterator[None]:
        """Take note of whether a host answers what the block asks of it.

        Raises:
            Unreachable: it was silent too often to be asked again.
        """
        if self._silences[host] >= MOST_SILENCES:
            raise Unreachable(f"{host} is not asked again in this run; it was silent: {self._reasons[host]}")
        try:
            yield
        except NO_ANSWER as error:
            self._reasons[host] = str(error) or type(error).__name__
            self._silences[host] += 1
            raise
        except BaseException:
            self._silences[host] = 0
            raise
        self._silences[host] = 0
