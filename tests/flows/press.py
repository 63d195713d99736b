"""Putting pages and articles into a workshop's memory as a pass would."""

from datetime import datetime

from flows.memory.crawl import Found, KeptPage, remember_listing, remember_page
from flows.memory.facts import remember_article
from flows.workshop import Workshop
from tests.transforms.telling import NEL, Told, ratings

INSPECTED = ratings("2021-10", overall_effectiveness="inadequate", leadership="inadequate")
PRESS = Told("press", "2021-11-30", INSPECTED, source="gazette", source_kind="local_press")
COUNCIL = Told("council", "2021-11-29", INSPECTED, source="nelincs", source_kind="council")
IN_2017 = Told("old", "2017-09-27", ratings("2017-07/2017-08", overall_effectiveness="good", leadership="good"))

STORY = """<!doctype html><html lang="en-GB"><head><title>{title}</title></head><body><main><article>
<h1>{title}</h1><p>29 November 2021</p>
<p>{authority} Council's children's services have been rated inadequate by Ofsted after an inspection in October.</p>
<p>Inspectors said that leaders had been slow to notice how much had gone wrong since their last visit.</p>
</article></main></body></html>"""


def story(title: str = "Children's services rated inadequate", authority: str = NEL) -> bytes:
    return STORY.format(title=title, authority=authority).encode()


def tell(workshop: Workshop, *told: Told) -> None:
    """Write articles with their facts, as extraction leaves them."""
    for one in told:
        page = KeptPage(one.article()["url"], one.article_id, "gazette", None, one.recorded_at, None)
        remember_article(workshop.memory, page, one.article(), one.frames(), workshop.clock())


def keep(workshop: Workshop, url: str, body: bytes, *, published: datetime | None = None) -> str:
    """Keep a page of the Gazette as the watch does; return its hash."""
    now = workshop.clock()
    remember_listing(workshop.memory, "gazette", [Found(url, None, published)], {}, now)
    page_hash = workshop.pages.put(body)
    page = KeptPage(url, page_hash, "gazette", "text/html; charset=utf-8", now, published)
    remember_page(workshop.memory, page, etag=None, last_modified=None, now=now)
    return page_hash
