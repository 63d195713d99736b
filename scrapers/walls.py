"""Walls: pages that come in the place of what was asked for, by the signs in walls.yaml.

A protection's page has a sign of its own and is short. Any other wall is known by its title or headings, never by words
in its text, and only where next to no text stands below them: real pages write of cookies and of things not found, too.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any, Literal

from bs4 import BeautifulSoup
from ruamel.yaml import YAML

DATA = Path(__file__).parent / "data" / "walls.yaml"
LONGEST_CHALLENGE = 64_000
# Titles and headings stand well within; what is parsed to count words is the whole page.
HEAD = 300_000
MOST_WORDS = 120
# A page for subscribers that shows a first paragraph is worth reading; one with a headline only is not.
MOST_WORDS_OF_A_PAYWALL = 40
FEW_LINKS = 10

TITLE = re.compile(rb"<title[^>]{0,300}>([^<]{0,1000})</title", re.I)
HEADING = re.compile(rb"<h1(?=[\s>])", re.I)
MOST_HEADINGS = 20
LONGEST_HEADING = 2_000
TAG = re.compile(r"<[^>]{0,1000}>")
PARTS = re.compile(r" [|–—»›·-] |::")
STATUS = r"(?:http )?(?:error )?\(?[45]\d\d(?:\.\d{1,2})?\)?(?: error)?"
AROUND = re.compile(
    rf"(?:{STATUS}[ :,.-]{{1,3}})?(?:(?:oops|whoops|sorry)[ ,.!-]{{1,3}})?(.*?)(?:[ :,.-]{{1,3}}{STATUS})?"
)
PAYWALL = re.compile(rb'"isAccessibleForFree"\s{0,9}:\s{0,9}"?false', re.I)
HTML = (b"<html", b"<!doctype html")
OTHER_ROOTS = (b"<rss", b"<feed", b"<rdf:rdf", b"<urlset", b"<sitemapindex")
FURNITURE = ("a", "nav", "header", "footer", "aside", "script", "style", "noscript", "template", "title")

Kind = Literal["gone", "trouble", "refusal", "login", "cookies", "script"]


@dataclass(frozen=True, slots=True)
class Protection:
    """What the own pages of a protection hold, of at most so many bytes."""

    owner: str
    most_bytes: int
    signs: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Wall:
    """A page that came in the place of another: of what kind, and the title or heading that says so."""

    kind: Kind
    sign: str


def protection_in(headers: Mapping[str, str], body: bytes) -> str | None:
    """Name the protection that answered in the site's stead, or None where the site itself did."""
    for name, value, owner in _headers():
        if headers.get(name, "").lower() == value:
            return owner
    if len(body) > LONGEST_CHALLENGE:
        return None
    low = body.lower()
    met = (each.owner for each in _protections() if len(low) <= each.most_bytes and any(s in low for s in each.signs))
    return next(met, None)


def wall_in(body: bytes) -> Wall | None:
    """Return the wall that an HTML page with status 200 is, or None where it is the page."""
    head = body[:HEAD]
    if not _is_html(head):
        return None
    wall = _by_heading(_title(head), list(_headings(head)))
    if wall and _words(body) <= MOST_WORDS:
        return wall
    if PAYWALL.search(head) and _words(body) <= MOST_WORDS_OF_A_PAYWALL:
        return Wall("login", "isAccessibleForFree: false")
    return None


def appearance(body: bytes) -> str:
    """Say in half a sentence what a page without the list that was expected looks like."""
    if not _is_html(body[:HEAD]):
        return "it is no HTML"
    links, words = len(BeautifulSoup(body, "lxml").select("a[href]")), _words(body)
    seems = "an error page or a wall" if links < FEW_LINKS and words <= MOST_WORDS else "a page that was rebuilt"
    return f"it has {links} links and {words} words under the title {_title(body[:HEAD])!r}, like {seems}"


def _is_html(head: bytes) -> bool:
    start = head[:3000].removeprefix(BOM_UTF8).lstrip().lower()
    is_html = start.startswith(b"<") and any(sign in start for sign in HTML)
    return is_html and not any(root in start for root in OTHER_ROOTS)


def _by_heading(title: str, headings: list[str]) -> Wall | None:
    for kind, phrases, whole in _walls():
        parts = [_plain(part) for part in PARTS.split(title.lower())]
        if _plain(title) in whole or not phrases.isdisjoint(parts):
            return Wall(kind, title)
        if headings and all(_plain(heading) in phrases | whole for heading in headings):
            return Wall(kind, headings[0])
    return None


def _title(head: bytes) -> str:
    found = TITLE.search(head)
    return _text(found[1]) if found else ""


def _headings(head: bytes) -> Iterator[str]:
    for begun in HEADING.split(head, MOST_HEADINGS)[1:]:
        heading = begun[:LONGEST_HEADING].partition(b">")[2].partition(b"</h")[0]
        if text := _text(heading):
            yield text


def _text(markup: bytes) -> str:
    # An apostrophe of windows-1252 is illegible here, and the only sign above ASCII that the phrases have.
    text = unescape(TAG.sub(" ", markup.decode("utf-8", errors="replace"))).replace("\N{REPLACEMENT CHARACTER}", "'")
    return " ".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())


def _plain(heading: str) -> str:
    low = heading.lower().strip(" .!?…:-")
    around = AROUND.fullmatch(low)
    return (around[1] if around else low).strip(" .!?…:-") or low


def _words(body: bytes) -> int:
    """Count the words that are neither links nor furniture."""
    tree = BeautifulSoup(body, "lxml")
    for tag in tree.find_all(FURNITURE):
        tag.extract()
    return len(tree.get_text(" ").split())


@cache
def _data() -> Any:
    return YAML(typ="safe").load(DATA)


@cache
def _protections() -> tuple[Protection, ...]:
    return tuple(
        Protection(each["owner"], each["most_bytes"], tuple(sign.encode() for sign in each["signs"]))
        for each in _data()["protections"]
    )


@cache
def _headers() -> tuple[tuple[str, str, str], ...]:
    return tuple((each["name"], each["value"], each["owner"]) for each in _data()["headers"])


@cache
def _walls() -> tuple[tuple[Kind, frozenset[str], frozenset[str]], ...]:
    return tuple((each["kind"], frozenset(each["phrases"]), frozenset(each["whole"])) for each in _data()["walls"])
