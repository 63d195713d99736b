"""Whether words of a grade are judged so: by a verb or noun, as a noun themselves, as an item of a list of years."""

import re
from functools import partial

from transforms.extract.clauses import Clues
from transforms.extract.sentences import TITLE
from transforms.extract.terms import Term
from transforms.extract.worded import Worded

_worded = partial(Worded, "rating_clauses.yaml")
QUOTES = "\"'\u2018\u2019\u201c\u201d*"
TURNED = _worded(r"\b{turned}\s(?:an?\s)[\"'\u2018\u201c]?$")
"""Before a grade that something has come to: "turned into a good service"."""
IN_BRACKETS = re.compile(r"[\"'\u2019\u201d*]*\s\((?:inspected\s|in\s|since\s)?(?:\w{3,9}\s)?(?:19|20)\d\d\)")
"""Behind a grade: its year in brackets."""
_SAID = _worded(r"\b{said}\s[\"'\u2018\u201c]?$")
_TO_GRADE = re.compile(r"\bto\s(?:an?\s)?[\"'\u2018\u201c]?$")
_NOMINAL = _worded(r"[\"'\u2019\u201d*]*(?:$|[.,;:!?)]|\s[\u2013\u2014-]\s|\s{behind_a_noun}(?![\w-]))")
_DETERMINER = _worded(r"\b{determiners}\s[\"'\u2018\u201c]?$")
_BEHIND_YEAR = re.compile(
    r"(?:^|[;:,.(]\s?)(?:and\s)?(?:in\s)?(?:\w{3,9}\s)?(?:19|20)\d\d\s?[,:\u2013\u2014-]\s?(?:an?\s)?[\"'\u2018\u201c]?$"
)
_IS_SUCH = _worded(r"(?:\b{is_such}|[,:\u2013\u2014-])\s(?:an?\s)[\"'\u2018\u201c]?$")
_SUCH_COUNCIL = _worded(r"[\"'\u2019\u201d]?\s{such_councils}\b(?!\s(?:to|in which|that|for)\b)")
_INSPECTORATE = "ofsted"
# Characters of a text in which the inspectorate must be named, if it is about an inspection.
_OPENING = 4000
_COLON = re.compile(r"[\"'\u2019\u201d]?(?:\s(?:again|at last|once more))?:")
_IN_YEAR = re.compile(r",?\s(?:in|since)\s(?:19|20)\d\d")
_REACH = 90


def is_judged(clues: Clues, term: Term) -> bool:
    """Whether a verb or noun of judging governs the grade."""
    start = max(clues.sentence.start, term.start - (2 * _REACH if _rises_to(clues, term) else _REACH))
    if clues.has("verdicts", start, term.start) or _SAID.search(clues.gap(max(start, term.start - 8), term.start)):
        return True
    if (
        any(
            0 <= term.start - one.end <= 3
            for kind in ("superseded", "past")
            for one in clues.between(kind, start, term.start)
        )
        or is_noun(clues, term)
        or _is_headword(clues, term)
        or _is_such_a_council(clues, term)
        or _is_of_a_year(clues, term)
        or TURNED.search(clues.gap(max(start, term.start - 12), term.start))
    ):
        return True
    nouns = clues.terms.get("rating_nouns", ())
    return any(start <= one.start <= term.end + 25 for one in nouns)


def _rises_to(clues: Clues, term: Term) -> bool:
    """Whether "to" leads to the grade, its verb perhaps far away: "lifted its verdict on the work with ... to good"."""
    return bool(_TO_GRADE.search(clues.gap(max(clues.sentence.start, term.start - 7), term.start)))


def is_noun(clues: Clues, term: Term) -> bool:
    """Whether the grade is a noun: "with an outstanding to its name"."""
    determined = _DETERMINER.search(clues.gap(max(clues.sentence.start, term.start - 12), term.start))
    return bool(determined and _NOMINAL.match(clues.gap(term.end, min(term.end + 24, clues.sentence.end))))


def _is_such_a_council(clues: Clues, term: Term) -> bool:
    """Whether a council is told to be of the grade: "Northshire, an outstanding authority"."""
    if not _SUCH_COUNCIL.match(clues.gap(term.end, min(term.end + 24, clues.sentence.end))):
        return False
    before = clues.gap(max(clues.sentence.start, term.start - 16), term.start)
    return bool(_IS_SUCH.search(before)) and clues.folded.find(_INSPECTORATE, 0, _OPENING) >= 0


def _is_of_a_year(clues: Clues, term: Term) -> bool:
    """Whether a grade is an item of a list of years."""
    before = clues.gap(max(clues.sentence.start, term.start - 30), term.start)
    in_brackets = IN_BRACKETS.match(clues.gap(term.end, min(term.end + 24, clues.sentence.end)))
    standing = before.endswith((", ", "; ")) and _IN_YEAR.match(clues.gap(term.end, term.end + 16))
    return bool(in_brackets or standing or _BEHIND_YEAR.search(before))


def _is_headword(clues: Clues, term: Term) -> bool:
    """Whether a headline opens with the grade: "Inadequate again: ..."."""
    heads = clues.sentence.paragraph == TITLE and term.start <= clues.sentence.start + 1
    return heads and bool(_COLON.match(clues.gap(term.end, min(term.end + 16, clues.sentence.end))))
