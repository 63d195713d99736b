"""Grades that a sentence really gives: no plain adjective, no target, no list of the scale."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from transforms.data import read_yaml, words
from transforms.extract.clauses import Clues
from transforms.extract.terms import Term

_QUOTES = "\"'\u2018\u2019\u201c\u201d*"
_LINE = re.compile(r"[\s\"'\u2018\u201c*|)]*[:\u2013\u2014|=(-]+[\s\"'\u2018\u201c*|]*$")
_IMPERSONAL = re.compile(
    r"\b(?:(?:areas?|aspects?|matters|things|points|practice)\s(?:that\s|which\s|where\s)?|what\s)(?:still\s|also\s)?$"
)
_ALTERNATIVE = re.compile(r"[\"'\u2019\u201d]?(?:\sor\s|/|,\s(?:or\s)?)[\"'\u2018\u201c]?$")
_JUST_JUDGED = re.compile(
    r"\b(?:rated|judged|graded|deemed|scored|ranked|branded|labelled)\s(?:as\s|to be\s|at\s|an?\s)?[\"'\u2018\u201c]?$"
)
_SAID = re.compile(r"\bsa(?:id|ys)\s[\"'\u2018\u201c]?$")
_FOR = re.compile(r"[\"'\u2019\u201d]?\s(?:for|in)\s")
_ARTICLE = re.compile(r"\ban?\s$")
_HAD_IT_BEEN = re.compile(
    r"[\"'\u2018\u201c]?had\s(?:it|they|the|its|their|ofsted|inspectors|[a-z]{3,20}\s(?:been|council))\b"
)
_SUPPOSED = re.compile(
    r"[\"'\u2019\u201d*]*\s(?:rating|grade|judgement|judgment|verdict|outcome|result)\s(?:would|could|might|may)\b"
)
_NEW_VERB = re.compile(r"\b(?:and|but)\s(?:was|were|is|are|has|have|had|it was|they were|it is)\b")
_LIST = re.compile(r"[\s\"'\u2018\u2019\u201c\u201d,;/&]{0,6}(?:and|or)?[\s\"'\u2018\u201c]{0,3}$")
_IN_YEAR = re.compile(r"\s(?:in|since)\s(?:19|20)\d\d")
_COUNTED = re.compile(r"\b(?:one|two|three|four|five|\d{1,3})\s[\"'\u2018\u201c]?$")
# Repeat a grade only at the head of a sentence.
_OPENERS = ("these ", "they ", "those ")
_REACH = 90


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade at `text[start:end]`.

    `same` tells words that repeat the grade named before, `firm` a grade marked by quotes or a capital, `verdict` one
    that a verb or noun of judging governs.
    """

    start: int
    end: int
    name: str
    same: bool
    firm: bool
    verdict: bool


@cache
def _ends_phrase() -> re.Pattern[str]:
    """What may stand behind a grade that is no mere adjective."""
    choices = "|".join(sorted(words(read_yaml("ratings.yaml")["behind_a_grade"])))
    return re.compile(rf"[\"'\u2019\u201d*]*(?:$|[.,;:!?)|\u2013\u2014-]|\s[\u2013\u2014|-]|\s(?:{choices})\b)")


@cache
def _plain_adjectives() -> frozenset[str]:
    return frozenset(read_yaml("ratings.yaml")["plain_adjectives"])


def _is_firm(clues: Clues, term: Term) -> bool:
    """Whether quotes, or a capital within the sentence, mark the word as a grade."""
    text = clues.text
    quoted = text[term.start - 1 : term.start] in _QUOTES and text[term.end : term.end + 1] in _QUOTES
    inside = term.start > clues.sentence.start + 1 and text[term.start - 2 : term.start - 1] not in ".!?"
    rated = text[term.end : term.end + 7].startswith(("-rated", "-graded"))
    capital = text[term.start].isupper() and not text[term.start + 1].isupper()
    return rated or (bool(term.start) and quoted) or (inside and capital)


