"""Addresses from pages as feeds and calendars must have them: of the web, and URIs to the letter (RFC 3986)."""

import re
from urllib.parse import quote

from flows.page_words import Link, link_to

# What browsers let pass and no URI may have.
_UNESCAPED = re.compile(r"%(?![0-9A-Fa-f]{2})|[|\\^`{}<>\"]")


def uri_of(address: str) -> Link | None:
    """Return the address as a link; None where it is not of the web, names no host or is too long."""
    link = link_to(address)
    return Link(_UNESCAPED.sub(lambda found: quote(found[0]), link.url), link.host) if link else None
