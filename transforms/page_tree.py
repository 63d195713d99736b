"""A page as a tree: parsed within limits, without what is never text, and the part of it that tells the story."""

import re
from functools import cache
from typing import Any

from lxml import etree, html

from transforms.data import read_yaml
from transforms.errors import UnreadableDocument

# The largest real news page seen had 1.5 million characters and 20,000 tags; BeautifulSoup needs seconds beyond these.
LONGEST_PAGE = 10_000_000
MOST_TAGS = 200_000

Element = Any  # lxml has no type hints
CHROME, STORY = "data-chrome", "data-story"
_HOMES = frozenset(("html", "body", "main", "article"))


def parse_page(text: str) -> Element:
    """Parse a page however broken; raise UnreadableDocument if it is empty or beyond the limits."""
    if len(text) > LONGEST_PAGE:
        raise UnreadableDocument(
            f"The page has {len(text) / 1e6:.0f} million characters; more than {LONGEST_PAGE / 1e6:.0f} million are "
            "not read: give the address of the article itself."
        )
    if text.count("<") > MOST_TAGS:
        raise UnreadableDocument(
            f"The page has more than {MOST_TAGS:,} tags, so it is no article: give another address."
        )
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise UnreadableDocument("The page is empty: look at the address in a browser.") from error
    return root


def mark_parts(root: Element) -> None:
    """Mark chrome (noise.yaml) and the part that holds the story, and take out what is never text."""
    etree.strip_elements(root, *read_yaml("noise.yaml")["never_text"], with_tail=False)
    _mark_chrome(root)
    _story_part(root).set(STORY, "")


def _mark_chrome(root: Element) -> None:
    """Mark what looks like chrome, never what holds the page's title or most of its paragraphs."""
    sizes = _paragraph_sizes(root)
    titled = {home for title in root.iter("h1") for home in title.iterancestors()}
    left = [root]
    while left:
        element = left.pop()
        holds_story = element in titled or element.tag in _HOMES or sizes[element] * 2 > sizes[root]
        if not holds_story and _looks_like_chrome(element):
            element.set(CHROME, "")
        else:
            left.extend(element.iterchildren(etree.Element))


def _story_part(root: Element) -> Element:
    """Find the smallest sure home of the story: its <article>, else <main>, else the parent of most paragraph text."""
    body = root.find(".//body")
    whole = root if body is None else body
    sizes = _paragraph_sizes(whole)
    for path in (".//article", ".//main | .//*[@role='main']"):
        home = max(whole.xpath(path), key=sizes.__getitem__, default=None)
        if home is not None and sizes[home] * 2 > sizes[whole]:
            return home
    densest = max(whole.iter(etree.Element), key=lambda each: sum(sizes[p] for p in each.iterchildren("p")))
    return densest if sum(sizes[p] for p in densest.iterchildren("p")) * 2 > sizes[whole] else whole


def _paragraph_sizes(root: Element) -> dict[Element, int]:
    """Count the characters of paragraph text under each element, chrome left out, in one pass from the leaves up."""
    elements = list(root.iter(etree.Element))
    sizes = dict.fromkeys(elements, 0)
    for element in reversed(elements):
        if element.tag == "p":
            sizes[element] = len(element.text_content())
        if element.get(CHROME) is not None:
            sizes[element] = 0
        if element is not root:
            sizes[element.getparent()] += sizes[element]
    return sizes


def _looks_like_chrome(element: Element) -> bool:
    noise = read_yaml("noise.yaml")
    if element.tag in noise["tags"] or element.get("role") in noise["roles"] or element.get("hidden") is not None:
        return True
    if "display:none" in (element.get("style") or "").replace(" ", ""):
        return True
    tokens = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
    return any(_chrome_class().fullmatch(token) for token in tokens)


@cache
def _chrome_class() -> re.Pattern[str]:
    classes = read_yaml("noise.yaml")["classes"]
    words, suffixes = "|".join(classes["words"]), "|".join(classes["suffixes"])
    prefixes = r"(?!category-|tag-|post-)(?:[a-z]{1,20}[-_]{1,2}){0,2}"
    return re.compile(rf"{prefixes}(?:{words})(?:[-_]{{1,2}}(?:{suffixes})){{0,2}}")
