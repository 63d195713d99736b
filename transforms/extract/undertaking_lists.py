"""Lists of undertakings: the line that opens one ("The council will:", "RESOLVED:") and the deed of each line in it."""

import re
from functools import cache, partial

from transforms.data import read_yaml
from transforms.extract.undertakings import Announcement, Cue, fits, says, verb_at, words_of
from transforms.extract.worded import Worded
from transforms.extract.wording import choice

ENDS_IN_COLON = re.compile(r":\s?[-\u2013\u2014]?\s*$")
_worded = partial(Worded, "commitment_clauses.yaml", flags=re.IGNORECASE)
_MARK = re.compile(r"\W*(?:\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[).]\s+)?", re.IGNORECASE)
_RESOLVED = _worded(r"(?:that )?{resolved_of} (?:[^\s.;:]+ ){1,14}?be (?:[a-z]{3,12}ly )?(?P<done>[a-z-]+)")
_OFFICER = _worded(r"(?:that )?(?:the |all )?{officers}(?: (?:of|for) [^.;:,]{3,60}?)? (?=(?-i:[a-z]))")
_RUNS_ON = re.compile(r"(?-i:[a-z])|that |.{0,300};(?: and)?$", re.IGNORECASE)
_FORMS = ("base", "ing")


@cache
def _things() -> re.Pattern[str]:
    return re.compile(rf"(?:{choice(read_yaml('commitments.yaml')['list_things'])})(?!\w)", re.IGNORECASE)


def opens_list(line: str) -> bool:
    """Whether a line such as "The council has agreed to:" opens a list of undertakings."""
    small = line.lower()
    return says("list_resolves", small) or (says("list_opens", small) and not says("list_opens_not", small))


def is_list_line(line: str) -> bool:
    """Whether a paragraph reads as a line of a list: behind a mark or a number, in small letters, or as a deed."""
    return bool(_RUNS_ON.match(line) or _text_from(line)) or list_item(line) is not None


def list_item(line: str) -> Announcement | None:
    """The deed of a line in a list of undertakings: "- Recruiting ten social workers", "That a report be brought"."""
    start = _text_from(line)
    if says("list_items_not", line.lower()):
        return None
    for form in _FORMS:
        if fits(line, verb_at(line, start), form):
            return _announcement(start, form)
    if _things().match(line, start):
        return _announcement(start, None)
    resolved = _RESOLVED.match(line, start)
    if resolved and resolved["done"].lower() not in words_of("only_taken_note_of"):
        return _announcement(start, None)
    officer = _OFFICER.match(line, start)
    return _announcement(start, "base") if officer and fits(line, verb_at(line, officer.end()), "base") else None


def _announcement(start: int, form: str | None) -> Announcement:
    cue = Cue("list_item", "none", form, 0.7, reported=False, needs=False)
    return Announcement(start, start + 1, cue, "", negated=False, known_verb=True)


def _text_from(line: str) -> int:
    """Where the words of a line begin, behind its mark or number."""
    mark = _MARK.match(line)
    return mark.end() if mark else 0
