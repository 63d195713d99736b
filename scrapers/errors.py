"""Everything that can go wrong between a source and a kept page.

ScrapeError             what, where, what to do; `reason` is the code that failures are counted by
  RegisterError         the file of sources is wrong (line and reason of every fault)
  TransientError        worth another try later
    Unreachable           no host, no connection, time-out, TLS
    ServerError           5xx
    RateLimited           429, or 503 with Retry-After, or a pace slower than we can wait for
    BudgetSpent           the source has had its time or its bytes of this run
    RobotsUnavailable     robots.txt answers 5xx or 429, so nothing may be fetched for now
  TerminalError         trying again as it is will not help
    BadAddress            no http(s) address, or one in a private network
    Gone                  404, 410
    Refused               401, 403, 451, a challenge page
    Rejected              any other 4xx
    RobotsDisallowed      robots.txt says no
    TooLarge              body over the limit
    TooManyRedirects
    UnreadableListing     a feed, XML or page with no list where one must be
    UnreadablePage        empty, or not what it says it is

ServerError, Gone and Refused may also come with status 200, from a page that says so in its title (scrapers.walls).
"""

from collections.abc import Iterable


class ScrapeError(Exception):
    """Base of all; str() is one sentence that names what, where and what to do."""

    reason = "scrape_error"


class RegisterError(ScrapeError):
    """The file of sources does not hold; `faults` has one sentence for each thing to mend."""

    reason = "bad_register"

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class TransientError(ScrapeError):
    """The outside world may answer better later."""

    reason = "transient"


class Unreachable(TransientError):
    """No answer from the host."""

    reason = "unreachable"


class ServerError(TransientError):
    """The host answered 5xx."""

    reason = "server_error"


class RateLimited(TransientError):
    """The host asks for patience."""

    reason = "rate_limited"


class RobotsUnavailable(TransientError):
    """The host cannot say what it allows: RFC 9309, 2.3.1.4 then takes everything as forbidden."""

    reason = "robots_unavailable"


class BudgetSpent(TransientError):
    """What a run may spend on one source is spent; the rest is left for the next."""

    reason = "budget_spent"


class TerminalError(ScrapeError):
    """The same request will fail again."""

    reason = "terminal"


class BadAddress(TerminalError):
    """Not an address on the public web."""

    reason = "bad_address"


class Gone(TerminalError):
    """404 or 410."""

    reason = "gone"


class Refused(TerminalError):
    """401, 403, 451 or a challenge page instead of the document."""

    reason = "refused"


class Rejected(TerminalError):
    """The host finds fault with the request itself (4xx)."""

    reason = "rejected"


class RobotsDisallowed(TerminalError):
    """The host's robots.txt forbids the address."""

    reason = "robots_disallowed"


class TooLarge(TerminalError):
    """The body is larger than the limit."""

    reason = "too_large"


class TooManyRedirects(TerminalError):
    """More redirects than allowed."""

    reason = "too_many_redirects"


class UnreadableListing(TerminalError):
    """The list of new items is not there or cannot be read."""

    reason = "unreadable_listing"


class UnreadablePage(TerminalError):
    """The page is empty or not what it claims to be."""

    reason = "unreadable_page"
