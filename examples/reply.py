"""An answer of an example site, before conditions and compression."""

from dataclasses import dataclass, field
from pathlib import Path

CONTENT_TYPES = {
    ".html": "text/html; charset=UTF-8",
    ".xml": "application/rss+xml; charset=UTF-8",
    ".json": "application/json; charset=UTF-8",
    ".txt": "text/plain; charset=UTF-8",
    ".pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, body and headers; `modified` is the second that the file changed, None for what is made on request."""

    status: int
    body: bytes
    content_type: str
    headers: dict[str, str] = field(default_factory=dict)
    modified: float | None = None

    @property
    def is_text(self) -> bool:
        """Whether addresses are to be put in and compression pays."""
        return not self.content_type.startswith("application/pdf")


def file_reply(file: Path, content_type: str | None = None) -> Reply:
    """Answer with a file."""
    kind = content_type or CONTENT_TYPES[file.suffix]
    return Reply(200, file.read_bytes(), kind, modified=file.stat().st_mtime)


def error_reply(status: int, text: str) -> Reply:
    """Answer with a small page that says what went wrong."""
    page = f"<!doctype html><html><head><title>{status}</title></head><body><h1>{text}</h1></body></html>"
    return Reply(status, page.encode(), CONTENT_TYPES[".html"])
