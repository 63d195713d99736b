"""Dates of inspections that a sentence tells for one authority after another."""

from collections.abc import Sequence
from itertools import pairwise

from transforms.extract.clauses import Clues
from transforms.extract.dates import DateMention
from transforms.extract.document import Document


def dates_by_name(document: Document, clues: Clues, names: Sequence[str]) -> dict[str, DateMention]:
    """The date behind each of several authorities: "in A in 2015, in B in 2016"; nothing if one has none."""
    named = [one for one in document.mentions_in(clues.sentence) if one.authority in names]
    dates, found = document.dates_in(clues.sentence), {}
    for one, following in pairwise((*named, None)):
        end = following.start if following else clues.sentence.end
        behind = [date_ for date_ in dates if one and one.end <= date_.start < end]
        if one and len(behind) == 1:
            found[one.authority] = behind[0]
    return found if len(found) == len(named) == len(names) else {}
