"""PDF documents: their text in paragraphs, their title and date, and documents that cannot be read."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from reportlab.lib import pagesizes
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from transforms.errors import UnreadableDocument
from transforms.pdf import read_pdf

LEFT, TOP, PITCH = 72, 760, 15


def pdf(*pages: list[tuple[str, int, float]], encrypt: StandardEncryption | None = None) -> bytes:
    """Print pages of lines (text, font size, blank lines before)."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=pagesizes.A4, encrypt=encrypt)
    for lines in pages:
        y = float(TOP)
        for text, size, blank in lines:
            y -= PITCH * (1 + blank)
            canvas.setFont("Helvetica", size)
            canvas.drawString(LEFT, y, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


REPORT = pdf(
    [
        ("Scrutiny committee", 9, 0),
        ("Children's services in Mereshire", 18, 1),
        ("Published: 16 August 2023", 12, 1),
        ("The committee heard that inspectors had come in July and that the", 12, 1),
        ("service was well-led by its new director.", 12, 0),
        ("A second paragraph stands further down and runs on to the next page where", 12, 1),
        ("1", 9, 2),
    ],
    [
        ("Scrutiny committee", 9, 0),
        ("it ends.", 12, 1),
        ("\u2022 a first point", 12, 0.2),
        ("\u2022 a second point", 12, 0),
        ("2", 9, 2),
    ],
    [("Scrutiny committee", 9, 0), ("The last page.", 12, 1), ("3", 9, 2)],
)


def test_wrapped_lines_become_paragraphs_and_running_heads_go() -> None:
    article = read_pdf(REPORT)
    assert article.title == "Children's services in Mereshire"
    assert article.paragraphs == (
        "Published: 16 August 2023",
        "The committee heard that inspectors had come in July and that the service was well-led by its new director.",
        "A second paragraph stands further down and runs on to the next page where it ends.",
        "a first point",
        "a second point",
        "The last page.",
    )


def test_day_of_publication_is_the_one_the_first_page_shows() -> None:
    assert read_pdf(REPORT).published == date(2023, 8, 16)
    assert read_pdf(pdf([("A report", 18, 0), ("They came on 3 May 2023.", 12, 1)])).published is None


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "it is empty"),
        (b"<!DOCTYPE html><title>Not found</title>", "it is a web page"),
        (b"PK\x03\x04 something else", "lacks the mark %PDF"),
        (b"%PDF-1.7\nnothing behind the head", "is damaged"),
        (REPORT[: len(REPORT) // 3], "is damaged"),
        (pdf([]), "holds no text"),
        (pdf([("Secret", 12, 0)], encrypt=StandardEncryption("key", "owner")), "is locked with a password"),
    ],
)
def test_unreadable_document_is_refused_in_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read_pdf(data)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_threads_may_read_at_the_same_time() -> None:
    with ThreadPoolExecutor(4) as pool:
        titles = {article.title for article in pool.map(read_pdf, [REPORT] * 12)}
    assert titles == {"Children's services in Mereshire"}
