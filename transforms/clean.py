"""A page to an article: title, byline, dates and the paragraphs of the story, without chrome."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import soupsieve
from bs4 import BeautifulSoup, Tag
from lxml import etree

from transforms.article import Article
from transforms.errors import UnreadableDocument
from transforms.page_blocks import block_lines, join_rows, tidy
from transforms.page_dates import DateOrder, find_day
from transforms.page_furniture import take_furniture
from transforms.page_heading import lines_below, main_heading
from transforms.page_metadata import read_metadata
from transforms.page_noise import drop_noise
from transforms.page_tree import CHROME, STORY, Element, mark_parts, parse_page


@dataclass(frozen=True, slots=True)
class CleaningRules:
    """What is known of a site: CSS selectors of the parts of its article page, None where the general rule will do.

    `noise` are selectors of what to drop, `noise_lines` patterns of whole lines to drop beside those of noise.yaml.
    """

    title: str | None = None
    byline: str | None = None
    published: str | None = None
    body: str | None = None
    noise: tuple[str, ...] = ()
    noise_lines: tuple[str, ...] = ()
    date_order: DateOrder = "dmy"

    def __post_init__(self) -> None:
        """Raise ValueError for a selector or pattern that does not hold."""
        for selector in self.selectors():
            try:
                soupsieve.compile(selector)
            except soupsieve.SelectorSyntaxError as error:
                raise ValueError(f"{selector!r} is no CSS selector: {str(error).splitlines()[0]}") from error
        for pattern in self.noise_lines:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from error

    def selectors(self) -> tuple[str, ...]:
        """All selectors given."""
        return tuple(filter(None, (self.title, self.byline, self.published, self.body, *self.noise)))


GENERAL_RULES = CleaningRules()


def clean_html(html: str, rules: CleaningRules = GENERAL_RULES) -> Article:
    """Read the article out of a page; raise UnreadableDocument where there is no text in it.

    What the rules' selectors find goes first, then JSON-LD, meta tags, <time>, then the lines around the story.
    """
    root = parse_page(html)
    metadata = read_metadata(root)
    heading = main_heading(root, metadata)
    soup = _soup(root, rules)
    title = _selected_text(soup, rules.title) or _text(heading) or metadata.heading
    byline = _selected_text(soup, rules.byline)
    published = find_day(_selected_text(soup, rules.published) or "", rules.date_order)
    lines = _story_lines(soup, rules)
    if not title and lines:
        title, *lines = lines
    lines, shown = take_furniture(drop_noise(lines, title or "", rules.noise_lines), rules.date_order)
    lines = [line for line in lines if line not in (byline, metadata.site)]
    _, above = take_furniture(lines_below(heading, root) if heading is not None else [], rules.date_order)
    if not title or not lines:
        raise UnreadableDocument("The page shows no text of an article: look at it in a browser, or give selectors.")
    return Article(
        title=title,
        paragraphs=tuple(lines),
        byline=_writer(byline or shown.byline or above.byline) or metadata.author,
        published=published or metadata.published or shown.published or above.published,
        modified=metadata.modified or shown.modified or above.modified,
        address=metadata.address,
    )


def _soup(root: Element, rules: CleaningRules) -> BeautifulSoup:
    """Hand the whole page to BeautifulSoup where selectors are to be tried on it, else the story's part alone."""
    mark_parts(root)
    part = root if rules.selectors() else root.find(f".//*[@{STORY}]")
    source = etree.tostring(part if part is not None else root, encoding="unicode", method="html", with_tail=False)
    return BeautifulSoup(source, "lxml")


def _selected_text(soup: BeautifulSoup, selector: str | None) -> str | None:
    found = soup.select_one(selector) if selector else None
    return tidy(found.get_text(" ")) or None if found else None


def _text(element: Element | None) -> str | None:
    return tidy(element.text_content()) or None if element is not None else None


def _story_lines(soup: BeautifulSoup, rules: CleaningRules) -> list[str]:
    parts = _outermost(soup.select(rules.body)) if rules.body else []
    parts = parts or soup.select(f"[{STORY}]") or [soup]
    for part in parts:
        for chrome in part.select(", ".join((f"[{CHROME}]", *rules.noise))):
            chrome.extract()
        join_rows(part)
    return block_lines(parts)


def _outermost(tags: Iterable[Tag]) -> list[Tag]:
    """Leave out what stands within another of the tags, so that no text is read twice."""
    ordered = list(tags)
    chosen = set(map(id, ordered))
    return [tag for tag in ordered if chosen.isdisjoint(map(id, tag.parents))]


def _writer(byline: str | None) -> str | None:
    return re.sub(r"^(?:words |written |posted )?by:? ", "", byline, flags=re.IGNORECASE) if byline else None
