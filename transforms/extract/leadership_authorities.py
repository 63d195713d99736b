"""The authority that a post belongs to, and so a coming or going."""

import re

from transforms.extract.by_the_way import is_aside
from transforms.extract.document import Document
from transforms.extract.posts import Post
from transforms.extract.trace import Placed, because
from transforms.extract.worded import Worded
from transforms.extract.wording import within

_ITS = Worded(
    "people_clauses.yaml", r"[^.,;]{0,3}'[^.,;]{0,9}|(?:\s{council})*\s{as_its}\s(?:[\w'-]+\s){0,3}", re.IGNORECASE
)
_RUNS_THEM = Worded("leadership.yaml", r"(?:\s(?:Council|council))?\s{runs_them}\b")
_CLOSED = tuple(".!?:;\"'\u2019\u201d)")
_AT = Worded("people_clauses.yaml", r"\s{at_authority}\s(?:the\s)?(?:London\sBorough\sof\s)?")


def authority_at(document: Document, text: str, post: Placed | None, pos: int, last: str | None = None) -> str | None:
    """The authority that a post belongs to: named in it, right behind it or before it, else the story's, or the last.

    Where the story is about several, the last one named in the paragraph counts, then that of the change told just
    before, which is `last`, then the headline's.
    """
    if post is not None:
        behind = _AT.match(text, post.end)
        for one in within(document.mentions, post.start - 80, post.end + 40):
            came_from = text.startswith("from ", one.start - 5)
            beside = one.end <= post.start and not came_from and bool(_ITS.fullmatch(text, one.end, post.start))
            if (
                beside
                or post.start <= one.start < post.end
                or one.start < post.end <= one.end + 9
                or (behind and one.start <= behind.end() <= one.end)
            ):
                return because(one.authority, "leadership.authority.of_post", (pos, pos), one)
    if _is_line_of_others(document, pos):
        return because(None, "leadership.no_authority", (pos, pos))
    if len(own := _whose_services(document)) == 1:
        return because(own[0], "leadership.authority.only_subject", (pos, pos))
    if not document.subjects and document.mentions and document.mentions[0].start > len(document.article.title):
        return because(None, "leadership.no_authority", (pos, pos))
    if headed := _heading(document, pos):
        return because(headed, "leadership.authority.in_mind", (pos, pos))
    generic = isinstance(post, Post) and post.generic
    if last and (generic or not _names_any(document, pos)):
        return because(last, "leadership.authority.in_mind", (pos, pos))
    if found := _named_near(document, pos) or document.authority_of(pos):
        return because(found, "leadership.authority.in_mind", (pos, pos))
    return because(last_named(document, pos), "leadership.authority.last_named", (pos, pos))


def _whose_services(document: Document) -> list[str]:
    """The authorities of a story, without one that the headline tells is to run the services of another."""
    return [one for one in document.subjects if one not in runners(document)] or list(document.subjects)


def runners(document: Document) -> set[str]:
    """The authorities that the headline tells are to run the services of another."""
    titled = within(document.mentions, 0, len(document.article.title))
    return {one.authority for one in titled if _RUNS_THEM.match(document.text, one.end)}


def _is_line_of_others(document: Document, pos: int) -> bool:
    """Whether a place is in a line, no sentence, that names none but other authorities: a link to another story."""
    sentence = document.sentence_at(pos)
    if sentence.text.rstrip()[-1:] in _CLOSED or len(document.subjects) != 1:
        return False
    named = {one.authority for one in within(document.mentions, sentence.start, sentence.end)}
    return bool(named) and document.subjects[0] not in named


def _heading(document: Document, pos: int) -> str | None:
    """The authority of the last heading before a place, where two or more paragraphs are but the name of one."""
    alone = [one for one in document.mentions if _is_alone(document, one)]
    return next((one.authority for one in reversed(alone) if one.start <= pos), None) if len(alone) > 1 else None


def _is_alone(document: Document, mention: Placed) -> bool:
    sentence = document.sentence_at(mention.start)
    return mention.end - mention.start >= len(sentence.text.strip(" :•-–—")) and sentence.paragraph >= 0


def _names_any(document: Document, pos: int) -> bool:
    """Whether an authority is named in the paragraph, or in a heading before it."""
    sentence = document.sentence_at(pos)
    first = next(one.start for one in document.sentences if one.paragraph == sentence.paragraph)
    named = within(document.mentions, first, sentence.end)
    return bool(document.focus.sections) or any(not is_aside(document.folded, one) for one in named)


def _named_near(document: Document, pos: int) -> str | None:
    """The authority of the part of a round-up, the last named in the paragraph, or the only one of the headline."""
    sentence = document.sentence_at(pos)
    first = next(one.start for one in document.sentences if one.paragraph == sentence.paragraph)
    near = [one for one in within(document.mentions, first, pos) if not is_aside(document.folded, one)]
    near = [one for one in near if one.start >= sentence.start or one.authority in document.subjects][-1:]
    section = [name for start, name in document.focus.sections if start <= pos][-1:]
    if section and not (near and near[0].start >= sentence.start):
        return section[0]
    title = {one.authority for one in within(document.mentions, 0, len(document.article.title))}
    if near or len(title) == 1:
        return near[0].authority if near else next(iter(title))
    earlier = [one for one in within(document.mentions, 0, pos) if one.authority in document.subjects]
    return next((one.authority for one in reversed(earlier) if not is_aside(document.folded, one)), None)


def last_named(document: Document, pos: int) -> str | None:
    """The authority named last before `pos`: who is meant where the text says no more."""
    earlier = within(document.mentions, 0, pos)
    return earlier[-1].authority if earlier else None
