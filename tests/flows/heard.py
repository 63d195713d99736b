"""What listeners hear of what was told: feeds and calendars by name, made as publishing makes them."""

from datetime import timedelta
from typing import Any

from flows.flag import flag_changes
from flows.listening import Listening, offered_calendars, offered_feeds
from flows.memory.reading import snapshot
from flows.workshop import Workshop
from tests.flows.listeners import read_calendar, read_feed
from tests.flows.press import tell
from tests.transforms.telling import EVIDENCE, NEL, Told, rating
from transforms.facts import Commitment

NEWS_FOR = timedelta(days=90)
LEEDS, COVENTRY = (
    Told(name, "2021-11-30", (rating("good", inspected="2021-10", authority=name),), subjects=(name,))
    for name in ("Leeds", "Coventry")
)


def pledge(deadline: str | None = "2022-03-31", amount: int | None = None, article: str = "pledge") -> Told:
    """Tell of money that is to come by a day, a month or a year."""
    fact = Commitment(NEL, None, None, "funding", amount, deadline, EVIDENCE)
    return Told(article, "2021-11-29", (fact,), kinds=("commitment",))


def hear(workshop: Workshop, *told: Told) -> dict[str, bytes]:
    """Tell and flag; return all feeds and calendars."""
    tell(workshop, *told)
    flag_changes(workshop)
    with snapshot(workshop.memory) as connection:
        feeds = offered_feeds(connection, Listening(None, NEWS_FOR), (), ())
        return dict((feeds + offered_calendars(connection, (), (), is_due=True)).contents)


def entries(heard: dict[str, bytes], change_type: str | None = None, scope: str = "all") -> list[Any]:
    """The entries of a feed, or those about changes of that type."""
    listed = read_feed(heard[f"feeds/{scope}.atom"]).entries
    return [one for one in listed if change_type in (None, one.tags[0].term)]


def events(heard: dict[str, bytes], scope: str = "all") -> list[Any]:
    """The events of a calendar."""
    return read_calendar(heard[f"calendar/{scope}.ics"])
