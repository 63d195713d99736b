"""Published tables are those of the memory as it is, whatever was published before, and by which clock."""

from flows.publish import publish_tables
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.editions import parquet, publish
from tests.flows.press import COUNCIL, PRESS, tell


def is_published_as_it_is(workshop: Workshop) -> bool:
    """Whether a pass publishes what the memory holds: the same as if nothing had been published before."""
    folder = publish(workshop)
    by_the_pass = parquet(folder)
    publish_tables(workshop, anew=True)
    return parquet(folder) == by_the_pass


def test_what_comes_in_after_a_pass_whose_clock_was_ahead_is_published(workshop: Workshop, clock: Clock) -> None:
    publish(workshop, PRESS)
    now = clock.now
    clock.forward(days=365)
    publish_tables(workshop)
    clock.now = now
    clock.forward(days=1)
    tell(workshop, COUNCIL)

    assert is_published_as_it_is(workshop)
