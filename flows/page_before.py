"""The page that an article stands as read from, beside one that was fetched of it later."""

from flows.memory.crawl import KeptPage, kept_page
from flows.read import dated, read_text
from flows.workshop import Workshop
from scrapers.sources import Source
from transforms.article import Article
from transforms.errors import TransformError
from transforms.page_dates import is_corrected


def page_before(
    workshop: Workshop, page: KeptPage, page_hash: str | None, source: Source | None
) -> tuple[Article, KeptPage] | None:
    """Return the kept page of that hash and the page's address, as read today; None where it is not to be read."""
    before = kept_page(workshop.memory, page.url, page_hash)
    if before is None:
        return None
    try:
        return read_text(workshop.pages.get(before.page_hash), before, source), before
    except (TransformError, OSError):
        return None


def says_otherwise(article: Article, page: KeptPage, article_before: Article, before: KeptPage) -> bool:
    """Whether the page says another thing than the one before it: another text, or a corrected day of publication.

    What else pages show beside an article differs from fetch to fetch.
    """
    if article.text != article_before.text:
        return True
    return is_corrected(dated(article, page), dated(article_before, before))
