"""Whether a thing is there because it is merely named: "the council's notice", "the DfE's commissioner"."""

import re
from functools import partial
from typing import Literal

from transforms.extract.document import Document
from transforms.extract.intervention_people import person_in_post
from transforms.extract.intervention_scene import INDEFINITE, around
from transforms.extract.intervention_words import Thing, cues
from transforms.extract.sentences import Sentence
from transforms.extract.worded import Worded

_worded = partial(Worded, "intervention_clauses.yaml")
_DEFINITE = _worded(r"(?:(?<!\w){definite})\s(?:(?!{between}\s)[\w-]{1,20}\s){0,2}$")
_OPENS = _worded(r"{definite}\s")
_OPENS_NEW = _worded(r"{indefinite}\s")
_POST_AT = _worded(r"\b(?:{posts_at}\b[^.;]{0,70}|{addressed_as}\s\w{2,20},\s{elsewhere_at}\s)$")
_ASIDE = re.compile(r",[^,.;]{3,70},")
_REACH, _POST_REACH = 60, 90
Naming = Literal["in post", "beside government", "known", "new"]


def naming_of(document: Document, sentence: Sentence, thing: Thing, start: int, end: int) -> Naming | None:
    """How the naming of a thing shows that it is there (or planned), or None where it does not."""
    named = thing.in_post.finditer(document.folded, *around(sentence, start, end)) if thing.in_post else ()
    is_there = any(match.start() <= start and end <= match.end() for match in named)
    if is_there or (thing.steps[-1].named_is_enough and person_in_post(document, sentence, start, end)):
        return "in post"
    needs = thing.weak_needs if thing.weak_needs_reach_back and thing.weak_needs else cues().government
    if thing.near_government_is_enough and needs.search(document.folded, *around(sentence, start, end)):
        return "beside government"
    if _is_definite(document, sentence, start) or _is_own_trust(document, sentence, start):
        is_any = thing.again and thing.mention_needs and thing.again.fullmatch(document.folded, start, end)
        is_known = "known" in thing.mention_is_enough and not (is_any or _is_employer(document, sentence, thing, start))
        return "known" if is_known else None
    return "new" if thing.mention_is_enough and _is_new(document, sentence, thing, start, end) else None


def _is_new(document: Document, sentence: Sentence, thing: Thing, start: int, end: int) -> bool:
    """Whether "a notice" is one that has come or is to come, and not just any."""
    begin = max(sentence.start, start - _REACH)
    if _is_told_of(document, sentence, thing, start, end):
        if "new" in thing.mention_is_enough:
            return True
        if "planned" in thing.mention_is_enough:
            return is_to_come_behind(document, sentence, end)
    is_after = cues().proposed_after.match(document.folded, end, sentence.end)
    is_planned = is_after or cues().proposed.search(document.folded, begin, start)
    return bool(is_planned) and "planned" not in thing.mention_is_enough


def is_to_come_behind(document: Document, sentence: Sentence, end: int) -> bool:
    """Whether the words behind a thing, an aside left out, say that it will be."""
    aside = _ASIDE.match(document.folded, end, sentence.end)
    return bool(cues().to_come_after.match(document.folded, aside.end() if aside else end, sentence.end))


def _is_told_of(document: Document, sentence: Sentence, thing: Thing, start: int, end: int) -> bool:
    if thing.weak and thing.weak.fullmatch(document.folded, start, end):
        return False
    if thing.mention_needs and not thing.mention_needs.search(document.folded, *around(sentence, start, end)):
        return False
    begin = max(sentence.start, start - _REACH)
    return bool(_OPENS_NEW.match(document.folded, start) or INDEFINITE.search(document.folded, begin, start))


def _is_employer(document: Document, sentence: Sentence, thing: Thing, start: int) -> bool:
    """Whether a trust is named only as where somebody works."""
    begin = max(sentence.start, start - _POST_REACH)
    return thing.name == "trust" and bool(_POST_AT.search(document.folded, begin, start))


def _is_own_trust(document: Document, sentence: Sentence, start: int) -> bool:
    """Whether a trust is called by its own name, not by initials, in a story about its council."""
    own = (one for one in document.mentions_in(sentence) if one.trust and one.start == start)
    return any(" " in one.form and one.authority in document.subjects for one in own)


def _is_definite(document: Document, sentence: Sentence, start: int) -> bool:
    """Whether "the", "its" or the like stands before the thing, or opens its name."""
    if _OPENS.match(document.folded, start):
        return True
    begin = max(sentence.start, start - _REACH)
    return not _OPENS_NEW.match(document.folded, start) and bool(_DEFINITE.search(document.folded, begin, start))
