"""Where in a sentence one undertaking ends and the next begins; places count from the start of the sentence."""

import re
from functools import cache

from transforms.data import read_yaml
from transforms.extract.undertakings import Announcement
from transforms.extract.worded import phrases
from transforms.extract.wording import choice

AROUND = 60
"""Letters behind a cue that are weighed with it."""


@cache
def _joints(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{choice(read_yaml('commitments.yaml')[key])})(?!\w)", re.IGNORECASE)


def is_apart(raw: str, before: Announcement, after: Announcement) -> bool:
    """Whether a second cue of a sentence begins an undertaking of its own."""
    if is_tied(raw, before, after):
        return False
    is_bare = after.subject.lower() in phrases("commitment_clauses.yaml", "bare")
    has_own_subject = after.start - len(after.subject) > before.end and not is_bare
    if after.subject and has_own_subject and " and " in raw[before.end : after.start]:
        return True
    return bool(_joints("apart").search(raw, before.end, after.start))


def is_tied(raw: str, before: Announcement, after: Announcement) -> bool:
    """Whether a second cue only tells how or why the first thing is done."""
    return bool(_joints("tied").search(raw, max(before.end, after.start - 30), after.start))


def severed(raw: str, start: int) -> int:
    """Where a clause with a subject of its own follows, else the end: what it tells is none of the undertaking's."""
    joint = _joints("severed").search(raw, start)
    return joint.start() if joint else len(raw)


def clause_end(raw: str, start: int) -> int:
    """Where the clause of a cue ends, or as far behind it as is looked at."""
    joint = _joints("apart").search(raw, start, start + AROUND)
    return joint.start() if joint else start + AROUND


def clause_start(raw: str, floor: int, one: Announcement) -> int:
    """Where the clause of a cue begins, not before `floor`."""
    return max((joint.start() for joint in _joints("apart").finditer(raw, floor, one.start)), default=floor)
