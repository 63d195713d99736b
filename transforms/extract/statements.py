"""Sentence after sentence: which grade is stated for what and whom."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from transforms.extract.asides import describes, is_aside, is_told_aside
from transforms.extract.bindings import bind
from transforms.extract.clauses import Clues
from transforms.extract.dates import DateMention
from transforms.extract.dates_by_name import dates_by_name
from transforms.extract.document import AuthorityMention, Document
from transforms.extract.grade_tables import cells_of, heads_list, heads_table, read_row
from transforms.extract.grades import RATED, Grade, find_grades
from transforms.extract.inspected import date_before, dates_of_grades, goes_on_dated
from transforms.extract.owners import Place, authorities_of, qualified
from transforms.extract.scenes import goes_back, in_interjection, is_back_then, says_then, told_in
from transforms.extract.stated import Stated, Tense
from transforms.extract.stated_rows import row_of
from transforms.extract.targets import targets_of
from transforms.extract.tense import tense_of
from transforms.extract.terms import Term
from transforms.extract.thread import NAME_LINE, OVERALL, Thread
from transforms.extract.trace import because, dropped

# Characters behind a grade in which its services, or "for the second time running", are looked for.
_NEAR = 60
# Characters of a list line beside the area it names.
_LIST_LINE = 20
# Characters between a date and the grade that it qualifies: "the 2018 'good'".
_BESIDE = 4
_KNOWN = re.compile(r"\b(?:the|its|their|that)\s[\"'\u2018\u201c]?$")
# Until then an inspection is today's.
_TODAY = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the sentences of a document in their order, since one leans on those before it."""

    document: Document
    thread: Thread

    def read_all(self, every: Sequence[Clues]) -> list[Stated]:
        """The grades stated in the sentences of a text; behind the last with a grade, only its list goes on."""
        last = max((number for number, clues in enumerate(every) if _is_graded(clues)), default=-1)
        stated: list[Stated] = []
        for number, clues in enumerate(every):
            if number > last and not self.thread.list_grade:
                break
            stated += self._read(clues)
        return stated

    def _read(self, clues: Clues) -> Iterator[Stated]:
        """The grades stated in one sentence."""
        self.thread.enter(clues)
        if heads_table(self.document, clues):
            self.thread.heading = clues
        if not (clues.terms or self.thread.list_grade):
            return
        if self.thread.heading and clues.of("grades") and cells_of(clues):
            yield from read_row(self.document, self.thread.heading, clues, OVERALL)
            return
        grades = list(self._named(clues)) if _is_graded(clues) else []
        if not grades and self.thread.list_grade:
            grades = self._carried(clues, self.thread.list_grade)
        if grades:
            yield from self._of_grades(clues, grades)
        self.thread.remember(clues, [one for one in grades if one.start < one.end])

    def _of_grades(self, clues: Clues, grades: list[Grade]) -> Iterator[Stated]:
        bound = bind(clues, grades)
        tense: Tense = "present"
        dated = dates_of_grades(clues, self.document.dates_in(clues.sentence), grades)
        dates: list[DateMention] = []
        carried: list[DateMention] = []
        for number in range(len(grades)):
            place = Place(clues, grades, number, bound[number])
            aside = bool(number) and is_aside(clues, grades[number - 1].start, place.grade.start)
            before, tense = tense, tense_of(clues, grades, number, "present" if aside else tense)
            if tense == "present" and is_told_aside(self.document, clues, grades, number):
                tense = because("superseded", "rating.when.superseded", place.grade)
            shared = tense != "present" or goes_on_dated(clues, grades, number, dates)
            left = (before == "present") != (tense == "present") if number else False
            left = (left and not (tense == "past" and says_then(clues))) or self._names_another(place)
            dates = dated[number] or carried or (dates if shared and not left and not aside else [])
            carried = dates if tense == "superseded" and _is_of_next(place, dates) else []
            if heads_list(clues, place.grade.end):
                dropped("rating.heads_list", place.grade)
            else:
                yield from self._stated(place, tense, [] if carried else dates)

    def _names_another(self, place: Place) -> bool:
        """Whether an authority is named between a grade and the one before it."""
        named = self.document.mentions_in(place.clues.sentence) if place.number else ()
        return any(place.limits[0] <= one.start < place.grade.start for one in named)

    def _named(self, clues: Clues) -> Iterator[Grade]:
        """The grades of a sentence, those that repeat an earlier one with its name."""
        last, before = "", 0
        for grade in find_grades(clues):
            if grade.same and before and is_aside(clues, before, grade.start):
                last = ""
            last, before = grade.name or last or self.thread.grade_meant(clues, grade), grade.start
            if last:
                yield replace(grade, name=last)

    def _carried(self, clues: Clues, grade: Grade) -> list[Grade]:
        """The grade announced above a list ("rated good:"), put in front of a line of the list that names an area."""
        areas = clues.of("areas")
        named: Sequence[Term | AuthorityMention] = areas or self.document.mentions_in(clues.sentence)
        if len(named) != 1 or len(clues.sentence.text) - (named[0].end - named[0].start) > (
            _LIST_LINE if areas else NAME_LINE
        ):
            self.thread.list_grade = None
            return []
        start = clues.sentence.start
        return [replace(grade, start=start, end=named[0].start, same=bool(areas), firm=True)]

    def _stated(self, place: Place, tense: Tense, dates: list[DateMention]) -> Iterator[Stated]:
        """The rows of one grade: for each authority, each judgement and each date of inspection one."""
        targets = list(targets_of(self.document, self.thread, place))
        if not targets:
            return
        owners = authorities_of(self.document, place)
        areas = [judgement for _, judgement, _ in targets]
        again = dates if place.clues.has("repeated_in", place.grade.end, place.grade.end + _NEAR // 2) else []
        if dates and not again and len(owners) == 1:
            self._enter(place, tense, max(dates, key=lambda one: one.first), owners[0][0], areas)
        elif not dates:
            dates = self._scene_of(place, tense, [name for name, _ in owners], areas)
            remote = bool(dates and self.thread.remote and dates[0] is self.thread.remote.period)
            tense = because("pluperfect", "rating.when.had_been_told", place.grade) if remote else tense
            back = not self._is_todays(tense, dates) if dates else is_back_then(place.clues)
            back = back and goes_back(place.clues)
            tense = because("past", "rating.when.past", place.grade) if back else tense
        today, left = self._is_todays(tense, dates), tense == "superseded"
        self.thread.told(place.grade, place.clues.sentence, areas, today=today, left=left)
        times = max(self._times_before(place) if tense == "present" else 0, len(again))
        own = date_before(place.clues, self.document.dates_in(place.clues.sentence), place.grade) if again else dates
        apart = dates_by_name(self.document, place.clues, [name for name, _ in owners]) if len(owners) > 1 else {}
        marked = bool(RATED.match(place.clues.folded, place.grade.end, place.grade.end + 7))
        news = tense == "present" and not (marked or qualified(self.document, place) or _is_known(place))
        recalled = describes(place.clues, place.grade)
        for group in place.groups:
            because(None, "rating.words.area", place.grade, group)
        if not owners:
            dropped("rating.no_authority", place.grade)
        for authority, certainty in owners:
            for target in targets:
                row = row_of(place, tense, (authority, certainty), target, news=news, recalled=recalled)
                yield from _dated(row, [apart[authority]] if authority in apart else own)
                if times:
                    before = replace(row, tense="superseded", rule="grade_repeated", times=times)
                    yield from _dated(before, again)

    def _scene_of(self, place: Place, tense: Tense, owners: list[str], areas: list[str]) -> list[DateMention]:
        """The date of the inspection that the story tells of, for a grade that it gives without one."""
        scene, remote = self.thread.scene, self.thread.remote
        then = tense == "past" and says_then(place.clues)
        undated = not self.document.dates_in(place.clues.sentence)
        if remote and undated and (tense == "pluperfect" or then) and owners == [remote.authority]:
            return because([remote.period], "rating.inspected.scene", place.grade)
        if not scene or not (tense == "present" or (then and scene.began.paragraph == place.clues.sentence.paragraph)):
            return []
        if not told_in(scene, self.document, place.clues, place.grade.start, owners):
            return []
        if not scene.agrees(areas, place.grade.name):
            return []
        return because([scene.period], "rating.inspected.scene", place.grade)

    def _enter(self, place: Place, tense: Tense, period: DateMention, owner: str, areas: list[str]) -> None:
        """Take up the inspection that gave a grade told with its date, for the sentences behind it."""
        sentence = place.clues.sentence
        if tense == "pluperfect":
            self.thread.enter_remote(period, owner, sentence)
        elif tense == "present" and not in_interjection(place.clues, place.grade.start):
            self.thread.enter_dated(period, owner, sentence, areas, place.grade.name)

    def _is_todays(self, tense: Tense, dates: list[DateMention]) -> bool:
        """Whether a grade is told as one of today's."""
        published = self.document.published
        old = published and dates and published - dates[0].first > _TODAY
        return tense in ("present", "pluperfect") and not old

    def _times_before(self, place: Place) -> int:
        """How often the same grade was given before: once for "the second time", twice for "the third"."""
        sentence = place.clues.sentence
        start = sentence.start if len(place.grades) == 1 else place.grade.start - _NEAR // 2
        cues = place.clues.between("repeated", start, min(sentence.end, place.grade.end + _NEAR))
        return max((int(cue.value) for cue in cues), default=0)


def _is_graded(clues: Clues) -> bool:
    """Whether a sentence has words for a grade, or such as repeat one."""
    return "grades" in clues.terms or "same" in clues.terms


def _is_of_next(place: Place, dates: list[DateMention]) -> bool:
    """Whether dates in front of a grade left behind are of the next: "in May it went from good to outstanding"."""
    last = place.number + 1 == len(place.grades)
    if last or not dates or place.grade.start - dates[-1].end <= _BESIDE:
        return False
    return place.clues.has("superseded", dates[-1].end, place.grade.start)


def _is_known(place: Place) -> bool:
    """Whether a grade is spoken of as known to the reader: "the inadequate judgement"."""
    clues, grade = place.clues, place.grade
    return bool(_KNOWN.search(clues.gap(max(clues.sentence.start, grade.start - 8), grade.start)))


def _dated(row: Stated, dates: list[DateMention]) -> Iterator[Stated]:
    """The row once for each date, or once without."""
    yield from (replace(row, period=one) for one in dates) if dates else (row,)
