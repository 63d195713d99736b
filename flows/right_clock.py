"""A worker whose clock is wrong works on nothing: what it wrote would be of another time, and no run could mend it.

It would flag undertakings as overdue before their time, count news as too old to be mailed, date what it learns, and
take for lapsed what others have claimed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from prefect.client.orchestration import get_client

# Of machines whose clocks are kept right the clocks differ by less than a second; runs take seconds to be answered.
MOST_APART = timedelta(minutes=5)


class WrongClock(Exception):
    """The clock of this machine and that of the Prefect server differ; the message says by how much."""


def check_clock(clock: Callable[[], datetime]) -> None:
    """Compare the clock with that of the Prefect server, as its answers tell it.

    Raises WrongClock where they differ by more than MOST_APART, whichever of the two is wrong.
    """
    with get_client(sync_client=True) as client:
        told = client.request("GET", "/health").headers.get("date")
    if told is None:
        return
    here, there = clock(), parsedate_to_datetime(told)
    if abs(here - there) > MOST_APART:
        raise WrongClock(
            f"by the clock of this worker it is {here:%Y-%m-%d %H:%M}, by that of the Prefect server "
            f"{there:%Y-%m-%d %H:%M} UTC; set the clock that is wrong (NTP keeps it right). Nothing was done"
        )
