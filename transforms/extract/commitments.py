"""What an authority, its trust or the government undertakes to do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Literal, cast

from transforms.data import read_yaml
from transforms.extract.dates import DateMention, find_dates, iso_deadline
from transforms.extract.document import Document, Sentence
from transforms.extract.money import find_amounts
from transforms.extract.posts import last_named
from transforms.extract.speech import Speaker, Speech, read_speech
from transforms.extract.undertakings import (
    Announcement,
    can_undertake,
    category_of,
    find_announcements,
    list_item,
    opens_list,
    words_for,
)
from transforms.extract.wording import expand, lowered, plain, within
from transforms.facts import Commitment, Evidence

_LONGEST_SENTENCE = 900
_AROUND = 60
_GENERAL = "general_pledge"
_BY = re.compile(r"\b(?:by|before|within|until|than|over|end of|from|start of)(?: the)?\s*$", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:since|last|past|previous|earmarked for|(?:agreed|approved|voted|decided|told|heard|said|announced)"
    r"(?: [a-z]+)?(?: on| in| at)?)(?: the)?\s*$",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(?<![\w£,.-])(?:\d{1,3}|two|three|four|five|six|ten|a dozen) (?:new |more |extra |additional |permanent )[a-z]",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(r"\b(?:when|until|once|if|unless|after|before)\s*$", re.IGNORECASE)
_CONDITION = re.compile(r"\W{0,4}(?:if|unless)\s", re.IGNORECASE)
_BARE = frozenset({"and", "also", "then", "who", "which", "that", "and also", "and then"})
_SECOND_SUM = re.compile(r"\band (?=(?:by |of |then )?(?:a further |another )?£)", re.IGNORECASE)
Category = Literal[
    "improvement_plan", "funding", "recruitment", "governance", "review", "service_change", "general_pledge"
]


@dataclass(frozen=True, slots=True)
class _Undertaking:
    """One undertaking, in the clause at `text[start:end]`."""

    start: int
    end: int
    sentence: Sentence
    announcement: Announcement
    speaker: Speaker | None


def find_commitments(document: Document) -> list[Commitment]:
    """All undertakings in the body of an article, one row each, in order of the text."""
    reader = _Reader(document)
    rows = [row for sentence in document.sentences for one in reader.undertakings(sentence) for row in reader.rows(one)]
    return _without_repeats(rows)


def _without_repeats(rows: list[Commitment]) -> list[Commitment]:
    """A sum promised twice is one promise: the row that somebody stands for is kept, else the first."""
    best: dict[tuple[str, int], Commitment] = {}
    for row in sorted(rows, key=lambda row: row.by is None):
        if row.amount_gbp is not None:
            best.setdefault((row.authority, row.amount_gbp), row)
    return [row for row in rows if row.amount_gbp is None or best[row.authority, row.amount_gbp] is row]


class _Reader:
    """One article with what is needed to judge its sentences."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = plain(document.text)
        self._speech: Speech = read_speech(document)
        self._list_from: int | None = None
        self._known_dates: list[DateMention] | None = None

    @cached_property
    def _minutes(self) -> bool:
        """Whether the text reports what was said at a meeting."""
        committee = self._document.source_kind == "committee"
        return committee or bool(words_for("minutes").search(lowered(self._text)))

    def undertakings(self, sentence: Sentence) -> list[_Undertaking]:
        """The undertakings of one sentence; headlines only announce what the story then says."""
        if sentence.paragraph < 0 or len(sentence.text) > _LONGEST_SENTENCE:
            return []
        if sentence.text.startswith(self._document.article.title):
            return []
        raw = self._text[sentence.start : sentence.end]
        kept: list[_Undertaking] = []
        for one in self._announcements(raw, sentence):
            if kept and one.start < kept[-1].announcement.end:
                continue
            if not self._is_undertaken(raw, sentence.start, one):
                continue
            if kept and not _is_apart(raw, kept[-1].announcement, one):
                continue
            start = sentence.start + (_clause_start(raw, kept[-1].announcement.end, one) if kept else 0)
            kept[-1:] = [replace(last, end=start) for last in kept[-1:]]
            speaker = self._speaker(sentence.start + one.start)[0]
            kept.append(_Undertaking(start, sentence.end, sentence, one, speaker))
        return self._without_echo(kept)

    def _announcements(self, raw: str, sentence: Sentence) -> list[Announcement]:
        """Cues of a sentence; without one, the deed of a line in a list that was opened as one of undertakings."""
        found = find_announcements(self._text, sentence.start, sentence.end)
        item = list_item(raw) if not found and self._in_list(sentence) else None
        if raw.rstrip().endswith(":"):
            self._list_from = sentence.paragraph if opens_list(raw) else None
            return []
        return [item] if item else found

    def _in_list(self, sentence: Sentence) -> bool:
        """Whether the list still runs: every line since its opening was an item, starting its paragraph."""
        runs = self._list_from is not None and sentence.paragraph == self._list_from + 1
        self._list_from = sentence.paragraph if runs and list_item(self._text[sentence.start : sentence.end]) else None
        return self._list_from is not None

    def _speaker(self, pos: int) -> tuple[Speaker | None, bool, bool]:
        """Who says the words at a place, whether in the first person, and whether the words are reported."""
        said = self._speech.at(pos)
        if said is not None:
            return said.speaker, said.direct, not said.direct
        return self._speech.author, self._speech.author is not None, self._minutes

    def _is_undertaken(self, raw: str, offset: int, one: Announcement) -> bool:
        speaker, spoken, reported = self._speaker(offset + one.start)
        if speaker is not None and speaker.side in ("inspectorate", "outside"):
            return False
        if one.cue.reported and not reported:
            return False
        clause = raw[one.start - len(one.subject) - 1 : one.end + _AROUND]
        if one.negated or words_for("unless").search(clause.lower()):
            return False
        if _CONDITION.match(raw):
            return False
        if _SUBORDINATE.search(raw[: max(0, one.start - len(one.subject) - 1)]):
            return False
        if words_for("unless_before").search(raw[: one.end + _AROUND].lower()):
            return False
        cue = offset + one.start
        return can_undertake(one, spoken=spoken, named=self._is_named(cue - len(one.subject) - 3, cue))

    def _is_named(self, start: int, end: int) -> bool:
        """Whether an authority or an office-holder is named last in the words before a cue."""
        mentions = [one.end for one in within(self._document.mentions, start, end)]
        people = [one.end for one in within(self._speech.people, start, end) if one.role]
        last = max((stop for stop in (*mentions, *people) if stop <= end), default=start)
        return last > start and not self._text[last:end].strip(" ,")

    def _without_echo(self, kept: list[_Undertaking]) -> list[_Undertaking]:
        """Of several general pledges in one sentence the later ones only repeat the first."""
        general = [one for one in kept if self._category(one) == _GENERAL]
        return [one for one in kept if one not in general[1:]]

    def _category(self, one: _Undertaking, start: int | None = None, end: int | None = None) -> str:
        start, end = one.start if start is None else start, one.end if end is None else end
        return category_of(self._text[start:end], max(0, one.sentence.start + one.announcement.start - start))

    def rows(self, one: _Undertaking) -> Iterator[Commitment]:
        """The row of an undertaking; two for two sums in two terms ("£3m next year and £2m the year after")."""
        authority = self._authority(one)
        second = _SECOND_SUM.search(self._text, one.announcement.end + one.sentence.start, one.end)
        parts = [(one.start, second.start()), (second.start(), one.end)] if second else [(one.start, one.end)]
        for start, end in parts if authority else ():
            amounts = find_amounts(self._text[start:end])
            deadline = self._deadline(start, end, one.sentence.start + one.announcement.start)
            if one.announcement.cue.needs and not (amounts or deadline or _COUNT.search(self._text, start, end)):
                continue
            yield Commitment(
                authority=authority or "",
                by=one.speaker.person.name if one.speaker and one.speaker.person else None,
                speaker_role=one.speaker.role if one.speaker else None,
                category=cast("Category", self._category(one, start, end)),
                amount_gbp=amounts[0].pounds if amounts else None,
                deadline=deadline,
                evidence=self._evidence(one),
            )

    def _evidence(self, one: _Undertaking) -> Evidence:
        cue = one.announcement.cue
        named = one.speaker is not None and one.speaker.person is not None
        confidence = round(cue.confidence + (0.05 if named else -0.05), 2)
        return Evidence(one.sentence.start, one.sentence.end, f"commitments.{cue.name}", confidence)

    def _authority(self, one: _Undertaking) -> str | None:
        """The authority named in the sentence, else the speaker's, the one the place is about, the last one found."""
        person = one.speaker.person if one.speaker else None
        if person and person.authority in self._document.subjects and not self._document.mentions_in(one.sentence):
            return person.authority
        found = self._document.authority_of(one.sentence.start) or (person.authority if person else None)
        return found or last_named(self._document, one.sentence.start)

    def _deadline(self, start: int, end: int, cue: int) -> str | None:
        """The date to come in a clause: one that is told as a limit first, then one behind the cue."""
        today = self._document.published
        coming = [
            mention
            for mention in within(self._dates(), start, end)
            if not (today and mention.last < today)
            and not _PAST.search(self._text, max(0, mention.start - 20), mention.start)
        ]
        ahead = [mention for mention in coming if mention.start >= cue]
        bound = [mention for mention in (*ahead, *coming) if self._is_bound(mention)]
        return iso_deadline((bound or ahead or coming)[0]) if coming else None

    def _dates(self) -> list[DateMention]:
        if self._known_dates is None:
            self._known_dates = find_dates(self._document.text, self._document.published, prefer="future")
        return self._known_dates

    def _is_bound(self, mention: DateMention) -> bool:
        return bool(_BY.search(self._text, max(0, mention.start - 20), mention.start))


@cache
def _joints(key: str) -> re.Pattern[str]:
    choices = "|".join(f"(?:{expand(phrase, {})})" for phrase in read_yaml("commitments.yaml")[key])
    return re.compile(rf"(?:{choices})(?!\w)", re.IGNORECASE)


def _is_apart(raw: str, before: Announcement, after: Announcement) -> bool:
    """Whether a second cue of a sentence begins an undertaking of its own."""
    if _joints("tied").search(raw, max(before.end, after.start - 30), after.start):
        return False
    own_subject = after.start - len(after.subject) > before.end and after.subject.lower() not in _BARE
    if after.subject and own_subject and " and " in raw[before.end : after.start]:
        return True
    return bool(_joints("apart").search(raw, before.end, after.start))


def _clause_start(raw: str, floor: int, one: Announcement) -> int:
    return max((joint.start() for joint in _joints("apart").finditer(raw, floor, one.start)), default=floor)
