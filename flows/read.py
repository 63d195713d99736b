"""Read: a page as fetched becomes an article with its facts, ready for the memory."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.memory.crawl import KeptPage
from flows.memory.facts import ArticleVersion
from scrapers.layouts import layout_on
from scrapers.sources import Source
from scrapers.systems import completed
from transforms.article import Article
from transforms.clean import CleaningRules, clean_html
from transforms.content_item import is_content_item, read_content_item
from transforms.decode import decode
from transforms.extract import extract_facts
from transforms.fact_rows import Origin
from transforms.facts import Facts
from transforms.ids import stable_id, text_hash
from transforms.normalise import normalise
from transforms.page_dates import Dated
from transforms.pdf import read_pdf
from transforms.rules_version import rules_version
from transforms.tables import ARTICLES

PDF_MARK = b"%PDF"
LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as read from a page, with its facts and the day on which it was published."""

    page: KeptPage
    source_kind: str
    article: Article
    facts: Facts
    published: date | None

    @property
    def content_hash(self) -> str:
        """SHA-256 of the text."""
        return text_hash(self.article.text)


def article_id_of(url: str) -> str:
    """Return the id of the article at that address."""
    return stable_id("article", url)


def read_article(body: bytes, content_type: str | None, rules: CleaningRules) -> Article:
    """Return the article in a page as fetched: HTML, PDF, or the JSON of GOV.UK's Content API.

    Raises transforms.errors.TransformError where there is none.
    """
    if body.lstrip()[:4] == PDF_MARK or "application/pdf" in (content_type or ""):
        return read_pdf(body)
    if is_content_item(body, content_type):
        return read_content_item(body, rules)
    return clean_html(decode(body, content_type), rules)


def cleaning_rules(source: Source | None, fetched: date) -> CleaningRules:
    """Return what the register says of cleaning a page of the source that was fetched on that day."""
    if source is None:
        return CleaningRules()
    layout = layout_on(completed(source), fetched)
    return CleaningRules(
        title=layout.selectors.page_title,
        byline=layout.selectors.byline,
        published=layout.selectors.published,
        body=layout.selectors.body,
        noise=layout.noise,
        noise_lines=layout.noise_lines,
        date_order=source.date_order,
    )


def read_text(body: bytes, page: KeptPage, source: Source | None) -> Article:
    """Return the article in a kept page of the source; raises transforms.errors.TransformError where there is none."""
    return read_article(body, page.content_type, cleaning_rules(source, page.fetched_at.date()))


def read_facts(article: Article, page: KeptPage, source: Source | None) -> Reading:
    """Return the article with its facts."""
    kind = source.source_kind if source else "other"
    published = dated(article, page).published
    facts = extract_facts(
        article, source_kind=kind, published=published, home_authority=source.authority if source else None
    )
    return Reading(page, kind, article, facts, published)


def dated(article: Article, page: KeptPage) -> Dated:
    """Return when the page says that the article was published, else the day announced, and when it was fetched."""
    return Dated(article.published or _day(page), day_of(page.fetched_at))


def _day(page: KeptPage) -> date | None:
    """The day announced; papers are dated by the meeting that they are for, and were out when they were fetched."""
    return day_of(min(page.published, page.fetched_at)) if page.published else None


def day_of(moment: datetime) -> date:
    """Return the day that it was in England at that moment."""
    return moment.astimezone(LONDON).date()


def as_version(read: Reading, version: int, *, edited: bool, run_id: str, now: datetime) -> ArticleVersion:
    """Return the rows of the article and its facts.

    Raises transforms.schema.SchemaError where the article does not fit its table.
    """
    origin = Origin(
        article_id_of(read.page.url),
        version,
        read.page.source_id,
        read.source_kind,
        read.page.url,
        read.published,
        read.article.text,
        read.page.fetched_at,
        now,
        rules_version(),
        run_id,
    )
    rows = normalise(read.facts, origin)
    row = ARTICLES.frame([_article_row(read, origin, edited)]).row(0, named=True)
    return ArticleVersion(row, rows.frames, rows.rejects)


def _article_row(read: Reading, origin: Origin, edited: bool) -> dict[str, Any]:
    return {
        "article_id": origin.article_id,
        "version": origin.version,
        "source_id": origin.source_id,
        "source_kind": origin.source_kind,
        "url": origin.url,
        "title": read.article.title,
        "byline": read.article.byline,
        "published": origin.published,
        "modified": read.article.modified,
        "fetched_at": read.page.fetched_at,
        "kinds": list(read.facts.kinds),
        "subjects": list(read.facts.subjects),
        "relevant": read.facts.relevant,
        "text": origin.text,
        "content_hash": read.content_hash,
        "page_hash": read.page.page_hash,
        "story_id": origin.article_id,
        "rules": origin.rules,
        "edited": edited,
        "known_from": origin.recorded_at,
    }
