"""Extract: kept pages become articles, and articles facts in the tables."""

from collections.abc import Callable
from dataclasses import dataclass

from flows.memory.claims import claim_pages, given_back
from flows.memory.crawl import KeptPage
from flows.memory.facts import ArticleVersion, Overtaken, StandingVersion, remember_article, standing_version
from flows.page_before import page_before, says_otherwise
from flows.read import Reading, article_id_of, as_version, dated, day_of, read_facts, read_text
from flows.store import StoreError
from flows.workshop import Workshop
from scrapers.sources import Source
from transforms.article import Article
from transforms.errors import TransformError
from transforms.ids import text_hash
from transforms.page_dates import Dated, is_corrected
from transforms.schema import SchemaError
from transforms.stated import stated

STEP = "extract"
# Few enough to be worked off within their claim, and for several workers to end at about the same time.
PAGES_A_BATCH = 50
# Two processes that read versions of one article at once: one of them reads again, and then sees the other's.
ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Extracted:
    """What extraction came to, in numbers."""

    pages: int = 0
    articles: int = 0
    relevant: int = 0
    facts: int = 0
    rejects: int = 0
    failed: int = 0

    def __add__(self, other: "Extracted") -> "Extracted":
        return Extracted(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def extract_pages(workshop: Workshop, progress: Callable[[int], None] = lambda done: None) -> Extracted:
    """Work off all kept pages that no article was made of and that no other worker has claimed.

    A page that fails is recorded and ticked off.
    """
    total = Extracted()
    while batch := claim_pages(workshop.memory, PAGES_A_BATCH, workshop.clock()):
        with given_back(workshop.memory, batch):
            for page in batch:
                total += _extract_page(workshop, page)
                progress(1)
    return total


def _extract_page(workshop: Workshop, page: KeptPage) -> Extracted:
    try:
        return _remember(workshop, page)
    except StoreError:
        raise  # not this page's fault: it waits until pages can be read again
    except (TransformError, SchemaError, OSError, EOFError) as error:
        reason = getattr(error, "reason", "unreadable_document")
        message = f"{page.url}: {error}"
    except Exception as error:  # one page must never stop the others, whatever is in it
        reason, message = "defect", f"{page.url}: {type(error).__name__}: {error}; please report this page"
    workshop.fail(STEP, reason, message, source_id=page.source_id, url=page.url)
    remember_article(workshop.memory, page, None, workshop.clock())
    return Extracted(pages=1, failed=1)


def _remember(workshop: Workshop, page: KeptPage) -> Extracted:
    source = workshop.source(page.source_id)
    article = read_text(workshop.pages.get(page.page_hash), page, source)
    read = None
    for _ in range(ATTEMPTS):
        standing = standing_version(workshop.memory, article_id_of(page.url))
        adds_nothing = _is_newer(standing, page) or _seems_unaltered(article, page, standing)
        before = None
        if not adds_nothing and standing.page_hash not in (None, page.page_hash):
            before = page_before(workshop, page, standing.page_hash, source)
        # What seems to say otherwise may be read otherwise by the rules of today only: they read both.
        if adds_nothing or (before and not says_otherwise(article, page, *before)):
            remember_article(workshop.memory, page, None, workshop.clock())
            return Extracted(pages=1)
        read = read or read_facts(article, page, source)
        edited = before is not None and _is_edited(read, *before, source)
        now = workshop.clock()
        new = as_version(read, standing.version + 1, edited=edited, run_id=workshop.run_id, now=now)
        try:
            return _counted(new, remember_article(workshop.memory, page, new, now))
        except Overtaken:
            continue
    raise Overtaken(page.url)


def _is_newer(standing: StandingVersion, page: KeptPage) -> bool:
    """Whether the article is read from a later page already; of two processes, one may work off the older page last."""
    return standing.fetched_at is not None and standing.fetched_at > page.fetched_at


def _seems_unaltered(article: Article, page: KeptPage, standing: StandingVersion) -> bool:
    """Whether the page has the text that stands, and corrects no day."""
    if standing.fetched_at is None or standing.content_hash != text_hash(article.text):
        return False
    return not is_corrected(dated(article, page), Dated(standing.published, day_of(standing.fetched_at)))


def _is_edited(read: Reading, article_before: Article, before: KeptPage, source: Source | None) -> bool:
    """Whether the page as it was before, read by the rules of today, stated other facts, and not by its day alone."""
    if article_before.text == read.article.text:
        return False
    return stated(read_facts(article_before, before, source).facts) != stated(read.facts)


def _counted(new: ArticleVersion, facts: int) -> Extracted:
    return Extracted(pages=1, articles=1, relevant=int(new.row["relevant"]), facts=facts, rejects=len(new.rejects))
