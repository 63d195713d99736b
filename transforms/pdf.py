"""PDF documents read into articles."""

import ctypes
import re
import threading
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

import pypdfium2
import pypdfium2.raw as pdfium

from transforms.article import Article
from transforms.errors import UnreadableDocument
from transforms.extract.dates import find_dates
from transforms.pdf_lines import BROKEN, Line, joined_paragraphs, without_running_heads

MOST_PAGES = 2_000
"""More than any report or agenda pack has; a larger file is refused rather than read in part."""
_LONGEST_TITLE = 200
_HEAD = 1_500
"""Characters at the beginning in which a document says when it was published."""
_PUBLISHED = re.compile(
    r"\b(?:published|publication date|date of (?:publication|issue)|report date|date)\b\s?:?\s?", re.IGNORECASE
)
_one_at_a_time = threading.Lock()
"""PDFium keeps global state and must not be entered by two threads."""


def read_pdf(data: bytes) -> Article:
    """Read the text of a PDF: title, paragraphs, and the day of publication if its first page shows one.

    Raises UnreadableDocument where the bytes are no PDF, are locked or damaged, or hold no text.
    """
    if b"%PDF-" not in data[:1024]:
        raise UnreadableDocument(
            f"The document is no PDF ({_looks_like(data)}): fetch it again or read it as what it is."
        )
    with _one_at_a_time:
        pages = _read_pages(data)
    lines = without_running_heads(pages)
    if not lines:
        raise UnreadableDocument("The PDF holds no text (a scan perhaps): look for another version of the document.")
    title = _title_lines(lines)
    in_title = set(title)
    paragraphs = tuple(joined_paragraphs([line for line in lines if line not in in_title]))
    article = Article(" ".join(" ".join(line.text for line in title).split()), paragraphs)
    return Article(article.title, paragraphs, published=_published(article.text[:_HEAD]))


def _looks_like(data: bytes) -> str:
    head = data[:200].lstrip().lower()
    if not head:
        return "it is empty"
    return "it is a web page" if head.startswith((b"<!doctype html", b"<html", b"<?xml")) else "it lacks the mark %PDF"


def _read_pages(data: bytes) -> list[list[Line]]:
    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > MOST_PAGES:
                raise UnreadableDocument(f"The PDF has {len(document)} pages, more than {MOST_PAGES}: split it.")
            return [_read_page(document, number) for number in range(len(document))]
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        problem = "is locked with a password" if locked else f"is damaged ({error})"
        raise UnreadableDocument(f"The PDF {problem}: ask its publisher for a readable copy.") from error


def _read_page(document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    page = document[number]
    textpage = page.get_textpage()
    lines = list(_lines(textpage.raw, textpage.get_text_range(), number))
    textpage.close()
    page.close()
    return lines


def _lines(textpage: object, text: str, page: int) -> Iterator[Line]:
    char_at = _numbering(textpage, len(text))
    start = 0
    for line in text.split("\r\n"):
        if printed := line.lstrip():
            first = char_at(start + len(line) - len(printed))
            top = foot = _baseline(textpage, first)
            if BROKEN in line:
                foot = _baseline(textpage, char_at(start + len(line.rstrip()) - 1))
            yield Line(line, page, top, foot, pdfium.FPDFText_GetFontSize(textpage, first) or 1.0)
        start += len(line) + 2


def _numbering(textpage: object, length: int) -> Callable[[int], int]:
    """From the place of a character in the page's text to PDFium's number of it.

    The two differ only behind a character that PDFium leaves out of the text, so the last one tells whether any does.
    """
    last = length - 1
    if pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, last) == last:
        return int
    return partial(pdfium.FPDFText_GetCharIndexFromTextIndex, textpage)


def _baseline(textpage: object, char: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(textpage, char, x, y)
    return y.value


def _title_lines(lines: list[Line]) -> list[Line]:
    """The first run of lines in the largest font of the first page that has text."""
    first_page = [line for line in lines if line.page == lines[0].page and any(map(str.isalpha, line.text))] or lines[
        :1
    ]
    largest = max(line.size for line in first_page)
    title: list[Line] = []
    for line in first_page:
        if line.size >= 0.95 * largest and sum(len(one.text) for one in (*title, line)) <= _LONGEST_TITLE:
            title.append(line)
        elif title:
            break
    return title or first_page[:1]


def _published(head: str) -> date | None:
    labels = {match.end() for match in _PUBLISHED.finditer(head)}
    if not labels:
        return None
    dates = (
        mention for mention in find_dates(head, None) if mention.precision == "day" and mention.first == mention.last
    )
    return next((mention.first for mention in dates if labels & set(range(mention.start - 3, mention.start + 1))), None)
