"""The heading of a story and the lines between it and the story's text, where writer and date often stand."""

from lxml import etree

from transforms.page_blocks import tidy
from transforms.page_furniture import LONGEST, LONGEST_HEAD
from transforms.page_metadata import PageMetadata
from transforms.page_noise import plain
from transforms.page_tree import CHROME, STORY, Element


def main_heading(root: Element, metadata: PageMetadata) -> Element | None:
    """Choose among a page's <h1>: the one that its <title> repeats, else the first that is not the site's name."""
    headings = [(tidy(each.text_content()), each) for each in root.iter("h1")]
    named = [(text, each) for text, each in headings if text and text != metadata.site]
    told = plain(metadata.heading or "")
    repeated = [(text, each) for text, each in named if plain(text) in told or (told and told in plain(text))]
    repeated.sort(key=lambda pair: len(pair[0]), reverse=True)
    return next((each for _, each in (*repeated, *named)), None)


def lines_below(heading: Element, root: Element) -> list[str]:
    """Read the short lines between the heading and the part that was marked as the story, chrome left out."""
    lines: list[str] = []
    below = False
    left = [root]
    while left and len(lines) < LONGEST_HEAD:
        element = left.pop()
        if element is heading:
            below = True
        elif below and element.get(STORY) is not None:
            return lines
        elif element.get(CHROME) is None:
            if below and (element.text or "").strip():
                lines.append(tidy(element.text_content()))
            else:
                left.extend(reversed(list(element.iterchildren(etree.Element))))
    return [line for line in lines if 0 < len(line) <= LONGEST]
