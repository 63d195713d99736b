"""Extract: kept pages become articles, and articles facts in the tables."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flows.memory.crawl import KeptPage, pages_to_extract
from flows.memory.facts import latest_version, remember_article
from flows.workshop import Workshop
from scrapers.sources import Source
from transforms.article import Article
from transforms.clean import CleaningRules, clean_html
from transforms.decode import decode
from transforms.errors import TransformError
from transforms.extract import extract_facts
from transforms.facts import Facts
from transforms.ids import stable_id, text_hash
from transforms.normalise import Origin, normalise
from transforms.pdf import read_pdf
from transforms.schema import SchemaError
from transforms.tables import ARTICLES

STEP = "extract"
PAGES_A_BATCH = 200
PDF_MARK = b"%PDF"
LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Extracted:
    """What extraction came to, in numbers."""

    pages: int = 0
    articles: int = 0
    relevant: int = 0
    facts: int = 0
    failed: int = 0

    def __add__(self, other: "Extracted") -> "Extracted":
        return Extracted(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def extract_pages(workshop: Workshop, progress: Callable[[int], None] = lambda done: None) -> Extracted:
    """Work off all kept pages that no article was made of; a page that fails is recorded and ticked off."""
    total = Extracted()
    while batch := pages_to_extract(workshop.memory, PAGES_A_BATCH):
        for page in batch:
            total += _extract_page(workshop, page)
            progress(1)
    return total


def read_article(body: bytes, content_type: str | None, rules: CleaningRules) -> Article:
    """Return the article in a page as fetched, HTML or PDF.

    Raises transforms.errors.TransformError where there is none.
    """
    if body.lstrip()[:4] == PDF_MARK or "application/pdf" in (content_type or ""):
        return read_pdf(body)
    return clean_html(decode(body, content_type), rules)


def cleaning_rules(source: Source | None) -> CleaningRules:
    """Return what the register says of cleaning the pages of the source."""
    if source is None:
        return CleaningRules()
    return CleaningRules(
        title=source.selectors.page_title,
        byline=source.selectors.byline,
        published=source.selectors.published,
        body=source.selectors.body,
        noise=source.noise,
        noise_lines=source.noise_lines,
        date_order=source.date_order,
    )


def _extract_page(workshop: Workshop, page: KeptPage) -> Extracted:
    source = workshop.source(page.source_id)
    try:
        body = workshop.pages.get(page.page_hash)
        article = read_article(body, page.content_type, cleaning_rules(source))
        return _remember(workshop, page, source, article)
    except (TransformError, SchemaError, OSError, EOFError) as error:
        reason = getattr(error, "reason", "unreadable_document")
        message = f"{page.url}: {error}"
    except Exception as error:  # one page must never stop the others, whatever is in it
        reason, message = "defect", f"{page.url}: {type(error).__name__}: {error}; please report this page"
    workshop.fail(STEP, reason, message, source_id=page.source_id, url=page.url)
    remember_article(workshop.memory, page, None, {}, workshop.clock())
    return Extracted(pages=1, failed=1)


def _remember(workshop: Workshop, page: KeptPage, source: Source | None, article: Article) -> Extracted:
    article_id = stable_id("article", page.url)
    latest = latest_version(workshop.memory, article_id)
    now = workshop.clock()
    if latest.content_hash == text_hash(article.text):
        remember_article(workshop.memory, page, None, {}, now)
        return Extracted(pages=1)
    published = article.published or _day(page)
    kind = source.source_kind if source else "other"
    facts = extract_facts(
        article, source_kind=kind, published=published, home_authority=source.authority if source else None
    )
    origin = Origin(article_id, latest.version + 1, page.source_id, kind, page.url, published, article.text, now)
    row = ARTICLES.frame([_article_row(page, article, facts, origin)]).row(0, named=True)
    added = remember_article(workshop.memory, page, row, normalise(facts, origin), now)
    return Extracted(pages=1, articles=1, relevant=int(facts.relevant), facts=added)


def _day(page: KeptPage) -> date | None:
    return page.published.astimezone(LONDON).date() if page.published else None


def _article_row(page: KeptPage, article: Article, facts: Facts, origin: Origin) -> dict[str, Any]:
    return {
        "article_id": origin.article_id,
        "version": origin.version,
        "source_id": origin.source_id,
        "source_kind": origin.source_kind,
        "url": origin.url,
        "title": article.title,
        "byline": article.byline,
        "published": origin.published,
        "modified": article.modified,
        "fetched_at": page.fetched_at,
        "kinds": list(facts.kinds),
        "subjects": list(facts.subjects),
        "relevant": facts.relevant,
        "text": article.text,
        "content_hash": text_hash(article.text),
        "page_hash": page.page_hash,
        "story_id": origin.article_id,
    }
