"""Whether a grade is an authority's, and not a school's, a home's, a layman's or nobody's in particular."""

import re
from functools import cache, partial

from transforms.extract.clauses import Clues
from transforms.extract.document import Document
from transforms.extract.grades import Grade, plain_adjectives
from transforms.extract.owners import Place, enumerated
from transforms.extract.terms import Term
from transforms.extract.trace import because
from transforms.extract.worded import NOT_LOOKED_AFTER, Worded, phrases

_FILE = "rating_clauses.yaml"
_worded = partial(Worded, _FILE)
_APPOSITION = re.compile(r"^(?:'s)?,\s[^,]{3,60},(?=\s)")
_VERB = r"(?:\s(?:for|with)\s{those_served})?(?:['\u2019]s?\s|\s|,\s)?"
_VERB += r"(?:(?:{before_a_grade}|20\d\d|{years_away})[\s,]{1,2}){0,7}"
_VERB += r"[\"'\u2018\u201c(:\u2013\u2014-]{0,2}\s?[\"'\u2018\u201c]?$"
_BEHIND_NAME = _worded(_VERB)
_BEHIND_PRONOUN = _worded(r"\b{pronouns}\b" + _VERB)
"""A verb and small words up to a grade, behind a name and behind a pronoun."""
_LEADS_TO_GRADE = _worded(r"(?:^|[,;:(.\u2013\u2014-]|\b{leads_to_a_grade})\s?[\"'\u2018\u201c(]?$")
"""What stands in front of a grade that is no predicate: a preposition, an article, a mark."""
_THING = _worded(r"\s(?!{its_own}\b)[a-z]{3,}\s")
_THING_AT = _worded(
    r"(?:{opens_a_thing} )?(?!{no_thing} |{people_there} |{whole_places} )"
    r"[a-z][\w' -]{2,50}\s{thing_of}\s(?:the\s)?$"
)
_THING_FOR = _worded(r"\b{things_of_an_area}\s(?:\w{1,12}\s)?{thing_of}\s(?:the\s|its\s)?$")
_THAT = re.compile(r"\bthat\s")
_NEXT_CLAUSE = _worded(r"[;\u2013\u2014]|,\s{aside_of_a_grade}\b|\b{other_side_of_a_grade}\b")
_ONE_OF = _worded(r"\b(?:{be}\s(?:\w{1,12}\s){0,3}?{one_of}|{joins_them})\s(?:[\w-]{1,12}\s){0,4}$")
_CLAUSE_MARK = _worded(rf"[:;,]|\b{NOT_LOOKED_AFTER}{{clause_marks}}\b")
_COPULA = _worded(r"\b{be}\b")
_BECAME = _worded(r"[\"'\u2018\u201c]?{what_became}\b")
_SELF = _worded(r"\b{self_or_inspectors}\b")
_HEADS = _worded(
    r"^[\u2022* ]{0,3}(?:{heading_verbs}\s(?:{as_a_grade}\s)?[\"'\u2018\u201c]?$"
    r"|(?:\w{3,9}\s)?20\d\d\s?[:\u2013\u2014-]\s?[\"'\u2018\u201c]?$)"
)
_TERSE_BEFORE = _worded(r"^[\u2022*\"'\u2018\u201c ]{0,3}(?:{still_or_again}\s)?$")
_TERSE_AFTER = _worded(r"[\"'\u2019\u201d]?(?:$|[.;!,]|\s(?:{terse_goes_on}|(?:19|20)\d\d)\b)")
_SOME_OTHER = _worded(r"\b{leads_to_another}\s{some_one}\s(?:[\w-]{3,14}\s){0,2}{counted_one}\b")
_SCHOOL = re.compile(r"\b[A-Z][\w'\u2019-]{2,}\s(?:High|Primary|Infants?|Juniors?|Grammar|Comprehensive)\b(?!\s[A-Z])")
# Characters between two grades that still have one subject: "was inadequate in 2015 and required improvement in 2018".
_SHARED_SUBJECT = 50
# Sentences that may tell of the story's own council as "a council": headline and lead.
_OPENING = 4
# Characters behind a grade in which councils in general make it nobody's.
_NOBODY_WITHIN = 60
# Characters in front of a grade in which its pronoun stands: "when it was".
_NEAR = 30
# Characters between a grade and its date.
_BESIDE = 6
# Characters of "Once again " in front of a grade that opens its sentence.
_LONGEST_TERSE = 14
# Characters of "'s " between a provider and what is its.
_GENITIVE = 3


def _own_services(clues: Clues, start: int, end: int) -> list[Term]:
    return [one for one in clues.between("own", start, end) if "service" in clues.folded[one.start : one.end]]


