"""What a host allows robots to fetch: RFC 9309 by robotspy, and the Crawl-delay that the RFC leaves out.

robots.txt answers       then
2xx                      its rules hold, those of the first 500 KiB
4xx                      everything is allowed, also after more than five redirects
429                      nothing for now: the RFC's "may access" is no must, and the host asked for patience
5xx                      nothing for now (RobotsUnavailable)
nothing                  nothing for now (Unreachable, with the reason)
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from robots import RobotsParser
from robots.parser import TokenType, gen_tokens

from scrapers.addresses import origin
from scrapers.errors import (
    BadAddress,
    RateLimited,
    RobotsDisallowed,
    RobotsUnavailable,
    ScrapeError,
    ServerError,
    TerminalError,
    Unreachable,
)
from scrapers.pace import Clock

PRODUCT = "inspection-watch"
MOST_BYTES = 500 * 1024
# Google's parser cuts lines there too.
LONGEST_LINE = 16_664
KEEP_SECONDS = 24 * 3600.0
KEEP_FAILURE_SECONDS = 300.0
CRAWL_DELAY = re.compile(r"crawl-delay ?: ?(\d{1,6}(?:\.\d{1,3})?)", re.I)
NO_RULES = b""


class Rules:
    """One robots.txt, read."""

    def __init__(self, body: bytes) -> None:
        lines = _lines(body)
        self._parser = RobotsParser.from_string("\n".join(lines))
        self._delays = _crawl_delays(lines)

    def allows(self, url: str, product: str = PRODUCT) -> bool:
        """Tell whether a robot of that name may fetch an address."""
        return bool(self._parser.can_fetch(product, url))

    def crawl_delay(self, product: str = PRODUCT) -> float:
        """Return the seconds between requests that the robot's group asks for, else 0."""
        name = product.lower()
        return self._delays.get(name if name in self._parser.agents_rules else "*", 0.0)


@dataclass(slots=True)
class _Kept:
    lock: Lock = field(default_factory=Lock)
    answer: Rules | ScrapeError | None = None
    expires: float = float("-inf")


class Robots:
    """The rules of every host asked about, each read once a day at most; safe to share between threads.

    `read` fetches an address and raises the errors of scrapers.errors.
    """

    def __init__(self, read: Callable[[str], bytes], clock: Clock = time.monotonic) -> None:
        self._read = read
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._lock = Lock()

    def check(self, url: str) -> float:
        """Return the Crawl-delay that holds for an address, in seconds.

        Raises:
            RobotsDisallowed: the host forbids it.
            RobotsUnavailable, Unreachable: the host cannot say.
        """
        host = origin(url)
        rules = self._rules(host)
        if not rules.allows(url):
            raise RobotsDisallowed(f"{host}/robots.txt forbids {url}; it is left out; pause the source or ask.")
        return rules.crawl_delay()

    def _rules(self, host: str) -> Rules:
        with self._lock:
            kept = self._kept.setdefault(host, _Kept())
        with kept.lock:
            if kept.answer is None or self._clock() >= kept.expires:
                kept.answer = self._ask(host)
                failed = isinstance(kept.answer, ScrapeError)
                kept.expires = self._clock() + (KEEP_FAILURE_SECONDS if failed else KEEP_SECONDS)
            answer = kept.answer
        if isinstance(answer, ScrapeError):
            raise type(answer)(str(answer)) from answer
        return answer

    def _ask(self, host: str) -> Rules | ScrapeError:
        try:
            return Rules(self._read(f"{host}/robots.txt"))
        except (Unreachable, BadAddress) as error:
            return error
        except (ServerError, RateLimited) as error:
            return RobotsUnavailable(f"Nothing may be fetched from {host} until its robots.txt can be read: {error}")
        except TerminalError:
            return Rules(NO_RULES)


def _lines(body: bytes) -> list[str]:
    text = body[:MOST_BYTES].decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    # robotspy's patterns take quadratic time on runs of blanks.
    return [" ".join(line[:LONGEST_LINE].split()) for line in text.split("\n")]


def _crawl_delays(lines: list[str]) -> dict[str, float]:
    """Return the Crawl-delay of each group; robotspy reports the directive only as an unexpected line."""
    delays: dict[str, float] = {}
    agents: list[str] = []
    in_rules = False
    for token in gen_tokens(iter, lines):  # type: ignore[no-untyped-call]
        if token.type is TokenType.AGENT:
            agents = [token.value.lower()] if in_rules else [*agents, token.value.lower()]
            in_rules = False
            continue
        asked = CRAWL_DELAY.match(token.value or "") if token.type is TokenType.UNEXPECTED else None
        in_rules = in_rules or asked is not None or token.type in (TokenType.ALLOW, TokenType.DISALLOW)
        if asked:
            delays |= {agent: max(float(asked[1]), delays.get(agent, 0.0)) for agent in agents}
    return delays
