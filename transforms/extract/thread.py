"""What a story has in mind from one sentence to the next: grade, areas, service, inspection."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import cast

from transforms.data import read_yaml, words
from transforms.extract.clauses import Clues
from transforms.extract.dates import DateMention
from transforms.extract.document import Document
from transforms.extract.grades import Grade
from transforms.extract.scenes import Scene, scene_after
from transforms.extract.sentences import TITLE, Sentence
from transforms.extract.worded import Worded
from transforms.facts import Service

OVERALL = "overall_effectiveness"
CHILDREN: Service = "childrens_services"
NAME_LINE = 4
"""Characters of a line of a list beside the name of its authority."""
# Characters from the start of a sentence within which its subject stands.
_SUBJECT_WITHIN = 40
# Characters in front of a grade in which "both" or "that area" is looked for.
_NEAR = 60
_worded = partial(Worded, "rating_clauses.yaml")
_PRONOUN = _worded(r"[\"'\s]*{goes_on}\b")
_BOTH = _worded(r"\b(?:{both_named}\b|both\s$)")
_ALL_OF_THEM = _worded(r"[\"'\s]*{all_named}\b")
_THEY = _worded(r"{they_named}\b|.{0,80}\b{its_grade}\b")
_THAT = _worded(r"[\"'\s]*{that_named}\b")
_CHANGED = _worded(r"[\"'\s]*{that_grade}\b")
_THAT_AREA = _worded(r"\b{that_area}\b")
_AS_THE_WHOLE = _worded(r"[\"'\s]*{as_the_whole}\b")


@cache
def _also_a_providers() -> frozenset[str]:
    return words(read_yaml("ratings.yaml")["also_a_providers"])


@dataclass(slots=True)
class Thread:
    """The thread of one story; `standing` and `overall` are the grades last told as those of today."""

    document: Document
    grade: str = ""
    told_in: int = TITLE
    told_at: int = TITLE
    standing: str = ""
    overall: str = ""
    areas: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    list_grade: Grade | None = None
    heading: Clues | None = None
    foreign: bool = False
    service: Service = CHILDREN
    main_service: Service = CHILDREN
    is_settled: bool = False
    turned_in: int = TITLE
    scene: Scene | None = None
    remote: Scene | None = None

    def enter(self, clues: Clues) -> None:
        """Take up the inspection that a sentence tells of, before its grades are read."""
        self.scene = scene_after(self.document, clues, self.scene)
        if self.remote and self.remote.began.paragraph != clues.sentence.paragraph:
            self.remote = None

    def enter_remote(self, period: DateMention, authority: str, sentence: Sentence) -> None:
        """Take up the inspection before the one told of, of which "had been" and "at that time" tell."""
        self.remote = Scene(period, authority, sentence)

    def enter_dated(
        self, period: DateMention, authority: str, sentence: Sentence, areas: Sequence[str], grade: str
    ) -> None:
        """Take up the inspection that gave a grade whose sentence tells the date."""
        if not self.scene or self.scene.began.index != sentence.index or self.scene.period != period:
            self.scene = Scene(period, authority, sentence)
        self.scene = replace(self.scene, graded=True)
        self.scene.agrees(areas, grade)

    def told(self, grade: Grade, sentence: Sentence, areas: Sequence[str], *, today: bool, left: bool) -> None:
        """Keep a grade given for areas, so that "the same" and "both" can go back to it, except one `left` behind."""
        self.areas, self.told_at = tuple(areas), sentence.index
        if today or not left or not self.standing:
            self.grade, self.told_in = grade.name, sentence.paragraph
        self.recent = (*(one for one in self.recent if one not in areas), *(one for one in areas if one != OVERALL))
        if today:
            self.standing = grade.name
            self.overall = grade.name if OVERALL in areas else self.overall

    def grade_meant(self, clues: Clues, grade: Grade) -> str:
        """The grade that "the same" goes back to, where its own sentence names none before it."""
        if self.overall and _AS_THE_WHOLE.match(clues.folded, grade.end):
            return self.overall
        if self.listed:
            return ""
        beside = self.told_in == clues.sentence.paragraph
        return self.grade if beside or not self.standing else self.standing

    def service_meant(self, clues: Clues) -> Service:
        """The service told of where the sentence names none: the story's own again, once it has gone on to others."""
        paragraphs = clues.sentence.paragraph - self.turned_in
        gone_on = paragraphs > 1 or (paragraphs and self.document.mentions_in(clues.sentence))
        return self.main_service if gone_on else self.service

    def areas_meant(self, clues: Clues, grade: Grade) -> tuple[str, ...]:
        """The areas that "all of them", "both", "that area" or "that grade" goes back to."""
        start = clues.sentence.start
        before = clues.gap(max(start, grade.start - _NEAR), grade.start)
        if self.listed and _ALL_OF_THEM.match(clues.folded, start):
            return self.listed
        if _BOTH.search(before) and len(self.document.subjects) == 1:
            here = tuple(dict.fromkeys(one.value for one in clues.between("areas", start, grade.start)))
            if len(here) != 2 and self.document.mentions_in(clues.sentence):
                return ()
            both = here if len(here) == 2 else self.named if len(self.named) == 2 else self.recent[-2:]
            return both if len(both) == 2 else ()
        if self.named and _THAT_AREA.search(before):
            return self.named[-1:]
        bare = grade.start - start <= 1 or len(clues.sentence.text) - (grade.end - grade.start) <= NAME_LINE
        if self.topic and (bare or _THEY.match(clues.folded, start)):
            return self.topic
        if len(self.tail) == 1 and _THAT.match(clues.folded, start):
            return self.tail
        return self.areas if _CHANGED.match(clues.folded, start) else ()

    def remember(self, clues: Clues, grades: list[Grade]) -> None:
        """Keep what a sentence read leaves for the next one."""
        areas = clues.of("areas")
        self.named = tuple(dict.fromkeys(term.value for term in areas))
        if grades:
            if self.told_at != clues.sentence.index:
                self.grade, self.told_in = grades[-1].name, clues.sentence.paragraph
            self._open_list(clues, grades)
            self.listed = self.topic = self.tail = ()
        else:
            asks = clues.sentence.text.endswith("?")
            heads = (one.value for one in areas if one.start - clues.sentence.start <= NAME_LINE)
            last = areas[-1] if areas else None
            self.tail = (last.value,) if last and clues.sentence.end - last.end <= 1 else ()
            self.listed, self.topic = self.named, self.named if asks else tuple(heads)
        self.foreign = self._is_foreign(clues)
        self._turn_to_service(clues)

    def _open_list(self, clues: Clues, grades: list[Grade]) -> None:
        text = clues.sentence.text.rstrip("*_ ")
        areas = clues.of("areas")
        none = not areas or (text.endswith(":") and all(one.value == OVERALL for one in areas))
        if len(grades) == 1 and not grades[0].same and none:
            bare = len(text) <= grades[0].end - grades[0].start + 2
            headline = text.endswith(clues.text[grades[0].start : grades[0].end]) and bool(clues.of("nobody"))
            self.list_grade = grades[0] if text.endswith(":") or bare or headline else None
        elif not grades[0].same:
            self.list_grade = None

    def _turn_to_service(self, clues: Clues) -> None:
        """Turn to another service where it is graded or heads the story, and back where children's are inspected."""
        terms, heads = clues.terms, clues.sentence.paragraph == TITLE
        graded = heads or "grades" in terms or "same" in terms
        inspected = graded or "inspections" in terms
        for term in clues.of("services", "own") if inspected else ():
            if term.kind == "services" and graded:
                self.service, self.turned_in = cast(Service, term.value), clues.sentence.paragraph
            elif term.kind == "own" and "child" in clues.folded[term.start : term.end]:
                self.service = CHILDREN
        if graded and not self.is_settled:
            self.main_service = self.service
            self.is_settled = "grades" in terms or "services" in terms

    def _is_foreign(self, clues: Clues) -> bool:
        """Whether the story is now with a school, a home or the like: until it names the council's services alone."""
        if not self.foreign and "foreign" not in clues.terms:
            return False
        graded, start = "grades" in clues.terms or "same" in clues.terms, clues.sentence.start
        subjects = [
            one
            for one in clues.of("own", "foreign", "areas")
            if one.kind != "foreign" or graded or one.start - start <= _SUBJECT_WITHIN
            if not (self.foreign and clues.folded[one.start : one.end] in _also_a_providers())
        ]
        if not subjects or subjects[0].kind == "foreign" or not self.foreign:
            return (bool(subjects) and subjects[0].kind == "foreign") or self.foreign
        return bool(clues.of("foreign")) or bool(_PRONOUN.match(clues.folded, clues.sentence.start))
