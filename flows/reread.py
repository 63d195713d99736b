"""Reread: a kept page read by the rules of today, beside what stands of its article."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any

import orjson
import polars as pl
import sqlalchemy as sa

from flows.memory.crawl import KeptPage
from flows.memory.facts import ArticleVersion
from flows.memory.layout import metadata
from flows.memory.reading import read_standing
from flows.page_before import page_before, says_otherwise
from flows.read import Reading, article_id_of, as_version, read_facts, read_text
from flows.store import StoreError
from flows.workshop import Workshop
from transforms.errors import TransformError
from transforms.schema import Table
from transforms.tables import ARTICLES, FACT_TABLES, REJECTS

# What a version is told apart by, not what it says.
NOT_COMPARED = frozenset(
    {
        "version",
        "rules",
        "edited",
        "known_from",
        "known_to",
        "recorded_at",
        "story_id",
        "fetched_at",
        "page_hash",
        "status",
        # Of rejects, which are told apart by all that they say.
        "reject_id",
        "row",
        "message",
        "run_id",
        "rejected_at",
    }
)
_COMPARED = {table.name: table for table in (ARTICLES, *FACT_TABLES, REJECTS)}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """The rows of one table that are added, gone or altered."""

    added: tuple[Row, ...] = ()
    gone: tuple[Row, ...] = ()
    altered: tuple[Row, ...] = ()

    def __add__(self, other: "Told") -> "Told":
        return Told(self.added + other.added, self.gone + other.gone, self.altered + other.altered)

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.altered)


@dataclass(frozen=True, slots=True)
class Reread:
    """What a page says today where it differs from what stands, or why it cannot be read."""

    page: KeptPage
    new: ArticleVersion | None = None
    differences: Mapping[str, Told] = field(default_factory=dict)
    failure: tuple[str, str] | None = None


def reread(workshop: Workshop, pages: Iterable[KeptPage]) -> Iterator[Reread]:
    """Yield what each page comes to by the rules of today, and how that differs from what stands."""
    listed = list(pages)
    standing = _standing(workshop.memory, [article_id_of(page.url) for page in listed])
    for page in listed:
        try:
            yield _compared(workshop, page, standing)
        except StoreError:
            raise
        except (TransformError, OSError) as error:
            stands = any(row["url"] == page.url for row in standing[ARTICLES.name].values())
            failure = (getattr(error, "reason", "unreadable_document"), f"{page.url}: {error}")
            yield Reread(page, failure=failure if stands else None)
        except Exception as error:  # one page must never stop the others, whatever is in it
            message = f"{page.url}: {type(error).__name__}: {error}; please report this page"
            yield Reread(page, failure=("defect", message))


def _standing(memory: sa.Engine, article_ids: list[str]) -> dict[str, dict[Any, Row]]:
    """What stands of these articles, by table and by what names a row in any version of its article."""
    found: dict[str, dict[Any, Row]] = {}
    for table in _COMPARED.values():
        frame = read_standing(memory, table, metadata.tables[table.name].c.article_id.in_(article_ids))
        found[table.name] = _by_name(table, frame)
    return found


def _by_name(table: Table, frame: pl.DataFrame) -> dict[Any, Row]:
    name = _rejected if table is REJECTS else itemgetter(table.key[0])
    return {name(row): row for row in frame.iter_rows(named=True)}


def _rejected(row: Row) -> tuple[str, ...]:
    """What was rejected and by which rule; the id is another one in each version of the article."""
    content = {name: value for name, value in orjson.loads(row["row"]).items() if name not in NOT_COMPARED}
    return row["article_id"], row["table"], row["rule"], repr(sorted(content.items()))


def _compared(workshop: Workshop, page: KeptPage, standing: Mapping[str, Mapping[Any, Row]]) -> Reread:
    before = standing[ARTICLES.name].get(article_id_of(page.url))
    version = before["version"] + 1 if before else 1
    read = _read(workshop, page, before)
    new = _as_learned(as_version(read, version, edited=False, run_id=workshop.run_id, now=workshop.clock()), standing)
    differences = dict(_differences(new, before, standing))
    return Reread(page, new, differences) if differences else Reread(page)


def _read(workshop: Workshop, page: KeptPage, stands: Row | None) -> Reading:
    """Read the page, or the one that its article stands as read from where it says nothing else: as extraction does."""
    source = workshop.source(page.source_id)
    article = read_text(workshop.pages.get(page.page_hash), page, source)
    if stands and stands["page_hash"] != page.page_hash:
        before = page_before(workshop, page, stands["page_hash"], source)
        if before and not says_otherwise(article, page, *before):
            article, page = before
    return read_facts(article, page, source)


def _as_learned(new: ArticleVersion, standing: Mapping[str, Mapping[Any, Row]]) -> ArticleVersion:
    """A fact that stands already was learned when it was first read."""
    return replace(new, facts={name: _with_moments(name, frame, standing[name]) for name, frame in new.facts.items()})


def _with_moments(name: str, frame: pl.DataFrame, known: Mapping[Any, Row]) -> pl.DataFrame:
    if frame.is_empty():
        return frame
    moments = [
        known[fact_id]["recorded_at"] if fact_id in known else moment
        for fact_id, moment in frame.select(_COMPARED[name].key[0], "recorded_at").rows()
    ]
    return frame.with_columns(pl.Series("recorded_at", moments, frame.schema["recorded_at"]))


def _differences(
    new: ArticleVersion, before: Row | None, standing: Mapping[str, Mapping[Any, Row]]
) -> Iterator[tuple[str, Told]]:
    article_id = new.row["article_id"]
    frames = {ARTICLES.name: ARTICLES.frame([new.row]), **new.facts, REJECTS.name: new.rejects}
    for name, frame in frames.items():
        after = _by_name(_COMPARED[name], frame)
        known = {key: row for key, row in standing[name].items() if row["article_id"] == article_id}
        told = Told(
            tuple(row for key, row in after.items() if key not in known),
            tuple(row for key, row in known.items() if key not in after),
            tuple(row for key, row in after.items() if key in known and _differs(row, known[key])),
        )
        if told:
            yield name, told


def _differs(row: Row, before: Row) -> bool:
    return any(value != before[name] for name, value in row.items() if name not in NOT_COMPARED)
