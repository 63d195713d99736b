"""What was undertaken and is now reported done: a deed in the past, what it was done to, and who did it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from transforms.extract.commitment_grounds import Grounds
from transforms.extract.delivery_deeds import FILE, Deed, clause_start, find_deeds, sentences_with_deeds, split_subject
from transforms.extract.delivery_things import category_of_deed, has_thing, is_of_children, sum_of
from transforms.extract.document import Document, Sentence
from transforms.extract.roles import side_of
from transforms.extract.speech import read_speech
from transforms.extract.trace import because, dropped, taken
from transforms.extract.worded import Worded
from transforms.extract.wording import plain, within
from transforms.facts import Delivery, Evidence

RULE = "commitments.reported_done"
_PERFECT, _PAST = 0.75, 0.65
"""Confidence in "has set up", which tells news, and in "set up", which may tell the past."""
_OLD = timedelta(days=550)
"""What was done longer ago is background, not news of a promise kept."""
_LONGEST_SENTENCE, _NEAR = 900, 45
_OWN_PAGES = ("council", "committee")

_worded = partial(Worded, FILE, flags=re.IGNORECASE)
_DOER = _worded(r"(?<![\w'-]){doers}$")
_NO_DOER = _worded(r"(?<![\w'-]){no_doers}$")
_WE = _worded(r"(?<![\w'-]){first_person}$")
_STAND_IN = _worded(r"(?<![\w'-]){stand_ins}$")
_COUNCIL = _worded(r"\b{councils}\b")
_BY = _worded(r"\s+by\s+(?!{no_agents}\b|\d)")
_SUBORDINATE = _worded(r"\b{subordinate}\s*$")
_UNLESS = _worded(r"\b{unless}\b")
_JOINED = _worded(r"(?:{joins})?")
_OPENED_BY = _worded(r"\W*(?:[\w'-]+\s){0,3}?(?:[\w'-]+,\s)?(?:[\w'-]+\s){0,4}?{doers}\s")
_SINCE = _worded(r"\b{since}\s+$")


def find_deliveries(document: Document) -> list[Delivery]:
    """All that the body of an article reports done of what councils undertake, in order of the text."""
    reader = _Reader(document)
    sentences = sentences_with_deeds(plain(document.text), document.sentences)
    found: dict[tuple[object, ...], Delivery] = {}
    for row in (row for sentence in sentences for row in reader.deliveries(sentence)):
        found.setdefault((row.authority, row.category, row.amount_gbp, row.evidence.start), row)
    return list(found.values())


class _Reader:
    """One article with what is needed to judge its deeds."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = plain(document.text)
        self._grounds = Grounds(document, self._text)

    def deliveries(self, sentence: Sentence) -> Iterator[Delivery]:
        """What one sentence of the body reports done."""
        if sentence.paragraph < 0 or len(sentence.text) > _LONGEST_SENTENCE:
            return
        last: Deed | None = None
        for deed in find_deeds(self._text, sentence):
            is_new = last is None or deed.verb.at >= last.verb.end
            if is_new and has_thing(self._text, deed) and self._is_delivered(deed, sentence, last):
                row = self._row(deed, sentence)
                if row:
                    last = deed
                    yield taken(row, deed.place)

    def _is_delivered(self, deed: Deed, sentence: Sentence, last: Deed | None) -> bool:
        """Whether a deed was done by who undertakes it, in earnest, and not long ago; `last` is the deed before it."""
        has_doer = deed.on_subject or self._is_joined(deed, sentence, last) or self._has_doer(deed, sentence)
        reason = self._denial(deed, sentence) if has_doer else "delivery.subject"
        if reason:
            dropped(reason, deed.place)
        return not reason

    def _is_joined(self, deed: Deed, sentence: Sentence, last: Deed | None) -> bool:
        """Whether a verb has the doer of the one before or of the sentence: "has hired staff and opened a home"."""
        at = deed.verb.start
        before = clause_start(self._text, max(sentence.start, at - _NEAR), at)
        if before == sentence.start or not _JOINED.fullmatch(self._text[before:at].strip()):
            return False
        has_doer = last is not None and not last.on_subject
        return has_doer or _OPENED_BY.match(self._text, sentence.start, at) is not None

    def _has_doer(self, deed: Deed, sentence: Sentence) -> bool:
        """Whether the subject is a council, its trust, an office-holder of it, or stands for them."""
        words = self._text[slice(*deed.subject)].strip(" \"'\n")
        if _NO_DOER.search(words):
            return False
        if _WE.search(words):
            return self._is_own_voice(deed.verb.at)
        if _STAND_IN.search(words):
            return self._names_council(sentence, deed.subject[0])
        return self._is_council(words) or self._is_named(deed)

    def _is_council(self, words: str) -> bool:
        """Whether a subject is a body or an office of a council: not "the chief executive of the charity"."""
        noun, rest = split_subject(words)
        is_ours = not rest or is_of_children(rest) or _COUNCIL.search(rest)
        return bool(is_ours) and _DOER.search(noun) is not None

    def _is_named(self, deed: Deed) -> bool:
        """Whether the subject ends in an authority or somebody who holds an office of it, by name."""
        start, stop = deed.subject
        people = within(read_speech(self._document).people, start, stop)
        ends = [one.end for one in within(self._document.mentions, start, stop)]
        ends += [one.end for one in people if side_of(one.role) == "authority"]
        return any(end <= stop and not self._text[end:stop].strip(" ,\"'") for end in ends)

    def _is_own_voice(self, pos: int) -> bool:
        """Whether "we" at a place is the council."""
        speaker, spoken, _ = self._grounds.speaker(pos)
        if speaker is None:
            return self._document.source_kind in _OWN_PAGES
        return spoken and speaker.side == "authority"

    def _names_council(self, sentence: Sentence, pos: int) -> bool:
        """Whether a council is named before a place, in its sentence or the one before: "it" may stand for it."""
        start = self._document.sentences[max(0, sentence.index - 1)].start
        return bool(_COUNCIL.search(self._text, start, pos) or within(self._document.mentions, start, pos))

    def _denial(self, deed: Deed, sentence: Sentence) -> str | None:
        """Why the words around a deed make it none that is reported done, or None."""
        text, verb = self._text, deed.verb
        if text.endswith("?", 0, sentence.end) or _UNLESS.search(text, sentence.start, sentence.end):
            return "delivery.denied"
        if _SUBORDINATE.search(text, sentence.start, deed.subject[0]):
            return "delivery.subordinate"
        agent = _BY.match(text, verb.end, deed.end) if verb.passive else None
        if agent and not _COUNCIL.search(text, agent.end(), min(deed.end, agent.end() + _NEAR)):
            return "delivery.agent"
        if self._is_old(deed, sentence):
            return "delivery.long_ago"
        speaker, _, _ = self._grounds.speaker(verb.at)
        is_others = speaker is not None and speaker.side not in ("authority", None)
        return "delivery.others" if is_others else None

    def _is_old(self, deed: Deed, sentence: Sentence) -> bool:
        """Whether the dates around a deed, those of an aside left out, are long gone."""
        published, set_off = self._document.published, range(deed.subject[1], deed.verb.start)
        dates = (one for one in self._document.dates_in(sentence) if one.start not in set_off)
        told = [one.last for one in dates if not _SINCE.search(self._text, sentence.start, one.start)]
        return published is not None and bool(told) and max(told) < published - _OLD

    def _row(self, deed: Deed, sentence: Sentence) -> Delivery | None:
        authority, category = self._authority(deed), category_of_deed(self._text, deed)
        if authority is None or category == "general_pledge":
            dropped("delivery.no_authority" if authority is None else "delivery.no_category", deed.place)
            return None
        confidence = _PERFECT if deed.verb.perfect else _PAST
        evidence = Evidence(sentence.start, sentence.end, RULE, confidence)
        return Delivery(authority, category, sum_of(self._text, deed), evidence)

    def _authority(self, deed: Deed) -> str | None:
        """The authority that did it: the subject of the verb, the only one of the story, or that spoken of."""
        subjects = self._document.subjects
        named = [one.authority for one in within(self._document.mentions, *deed.subject)]
        if named:
            own = next((one for one in named if one in subjects or not subjects), None)
            return because(own, "delivery.authority.subject", deed.place)
        if len(subjects) == 1:
            return because(subjects[0], "delivery.authority.only_subject", deed.place)
        found = self._document.authority_of(deed.verb.start)
        return because(found, "delivery.authority.in_mind", deed.place) if found in subjects else None
