"""What belongs together in a mail: changes of one event, and events of one authority."""

from collections.abc import Sequence

from flows.overturned import is_of_ratings
from flows.subscriptions import SEVERITIES
from flows.told import Told
from transforms.history.changes import SAME_INSPECTION
from transforms.wording import change_types

CONFLICT = "source_conflict"

Event = tuple[Told, ...]


def gravity(change: Told) -> tuple[int, int, int, str]:
    """Return the key by which changes are listed: the gravest first, of these the newest."""
    row = change.row
    newest_first = -row["effective"].toordinal()
    return SEVERITIES.index(row["severity"]), newest_first, list(change_types()).index(row["type"]), row["change_id"]


def by_authority(changes: Sequence[Told]) -> list[list[Event]]:
    """Return the events of each authority, the gravest first, as are the authorities and the changes of an event.

    Changes are of one event where they came of the same inspection of an authority or the same article tells them.
    """
    authorities: dict[str, list[list[Told]]] = {}
    for change in sorted(changes, key=gravity):
        events = authorities.setdefault(change.row["authority_code"], [])
        joined = [event for event in events if any(_is_of_one_event(change, other) for other in event)]
        if joined:
            # A change may tie two events together that had seemed to be two.
            joined[0].extend([*(other for event in joined[1:] for other in event), change])
            events[:] = [event for event in events if all(event is not later for later in joined[1:])]
        else:
            events.append([change])
    return [[tuple(sorted(event, key=gravity)) for event in events] for events in authorities.values()]


def _is_of_one_event(one: Told, other: Told) -> bool:
    same_article = not set(one.row["article_ids"]).isdisjoint(other.row["article_ids"])
    near = abs(one.row["effective"] - other.row["effective"]) <= SAME_INSPECTION
    return same_article or (near and _is_of_an_inspection(one) and _is_of_an_inspection(other))


def _is_of_an_inspection(change: Told) -> bool:
    return is_of_ratings(change.row["type"]) or change.row["type"] == CONFLICT
