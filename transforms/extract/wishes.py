"""Grades that nobody was given: denied, aimed at, feared or only supposed."""

import re
from functools import partial

from transforms.extract.clauses import Clues
from transforms.extract.terms import Term
from transforms.extract.trace import because
from transforms.extract.worded import Worded, phrases

_worded = partial(Worded, "rating_clauses.yaml")
_HAD_IT_BEEN = _worded(r"[\"'\u2018\u201c]?had\s(?:{had_it}|[a-z]{3,20}\s(?:been|council))\b")
_SUPPOSED = _worded(r"[\"'\u2019\u201d*]*\s{supposed_grade}\s{supposed}\b")
_ENDS_A_WISH = _worded(r";|\b(?<!looked[ -]){breaks_a_wish}\b")
_NOBODY_WAS = _worded(r"(?:^|[;:,.]\s)(?:and\s|but\s)?[\"'\u2018\u201c]?({nobody_was})\b[^;:.]{0,90}$")
_TWICE_DENIED = _worded(r"\b{twice_denied}\b")
_NEW_VERB = _worded(r"\b(?:and|but)\s{new_verb}\b")
_NEW_CLAUSE = _worded(r"[;:]\s|,\s{relatives}\b")
_AFTER = _worded(r"\b(?<!looked[ -]){breaks_a_wish}\b")
_NO_DENIAL = _worded(r"\s{no_denial}\b")
_ACHIEVES = _worded(r"\b{achieves}\b")
_INFINITIVES = ("to ", "reach", "becoming", "getting ")
_TOLD_TO_READERS = _worded(r"\s{readers_learn}\b")
_TOLD_OF_IT = _worded(r"\b{told_of_it}\b")
_MEANS_IT = _worded(r"\b{means_it}\s$")
_AT_LEAST = re.compile(r"\bat least\s(?:an?\s)?[\"'\u2018\u201c]?$")
_WANTS = _worded(r"\b{wants}\s(?:[\w'-]{1,20}\s){1,5}to\s(?:{wanted_to})\b")
_ASKS = _worded(r"[\"'\u2018\u201c]?{asks}\b")
# Between sentences of one speech, and before the question of a headline.
_OPENINGS = (". ", "? ", "! ", ": ")
_AND_THAT = re.compile(r"\b(?:and|or)\sthat\b")
# Characters in front of a wish in which words tell that it came true.
_REACH = 90


def is_wished(clues: Clues, term: Term, since: int) -> bool:
    """Whether the grade is denied, aimed at, feared or only supposed."""
    denials = [
        one
        for one in clues.between("negations", since, term.start)
        if term.start - one.end <= 30
        and not clues.folded.startswith(",", one.end)
        and not _NO_DENIAL.match(clues.gap(one.end, term.start))
        and not _is_aside(clues, one, term)
    ]
    start = max(since, term.start - _REACH)
    clause = clues.gap(start, term.start)
    nobody = _NOBODY_WAS.search(clause)
    if nobody and not _TWICE_DENIED.search(clause, nobody.start()):
        return because(True, "rating.denied", term, (start + nobody.start(1), start + nobody.end(1)))
    if denials:
        return because(True, "rating.denied", term, denials[-1])
    if _HAD_IT_BEEN.match(clues.folded, clues.sentence.start) and since == clues.sentence.start:
        return because(True, "rating.supposed", term)
    if _SUPPOSED.match(clues.gap(term.end, term.end + 40)) or _is_asked(clues, term):
        return because(True, "rating.supposed", term)
    if _WANTS.search(clause) or _AT_LEAST.search(clause):
        return because(True, "rating.wished", term)
    wishes = [
        one
        for one in clues.between("targets", since, term.start)
        if not (_is_over(clues, one, term) or _is_achieved(clues, one) or _is_told(clues, one))
    ]
    near = [
        one
        for one in wishes
        if term.start - one.end <= 40
        or not clues.has("verdicts", one.end, term.start)
        or _AND_THAT.search(clues.gap(one.end, term.start))
        or clues.folded[one.start : one.end] in phrases("rating_clauses.yaml", "strong_wishes")
    ]
    return bool(near) and because(True, "rating.wished", term, near[0])


def _is_aside(clues: Clues, denial: Term, term: Term) -> bool:
    """Whether a denial stands between two commas: "the verdict, not many weeks old, was inadequate"."""
    opens = clues.folded.endswith(", ", 0, denial.start)
    return opens and "," in clues.gap(denial.end, term.start)


def _is_told(clues: Clues, wish: Term) -> bool:
    """Whether what could be a wish tells a fact: "members will recall that ...", "the rating means that ..."."""
    is_month = clues.folded.startswith("may", wish.start) and clues.gap(wish.end, wish.end + 2).strip().isdigit()
    if is_month or _TOLD_TO_READERS.match(clues.folded, wish.end):
        return True
    means = clues.folded.startswith("mean", wish.start)
    return means and bool(_MEANS_IT.search(clues.gap(max(clues.sentence.start, wish.start - 14), wish.start)))


def _is_asked(clues: Clues, term: Term) -> bool:
    """Whether a sentence only asks: "is your council outstanding?"."""
    if not clues.sentence.text.endswith("?"):
        return False
    start = max(clues.folded.rfind(mark, clues.sentence.start, term.start) + len(mark) for mark in _OPENINGS)
    return bool(_ASKS.match(clues.folded, max(start, clues.sentence.start)))


def _is_over(clues: Clues, wish: Term, term: Term) -> bool:
    """Whether the wish stands by itself ("as feared,"), or a clause without it begins before the grade."""
    if clues.folded.endswith("as ", 0, wish.start) and clues.folded.startswith(",", wish.end):
        return True
    if _NEW_VERB.search(clues.gap(wish.end, term.start)) or _is_marked_name(clues, term):
        return True
    if clues.folded.startswith("will", wish.start) and _TOLD_OF_IT.search(clues.gap(wish.end, term.start)):
        return True
    if _AFTER.search(clues.gap(wish.end, term.start)):
        return True
    clause = _NEW_CLAUSE.search(clues.gap(wish.end, term.start))
    if clause and wish.end + clause.end() >= term.start - 1:
        return True
    return bool(clause) and any(clues.has(kind, wish.end, term.start) for kind in ("verdicts", "copulas"))


def _is_marked_name(clues: Clues, term: Term) -> bool:
    """Whether a name stands right behind the grade: "will help inadequate Northshire"."""
    follows = clues.text[term.end : term.end + 3]
    return follows[:1] == " " and follows[1:].istitle() and clues.text[term.start].islower()


def _is_achieved(clues: Clues, wish: Term) -> bool:
    """Whether what could be a wish is told as done: "it took two inspections to reach good"."""
    if not clues.folded.startswith(_INFINITIVES, wish.start):
        return False
    return bool(_ACHIEVES.search(clues.gap(max(clues.sentence.start, wish.start - _REACH), wish.start)))


def wish_goes_on(clues: Clues, start: int, term: Term) -> bool:
    """Whether a wish reaches on to the next grade: "towards a good and, in time, an outstanding rating"."""
    near = term.start - start <= 40 and not _ENDS_A_WISH.search(clues.gap(start, term.start))
    told = clues.folded.startswith(("require", "need"), term.start) and " and " in clues.gap(start, term.start)
    told = told or clues.has("verdicts", start, term.start) or clues.has("copulas", start, term.start)
    return near and not told and because(True, "rating.wish_goes_on", term)
