"""WordPress sites: posts through the REST interface, or through the feed where that is closed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from scrapers.addresses import absolute, is_pdf
from scrapers.dates import first_date
from scrapers.entries import Entry, Found, Visit, misdated, moved, unchanged, unique
from scrapers.errors import Gone, Refused, Rejected, RobotsDisallowed, UnreadableListing
from scrapers.fetch import NotModified, Page
from scrapers.readers.rss import read_feed
from scrapers.text import plain_text

PER_PAGE = 50
MOST_PAGES = 40
FIELDS = "link,title,date,date_gmt,excerpt"
Post = dict[str, Any]


def find_posts(visit: Visit) -> Found:
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
    older = [entry for page in _further_pages(visit, entries) for entry in page]
    every = unique([*entries, *older])
    return Found(every, {answer.url: answer.validators}, warnings=(*moved(answer), *misdated(every, answer)))


def _further_pages(visit: Visit, newest: list[Entry]) -> Iterator[list[Entry]]:
    """Read on until a page is not full, holds a known post, or only posts older than `days_back`."""
    page, number = newest, 1
    while len(page) == PER_PAGE and number < MOST_PAGES and not _is_known_ground(visit, page):
        number += 1
        try:
            answer = visit.open(page_address(visit.source.address, number))
        except Rejected:  # WordPress answers 400 to the page after the last
            return
        page = [] if isinstance(answer, NotModified) else _entries(answer)
        yield page


def _is_known_ground(visit: Visit, page: list[Entry]) -> bool:
    window_begins = visit.today - timedelta(days=visit.source.days_back)
    dates = [entry.published.date() for entry in page if entry.published]
    return any(visit.known(entry.url) for entry in page) or (bool(dates) and max(dates) < window_begins)


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
    )


def _rendered(post: Post, field: str) -> str:
    value = post.get(field)
    return _text(value.get("rendered") if isinstance(value, dict) else value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _utc(value: object) -> str:
    # `date_gmt` carries no offset of its own.
    return f"{value}Z" if isinstance(value, str) and value else ""
