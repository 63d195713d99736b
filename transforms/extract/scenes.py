"""The inspection that a story is telling of: its date, given in one sentence, dates the grades of the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

from transforms.extract.clauses import Clues
from transforms.extract.dates import DateMention
from transforms.extract.document import Document
from transforms.extract.inspected import heads_line, is_publication
from transforms.extract.sentences import TITLE, Sentence
from transforms.extract.terms import Term
from transforms.extract.worded import Worded, phrases

_worded = partial(Worded, "rating_clauses.yaml")
_OPENS_SCENE = _worded(r"(?:^|\b{opens_scene}\s(?:the\s)?(?:{part_of_a_time}\s(?:of\s)?)?)$")
_GOES_BACK = _worded(r"[\"'\u2018\u201c]?{goes_back}\b")
_BACK_THEN = _worded(r"[\"'\u2018\u201c]?{back_then}\b")
_TOLD_OF_THEN = _worded(r"\b{told_of_then}\b")
_TELLS_OF_THEN = _worded(r"\b{tells_of_then}\b")
_IN_ASIDE = _worded(r",\s{opens_an_interjection}\b[^,;:]*$")
_OTHER_TIME = _worded(r"\b{another_time}\b")
# Sentences over which a scene lasts; a heading ends one sooner.
_LASTS = 7
# Characters of "in the early part of" at the head of a sentence.
_PART_OF_A_TIME = 21
# Characters around a date in which it is said to be of the past.
_BESIDE = 60
_ONE_INSPECTION = timedelta(days=60)
# Until then a report is news, and its scene the present.
_NEWS = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Scene:
    """An inspection told of: its date, whose it was, the sentence or heading that tells it, its grades by judgement.

    `headed` tells that a heading dates it, `graded` that the sentence with its date gives a grade.
    """

    period: DateMention
    authority: str | None
    began: Sentence
    headed: bool = False
    graded: bool = False
    given: dict[str, str] = field(default_factory=dict)

    def agrees(self, judgements: Sequence[str], grade: str) -> bool:
        """Whether the inspection gave no other grade for these judgements, as far as was told; keeps this one."""
        return all(self.given.setdefault(judgement, grade) == grade for judgement in judgements)


def is_heading(clues: Clues) -> bool:
    """Whether a line within the story is short and closed by no mark."""
    text = clues.sentence.text
    return clues.sentence.paragraph != TITLE and len(text) < 60 and text[-1:].isalnum()


def scene_after(document: Document, clues: Clues, before: Scene | None) -> Scene | None:
    """The scene behind a sentence: its own inspection, none if it tells of another time, else the one before."""
    dates = document.dates_in(clues.sentence)
    if not dates:
        over = before and (is_heading(clues) or clues.sentence.index - before.began.index >= _LASTS)
        over = over or (before and _turns_to_now(document, clues, before))
        return None if over else before
    if _is_dated_heading(document, clues, dates):
        return Scene(dates[0], None, clues.sentence, headed=True)
    own = _one_spell(list(_inspections(clues, dates)))
    if own:
        return Scene(own, document.authority_of(own.start), clues.sentence)
    return before if all(_is_of_report(clues, one) or _glances_back(clues, one) for one in dates) else None


def _turns_to_now(document: Document, clues: Clues, before: Scene) -> bool:
    """Whether a graded sentence comes back to today from the scene of an old inspection: "This time it was good"."""
    graded = not clues.terms.keys().isdisjoint(("grades", "same"))
    if before.headed or not (graded and before.graded and document.published):
        return False
    old = document.published - before.period.first > _NEWS
    return old and any(
        clues.folded[one.start : one.end] in phrases("rating_clauses.yaml", "turns_to_now")
        for one in clues.of("present")
    )


def _is_dated_heading(document: Document, clues: Clues, dates: tuple[DateMention, ...]) -> bool:
    """Whether a line is nothing but a month or year long before the text itself: a heading in a history."""
    one = dates[0]
    alone = clues.sentence.paragraph != TITLE and len(clues.sentence.text) - (one.end - one.start) <= 1
    heads = alone or (clues.sentence.paragraph != TITLE and heads_line(clues, one))
    newest = document.published or max(later.first for later in document.dates)
    return heads and one.precision != "day" and newest - one.last > _ONE_INSPECTION


def _glances_back(clues: Clues, found: DateMention) -> bool:
    """Whether a date only tells how long ago something was: "since its last inspection in 2019"."""
    return clues.has("past", max(clues.sentence.start, found.start - _BESIDE), found.end + _BESIDE // 2)


def _is_of_report(clues: Clues, found: DateMention) -> bool:
    """Whether a date is that of a report or of the news itself: "yesterday"."""
    spelt = clues.gap(found.start, found.end)
    news = found.precision == "day" and not any(letter.isdigit() for letter in spelt)
    return news or is_publication(clues, found)


def _inspections(clues: Clues, dates: tuple[DateMention, ...]) -> Iterator[DateMention]:
    """The dates of a sentence on which somebody inspected or reported."""
    named = clues.terms.keys()
    if not named.isdisjoint(("visits", "services")):
        return
    inspected = not named.isdisjoint(("inspections", "inspectors"))
    opens = dates[0].start - clues.sentence.start <= _PART_OF_A_TIME
    if not inspected and not (opens and _TELLS_OF_THEN.search(clues.gap(dates[0].end, clues.sentence.end))):
        return
    for one in (one for one in dates if not (_glances_back(clues, one) or in_interjection(clues, one.start))):
        if _OPENS_SCENE.search(clues.gap(max(clues.sentence.start, one.start - 40), one.start)):
            if not _is_of_report(clues, one):
                yield one
            elif one.precision != "day":
                yield _as_year(one)


def _as_year(report: DateMention) -> DateMention:
    """The year of a report: its inspection was in the same one, or shortly before."""
    first = date(report.first.year, 1, 1)
    return replace(report, first=first, last=date(report.first.year, 12, 31), precision="year")


def _one_spell(dates: list[DateMention]) -> DateMention | None:
    """The dates as one spell, where they are of one inspection."""
    if not dates or any(after.first - before.last > _ONE_INSPECTION for before, after in pairwise(dates)):
        return None
    return replace(dates[0], last=dates[-1].last) if dates[-1].last > dates[0].last else dates[0]


def goes_back(clues: Clues) -> bool:
    """Whether a sentence says at its head that it is still with the inspection told of: "Then, ..."."""
    return bool(_GOES_BACK.match(clues.folded, clues.sentence.start))


def is_back_then(clues: Clues) -> bool:
    """Whether a sentence opens with words that tell of the past by themselves: "At that time, ..."."""
    return bool(_BACK_THEN.match(clues.folded, clues.sentence.start))


def says_then(clues: Clues) -> bool:
    """Whether a sentence tells of the time of the one before it: "adoption was good even then"."""
    return bool(_TOLD_OF_THEN.search(clues.folded, clues.sentence.start, clues.sentence.end))


def in_interjection(clues: Clues, place: int) -> bool:
    """Whether a place is in words put in by the way: "Northshire, which was good in 2012, ..."."""
    return bool(_IN_ASIDE.search(clues.gap(max(clues.sentence.start, place - _BESIDE), place)))


def _is_same_time(clues: Clues, term: Term) -> bool:
    return clues.folded[term.start : term.end] in phrases("rating_clauses.yaml", "same_time")


def told_in(scene: Scene, document: Document, clues: Clues, place: int, owners: list[str]) -> bool:
    """Whether a grade at a place, of a sentence that tells no date, is told of the inspection of the scene."""
    if scene.began.index == clues.sentence.index or (scene.authority and owners != [scene.authority]):
        return False
    if scene.headed:
        return True
    opening = clues.gap(clues.sentence.start, place)
    beside = scene.began.paragraph == clues.sentence.paragraph
    if goes_back(clues):
        return beside
    is_news = document.published and document.published - scene.period.first <= _NEWS
    stands = [
        one
        for one in clues.between("present", clues.sentence.start, place)
        if is_news or scene.graded or not _is_same_time(clues, one)
    ]
    if _OTHER_TIME.search(opening) or (stands and not is_news):
        return False
    return bool(is_news or beside or _is_bare(clues, place))


def _is_bare(clues: Clues, place: int) -> bool:
    """Whether no verb stands before a grade: "Overall, inadequate."."""
    start = clues.sentence.start
    return not any(clues.has(kind, start, place) for kind in ("verdicts", "copulas"))
