"""A page as discovering sees it: its tree, where it stands, and the systems that it shows signs of."""

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from scrapers.addresses import absolute
from scrapers.discover.errand import Told
from scrapers.discover.signs import System, signs
from scrapers.errors import UnreadableListing
from scrapers.html_tree import html_tree
from scrapers.page import Page
from scrapers.text import one_line

# Marks stand in the head and in the links; newsrooms of a megabyte are not read to their end for them.
MOST_MARKUP = 500_000
BEGINNING = 3_000
HTML = (b"<html", b"<!doctype html", b"<head", b"<body")
XML = (b"<rss", b"<feed", b"<rdf:rdf", b"<urlset", b"<sitemapindex")
# A generator names the system; marks in the page may be of a part taken over from elsewhere.
POINTS_OF_GENERATOR = 3
NOTHING_TOLD = Told()


@dataclass(frozen=True, slots=True)
class Look:
    """An HTML page that was opened: `systems` by the strength of their signs, `api` as a header names WordPress's."""

    url: str
    tree: BeautifulSoup
    systems: tuple[str, ...]
    api: str = ""

    @property
    def base(self) -> str:
        """What relative links of the page start from."""
        tag = self.tree.select_one("base[href]")
        return absolute(self.url, attribute(tag, "href")) or self.url

    def links(self) -> list[tuple[str, str]]:
        """Return address and text of every link of the body that leads to a web page."""
        found = ((absolute(self.base, attribute(tag, "href")), tag) for tag in self.tree.select("a[href]"))
        return [(url, one_line(tag.get_text(" "))) for url, tag in found if url]

    @property
    def site_name(self) -> str:
        """The name that the site gives itself, "" for none."""
        return attribute(self.tree.select_one('meta[property="og:site_name"]'), "content").strip()


def look_at(page: Page, told: Told = NOTHING_TOLD) -> Look | None:
    """Return an HTML page as discovering sees it, or None for any other document."""
    head = page.body[:BEGINNING].lower()
    if not any(sign in head for sign in HTML) or any(sign in head for sign in XML):
        return None
    try:
        tree = html_tree(page)
    except UnreadableListing:
        return None
    return Look(page.final_url, tree, tuple(systems_of(tree, page.body, told.generator)), told.api)


def systems_of(tree: BeautifulSoup, body: bytes, header: str = "") -> list[str]:
    """Return the systems that a page shows signs of, strongest first."""
    named = (attribute(tag, "content") for tag in tree.select('meta[name="generator" i]'))
    generator = " ".join((header, *named)).lower()
    markup = body[:MOST_MARKUP].decode("utf-8", errors="replace").lower()
    paths = [attribute(tag, "href") for tag in tree.select('a[href^="/"]')]
    points = {name: _points(system, generator, markup, paths) for name, system in signs().systems.items()}
    return sorted((name for name, won in points.items() if won), key=lambda name: -points[name])


def attribute(tag: Tag | None, name: str) -> str:
    """Return an attribute of an element, "" where either is missing."""
    value = tag.get(name) if tag else None
    return value if isinstance(value, str) else ""


def _points(system: System, generator: str, markup: str, paths: list[str]) -> int:
    named = any(word in generator for word in system.generator)
    marks = sum(mark in markup for mark in system.markup)
    linked = any(re.match(pattern, path) for pattern in system.links for path in paths)
    return POINTS_OF_GENERATOR * named + marks + linked
