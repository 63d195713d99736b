"""An article read once: sentences, authorities named, subjects, and which authority a place is about."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from transforms.article import Article
from transforms.extract.dates import DateMention, find_dates
from transforms.extract.focus import Focus, find_lines, find_sections
from transforms.extract.mentions import AuthorityMention, find_mentions, fold
from transforms.extract.providers import is_providers
from transforms.extract.sentences import Sentence, split_article
from transforms.extract.subjects import find_subjects
from transforms.extract.trace import dropped
from transforms.extract.zones import keep_story
from transforms.facts import SourceKind

__all__ = ["AuthorityMention", "Document", "Sentence", "read_document"]


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """What all finders of facts share; equal only to itself, so that what is read from it can be remembered.

    `sentences` and `mentions` are those of the story: links, adverts and comments around it are left out.
    `folded` is the text in small letters with plain quotes, every character at its place.
    `published` is the day that the page shows, else the one given by the caller.
    `of_provider` tells a story of a school, a hospital or the like, which is about no authority.
    """

    article: Article
    text: str
    folded: str
    published: date | None
    source_kind: SourceKind
    sentences: tuple[Sentence, ...]
    mentions: tuple[AuthorityMention, ...]
    subjects: tuple[str, ...]
    dates: tuple[DateMention, ...]
    focus: Focus
    of_provider: bool
    sentence_starts: tuple[int, ...]
    mention_starts: tuple[int, ...]
    date_starts: tuple[int, ...]

    def sentence_at(self, pos: int) -> Sentence:
        """The sentence that holds the character at `pos`, or the last one before it."""
        return self.sentences[max(0, bisect_right(self.sentence_starts, pos) - 1)]

    def mentions_in(self, sentence: Sentence) -> tuple[AuthorityMention, ...]:
        """The authorities named in a sentence."""
        starts = self.mention_starts
        return self.mentions[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]

    def dates_in(self, sentence: Sentence) -> tuple[DateMention, ...]:
        """The dates that a sentence holds."""
        starts = self.date_starts
        return self.dates[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]

    def authority_of(self, start: int, end: int | None = None) -> str | None:
        """The authority that a statement at `start` to `end` is about, or None if the text does not say."""
        sentence = self.sentence_at(start)
        return self.focus.at(start, start if end is None else end, sentence)


def _within(sentences: tuple[Sentence, ...], mentions: tuple[AuthorityMention, ...]) -> Iterator[AuthorityMention]:
    starts = [one.start for one in sentences]
    for mention in mentions:
        place = bisect_right(starts, mention.start) - 1
        if place >= 0 and mention.end <= sentences[place].end:
            yield mention


def read_document(
    article: Article,
    *,
    source_kind: SourceKind = "other",
    published: date | None = None,
    home_authority: str | None = None,
) -> Document:
    """Read an article; `published` is used where the page shows no date, `home_authority` is the site's own council."""
    text = article.text
    folded = fold(text)
    day = article.published or published
    story = enumerate(keep_story(split_article(article)))
    kept = tuple(one if one.index == index else replace(one, index=index) for index, one in story)
    mentions = tuple(_within(kept, find_mentions(text, folded, day)))
    sections = find_sections(kept, mentions)
    headings = find_lines(folded, kept, mentions).union(name for _, name in sections)
    providers = not home_authority and is_providers(folded, kept, mentions)
    if providers:
        dropped("subject.of_provider", kept[0])
    subjects = () if providers else find_subjects(folded, kept, mentions, home_authority, headings, day)
    focus = Focus(kept, mentions, subjects, home_authority, sections)
    dates = tuple(find_dates(text, day))
    starts = (tuple(one.start for one in listed) for listed in (kept, mentions, dates))
    return Document(article, text, folded, day, source_kind, kept, mentions, subjects, dates, focus, providers, *starts)
