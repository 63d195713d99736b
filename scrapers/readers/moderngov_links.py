"""Links to documents on ModernGov, as its web service and its pages spell them."""

import re
from copy import copy
from urllib.parse import parse_qsl, urlsplit

from bs4 import Tag

from scrapers.addresses import absolute, is_pdf
from scrapers.text import one_line, unescape_fully

CONVERTED = "/mgconvert2pdf.aspx"
PACK = re.compile(r"/documents/g\d{1,9}/", re.I)
MINUTES = "minutes"
# Says that the number is an attachment's; every number without `T` is.
IS_ATTACHMENT = re.compile(r"&ISATT=[^&]*", re.I)
SIZE = re.compile(r"[\s(]{0,5}\b(?:PDF|DOCX?|XLSX?|HTML?)[\s,]{1,5}[\d.,]{1,9}\s?[KM]B\)?$", re.I)
NOT_TITLE = ".mgFileSize, .mgHide"


def document_address(base: str, href: str) -> str | None:
    """Return the address of a document found on page `base`, or None where the link leads elsewhere."""
    url = absolute(base, unescape_fully(href))
    if url is None or not (is_pdf(url) or urlsplit(url).path.lower().endswith(CONVERTED)):
        return None
    return IS_ATTACHMENT.sub("", url)


def document_title(link: Tag) -> str:
    """Return what a link says, without the size of the file and what is hidden."""
    bare = copy(link)
    for noise in bare.select(NOT_TITLE):
        noise.decompose()
    return SIZE.sub("", one_line(unescape_fully(bare.get_text(" "))))


def repeats_documents(url: str, title: str) -> bool:
    """Tell whether a document is a printed pack, which holds the agenda's documents again.

    Packs are numbered by meeting (`documents/g<meeting>/`, or `T=` beside the number); printed minutes are numbered so
    too, and are no pack.
    """
    is_of_meeting = bool(PACK.search(url)) or "T" in dict(parse_qsl(urlsplit(url).query))
    return is_of_meeting and MINUTES not in f"{title} {urlsplit(url).path}".casefold()
