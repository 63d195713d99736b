"""By when something is undertaken."""

import re
from functools import cached_property, partial

from transforms.extract.dates import DateMention, find_dates, iso_deadline
from transforms.extract.document import Document
from transforms.extract.trace import because
from transforms.extract.worded import Worded
from transforms.extract.wording import within

_worded = partial(Worded, "commitment_clauses.yaml", flags=re.IGNORECASE)
_BY = _worded(r"\b{by}(?: the)?\s*$")
_PAST = _worded(r"\b(?:{past}|{decided}(?: [a-z]+)?(?: on| in| at)?)(?: the)?\s*$")
_LIMIT = _worded(r"\b{limit}(?: the)?(?:\s|$)")
_TERM = _worded(r"\d{4}[/\u2013-]\d|\b{term}\b")

_YEARS_END = _worded(r"\b{years_end} (?:of )?\d{4}$")
_SAME_DAY = _worded(r"\b{same_day}\b")


class Deadlines:
    """The dates of one article, read as of things to come when first asked for; `text` has plain quotation marks."""

    def __init__(self, document: Document, text: str) -> None:
        self._document = document
        self._published = document.published
        self._text = text

    @cached_property
    def _dates(self) -> list[DateMention]:
        return find_dates(self._document.text, self._published, prefer="future")

    def told(self, start: int, end: int, cue: int) -> str | None:
        """The date to come in a clause: one that is told as a limit first, then one behind the cue."""
        today, in_terms = self._published, "£" in self._text[start:end]
        coming = [
            mention
            for mention in within(self._dates, start, end)
            if not (today and mention.last <= today)
            and not (in_terms and self._is_term(mention))
            and not _PAST.search(self._text, max(0, mention.start - 20), mention.start)
        ]
        ahead = [mention for mention in coming if mention.start >= cue]
        bound = [mention for mention in (*ahead, *coming) if self._is_bound(mention)]
        if not coming:
            return None
        limit = (bound or ahead or coming)[0]
        return because(self._iso(limit), "commitment.when.deadline", (cue, cue), limit)

    def _is_term(self, mention: DateMention) -> bool:
        """Whether a date is the year that money is meant for, no limit: "£3m in 2024/25"."""
        said = self._text[mention.start : mention.end + 9]
        bound = _LIMIT.search(self._text, max(0, mention.start - 20), mention.start) or _LIMIT.match(said)
        return bool(_TERM.search(said) and not bound)

    def _iso(self, mention: DateMention) -> str:
        """The ISO form; an end of a year is its last month, "this time next year" the month of the story."""
        day, said = iso_deadline(mention), self._text[max(0, mention.start - 11) : mention.end]
        if mention.precision != "year" or len(day) > 4:
            return day
        if _YEARS_END.search(said):
            return f"{day}-12"
        return f"{day}-{self._published.month:02}" if self._published and _SAME_DAY.search(said) else day

    def _is_bound(self, mention: DateMention) -> bool:
        return bool(_BY.search(self._text, max(0, mention.start - 20), mention.start))