def is_terse(document: Document, clues: Clues, grade: Grade) -> bool:
    """Whether a sentence is a verdict without a verb: "Still inadequate, said Ofsted", "Good since 2019"."""
    sentence = clues.sentence
    asked = document.sentences[max(0, sentence.index - 1) : sentence.index + 1]
    if grade.start - sentence.start > _LONGEST_TERSE or any(one.text.endswith("?") for one in asked):
        return False
    opens = _TERSE_BEFORE.match(clues.gap(sentence.start, grade.start))
    return bool(opens and _TERSE_AFTER.match(clues.folded, grade.end, sentence.end))


def _has_near_subject(document: Document, place: Place) -> bool:
    """Whether the authority, its services or a word for them stand right before the grade and its verb."""
    clues, grade = place.clues, place.grade
    start = clues.sentence.start
    ends = [one.end for one in document.mentions_in(clues.sentence) if one.end <= grade.start]
    ends += [one.end for kind in ("own", "areas", "rating_nouns") for one in clues.between(kind, start, grade.start)]
    if place.number and grade.start - place.grades[place.number - 1].end <= _SHARED_SUBJECT:
        return True
    if any(grade.start - one.end <= 3 for one in clues.between("superseded", start, grade.start)):
        return True
    if _HEADS.match(clues.gap(start, grade.start)) or is_terse(document, clues, grade):
        return True
    before = _APPOSITION.sub("", clues.gap(max([start, *ends]), grade.start))
    return bool((ends and _BEHIND_NAME.match(before)) or _BEHIND_PRONOUN.search(before))


def _speaks_for_itself(place: Place) -> bool:
    """Whether a grade is no ordinary word and said of nothing else: "a spell as requires improvement"."""
    clues, grade = place.clues, place.grade
    if grade.name in plain_adjectives() or clues.folded.startswith(" service", grade.end):
        return False
    return bool(_LEADS_TO_GRADE.search(clues.gap(max(clues.sentence.start, grade.start - _NEAR), grade.start)))


def _is_laymans(place: Place) -> bool:
    """Whether somebody else than inspectors passes the judgement."""
    clues, grade = place.clues, place.grade
    if not clues.of("laymen"):
        return False
    told = [one for one in clues.of("inspectors") if clues.folded[one.start : one.end] not in _weak_inspectors()]
    verdicts = clues.between("verdicts", clues.of("laymen")[0].end, grade.start)
    called = bool(verdicts) and clues.folded[verdicts[-1].start : verdicts[-1].end] in phrases(_FILE, "lay_verbs")
    return not clues.of("inspectors") or (called and not told)


@cache
def _weak_inspectors() -> frozenset[str]:
    return frozenset(phrases(_FILE, "no_inspectors"))


def is_of_adults_inspectorate(clues: Clues) -> bool:
    """Whether only the inspectorate of adults' services is named."""
    told = {clues.folded[one.start : one.end] for one in clues.of("inspectors")}
    return bool(told.intersection(phrases(_FILE, "adults_inspectorate"))) and "ofsted" not in told


def is_areas_own(place: Place) -> bool:
    """Whether a grade of areas is theirs, and not a layman's, a school's or of "housing for" those in them."""
    clues, grade = place.clues, place.grade
    if _is_laymans(place):
        return because(False, "rating.laymans", grade, clues.of("laymen")[0])
    if is_of_adults_inspectorate(clues):
        return because(False, "rating.others_thread", grade)
    for group in place.groups:
        owner = [one for one in clues.of("foreign") if 0 <= group.start - one.end <= _GENITIVE]
        if owner:
            return because(False, "rating.foreign", grade, owner[0])
        rated = clues.between("foreign", clues.sentence.start, grade.start) if group.start >= grade.end else []
        if rated and not clues.has("own", clues.sentence.start, grade.start):
            return because(False, "rating.foreign", grade, rated[-1])
        behind = clues.between("foreign", group.end, grade.start)
        if behind and "," not in clues.gap(group.end, behind[-1].start):
            return because(False, "rating.foreign", grade, behind[-1])
        if _THING_FOR.search(clues.gap(max(clues.sentence.start, group.start - 40), group.start)):
            return because(False, "rating.a_thing_of_theirs", grade)
    return True


def _is_of_something_else(document: Document, place: Place) -> bool:
    """Whether the grade is of a thing of the authority's: its "response", "staffing at" its services."""
    clues, start = place.clues, place.limits[0]
    if _BEHIND_PRONOUN.search(clues.gap(max(start, place.grade.start - _NEAR), place.grade.start)):
        return False
    anchors = [(one.start, one.end) for one in document.mentions_in(clues.sentence)]
    anchors += [(one.start, one.end) for one in clues.of("own", "areas", "rating_nouns")]
    anchors = sorted(one for one in anchors if start <= one[0] and one[1] <= place.grade.start)
    if not anchors:
        return False
    last = max(anchors, key=lambda one: one[1])
    behind = clues.gap(last[1], place.grade.start)
    owned = behind.startswith("'s ") or clues.folded[last[1] - 2 : last[1]] == "'s"
    if owned and _THING.match(behind.removeprefix("'s")):
        return True
    told = [found.end() for found in _THAT.finditer(clues.folded, start, anchors[0][0])]
    start = told[-1] if told else start
    opening = clues.gap(start, anchors[0][0]) if told or start == clues.sentence.start else ""
    plain = not any(clues.has(kind, start, anchors[0][0]) for kind in ("copulas", "verdicts", "inspectors"))
    one_clause = not _CLAUSE_MARK.search(clues.gap(anchors[0][1], place.grade.start))
    return bool(plain and one_clause and _COPULA.search(behind) and _THING_AT.match(opening))


