"""Money that a sentence tells to be set aside, by whatever words: in a budget, from reserves, for posts to come."""

import re

from transforms.extract.undertakings import Announcement, Cue, says

_SUM = re.compile(r"£ ?\d")
_CUE = Cue("sum_set", "none", None, 0.65, reported=False, needs=False)


def money_set(raw: str) -> Announcement | None:
    """The sum of a sentence that sets it aside, unless it is spent, lost, wanting or of years gone by."""
    found = _SUM.search(raw)
    if not found:
        return None
    small = raw.lower()
    if not says("money_set", small) or says("money_gone", small):
        return None
    return Announcement(found.start(), found.end(), _CUE, "", negated=False, known_verb=True)
