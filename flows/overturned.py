"""Whether what a mail told of a change is wrong by what the log says now: only then is it worth a correction."""

from collections.abc import Mapping
from typing import Any

from transforms.history.changes import WITHDRAWN
from transforms.wording import words

Row = Mapping[str, Any]
# Changes that an inspection came to; their headline gains words as more of its grades become known.
OF_RATINGS = ("rating_", "inadequate_")
_VALUES = ("old_value", "new_value")
# Their value is in words, which the next source chooses otherwise: their headline says what they are about.
OF_WORDS = ("commitment_", "leadership_")


def is_of_ratings(change_type: str) -> bool:
    """Whether a change of that type is what an inspection came to."""
    return change_type.startswith(OF_RATINGS)


def is_overturned(said: Row, holds: Row) -> bool:
    """Whether the entry of the log that was mailed is wrong by the one that stands.

    More of the same, another day or other words for it overturn nothing; nor does another headline, unless a source or
    the rules were wrong.
    """
    if WITHDRAWN in (said["action"], holds["action"]):
        return bool(said["action"] != holds["action"])
    if is_of_ratings(said["type"]) and said["judgement"] != holds["judgement"]:
        return bool(holds["because"] != "further_article")
    if not said["type"].startswith(OF_WORDS) and any(_is_lost(said, holds, name) for name in _VALUES):
        return True
    return not is_of_ratings(said["type"]) and _has_lost_words(said, holds)


def _is_lost(said: Row, holds: Row, name: str) -> bool:
    return said[name] is not None and said[name] != holds[name]


def _has_lost_words(said: Row, holds: Row) -> bool:
    """Whether its headline said something that it says no longer: a name, a sum, a day, or what happened.

    Other rules may have other headlines; names, sums and days are what was said all the same.
    """
    lost = _words(said["summary"]) - _words(holds["summary"])
    return any(not word[:1].islower() for word in lost) if holds["because"] == "rules_changed" else bool(lost)


def _words(sentence: str) -> set[str]:
    # Who is told of as leaving and who as gone differ by the day of the article only.
    told_late = {words("events", "leaving"), words("events", "left")}
    return {word.strip(",;:.") for word in sentence.split()} - told_late
