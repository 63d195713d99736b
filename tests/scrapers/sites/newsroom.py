"""A newsroom on loopback: items that come, change, move and go, shown as one kind of site shows them."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import escape
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from scrapers.source import Source
from tests.scrapers.web import Reply, Site, make_source

NEWEST = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TODAY = NEWEST.date()
AWKWARD = "Children\u2019s services & \u201ccaf\u00e9\u201d inspection"


@dataclass(frozen=True)
class Item:
    """A piece of news; `slug` is what its address is made of."""

    number: int
    title: str
    published: datetime
    updated: datetime | None = None

    @property
    def slug(self) -> str:
        """Name in its address."""
        return f"item-{self.number}"

    @property
    def paragraphs(self) -> list[str]:
        """What it says."""
        return [f"The council said on Monday that number {self.number} is done. It thanked all who helped with it."] * 3


@dataclass
class Newsroom(Site, ABC):
    """A site of one kind with 25 items, a day apart, newest first; the titles of some are awkward.

    A subclass says what stands at each path; ETags, redirects of a path or of all below it (`moved`), pages taken away
    (`gone`) and what everything answers (`trouble`) are made here.
    """

    reader: ClassVar[str]
    sends_validators: ClassVar[bool] = True
    has_pages: ClassVar[bool] = True
    """Whether older items stand on further pages."""
    tells_updates: ClassVar[bool] = False
    """Whether the listing says that an item has changed."""
    charset: ClassVar[str] = "utf-8"

    items: list[Item] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    trouble: Reply | None = None

    def __post_init__(self) -> None:
        for number in range(1, 26):
            self.publish(f"{AWKWARD} {number}" if number % 5 == 0 else f"News {number}", hours=24 * (number - 25))

    def publish(self, title: str, *, hours: int) -> Item:
        """Add an item of so many hours after NEWEST."""
        item = Item(len(self.items) + 1, title, NEWEST + timedelta(hours=hours))
        self.items.insert(0, item)
        return item

    def update(self, item: Item, *, hours: int) -> Item:
        """Change an item so many hours after NEWEST."""
        changed = replace(item, updated=NEWEST + timedelta(hours=hours))
        self.items[self.items.index(item)] = changed
        return changed

    @abstractmethod
    def source(self, **changes: Any) -> Source:
        """Return what the register says of the site."""

    @abstractmethod
    def address_of(self, item: Item) -> str:
        """Return the address that an item is known by."""

    @abstractmethod
    def page(self, path: str, query: dict[str, str]) -> str | bytes | Reply | None:
        """Return what stands at a path, None for nothing."""

    def make_source(self, path: str, **changes: Any) -> Source:
        """Return a source of this reader at a path of the site."""
        usual = {"reader": self.reader, "home": f"{self.url}/", "days_back": 60}
        return make_source(self.url + path, **usual | changes)

    def item_at(self, path: str) -> Item | None:
        """Return the item whose slug the path ends in."""
        name = path.rstrip("/").rpartition("/")[2]
        return next((item for item in self.items if item.slug == name), None)

    def answer(self, path: str) -> Reply:
        """Return the reply for a path with its query."""
        if path in self.routes:
            return super().answer(path)
        if self.trouble and path != "/robots.txt":
            return self.trouble
        bare = urlsplit(path).path
        for old, new in self.moved.items():
            if bare.startswith(old):
                return Reply(status=301, headers={"Location": path.replace(old, new, 1)})
        if bare in self.gone:
            return Reply(b"gone", 410)
        content = self.page(bare, dict(parse_qsl(urlsplit(path).query, keep_blank_values=True)))
        if content is None:
            return Reply(b"nothing here", 404)
        return content if isinstance(content, Reply) else self._reply(content)

    def _reply(self, content: str | bytes) -> Reply:
        body = content.encode(self.charset) if isinstance(content, str) else content
        validators = {"ETag": f'"{sha256(body).hexdigest()[:16]}"'} if self.sends_validators else {}
        return Reply(body, headers={"Content-Type": self.content_type(body), **validators})

    def content_type(self, body: bytes) -> str:
        """Return the type that the site gives a body."""
        return f"text/html; charset={self.charset}"

    def article(self, item: Item) -> str:
        """Return a plain page of an item, for kinds whose reader looks at listings only."""
        told = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in item.paragraphs)
        return (
            f'<html><head><meta charset="{self.charset}"><title>{escape(item.title)}</title></head><body>'
            f"<main><h1>{escape(item.title)}</h1>{told}</main></body></html>"
        )


def slice_of(items: list[Item], page: int, per_page: int) -> list[Item]:
    """Return the items on a page, counted from 1."""
    return items[(page - 1) * per_page : page * per_page]
