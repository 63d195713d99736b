"""Listings that are JSON: what is looked for in them, whatever they hold instead."""

import json
from typing import Any

from scrapers.errors import UnreadableListing
from scrapers.fetch import Page

JsonObject = dict[str, Any]


def json_object(page: Page) -> JsonObject:
    """Return the JSON object that a page is.

    Raises:
        UnreadableListing: it is none.
    """
    try:
        value = json.loads(page.body)
    except (ValueError, RecursionError) as error:
        raise UnreadableListing(f"{page.url} is no JSON ({error}); look at it in a browser.") from error
    if not isinstance(value, dict):
        raise UnreadableListing(f"{page.url} is JSON but no object; see whether the address is that of an API.")
    return value


def text_at(item: JsonObject, name: str) -> str:
    """Return the text under a name, empty where there is none."""
    value = item.get(name)
    return value if isinstance(value, str) else ""


def object_at(item: JsonObject, name: str) -> JsonObject:
    """Return the object under a name, empty where there is none."""
    value = item.get(name)
    return value if isinstance(value, dict) else {}


def objects_at(item: JsonObject, name: str) -> list[JsonObject]:
    """Return the objects in the list under a name."""
    value = item.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
