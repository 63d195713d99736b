"""WordPress sites: posts through the REST interface, or through the feed where that is closed."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from scrapers.addresses import absolute, is_pdf
from scrapers.dates import first_date
from scrapers.entries import Entry, Found, Visit, misdated, moved, unchanged, unique
from scrapers.errors import Gone, Refused, RobotsDisallowed, UnreadableListing
from scrapers.fetch import NotModified, Page
from scrapers.paging import further_pages
from scrapers.readers.feed import read_feed
from scrapers.text import joined, plain_text
from scrapers.window import Window

PER_PAGE = 50
FIELDS = "link,title,date,date_gmt,modified_gmt,excerpt,class_list"
# WordPress 6.7 and later say the slugs of a post's categories among its classes, without a further request.
CATEGORY, NO_CATEGORY = "category-", "category-uncategorized"
Post = dict[str, Any]


def find(visit: Visit) -> Found:
    """Return the posts of the collection at the source's address, such as `https://<site>/wp-json/wp/v2/posts`.

    News may be a post type of its own, with a collection of its name. Security plug-ins close the interface on many
    sites: the feed then takes its place, with a warning.
    """
    try:
        return _through_rest(visit)
    except (Gone, Refused, RobotsDisallowed) as error:
        found = read_feed(visit, feed_address(visit.source.address))
        return replace(found, warnings=(f"The feed was read instead: {error}", *found.warnings))


def feed_address(collection: str) -> str:
    """Return the address of the feed of the site that a REST collection belongs to."""
    return collection.partition("/wp-json")[0].partition("/?rest_route=")[0].rstrip("/") + "/feed/"


def page_address(collection: str, number: int, window: Window | None = None) -> str:
    """Return the address of one page of a REST collection, newest posts first, all or those of a window."""
    arguments = {"per_page": PER_PAGE, "page": number, "orderby": "date", "order": "desc", "_fields": FIELDS}
    if window:
        # Both ends are left out by WordPress and are read on the clocks of the site: a day to spare.
        arguments["after"] = f"{window.first - timedelta(days=1)}T00:00:00"
        arguments["before"] = f"{window.last + timedelta(days=2)}T00:00:00"
    return f"{collection}{'&' if '?' in collection else '?'}{urlencode(arguments)}"


def _address(visit: Visit, number: int) -> str:
    return page_address(visit.source.address, number, visit.window if visit.is_backfill else None)


def _through_rest(visit: Visit) -> Found:
    answer = visit.open(_address(visit, 1))
    if isinstance(answer, NotModified):
        return unchanged(answer)
    entries = _entries(answer)
    if not visit.is_backfill:
        # A past window may well be empty; a collection may not.
        visit.expect(len(entries), "posts", answer.url)
    every = unique([*entries, *further_pages(visit, entries, lambda number: _page(visit, number), full=PER_PAGE)])
    return Found(every, {answer.url: answer.validators}, warnings=(*moved(answer), *misdated(every, answer)))


def _page(visit: Visit, number: int) -> list[Entry]:
    answer = visit.open(_address(visit, number))
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
        section=_section(post),
        updated=first_date(_utc(post.get("modified_gmt")))[0],
    )


def _section(post: Post) -> str | None:
    classes = post.get("class_list")
    # An array with a gap in it is an object in JSON.
    names = classes.values() if isinstance(classes, dict) else classes if isinstance(classes, list) else ()
    slugs = [name for name in names if isinstance(name, str) and name.startswith(CATEGORY) and name != NO_CATEGORY]
    return joined(slug.removeprefix(CATEGORY).replace("-", " ") for slug in slugs)


def _rendered(post: Post, field: str) -> str:
    value = post.get(field)
    return _text(value.get("rendered") if isinstance(value, dict) else value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _utc(value: object) -> str:
    # `date_gmt` carries no offset of its own.
    return f"{value}Z" if isinstance(value, str) and value else ""
