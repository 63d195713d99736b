"""The press of a soak: newsrooms of our own and the example sites, whose items appear one by one and may be altered."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from urllib.parse import parse_qsl, unquote, urlsplit

from bench.soak_site import Answered, Host, serving
from bench.soak_stories import NEWSROOMS, Step
from examples.server import ExampleSites
from examples.site import Site, example_sites

FEED = "/feed.xml"
_ITEM = re.compile(r"<item>.*?</item>", re.DOTALL)
_LINK = re.compile(r"<link>(?:<!\[CDATA\[)?\s*(?:https?://[^/]+)?(/[^<\]\s]*)")


@dataclass(frozen=True, slots=True)
class Item:
    """A page of a newsroom and what the feed says of it."""

    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    updated: datetime


@dataclass
class Press:
    """All hosts with what they show at present; `stamps` are the moments of steps that were taken."""

    hosts: dict[str, Host] = field(default_factory=dict)
    items: dict[str, dict[str, Item]] = field(default_factory=dict)
    shown: set[tuple[str, str]] = field(default_factory=set)
    stamps: dict[Step, datetime] = field(default_factory=dict)
    examples: ExampleSites = field(default_factory=lambda: ExampleSites({}))

    def take(self, step: Step) -> None:
        """Take a step; one that was taken before has the moment that it had then."""
        now = self.stamps.setdefault(step, datetime.now(UTC).replace(microsecond=0))
        if step.site not in self.items:
            self.shown.add((step.site, step.path))
            return
        items = self.items[step.site]
        if step.title is None:
            items.pop(step.path)
            return
        before = items.get(step.path)
        items[step.path] = Item(step.title, step.paragraphs, before.published if before else now, now)

    def rewind(self) -> None:
        """Let nothing have been published yet."""
        self.shown.clear()
        for items in self.items.values():
            items.clear()

    def url(self, step: Step) -> str:
        """Where the page of a step is to be read."""
        return f"{self.hosts[step.site].origin}{step.path}"

    def answer_newsroom(self, name: str, path: str) -> Answered:
        """Answer with the feed or a page."""
        if path == FEED:
            return Answered(200, self._feed(name).encode(), "application/atom+xml; charset=utf-8")
        item = self.items[name].get(path)
        return Answered(200, _page(item).encode()) if item else Answered(404, b"There is no such page.", "text/plain")

    def _feed(self, name: str) -> str:
        origin = self.hosts[name].origin
        entries = "".join(
            f"<entry><id>{origin}{path}</id><title>{escape(item.title)}</title><link href='{origin}{path}'/>"
            f"<published>{item.published.isoformat()}</published><updated>{item.updated.isoformat()}</updated></entry>"
            for path, item in reversed(self.items[name].items())
        )
        return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>{name}</title><id>{origin}/</id>{entries}</feed>"

    def answer_example(self, site: Site, path: str) -> Answered:
        """Answer from the files of an example site, its listings without what is withheld still."""
        parts = urlsplit(path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        reply = self.examples.answer(site, unquote(parts.path), query)
        body = reply.body
        if reply.is_text and reply.status == 200:
            body = self._without_withheld(site.id, reply.body.decode(), reply.content_type).encode()
        return Answered(reply.status, body, reply.content_type)

    def _without_withheld(self, site: str, text: str, content_type: str) -> str:
        if "xml" in content_type:
            return _ITEM.sub(lambda item: item[0] if self._is_shown(site, item[0]) else "", text)
        if "json" in content_type and text.startswith("["):
            return json.dumps([post for post in json.loads(text) if (site, urlsplit(post["link"]).path) in self.shown])
        return text

    def _is_shown(self, site: str, item: str) -> bool:
        link = _LINK.search(item)
        return link is not None and (site, link[1]) in self.shown

    def register(self) -> str:
        """Return the register: the sources of the example sites, and the newsrooms, all to be read at every run."""
        text = self.examples.register()
        text = re.sub(r"every: \d+", "every: 1", text)
        return text + "".join(
            f"""
  - id: soak-{name}
    name: The {name.title()}
    reader: feed
    source_kind: local_press
    home: {self.hosts[name].origin}/
    address: {self.hosts[name].origin}{FEED}
    every: 1
    delay_seconds: 0
    least_items: 0
    state: working
"""
            for name in NEWSROOMS
        )


@contextmanager
def press() -> Iterator[Press]:
    """Serve all sites, empty at first, until the block ends."""
    made = Press()
    for name in NEWSROOMS:
        made.items[name] = {}
        made.hosts[name] = Host(name, lambda path, name=name: made.answer_newsroom(name, path))  # type: ignore[misc]
    for site in example_sites():
        made.hosts[site.id] = Host(site.id, lambda path, site=site: made.answer_example(site, path))  # type: ignore[misc]
    with serving(*made.hosts.values()):
        made.examples.origins.update({site.id: made.hosts[site.id].origin for site in example_sites()})
        yield made


def _page(item: Item) -> str:
    told = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in item.paragraphs)
    day = f"{item.published:%-d %B %Y}"
    return (
        f"<!doctype html><html lang='en-GB'><head><meta charset='utf-8'><title>{escape(item.title)}</title></head>"
        f"<body><main><article><h1>{escape(item.title)}</h1><p>{day}</p>{told}</article></main></body></html>"
    )


def example_items() -> list[Step]:
    """Return the items that the listings of the example sites announce one by one, in feeds and posts."""
    whole = ExampleSites({site.id: f"http://{site.id}" for site in example_sites()})
    found = []
    for site in example_sites():
        for path in ("/feed/", "/rss", "/wp-json/wp/v2/posts"):
            reply = whole.answer(site, path, {})
            text = reply.body.decode() if reply.status == 200 and reply.is_text else ""
            found += [Step(0, site.id, link) for link in dict.fromkeys(_links(text))]
    return list(dict.fromkeys(found))


def _links(text: str) -> Iterator[str]:
    if text.startswith("["):
        yield from (urlsplit(post["link"]).path for post in json.loads(text))
        return
    for item in _ITEM.findall(text):
        if link := _LINK.search(item):
            yield link[1]
