"""What a page says of itself in its head: JSON-LD, meta tags, title."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from transforms.page_blocks import tidy
from transforms.page_dates import find_day
from transforms.page_tree import Element

_ARTICLE_TYPES = frozenset(
    ("NewsArticle", "ReportageNewsArticle", "Article", "BlogPosting", "LiveBlogPosting", "WebPage")
)
_PUBLISHED = ("article:published_time", "datepublished", "dc.date.issued", "dcterms.issued", "parsely-pub-date")
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified")
_AUTHOR = ("author", "article:author", "parsely-author")
_WRAPPING = re.compile(r"^\s*(?://\s*)?<!\[CDATA\[|(?://\s*)?\]\]>\s*$|^\s*<!--|-->\s*$")
_SUFFIX = re.compile(r"\s+[|\-–—»:]{1,2}\s+(?=\S)")
# Deeper objects of JSON-LD are comments, images and organisations.
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """Facts of a page's head, None where it has none. `heading` is the title without the site's name."""

    heading: str | None
    site: str | None
    author: str | None
    published: date | None
    modified: date | None
    address: str | None = None


def read_metadata(root: Element) -> PageMetadata:
    """Read the head of a parsed page; JSON-LD goes before meta tags, those before <time>."""
    meta = _meta_tags(root)
    article = next(_articles(root), {})
    site = meta.get("og:site_name")
    return PageMetadata(
        heading=_heading(root, meta, site),
        site=site,
        author=_author(article.get("author")) or _person(_first(meta, _AUTHOR)),
        published=_day(article.get("datePublished")) or _day(_first(meta, _PUBLISHED)) or _time_tag(root),
        modified=_day(article.get("dateModified")) or _day(_first(meta, _MODIFIED)),
        address=_canonical(root) or meta.get("og:url"),
    )


def _canonical(root: Element) -> str | None:
    links = (link for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical")
    return next((link.get("href") for link in links if link.get("href")), None)


def _meta_tags(root: Element) -> dict[str, str]:
    tags: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        content = tidy(tag.get("content") or "")
        if name and content:
            tags.setdefault(name.lower(), content)
    return tags


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _heading(root: Element, meta: dict[str, str], site: str | None) -> str | None:
    """Take og:title or <title>, less a last piece that names the site."""
    title = meta.get("og:title") or tidy(root.findtext(".//title") or "")
    cuts = list(_SUFFIX.finditer(title))
    if not cuts:
        return title or None
    story, last = title[: cuts[-1].start()], title[cuts[-1].end() :]
    is_site = last == site or (len(last.split()) <= 6 and len(story.split()) >= 3 and len(last) < len(story))
    return story if is_site else title


def _articles(root: Element) -> Iterator[dict[str, Any]]:
    """Find the JSON-LD objects that describe an article; broken JSON counts as none, other places show the date."""
    for script in root.iterfind(".//script[@type='application/ld+json']"):
        try:
            data = json.loads(_WRAPPING.sub("", script.text or ""), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from (each for each in _objects(data) if _is_article(each))


def _objects(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for each in data:
            yield from _objects(each, depth + 1)
    elif isinstance(data, dict):
        yield data
        yield from _objects(data.get("@graph"), depth + 1)


def _is_article(data: dict[str, Any]) -> bool:
    kinds = data.get("@type")
    return not _ARTICLE_TYPES.isdisjoint(map(str, kinds if isinstance(kinds, list) else [kinds])) and (
        "datePublished" in data
    )


def _author(value: Any) -> str | None:
    people = value if isinstance(value, list) else [value]
    names = (each.get("name") if isinstance(each, dict) else each for each in people)
    persons = filter(None, (_person(name) for name in names if isinstance(name, str)))
    return ", ".join(dict.fromkeys(persons)) or None


def _person(name: str | None) -> str | None:
    """Keep an author who is somebody: no address of a profile, no account called "admin"."""
    plain = tidy(name or "")
    return (
        plain if plain and "/" not in plain and plain.lower() not in ("admin", "administrator", "webmaster") else None
    )


def _day(value: Any) -> date | None:
    return find_day(value) if isinstance(value, str) else None


def _time_tag(root: Element) -> date | None:
    """Take the first <time> that is marked as the publication, else the first in the story's own header."""
    times = root.xpath("//time[@datetime]")
    marked = [each for each in times if "publi" in f"{each.get('class')} {each.get('itemprop')}".lower()]
    in_story = [each for each in times if any(home.tag in ("article", "main") for home in each.iterancestors())]
    return next(filter(None, (_day(each.get("datetime")) for each in (*marked, *in_story))), None)
