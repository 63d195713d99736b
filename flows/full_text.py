"""Whose articles are published with their text, and whose with title, address and evidence alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import polars as pl

from flows.settings import Extent
from scrapers.source import Source
from transforms.ids import stable_id

OPEN_LICENCE = "ogl"


@dataclass(frozen=True, slots=True)
class FullText:
    """The sources whose texts are published; None for all, also those that the register no longer has."""

    sources: frozenset[str] | None

    @classmethod
    def of(cls, extent: Extent, register: Iterable[Source]) -> Self:
        """Return whose texts the setting lets through."""
        if extent == "all":
            return cls(None)
        is_open = extent == OPEN_LICENCE
        return cls(frozenset(source.id for source in register if is_open and source.licence == OPEN_LICENCE))

    @property
    def key(self) -> str:
        """What differs where a text may be published that was not, or the other way round."""
        return "all" if self.sources is None else stable_id(*sorted(self.sources))

    def shown(self, articles: pl.DataFrame) -> pl.DataFrame:
        """Return rows of the table articles as they are published."""
        if self.sources is None:
            return articles
        may_be_shown = pl.col("source_id").is_in(sorted(self.sources))
        return articles.with_columns(pl.when(may_be_shown).then("text").alias("text"))
