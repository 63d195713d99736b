"""A WordPress newsroom on loopback that a workshop watches, with pages of our own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from ruamel.yaml import YAML

from flows.memory.layout import addresses
from flows.workshop import Workshop
from scrapers.budget import UNLIMITED, Allowance
from scrapers.fetch import Fetcher, FetchSettings
from scrapers.source import Source
from tests.scrapers.sites.newsroom import Item
from tests.scrapers.sites.wordpress import WordPress

PROSE = (
    "Works on the new path along the river were finished a week before they had to be, said those who led them.",
    "Walkers and cyclists can use it from Saturday, and a map of the whole route is to be had at the library.",
)
RATED = "Children\u2019s services rated inadequate"


@dataclass
class Newsdesk(WordPress):
    """Twenty-five items, of which the titles of every fifth speak of children's services; `told` by their slug."""

    told: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def source(self, **changes: Any) -> Source:
        return super().source(**{"id": "newsdesk", "source_kind": "local_press", "licence": "copyright"} | changes)

    def article(self, item: Item) -> str:
        paragraphs = self.told.get(item.slug, PROSE)
        told = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
        return (
            f"<html><head><title>{escape(item.title)}</title></head><body><main><article>"
            f"<h1>{escape(item.title)}</h1>{told}</article></main></body></html>"
        )

    def _post(self, item: Item) -> dict[str, object]:
        return super()._post(item) | {"class_list": ["category-news"]}

    @property
    def relevant(self) -> list[str]:
        """Paths of the items that speak of children's services, newest first."""
        return [f"/{item.slug}/" for item in self.items if "services" in item.title]

    def size_of_listing(self) -> int:
        """Return how many bytes the listing had that was asked for last, and forget what was asked for."""
        path = next(path for path in reversed(self.paths()) if "wp-json" in path)
        self.asked.clear()
        return len(self.answer(path).body)

    def asked_for(self) -> list[str]:
        """Return the paths of the pages asked for, listings left out, and forget them."""
        paths = [path for path in self.paths() if "wp-json" not in path]
        self.asked.clear()
        return paths


def watching(workshop: Workshop, *sources: Source) -> Workshop:
    """Return the workshop with these sources for a register, and with loopback open to it."""
    settings = workshop.settings.model_copy(update={"allow_private_addresses": True})
    return replace(workshop, register=sources, settings=settings)


def written_register(folder: Path, *sources: Source) -> Path:
    """Write a register of these sources into the folder; return its file."""
    file = folder / "register.yaml"
    entries: list[dict[str, Any]] = [one.model_dump(exclude_defaults=True, mode="json") for one in sources]
    YAML().dump({"sources": entries}, file)
    return file


@contextmanager
def fetching(allowance: Allowance = UNLIMITED) -> Iterator[Fetcher]:
    """A fetcher for one run that does not wait for its own sake."""
    with Fetcher(FetchSettings(allow_private=True, delay_seconds=0, allowance=allowance, retries=0)) as fetcher:
        yield fetcher


def states(workshop: Workshop) -> dict[str, tuple[str, str | None]]:
    """State and reason of every address that is remembered, by its path."""
    with workshop.memory.connect() as connection:
        rows = connection.execute(sa.select(addresses))
        return {f"/{row.url.partition('://')[2].partition('/')[2]}": (row.state, row.reason) for row in rows}
