"""XML from the web: no entities, no network, no DTD, bounded depth."""

from typing import Any

from lxml import etree

from scrapers.errors import UnreadableListing
from scrapers.fetch import Page


def read_xml(page: Page, root: str) -> Any:
    """Return the root element of an XML answer (lxml).

    Args:
        page: the answer.
        root: the local name that the root must have.

    Raises:
        UnreadableListing: no XML, or another document than the one asked for.
    """
    # Without huge_tree libxml2 stops at 256 levels and at texts of 10 MB.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        element = etree.fromstring(page.body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableListing(f"{page.url} is broken XML ({error}); look at it in a browser.") from error
    name = etree.QName(element).localname
    if name != root:
        raise UnreadableListing(f"{page.url} answers with <{name}> instead of <{root}>; look at it in a browser.")
    return element


def child_text(element: Any, name: str) -> str:
    """Return the text of the first child of that local name, whatever its namespace; "" where there is none."""
    return (element.findtext(f"{{*}}{name}") or "").strip()
