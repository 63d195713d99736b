"""Makes the PDFs of the ModernGov example from papers/*.yaml: `python -m examples.make_pdf`.

Run it after an edit of a paper and commit what it writes; the bytes depend on nothing but the paper.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import ListFlowable, ListItem, Paragraph, SimpleDocTemplate, Spacer, Table
from ruamel.yaml import YAML

from examples import FOLDER

MARGIN = 2.2 * cm
STYLES = getSampleStyleSheet()


def make_pdf(paper: dict[str, Any], file: Path) -> None:
    """Lay a paper out on A4 pages with a footer and page numbers."""
    file.parent.mkdir(parents=True, exist_ok=True)
    document = SimpleDocTemplate(
        str(file), pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, title=paper["title"], invariant=1
    )
    story = [part for block in paper["blocks"] for part in _parts(block)]
    footer = partial(_footer, paper["footer"])
    document.build(story, onFirstPage=footer, onLaterPages=footer)


def _parts(block: str | dict[str, Any]) -> Iterator[Any]:
    if isinstance(block, str):
        yield _text(block)
    elif "heading" in block:
        yield Paragraph(block["heading"], STYLES["Heading3"])
    elif "table" in block:
        rows = [[_text(cell) for cell in row] for row in block["table"]]
        yield Table(rows, colWidths=(3.5 * cm, 12 * cm), hAlign="LEFT")
    else:
        yield ListFlowable([ListItem(_text(line)) for line in block["bullets"]], bulletType="bullet", start="•")
    yield Spacer(1, 0.2 * cm)


def _text(text: str) -> Paragraph:
    return Paragraph(text.replace("&", "&amp;"), STYLES["BodyText"])


def _footer(text: str, canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(MARGIN, 1.2 * cm, text)
    canvas.drawRightString(A4[0] - MARGIN, 1.2 * cm, f"Page {document.page}")


def main() -> None:
    """Make every PDF anew."""
    for file in sorted((FOLDER / "papers").glob("*.yaml")):
        paper = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
        make_pdf(paper, FOLDER / "sites" / "moderngov" / paper["file"])


if __name__ == "__main__":
    main()
