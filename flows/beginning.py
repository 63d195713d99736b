"""The beginning: what a first reading of the sources finds is told in one summary, and not in hundreds of mails."""

from datetime import timedelta
from email.message import EmailMessage

from flows.letter import Envelope
from flows.memory.beginnings import (
    begin,
    begun_and_ended,
    end,
    has_flagged,
    is_still_read,
    name_in_summary,
    summarised,
)
from flows.summary import compose_summary, gather
from flows.workshop import Workshop

# A service reads in many runs; what it has not found in an hour is news like any other.
LONGEST = timedelta(hours=1)


def is_beginning(workshop: Workshop, *, anything_to_flag: bool) -> bool:
    """Whether what is flagged now belongs to the beginning, which begins with the first articles of a memory.

    It ends an hour later, if it has not before; what a flagging that was broken off has begun belongs to it still.
    """
    if not workshop.settings.begin_with_summary:
        return False
    known, is_first = begun_and_ended(workshop.memory), not has_flagged(workshop.memory)
    if known is None:
        if is_first and anything_to_flag:
            begin(workshop.memory, workshop.clock())
        return is_first and anything_to_flag
    begun, ended = known
    if ended is not None:
        return False
    if is_first or workshop.clock() - begun < LONGEST:
        return True
    _end(workshop)
    return False


def end_where_all_is_read(workshop: Workshop) -> None:
    """End the beginning, and owe the summaries, where nothing of the first reading is left to flag."""
    if not is_still_read(workshop.memory):
        _end(workshop)


def _end(workshop: Workshop) -> None:
    end(workshop.memory, [one.address for one in workshop.settings.audience], workshop.clock())


def summary_of(workshop: Workshop, envelope: Envelope) -> EmailMessage:
    """Return the summary for the envelope's subscriber, and write down which changes it names."""
    address = envelope.subscriber.address
    summary = gather(workshop, envelope.subscriber, summarised(workshop.memory, address))
    name_in_summary(workshop.memory, address, envelope.message_id, {one.change_id: one.entry for one in summary.news})
    return compose_summary(envelope, summary)
