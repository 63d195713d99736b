"""Whether a text is a committee's paper: its minutes, a decision, or a report put before it."""

import re

from transforms.extract.news import News
from transforms.extract.sentences import TITLE

# Different marks that make a paper.
_MARKS = 2
# What a committee did, as minutes write it.
_DECIDED = re.compile(r"\b(?:RESOLVED|AGREED|NOTED)\b")
# Characters of a line that is no sentence.
_LINE = 90
_CLOSED = (".", "!", "?", ",", ";", '"', "\u201d", "'", "\u2019", "said:")


def is_paper(news: News) -> bool:
    """Whether the source says so, or at least two marks of such papers stand in the text."""
    if news.document.source_kind == "committee":
        return True
    marks = len(news.values("committee_report"))
    return marks + _names_its_meeting(news) + bool(_DECIDED.search(news.document.text)) >= _MARKS


def _names_its_meeting(news: News) -> bool:
    """Whether a line of its own before the text names the committee that it was written for."""
    lines = (one for one in news.document.sentences if one.end <= news.opening_end and one.paragraph != TITLE)
    return any(
        len(one.text) <= _LINE and not one.text.endswith(_CLOSED) and _names_it(news.kinds_in(one)) for one in lines
    )


def _names_it(kinds: frozenset[str]) -> bool:
    return "meetings" in kinds and "committee_report" not in kinds
