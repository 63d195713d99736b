"""Facts of given pages, files or addresses, as the command `extract` prints them; nothing is stored."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flows.page_words import LONGEST_SUMMARY, one_line, shortened
from flows.read import read_article
from flows.settings import Settings
from flows.watch import open_fetcher
from scrapers.errors import ScrapeError
from transforms.article import Article
from transforms.clean import CleaningRules
from transforms.decode import decode
from transforms.errors import TransformError, UnreadableDocument
from transforms.extract import explain_facts, extract_facts
from transforms.extract.explanation import Considered
from transforms.facts import Facts, SourceKind
from transforms.page_origin import origin_of

CONTENT_TYPES = {".pdf": "application/pdf", ".txt": "text/plain"}
FACT_LISTS = ("ratings", "interventions", "peer_reviews", "leadership", "commitments", "deliveries")


class UnreadableInput(Exception):
    """A file or address given to the command cannot be read; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Read:
    """The facts of one file or address; `considered` is all that was considered for them, where that was asked for."""

    place: str
    article: Article
    published: date | None
    source_kind: SourceKind
    facts: Facts
    considered: tuple[Considered, ...] = ()


def read_facts(
    place: str, *, published: date | None, source_kind: SourceKind, settings: Settings, explain: bool = False
) -> Read:
    """Read a file or address and extract its facts; `published` counts where the page shows no date.

    Raises UnreadableInput.
    """
    try:
        body, content_type = _fetch(place, settings) if "://" in place else _read(Path(place))
        article = _article(body, content_type)
        day = article.published or published
        shown_kind = source_kind if source_kind != "other" else origin_of(article.address).source_kind
        if explain:
            found = explain_facts(article, source_kind=source_kind, published=day)
            return Read(place, article, day, shown_kind, found.facts, found.considered)
        return Read(place, article, day, shown_kind, extract_facts(article, source_kind=source_kind, published=day))
    except (ScrapeError, TransformError) as error:
        raise UnreadableInput(f"{place}: {error}") from error
    except OSError as error:
        raise UnreadableInput(f"{place} cannot be read: {error.strerror or error}") from error
    except Exception as error:  # one page must never stop the others, whatever is in it
        raise UnreadableInput(f"{place}: {type(error).__name__}: {error}; please report this page") from error


def _read(path: Path) -> tuple[bytes, str | None]:
    return path.read_bytes(), CONTENT_TYPES.get(path.suffix.lower())


def _fetch(url: str, settings: Settings) -> tuple[bytes, str | None]:
    with open_fetcher(settings) as fetcher:
        page = fetcher.get(url)
    return page.body, page.content_type


def _article(body: bytes, content_type: str | None) -> Article:
    if content_type == "text/plain":
        return plain_article(body)
    return read_article(body, content_type, CleaningRules())


def plain_article(body: bytes) -> Article:
    """Return a text file as an article: its first line is the title, its further lines are paragraphs.

    Raises UnreadableDocument where it holds no words.
    """
    lines = [" ".join(line.split()) for line in decode(body, "text/plain").splitlines()]
    words = [line for line in lines if line]
    if not words:
        raise UnreadableDocument("the file holds no text; check that it was saved whole")
    return Article(words[0], tuple(words[1:]))


def as_json(read: Read) -> dict[str, Any]:
    """Return one object for JSON Lines, fields as in the annotation guide, evidence spelt out in every row."""
    article, facts = read.article, read.facts
    return {
        "file": read.place,
        "article": {
            "title": article.title,
            "byline": article.byline,
            "published": _iso(article.published),
            "modified": _iso(article.modified),
            "text": article.text,
        },
        "source_kind": read.source_kind,
        "published": _iso(read.published),
        "relevant": facts.relevant,
        "kinds": list(facts.kinds),
        "subjects": list(facts.subjects),
        **{name: [_row(asdict(fact), article.text) for fact in getattr(facts, name)] for name in FACT_LISTS},
        "report": {name: _iso(value) for name, value in asdict(facts.report).items()} if facts.report else None,
    }


def _row(fact: Mapping[str, Any], text: str) -> dict[str, Any]:
    where = fact["evidence"]
    return {name: value for name, value in fact.items() if name != "evidence"} | {
        "evidence": text[where["start"] : where["end"]],
        **where,
    }


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def as_lines(read: Read) -> Iterator[str]:
    """Return the facts as lines for a person."""
    facts = as_json(read)
    yield f"{shortened(read.article.title, LONGEST_SUMMARY)}  ({read.published or 'undated'})"
    if not facts["relevant"]:
        yield "  not about the children's services of a named authority"
    for label in ("kinds", "subjects"):
        if facts[label]:
            yield f"  {label}: {', '.join(facts[label])}"
    for name in FACT_LISTS:
        for row in facts[name]:
            yield f"  {name}: {one_line(told_of(row))}"
            yield f"    “{one_line(row['evidence'])}”  [{row['rule']}, {row['confidence']:.2f}]"


def told_of(row: Mapping[str, Any]) -> str:
    """What a row tells, in one line, without its evidence."""
    hidden = {"evidence", "start", "end", "rule", "confidence"}
    return ", ".join(f"{key} {value}" for key, value in row.items() if key not in hidden and value is not None)
