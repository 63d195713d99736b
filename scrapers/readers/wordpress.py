"""WordPress sites: posts through the REST interface, or through the feed where that is closed."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from scrapers.addresses import absolute, is_pdf
from scrapers.dates import first_date
from scrapers.entries import Entry, Found, Visit, misdated, moved, unchanged, unique
from scrapers.errors import Gone, Refused, RobotsDisallowed, UnreadableListing
from scrapers.fetch import NotModified, Page
from scrapers.paging import further_pages
from scrapers.readers.feed import read_feed
from scrapers.text import plain_text

PER_PAGE = 50
FIELDS = "link,title,date,date_gmt,modified_gmt,excerpt"
Post = dict[str, Any]


def find(visit: Visit) -> Found:
    """Return the posts of the collection at the source's address, such as `https://<site>/wp-json/wp/v2/posts`.

    Security plug-ins close the interface on many sites: the feed then takes its place, with a warning.
    """
    try:
        return _through_rest(visit)
    except (Gone, Refused, RobotsDisallowed) as error:
        found = read_feed(visit, feed_address(visit.source.address))
        return replace(found, warnings=(f"The feed was read instead: {error}", *found.warnings))


def feed_address(collection: str) -> str:
    """Return the address of the feed of the site that a REST collection belongs to."""
    return collection.partition("/wp-json")[0].partition("/?rest_route=")[0].rstrip("/") + "/feed/"


def page_address(collection: str, number: int) -> str:
    """Return the address of one page of a REST collection, newest posts first."""
    query = urlencode({"per_page": PER_PAGE, "page": number, "orderby": "date", "order": "desc", "_fields": FIELDS})
    return f"{collection}{'&' if '?' in collection else '?'}{query}"


def _through_rest(visit: Visit) -> Found:
    answer = visit.open(page_address(visit.source.address, 1))
    if isinstance(answer, NotModified):
        return unchanged(answer)
    entries = _entries(answer)
    visit.expect(len(entries), "posts", answer.url)
    every = unique([*entries, *further_pages(visit, entries, lambda number: _page(visit, number), full=PER_PAGE)])
    return Found(every, {answer.url: answer.validators}, warnings=(*moved(answer), *misdated(every, answer)))


def _page(visit: Visit, number: int) -> list[Entry]:
    answer = visit.open(page_address(visit.source.address, number))
    return [] if isinstance(answer, NotModified) else _entries(answer)


def _entries(page: Page) -> list[Entry]:
    try:
        posts = json.loads(page.body)
    except (ValueError, RecursionError) as error:
        raise UnreadableListing(f"{page.url} is no JSON ({error}); see whether the site is still WordPress.") from error
    if not isinstance(posts, list):
        raise UnreadableListing(f"{page.url} is no list of posts; see whether the address is a REST collection.")
    return [entry for post in posts if isinstance(post, dict) and (entry := _entry(post, page))]


def _entry(post: Post, page: Page) -> Entry | None:
    link = post.get("link")
    url = absolute(page.final_url, link if isinstance(link, str) else None)
    if url is None:
        return None
    published, illegible = first_date(_utc(post.get("date_gmt")), _text(post.get("date")))
    return Entry(
        url=url,
        title=plain_text(_rendered(post, "title")),
        published=published,
        summary=plain_text(_rendered(post, "excerpt")) or None,
        media="pdf" if is_pdf(url) else "html",
        illegible_date=illegible,
        updated=first_date(_utc(post.get("modified_gmt")))[0],
    )


def _rendered(post: Post, field: str) -> str:
    value = post.get(field)
    return _text(value.get("rendered") if isinstance(value, dict) else value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _utc(value: object) -> str:
    # `date_gmt` carries no offset of its own.
    return f"{value}Z" if isinstance(value, str) and value else ""