def _is_judged(clues: Clues, term: Term) -> bool:
    """Whether a verb or noun of judging governs the grade."""
    start = max(clues.sentence.start, term.start - _REACH)
    if clues.has("verdicts", start, term.start) or _SAID.search(clues.gap(max(start, term.start - 8), term.start)):
        return True
    if _ARTICLE.search(clues.gap(max(start, term.start - 4), term.start)) and _FOR.match(
        clues.gap(term.end, term.end + 9)
    ):
        return bool(clues.between("areas", term.end, term.end + _REACH // 2))
    nouns = clues.terms.get("rating_nouns", ())
    return any(start <= one.start <= term.end + 25 for one in nouns)


def _is_predicate(clues: Clues, term: Term) -> bool:
    before = clues.gap(max(clues.sentence.start, term.start - 40), term.start)
    after = clues.gap(term.end, term.end + 12).lstrip(_QUOTES)
    if term.start <= clues.sentence.start + 1 and (after.startswith(":") or _IN_YEAR.match(after)):
        return True
    if any(term.start - one.end <= 3 for one in clues.between("areas", clues.sentence.start, term.start)):
        return True
    copula = any(term.start - one.end <= 25 for one in clues.between("copulas", clues.sentence.start, term.start))
    return copula or bool(_LINE.search(before))


def _is_wished(clues: Clues, term: Term, since: int) -> bool:
    """Whether the grade is denied, aimed at, feared or only supposed."""
    if any(term.start - one.end <= 30 for one in clues.between("negations", since, term.start)):
        return True
    if _HAD_IT_BEEN.match(clues.folded, clues.sentence.start) and since == clues.sentence.start:
        return True
    if _SUPPOSED.match(clues.gap(term.end, term.end + 40)):
        return True
    wishes = [
        one
        for one in clues.between("targets", since, term.start)
        if not _NEW_VERB.search(clues.gap(one.end, term.start))
    ]
    return any(not clues.has("verdicts", one.end, term.start) or term.start - one.end <= 40 for one in wishes)


def _is_counted(clues: Clues, term: Term) -> bool:
    """Whether grades are only counted: "three goods and one outstanding"."""
    counted = _COUNTED.search(clues.gap(max(0, term.start - 8), term.start))
    return bool(counted) and not clues.has("areas", term.end, clues.sentence.end)


def _goes_on(clues: Clues, start: int, end: int) -> bool:
    """Whether a wish reaches on to the next grade: "towards a good and, in time, an outstanding rating"."""
    return end - start <= 40 and not clues.has("verdicts", start, end) and not clues.has("copulas", start, end)


def _is_scale(terms: list[Term], clues: Clues) -> bool:
    """Whether grades only stand as a list of what can be given."""
    if len({term.value for term in terms}) < 3 or clues.has("areas", terms[0].start, terms[-1].start):
        return False
    return all(_LIST.match(clues.gap(left.end, right.start)) for left, right in pairwise(terms))


def _is_one_of_two(clues: Clues, terms: list[Term], index: int) -> bool:
    """Whether the grade is an alternative: "good or outstanding", "good or better"."""
    term = terms[index]
    if clues.gap(term.end, term.end + 12).lstrip(_QUOTES).startswith((" or better", " or above", " or higher", " or ")):
        return True
    if index == 0:
        return False
    gap = clues.gap(terms[index - 1].end, term.start)
    return bool(_ALTERNATIVE.match(gap)) and " or " in gap


def _is_praise(clues: Clues, term: Term) -> bool:
    """Whether a service is only praised: "families receive a good service"."""
    before, after = clues.gap(max(0, term.start - 4), term.start), clues.gap(term.end, term.end + 9)
    return bool(_ARTICLE.search(before)) and after.startswith((" service", " support", " start", " standard"))


def _is_grade(clues: Clues, term: Term) -> bool:
    after = clues.gap(term.end, min(term.end + 30, clues.sentence.end))
    firm, ends_predicate = _is_firm(clues, term), bool(_ends_phrase().match(after))
    before = clues.gap(max(0, term.start - 30), term.start)
    if not (ends_predicate or _JUST_JUDGED.search(before) or (firm and _is_mark(clues, term))):
        return False
    if term.value in _plain_adjectives():
        if not firm and _is_praise(clues, term):
            return False
        return firm or _is_judged(clues, term) or _is_predicate(clues, term)
    return firm or not _IMPERSONAL.search(before)


def _is_mark(clues: Clues, term: Term) -> bool:
    """Whether a name follows: "the 'inadequate' Northshire", "good-rated Northshire"."""
    follows = clues.text[term.end : term.end + 12].removeprefix("-rated").lstrip(_QUOTES + " ")
    named = clues.between("services", term.end, term.end + 40) or clues.between("areas", term.end, term.end + 80)
    return follows[:1].isupper() or bool(named and named[0].start - term.end <= 2)


def find_grades(clues: Clues) -> Iterator[Grade]:
    """The grades given in a sentence, in order; for `same` ones the name is empty."""
    terms = clues.of("grades", "same")
    plain = [term for term in terms if term.kind == "grades"]
    if _is_scale(plain, clues) and not clues.says("respectively"):
        return
    since, wished = clues.sentence.start, False
    for index, term in enumerate(terms):
        wished = _is_wished(clues, term, since) or (wished and _goes_on(clues, since, term.start))
        since = term.end
        if wished or _is_one_of_two(clues, terms, index):
            continue
        if term.kind == "same":
            if clues.folded[term.start : term.end].startswith(_OPENERS) and term.start > clues.sentence.start + 1:
                continue
            yield Grade(term.start, term.end, "", same=True, firm=True, verdict=True)
        elif _is_counted(clues, term):
            continue
        elif _is_grade(clues, term):
            yield Grade(term.start, term.end, term.value, False, _is_firm(clues, term), _is_judged(clues, term))
