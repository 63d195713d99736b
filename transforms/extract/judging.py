"""Whether words of a grade are judged so: by a verb or noun, as a noun themselves, as predicate or item of a list."""

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
_LINE = _worded(
    r"[\s\"'\u2018\u201c*|)]*(?:[:\u2013\u2014\u2026|=(-]|\.{2})+[\s\"'\u2018\u201c*|]*(?:{still}\s[\"'\u2018\u201c]?)?$"
)
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
_LIST_ITEM = re.compile(r"(?:[,;]|\band)\s(?:an?\s)?[\"'\u2018\u201c]?$")
_NAME_ONLY = re.compile(r"(?:[,;]|\band|\bbut|\bwhile)\s(?:[A-Z][\w'-]{1,20}\s(?:and\s|of\s|upon\s)?){1,4}$")
_AS = re.compile(r"\bas\s(?:an?\s)?[\"'\u2018\u201c]?$")
_IN_YEAR = re.compile(r",?\s(?:in|since)\s(?:19|20)\d\d")
_AT = re.compile(r"\sat\s(?:an?\s)?[\"'\u2018\u201c]?")
_ONCE_MORE = re.compile(r"\s(?:once more|once again|again)\b")
_REACH = 90
# A line of a list: its mark, and what leads from a grade that opens it to an area.
_BULLET = 3
_TO_AREA = (" for ", " in ", " on ")


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


def is_predicate(clues: Clues, term: Term) -> bool:
    """Whether the grade is said of something: "leadership is good", "leadership: good"."""
    before = clues.gap(max(clues.sentence.start, term.start - 40), term.start)
    after = clues.gap(term.end, term.end + 12).lstrip(QUOTES)
    if term.start <= clues.sentence.start + 1 and (after.startswith(":") or _IN_YEAR.match(after)):
        return True
    if term.start <= clues.sentence.start + _BULLET and after.startswith(_TO_AREA):
        return clues.has("areas", term.end, min(clues.sentence.end, term.end + _REACH))
    areas = clues.between("areas", clues.sentence.start, term.start)
    if any(term.start - one.end <= 3 or _AT.fullmatch(clues.gap(one.end, term.start)) for one in areas):
        return True
    copula = any(term.start - one.end <= 25 for one in clues.between("copulas", clues.sentence.start, term.start))
    return copula or bool(_LINE.search(before))


def _ends_a_climb(clues: Clues, terms: list[Term], index: int) -> bool:
    """Whether a grade is the last of a way told from the first: "from inadequate in 2016, to good in 2024"."""
    term = terms[index]
    told_from = index and clues.has("superseded", clues.sentence.start, terms[0].start)
    return bool(told_from and _TO_GRADE.search(clues.gap(max(0, term.start - 7), term.start)))


def _goes_on_a_list(clues: Clues, terms: list[Term], index: int) -> bool:
    """Whether a grade is a further item of a list of grades and areas: "good for A and outstanding for B"."""
    term = terms[index]
    before = clues.gap(max(clues.sentence.start, term.start - 10), term.start)
    after = clues.gap(term.end, term.end + 12)
    goes_on = after.startswith((" for ", " in t", " in i", " on t")) or bool(_ONCE_MORE.match(after))
    return bool(index) and bool(_LIST_ITEM.search(before)) and goes_on


def _is_gapped(clues: Clues, terms: list[Term], index: int) -> bool:
    """Whether the verb is left out behind a name: "A is outstanding and B good"."""
    term = terms[index]
    return bool(index) and bool(_NAME_ONLY.search(clues.text, max(clues.sentence.start, term.start - 50), term.start))


def _is_as(clues: Clues, terms: list[Term], index: int) -> bool:
    """Whether areas get a grade by the verb of those before: "found to be outstanding, and leadership as good"."""
    term = terms[index]
    told = _AS.search(clues.gap(max(clues.sentence.start, term.start - 8), term.start))
    return bool(index and told) and clues.has("areas", terms[index - 1].end, term.start)


def goes_on(clues: Clues, terms: list[Term], index: int) -> bool:
    """Whether a grade leans on the verb of one before it in the sentence."""
    found = _ends_a_climb(clues, terms, index) or _goes_on_a_list(clues, terms, index) or _is_as(clues, terms, index)
    return found or _is_gapped(clues, terms, index)
