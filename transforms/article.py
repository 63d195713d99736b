"""What is left of a page once its chrome is gone."""

from dataclasses import dataclass
from datetime import date

PARAGRAPH_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned page. `published` and `modified` are the dates that the page itself shows, or None.

    `address` is the one that the page gives as its own.
    """

    title: str
    paragraphs: tuple[str, ...]
    byline: str | None = None
    published: date | None = None
    modified: date | None = None
    address: str | None = None

    @property
    def text(self) -> str:
        """Title and paragraphs as one string: the text that every evidence span counts in."""
        return PARAGRAPH_BREAK.join((self.title, *self.paragraphs))
