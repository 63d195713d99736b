"""Grades that a sentence really gives: no plain adjective, no target, no list of the scale."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

from transforms.data import read_yaml
from transforms.extract.clauses import Clues
from transforms.extract.judging import IN_BRACKETS, QUOTES, TURNED, is_judged, is_noun
from transforms.extract.terms import Term
from transforms.extract.trace import because, dropped
from transforms.extract.wishes import is_wished, wish_goes_on
from transforms.extract.worded import Worded

_worded = partial(Worded, "rating_clauses.yaml")
_IMPERSONAL = _worded(r"\b(?:{no_judgement}\s(?:{that_need_it}\s)?|what\s)(?:{still_or_also}\s)?$")
_ALTERNATIVE = re.compile(r"[\"'\u2019\u201d]?(?:\sor\s|/|,\s(?:or\s)?)[\"'\u2018\u201c]?$")
_JUST_JUDGED = _worded(r"\b(?:{just_judged}\s(?:{judged_as}\s)?|{rating_words}\sof\s)[\"'\u2018\u201c]?$")
_ARTICLE = re.compile(r"\ban?\s$")
_REPEATS = _worded(r"[\"'\u2019\u201d*]*(?:$|[.,;:!?)]|\s(?:{repeats_for}|{as_the_whole})\b)")
_FOR_GOOD = _worded(r"\b{for_good}\s$")
_WITH_AREA = _worded(r"\b{with_an_area}\s(?:an?\s)?$")
_GOOD_TO = _worded(r"\s{good_to}\b")
_APPOSED = re.compile(r"^[\"'\u2019\u201d]?(?:,|\s[\u2013\u2014-])?\s?\(?(?:of\s)?[\"'\u2018\u201c]?$")
_SCALE = _worded(
    r"\b{grades_of_a_scale}\b[^.;:]{0,40}\sfrom\s[\"'\u2018\u201c]?outstanding\W{1,3}(?:down\s)?to\W{1,3}inadequate\b"
)
_THE_SAME = "the same"
_LIKEWISE = "likewise"
_ENDS = re.compile(r"[.;]|$")
_ANOTHER = _worded(r"{another_one}\sfor$")
_THESE_AREAS = re.compile(r"\b(?:following|these|all|two|three|four|five)\s(?:\w{2,8}\s)?areas\s[\"'\u2018\u201c]?$")
_ARE_AREAS = _worded(r"\b{is_or_was}\s(?:(?:the|all|both|among)\s)?(?:\w{2,6}\s)?\w{3,8}\s{that_need_it}\s$")
_GET = _worded(r"\b{get_a_service}\s(?:an?\s)?(?:{still_or_also}\s)?[\"'\u2018\u201c]?$")
_A_SERVICE = _worded(r"[\"'\u2019\u201d]?\s{a_service}(?=[.,;)]|$|\s(?:and|but|while|whereas|as)\b)")
_LIST = re.compile(r"[\s\"'\u2018\u2019\u201c\u201d,;/&]{0,6}(?:and|or)?[\s\"'\u2018\u201c]{0,3}$")
_COUNTED = _worded(r"\b(?:{grades_counted}|\d{1,3})\s[\"'\u2018\u201c]?$")
_OPENERS = _worded(r"{openers} ")
_MUCH_THAT_IS = _worded(r"\b{much}\b[^,;:.]{0,30}\s{that_is}\s$")
_PRAISED = _worded(r"\s{praised}")
_IN_ORDER = _worded(r"\b{in_order}\b")
_ENDS_PHRASE = Worded(
    "ratings.yaml", r"[\"'\u2019\u201d*]*(?:$|[.,;:!?)|\u2013\u2014-]|\s[\u2013\u2014|(-]|\s{behind_a_grade}\b)"
)
"""What may stand behind a grade that is no mere adjective."""
RATED = _worded("-{rated}")
"""Behind a grade: "good-rated"."""


# Characters between those served and what they get: "children in care, by contrast, get a good service".
_OF_SUBJECT = 25


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
def plain_adjectives() -> frozenset[str]:
    """Grades that are ordinary words of praise too."""
    return frozenset(read_yaml("ratings.yaml")["plain_adjectives"])


def says_in_order(clues: Clues) -> bool:
    """Whether the sentence gives its grades in the order of the names: "respectively"."""
    return bool(_IN_ORDER.search(clues.folded, clues.sentence.start, clues.sentence.end))


def _is_firm(clues: Clues, term: Term) -> bool:
    """Whether quotes, or a capital within the sentence, mark the word as a grade."""
    text = clues.text
    quoted = text[term.start - 1 : term.start] in QUOTES and text[term.end : term.end + 1] in QUOTES
    inside = term.start > clues.sentence.start + 1 and text[term.start - 2 : term.start - 1] not in ".!?"
    inside = inside and (quoted or text[term.start - 1] not in QUOTES)
    rated = bool(RATED.match(text, term.end, term.end + 7))
    capital = text[term.start].isupper() and not text[term.start + 1].isupper()
    return rated or (bool(term.start) and quoted) or (inside and capital)


def _repeats(clues: Clues, term: Term) -> bool:
    """Whether words such as "the same" repeat a grade here."""
    if _OPENERS.match(clues.folded, term.start, term.end):
        return term.start <= clues.sentence.start + 1
    if _ANOTHER.match(clues.folded, term.start, term.end):
        return clues.has("grades", clues.sentence.start, term.start)
    words = clues.folded[term.start : term.end]
    if words == _LIKEWISE:
        alone = not clues.of("grades") and _ENDS.match(clues.folded, term.end, clues.sentence.end)
        return bool(alone) and any(term.start - one.end == 1 for one in clues.of("areas", "own"))
    bare = words == _THE_SAME
    return not bare or bool(_REPEATS.match(clues.gap(term.end, min(term.end + 24, clues.sentence.end))))


def _is_counted(clues: Clues, term: Term) -> bool:
    """Whether grades are only counted: "three goods and one outstanding"."""
    counted = _COUNTED.search(clues.gap(max(0, term.start - 8), term.start))
    listed = clues.folded.startswith(":", term.end)
    is_counted = bool(counted) and (listed or not clues.has("areas", term.end, clues.sentence.end))
    return is_counted and because(True, "rating.counted", term)


def _is_scale(terms: list[Term], clues: Clues) -> bool:
    """Whether grades only stand as a list of what can be given."""
    if len({term.value for term in terms}) < 3 or clues.has("areas", terms[0].start, terms[-1].start):
        return False
    return all(_LIST.match(clues.gap(left.end, right.start)) for left, right in pairwise(terms))


def _tells_scale(clues: Clues) -> bool:
    """Whether a sentence only says between which grades the scale runs."""
    return bool(_SCALE.search(clues.folded, clues.sentence.start, clues.sentence.end))


def _is_one_of_two(clues: Clues, terms: list[Term], index: int) -> bool:
    """Whether the grade is an alternative: "good or outstanding", "good or better"."""
    term = terms[index]
    if clues.gap(term.end, term.end + 12).lstrip(QUOTES).startswith(" or "):
        return because(True, "rating.alternative", term)
    if index == 0:
        return False
    gap = clues.gap(terms[index - 1].end, term.start)
    is_second = bool(_ALTERNATIVE.match(gap)) and " or " in gap
    return is_second and because(True, "rating.alternative", term)


def _is_praise(clues: Clues, term: Term) -> bool:
    """Whether a service is only praised: "families receive a good service", "much that is good"."""
    before, after = clues.gap(max(0, term.start - 12), term.start), clues.gap(term.end, term.end + 9)
    if _MUCH_THAT_IS.search(clues.gap(max(clues.sentence.start, term.start - 60), term.start)):
        return True
    return bool(_ARTICLE.search(before)) and bool(_PRAISED.match(after)) and not TURNED.search(before)


def _is_grade(clues: Clues, terms: list[Term], index: int) -> bool:
    term = terms[index]
    after = clues.gap(term.end, min(term.end + 30, clues.sentence.end))
    if _is_areas_service(clues, term, after):
        return True
    firm, ends_predicate = _is_firm(clues, term), bool(_ENDS_PHRASE.match(after) or IN_BRACKETS.match(after))
    before = clues.gap(max(0, term.start - 30), term.start)
    if _GOOD_TO.match(after) or _is_for_good(clues, term, before, after):
        return because(False, "rating.adjective", term)
    if not (ends_predicate or _JUST_JUDGED.search(before) or (firm and _is_mark(clues, term))):
        return because(False, "rating.adjective", term)
    if term.value in plain_adjectives():
        beside = any(other is not term and other.value for other in terms)
        told = beside and clues.has("areas", clues.sentence.start, term.start)
        if not (firm or told) and _is_praise(clues, term):
            return because(False, "rating.praise", term)
        return True
    if firm or not _IMPERSONAL.search(before) or _is_areas_own(clues, term, before):
        return True
    return because(False, "rating.impersonal", term)


def _is_areas_own(clues: Clues, term: Term, before: str) -> bool:
    """Whether "areas" or "practice" in front of a grade are inspected: "the impact on practice requires"."""
    if _THESE_AREAS.search(before) or any(0 <= term.start - one.end <= 1 for one in clues.of("areas")):
        return True
    return bool(_ARE_AREAS.search(before)) and clues.has("areas", clues.sentence.start, term.start)


def _is_areas_service(clues: Clues, term: Term, after: str) -> bool:
    """Whether those whose service is an area get one of that grade: "care leavers receive outstanding support"."""
    if not _A_SERVICE.match(after):
        return False
    got = _GET.search(clues.gap(max(clues.sentence.start, term.start - 40), term.start))
    start = term.start - len(got[0]) if got else term.start
    served = clues.between("areas", clues.sentence.start, start)
    return got is not None and any(start - one.end <= _OF_SUBJECT for one in served)


def _is_for_good(clues: Clues, term: Term, before: str, after: str) -> bool:
    """Whether "for good" only tells that something lasts."""
    ends = after[:1] in ("", ".", ",", ";")
    return ends and term.value == "good" and bool(_FOR_GOOD.search(before)) and not clues.of("areas", "inspectors")


def _is_added_to_another(clues: Clues, terms: list[Term], index: int) -> bool:
    """Whether a grade right before its area is told beside another: "good overall, with outstanding leadership"."""
    term = terms[index]
    area = next((one for one in clues.of("areas", "loose_areas") if one.start == term.end + 1), None)
    before = clues.gap(max(0, term.start - 14), term.start)
    if area is None or not _WITH_AREA.search(before) or not clues.folded.startswith(" ", term.end):
        return False
    return any(other is not term and other.value and is_judged(clues, other) for other in terms)


def _is_mark(clues: Clues, term: Term) -> bool:
    """Whether a name follows: "the 'inadequate' Northshire", "good-rated Northshire"."""
    follows = clues.text[term.end : term.end + 12].removeprefix("-rated").lstrip(QUOTES + " ")
    named = clues.between("services", term.end, term.end + 40) or clues.between("areas", term.end, term.end + 80)
    return follows[:1].isupper() or bool(named and named[0].start - term.end <= 2)


def _is_apposed(clues: Clues, terms: list[Term], index: int) -> bool:
    """Whether the next words say the same grade once more: "the lowest category, inadequate"."""
    term, following = terms[index], terms[index + 1] if index + 1 < len(terms) else None
    if following is None or not term.value or following.value != term.value:
        return False
    if not _APPOSED.match(clues.gap(term.end, following.start)):
        return False
    return because(True, "rating.told_again", term, following)


def find_grades(clues: Clues) -> Iterator[Grade]:
    """The grades given in a sentence, in order; for `same` ones the name is empty."""
    terms = clues.of("grades", "same")
    if not terms:
        return
    plain = [term for term in terms if term.kind == "grades"]
    if (_is_scale(plain, clues) and not says_in_order(clues)) or (len(plain) > 1 and _tells_scale(clues)):
        return dropped("rating.scale", (plain[0].start, plain[-1].end))
    since, wished, counted = clues.sentence.start, False, False
    for index, term in enumerate(terms):
        wished = is_wished(clues, term, since) or (wished and wish_goes_on(clues, since, term))
        since = since if term.kind == "same" and wished else term.end
        if _is_apposed(clues, terms, index) or wished or _is_one_of_two(clues, terms, index):
            continue
        if term.kind == "same":
            if _repeats(clues, term):
                yield Grade(term.start, term.end, "", same=True, firm=True, verdict=True)
            else:
                dropped("rating.no_repetition", term)
        elif _is_counted(clues, term) or (counted and is_noun(clues, term)):
            counted = True
        elif (added := _is_added_to_another(clues, terms, index)) or _is_grade(clues, terms, index):
            yield Grade(term.start, term.end, term.value, False, added or _is_firm(clues, term), is_judged(clues, term))
