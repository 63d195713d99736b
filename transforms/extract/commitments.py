"""What an authority, its trust or the government undertakes to do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from transforms.extract.attributions import Speaker
from transforms.extract.commitment_categories import category_of
from transforms.extract.commitment_deadlines import Deadlines
from transforms.extract.commitment_grounds import Grounds
from transforms.extract.commitment_joints import clause_start, is_apart, is_tied, severed
from transforms.extract.document import Document, Sentence
from transforms.extract.money import find_amounts
from transforms.extract.sentences import sentences_within
from transforms.extract.trace import Span, because, dropped, taken
from transforms.extract.undertaking_lists import ENDS_IN_COLON, is_list_line, list_item, opens_list
from transforms.extract.undertaking_sums import money_set
from transforms.extract.undertakings import Announcement, find_announcements
from transforms.extract.worded import Worded
from transforms.extract.wording import plain, within
from transforms.facts import Category, Commitment, Evidence

_LONGEST_SENTENCE = 900
_GENERAL: Category = "general_pledge"
_FILE = "commitment_clauses.yaml"
_worded = partial(Worded, _FILE, flags=re.IGNORECASE)
_COUNT = _worded(r"(?<![\w£,.-])(?:\d{1,3}|{numbers}) {more} [a-z]")
_PRONOUN = _worded(r"\b{pronouns}$")
_FOR_IT = _worded(r"\bfor {the_same}\W*$")
_WORD = re.compile(r"[A-Za-z]{3}")
_NUMBER = re.compile(r"\b\d{1,3}\b")
_AND = re.compile(r"\band\b")
_SECOND_SUM = _worded(r"\band (?=(?:{to_a_sum} )?(?:{another_sum} )?£)")


@dataclass(frozen=True, slots=True)
class _Undertaking:
    """One undertaking, in the clause at `text[start:end]`."""

    start: int
    end: int
    sentence: Sentence
    announcement: Announcement
    speaker: Speaker | None

    @property
    def place(self) -> Span:
        """Where its cue stands."""
        return self.sentence.start + self.announcement.start, self.sentence.start + self.announcement.end


def find_commitments(document: Document) -> list[Commitment]:
    """All undertakings in the body of an article, one row each, in order of the text."""
    reader = _Reader(document)
    sentences = [part for sentence in document.sentences for part in sentences_within(sentence)]
    rows = [row for sentence in sentences for one in reader.undertakings(sentence) for row in reader.rows(one)]
    return _without_repeats(rows)


def _without_repeats(rows: list[Commitment]) -> list[Commitment]:
    """A sum promised twice is one promise: the row that somebody stands for is kept, else the first."""
    best: dict[tuple[str, int], Commitment] = {}
    for row in sorted(rows, key=lambda row: row.by is None):
        if row.amount_gbp is not None:
            best.setdefault((row.authority, row.amount_gbp), row)
    return [row for row in rows if row.amount_gbp is None or _is_best(row, best[row.authority, row.amount_gbp])]


def _is_best(row: Commitment, best: Commitment) -> bool:
    return row is best or because(False, "commitment.same_sum", row.evidence, best.evidence)


class _Reader:
    """One article with what is needed to judge its sentences."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = plain(document.text)
        self._list_from: int | None = None
        self._grounds = Grounds(document, self._text)
        self._deadlines = Deadlines(document, self._text)

    def undertakings(self, sentence: Sentence) -> list[_Undertaking]:
        """The undertakings of one sentence; headlines only announce what the story then says."""
        if sentence.paragraph < 0 or len(sentence.text) > _LONGEST_SENTENCE:
            return []
        if sentence.text.startswith(self._document.article.title):
            return []
        raw = self._text[sentence.start : sentence.end]
        kept: list[_Undertaking] = []
        for one in self._announcements(raw, sentence):
            self._weigh(kept, raw, sentence, one)
        if not kept and (money := money_set(raw)):
            self._weigh(kept, raw, sentence, money)
        return kept

    def _weigh(self, kept: list[_Undertaking], raw: str, sentence: Sentence, one: Announcement) -> None:
        """Add what a cue announces to the undertakings of the sentence if it stands behind them and is one."""
        is_free = not kept or one.start >= kept[-1].announcement.end
        if is_free and self._grounds.is_undertaken(raw, sentence.start, one):
            self._keep(kept, raw, sentence, one)

    def _keep(self, kept: list[_Undertaking], raw: str, sentence: Sentence, one: Announcement) -> None:
        """Add an undertaking to those of the sentence unless it is part of the last of them or tells too little."""
        place = sentence.start + one.start, sentence.start + one.end
        if one.cue.joined and not kept:
            return
        if kept and (_FOR_IT.search(raw) or not self._is_another(raw, kept[-1], one)):
            dropped("commitment.same_undertaking", place, kept[-1].place)
            return
        opens = clause_start(raw, kept[-1].announcement.end, one) if kept else 0
        start = place[0] if one.cue.joined else sentence.start + opens
        if one.cue.needs and not self._has_more(start, sentence.end, place[0]):
            dropped("commitment.needs_more", place)
            return
        kept[-1:] = [replace(last, end=min(last.end, start)) for last in kept[-1:]]
        end = max(place[1], sentence.start + severed(raw, one.end))
        kept.append(_Undertaking(start, end, sentence, one, self._speaker(place)))

    def _speaker(self, place: Span) -> Speaker | None:
        speaker, is_direct, _ = self._grounds.speaker(place[0])
        if speaker and speaker.person:
            manner = "commitment.person.says" if is_direct else "commitment.person.reports"
            because(None, manner, place, speaker.person)
        return speaker

    def _is_another(self, raw: str, last: _Undertaking, one: Announcement) -> bool:
        """Whether a second cue undertakes something else: in a clause of its own, or of another kind behind "and"."""
        if not one.cue.joined and is_apart(raw, last.announcement, one):
            return True
        if not _AND.search(raw, last.announcement.end, one.start + 4) or is_tied(raw, last.announcement, one):
            return False
        place = last.sentence.start + one.start
        if not (self._has_more(place, last.sentence.end, place) or _NUMBER.search(raw, one.end)):
            return False
        joined = category_of(self._text[place : last.sentence.end])
        return joined not in (_GENERAL, self._category(last, last.start, place))

    def _announcements(self, raw: str, sentence: Sentence) -> list[Announcement]:
        """The deed of a line in a list that was opened as one of undertakings; elsewhere the cues of a sentence."""
        if ENDS_IN_COLON.search(raw):
            self._list_from = sentence.paragraph if opens_list(raw) else None
            return []
        item = list_item(raw) if self._in_list(raw, sentence) else None
        return [item] if item else find_announcements(self._text, sentence.start, sentence.end)

    def _in_list(self, raw: str, sentence: Sentence) -> bool:
        """Whether a sentence opens a line of the list, which runs on as long as every paragraph is one."""
        if self._list_from is None or sentence.paragraph == self._list_from or not _WORD.search(raw):
            return False
        runs = sentence.paragraph == self._list_from + 1 and is_list_line(raw)
        self._list_from = sentence.paragraph if runs else None
        return runs

    def _category(self, one: _Undertaking, start: int | None = None, end: int | None = None) -> Category:
        if one.announcement.cue.general:
            return _GENERAL
        start, end = one.start if start is None else start, one.end if end is None else end
        cue = (max(0, one.place[0] - start), max(0, one.place[1] - start))
        return category_of(self._text[start:end], cue, passive=one.announcement.cue.who == "done")

    def rows(self, one: _Undertaking) -> Iterator[Commitment]:
        """The row of an undertaking; two for two sums in two terms ("£3m next year and £2m the year after")."""
        authority = self._authority(one)
        if not authority:
            dropped("commitment.no_authority", one.place)
        second = _SECOND_SUM.search(self._text, one.announcement.end + one.sentence.start, one.end)
        if second and not find_amounts(self._text[one.start : second.start()]):
            second = None
        parts = [(one.start, second.start()), (second.start(), one.end)] if second else [(one.start, one.end)]
        for start, end in parts if authority else ():
            if one.announcement.cue.needs and not self._has_more(start, end, one.place[0]):
                dropped("commitment.needs_more", one.place)
                continue
            amounts = find_amounts(self._text[start:end])
            deadline = self._deadlines.told(start, end, one.place[0])
            row = Commitment(
                authority=authority or "",
                by=one.speaker.person.name if one.speaker and one.speaker.person else None,
                speaker_role=one.speaker.role if one.speaker else None,
                category=self._category(one, start, end),
                amount_gbp=amounts[0].pounds if amounts else None,
                deadline=deadline,
                evidence=self._evidence(one),
            )
            yield taken(row, one.place)

    def _has_more(self, start: int, end: int, cue: int) -> bool:
        """Whether a clause tells a sum, a date to come or a number of new posts: what weak words do not do without."""
        told = find_amounts(self._text[start:end]) or _COUNT.search(self._text, start, end)
        return bool(told) or self._deadlines.told(start, end, cue) is not None

    def _evidence(self, one: _Undertaking) -> Evidence:
        cue = one.announcement.cue
        named = one.speaker is not None and one.speaker.person is not None
        because(cue.confidence, "commitment.confidence.cue", one.place)
        told = (0.05, "commitment.confidence.named") if named else (-0.05, "commitment.confidence.nameless")
        confidence = round(cue.confidence + because(*told, one.place), 2)
        return Evidence(one.sentence.start, one.sentence.end, f"commitments.{cue.name}", confidence)

    def _authority(self, one: _Undertaking) -> str | None:
        """The authority of the story that undertakes it: the only one, the speaker's, that spoken of, the last named.

        None where the subject is an authority that the story is not about.
        """
        subjects = self._document.subjects
        begins = "" if _PRONOUN.search(one.announcement.subject) else one.announcement.subject
        before = [mention for mention in self._document.mentions_in(one.sentence) if mention.start < one.place[0]]
        named = [mention.authority for mention in before if self._text[mention.start : mention.end] in begins]
        if named and subjects and not set(named) & set(subjects):
            return None
        if len(subjects) == 1:
            return because(subjects[0], "commitment.authority.only_subject", one.place)
        person = one.speaker.person if one.speaker else None
        if person and person.authority in subjects and not set(named) & set(subjects):
            return because(person.authority, "commitment.authority.speakers", one.place, person)
        found = self._document.authority_of(one.sentence.start)
        if found and (found in subjects or not subjects):
            return because(found, "commitment.authority.in_mind", one.place)
        if person and person.authority and (person.authority in subjects or not subjects):
            return because(person.authority, "commitment.authority.speakers", one.place, person)
        return because(self._last_named(one.sentence.start), "commitment.authority.last_named", one.place)

    def _last_named(self, pos: int) -> str | None:
        """The subject of the story that is named last before a place; where it has none, the last authority named."""
        subjects, earlier = self._document.subjects, within(self._document.mentions, 0, pos)
        return next((one.authority for one in reversed(earlier) if one.authority in subjects or not subjects), None)
