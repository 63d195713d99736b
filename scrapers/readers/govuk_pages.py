"""Pages of GOV.UK: where their forms for readers and for machines stand, and what is attached to them."""

import json
from urllib.parse import urlsplit

from scrapers.addresses import absolute, is_pdf, origin
from scrapers.dates import first_date
from scrapers.entries import Entry, unique
from scrapers.fetch import Page
from scrapers.readers.json_listing import JsonObject, object_at, objects_at, text_at
from scrapers.text import one_line

CONTENT_API = "/api/content/"
PDF = "application/pdf"


def page_address(base: str, link: str) -> str | None:
    """Return the address that readers know a page by; a link is a path, or an address where it leads elsewhere."""
    is_bare_path = link and not link.startswith(("/", "http:", "https:"))
    return absolute(base, f"/{link}" if is_bare_path else link)


def machine_address(base: str, url: str) -> str | None:
    """Return where the Content API has a page of the site that `base` is of; None for files and other sites."""
    path = urlsplit(url).path
    return f"{origin(base)}{CONTENT_API}{path.lstrip('/')}" if origin(url) == origin(base) and not is_pdf(url) else None


def attachments(page: Page) -> tuple[Entry, ...]:
    """Return the HTML documents and PDF files attached to a publication, given the Content API's answer for it.

    The publication itself often has but an abstract: notices, directions and reports stand in these. Neither the
    Search API nor a collection tells of them. Empty for any other page.
    """
    item = _content_item(page)
    listed = objects_at(object_at(item, "details"), "attachments")
    return unique(entry for each in listed if (entry := _attachment(each, item, page.final_url)))


def _content_item(page: Page) -> JsonObject:
    try:
        item = json.loads(page.body) if page.body.lstrip()[:1] == b"{" else {}
    except (ValueError, RecursionError):
        return {}
    return item if text_at(item, "base_path") else {}


def _attachment(attached: JsonObject, item: JsonObject, base: str) -> Entry | None:
    url = page_address(base, text_at(attached, "url"))
    is_html = text_at(attached, "attachment_type") == "html"
    is_file = url is not None and (is_pdf(url) or text_at(attached, "content_type") == PDF)
    if url is None or not (is_html or is_file):
        return None
    return Entry(
        url=url,
        title=one_line(text_at(attached, "title") or text_at(item, "title")),
        published=first_date(text_at(item, "first_published_at"))[0],
        summary=one_line(f"{text_at(item, 'title')}. {text_at(item, 'description')}"),
        media="html" if is_html else "pdf",
        section=text_at(item, "document_type") or None,
        updated=first_date(text_at(item, "public_updated_at"))[0],
        fetch_url=machine_address(base, url) if is_html else None,
    )
