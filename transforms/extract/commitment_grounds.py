"""Whether what a cue announces is undertaken: by somebody who can, without an if, and not in a post of one's own."""

import re
from collections.abc import Sequence
from functools import cached_property, partial

from transforms.extract.attributions import Speaker
from transforms.extract.commitment_joints import AROUND, clause_end
from transforms.extract.document import Document
from transforms.extract.speech import Speech, read_speech
from transforms.extract.trace import Placed, because
from transforms.extract.undertakings import Announcement, can_undertake, says, words_for
from transforms.extract.worded import Worded, phrases
from transforms.extract.wording import lowered, within

_LED_BACK = 60
_PLEDGES = frozenset({"pledge", "assurance", "committed"})
"""Cues by which a promise is reported as one: they tell it wherever they stand."""
_REACH = 150
_BRIEF = 3
_FILE = "commitment_clauses.yaml"
_worded = partial(Worded, _FILE, flags=re.IGNORECASE)
_SUBORDINATE = _worded(r"\b{subordinate}\s*$")
_CONDITION = _worded(r"\W{0,4}{condition}\s")
_PARTY_LEADER = _worded(r"\b{parties} leader,? (?:{councillor} )?$")
_WOULD = _worded(r"\b{retold}\b")
_PRONOUN = _worded(r"\b{speak_for_themselves}(?: at [^,]{3,30})?$")
_OWN_SUBJECT = _worded(r"\S \S+ {speaking}$")


def _denial(raw: str, one: Announcement) -> str | None:
    """Why the words around a cue make it no undertaking, or None."""
    begin, small = max(0, one.start - len(one.subject) - 1), raw.lower()
    denied = one.negated or any(
        says(key, part)
        for key, part in (
            ("unless_subject", one.subject.lower()),
            ("unless", small[begin : clause_end(raw, one.end)]),
            ("unless_ahead", small[: one.start]),
            ("unless_before", small[: one.end + AROUND]),
        )
    )
    if denied:
        return "commitment.denied"
    if _CONDITION.match(raw):
        return "commitment.condition"
    is_subordinate = _SUBORDINATE.search(raw[:begin]) and not _OWN_SUBJECT.search(one.subject)
    return "commitment.subordinate" if is_subordinate else None


def _is_narrated(raw: str, one: Announcement) -> bool:
    """Whether a story retells a plan without saying whose words it has: "from April there would be a helpline"."""
    return bool(_WOULD.search(raw, one.start, one.end)) and not _PRONOUN.search(one.subject)


class Grounds:
    """One article with who says what in it; `text` has plain quotation marks."""

    def __init__(self, document: Document, text: str) -> None:
        self._document = document
        self._text = text

    @cached_property
    def _speech(self) -> Speech:
        """Who says what, read at the first undertaking."""
        return read_speech(self._document)

    @cached_property
    def _minutes(self) -> bool:
        """Whether the text reports what was said at a meeting."""
        committee = self._document.source_kind == "committee"
        return committee or says("minutes", lowered(self._text))

    def speaker(self, pos: int) -> tuple[Speaker | None, bool, bool]:
        """Who says the words at a place, whether in the first person, and whether the words are reported."""
        said = self._speech.at(pos)
        if said is not None:
            return said.speaker, said.direct, not said.direct
        return self._speech.author, self._speech.author is not None, self._minutes

    def is_undertaken(self, raw: str, offset: int, one: Announcement) -> bool:
        """Whether what a cue announces in the sentence `raw`, which starts at `offset`, will be done by who can."""
        place = offset + one.start, offset + one.end
        speaker, spoken, reported = self.speaker(place[0])
        if speaker is not None and speaker.side in ("inspectorate", "outside") and not self._leads(speaker):
            outsider = "commitment.inspectors" if speaker.side == "inspectorate" else "commitment.outsiders"
            return because(False, outsider, place)
        if not (spoken or reported or one.cue.name in _PLEDGES) and self._is_opening(place[0]):
            return because(False, "commitment.opening", place)
        if one.cue.reported and not reported and (spoken or not _is_narrated(raw, one)):
            return because(False, "commitment.not_reported", place)
        if reason := _denial(raw, one):
            return because(False, reason, place)
        if self._is_personal(one, offset):
            return because(False, "commitment.personal", place)
        named = self._is_named(place[0] - len(one.subject) - 3, place[0]) or self._is_holder(one, place[0])
        can = can_undertake(one, spoken=spoken, named=named, told=spoken or reported)
        return can or because(
            False, "commitment.subject", place, (max(offset, place[0] - len(one.subject) - 1), place[0])
        )

    def _is_opening(self, pos: int) -> bool:
        """Whether a place is in the first paragraph of a longer story, which only announces what is told below."""
        return self._document.sentence_at(pos).paragraph == 0 and len(self._document.article.paragraphs) > _BRIEF

    def _leads(self, speaker: Speaker) -> bool:
        """Whether "the Labour leader" leads the council: where no other leader of it is named."""
        if speaker.role != "opposition" or speaker.person is None:
            return False
        people = self._speech.people
        family = speaker.person.name.split()[-1]
        same = (one for one in people if one.name.split()[-1] == family)
        leads = any(_PARTY_LEADER.search(self._text, max(0, one.start - AROUND), one.start) for one in same)
        return leads and not any(one.role in ("council_leader", "mayor") for one in people)

    def _is_personal(self, one: Announcement, offset: int) -> bool:
        """Whether somebody will only do what the post asks: "Ann Other will start in May"."""
        is_person = any(self._is_subject(person, one, offset) for person in self._people(offset, one))
        subject = one.subject.lower()
        told = is_person or words_for("he_or_she").fullmatch(subject) or words_for("holders").fullmatch(subject)
        if not told:
            return False
        if subject != "i" and (one.cue.needs if one.cue.form is None else not one.known_verb):
            return True
        behind = lowered(self._text[offset + one.end : offset + one.end + AROUND]).lstrip()
        return bool(words_for("personal").match(behind))

    def _people(self, offset: int, one: Announcement) -> Sequence[Placed]:
        """Those who may be the subject of a cue: named just before it, or first of all if "and" leads back to them."""
        cue = offset + one.start
        leads_back = one.subject.lower() in phrases(_FILE, "bare") or one.subject.lower().endswith(" and")
        place = (offset, offset + _LED_BACK) if leads_back else (cue - _REACH, cue)
        names = [name for name in within(self._speech.names, *place) if name.title or len(name.parts) > 1]
        return [*within(self._speech.people, *place), *names]

    def _is_subject(self, person: Placed, one: Announcement, offset: int) -> bool:
        if person.start < offset + _LED_BACK and one.subject.lower().endswith("and"):
            return True
        said = self._text[person.start : person.end]
        return one.subject.endswith(said) or not self._text[person.end : offset + one.start].strip(" ,")

    def _is_holder(self, one: Announcement, cue: int) -> bool:
        """Whether the subject is an office-holder, with an aside perhaps: "Ann Other, the leader, has promised"."""
        near = within(self._speech.people, cue - _REACH, cue)
        return any(person.role and one.subject.endswith(self._text[person.start : person.end]) for person in near)

    def _is_named(self, start: int, end: int) -> bool:
        """Whether an authority or an office-holder is named last in the words before a cue."""
        mentions = [one.end for one in within(self._document.mentions, start, end)]
        people = [one.end for one in within(self._speech.people, start, end) if one.role]
        last = max((stop for stop in (*mentions, *people) if stop <= end), default=start)
        return last > start and not self._text[last:end].strip(" ,")