def _is_some_others(document: Document, place: Place) -> bool:
    """Whether the grade is of a council without a name, told of in passing: "she came from a city rated good"."""
    clues, grade = place.clues, place.grade
    start = place.limits[0]
    found = _SOME_OTHER.search(clues.folded, start, grade.start) if clues.sentence.index >= _OPENING else None
    named = document.mentions_in(clues.sentence) if found else ()
    return found is not None and not any(start <= one.start < grade.start for one in named)


def is_nobodys(document: Document, place: Place, *, named: bool = False) -> bool:
    """Whether the clause of a grade speaks of councils in general; `named` areas are none of them."""
    clues, grade, (start, end) = place.clues, place.grade, place.limits
    if _is_some_others(document, place):
        return True
    everybody = [
        one for one in clues.of("nobody") if not (named and clues.folded[one.start : one.end].endswith("areas"))
    ]
    before = [one for one in everybody if start <= one.start and one.end <= grade.start]
    if before and _ONE_OF.search(clues.gap(start, before[0].start)):
        return False
    if before:
        mentions = [one for one in document.mentions_in(clues.sentence) if before[-1].end < one.start < grade.start]
        return not (mentions and _BEHIND_NAME.match(clues.gap(mentions[-1].end, grade.start)))
    limit = min(end, grade.end + _NOBODY_WITHIN)
    after = [one for one in everybody if grade.start <= one.start and one.end <= limit]
    return bool(after) and not _NEXT_CLAUSE.search(clues.gap(grade.end, after[0].start))


def _is_dated(document: Document, place: Place) -> bool:
    """Whether the sentence gives the date of an inspection right behind a grade."""
    near = [one for one in document.dates_in(place.clues.sentence) if 0 <= one.start - place.grade.end <= _BESIDE]
    return bool(near) and (place.grade.verdict or place.clues.has("inspections", *_bounds(place)))


def _bounds(place: Place) -> tuple[int, int]:
    return place.clues.sentence.start, place.clues.sentence.end


def is_own(document: Document, place: Place, thread_is_foreign: bool, *, named: bool = False) -> bool:
    """Whether a grade is an authority's. `named` tells that the sentence says "overall"."""
    clues, grade = place.clues, place.grade
    start, end = clues.sentence.start, clues.sentence.end
    foreign = clues.between("foreign", start, grade.start)
    everywhere = any(group.everywhere for group in place.groups)
    marked = grade.verdict or grade.firm or everywhere or _speaks_for_itself(place)
    if not (marked or _has_near_subject(document, place)):
        return because(False, "rating.no_subject", grade)
    if not named and _is_of_something_else(document, place):
        return because(False, "rating.a_thing_of_theirs", grade)
    if _is_laymans(place):
        return because(False, "rating.laymans", grade, clues.of("laymen")[0])
    if foreign and not any(one.start > foreign[-1].end for one in _own_services(clues, start, grade.start)):
        return because(False, "rating.foreign", grade, foreign[-1])
    if behind := clues.between("foreign", grade.end, grade.end + 40):
        return because(False, "rating.foreign", grade, behind[0])
    if is_nobodys(document, place) and not enumerated(document, place):
        return because(False, "rating.nobodys", grade, next(iter(clues.of("nobody")), None))
    if school := _SCHOOL.search(clues.text, start, grade.start):
        return because(False, "rating.foreign", grade, school.span())
    limit = grade.start if thread_is_foreign else end
    if clues.has("own", start, limit) or any(one.end <= limit for one in document.mentions_in(clues.sentence)):
        return True
    opening = clues.gap(start, grade.start)
    meant = _SELF.search(opening) or _HEADS.match(opening) or clues.has("rating_nouns", start, end)
    meant = meant or is_terse(document, clues, grade)
    meant = meant or _BECAME.match(opening) or clues.has("superseded", start, grade.start) or _is_dated(document, place)
    meant = meant or (grade.name not in plain_adjectives() and (grade.verdict or grade.firm))
    is_meant = bool((meant or named or everywhere) and not thread_is_foreign)
    return is_meant or because(False, "rating.others_thread" if thread_is_foreign else "rating.nobody_meant", grade)
