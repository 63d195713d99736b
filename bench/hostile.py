"""Texts that nobody writes, to show that reading time grows with the length of a text and no faster."""

from transforms.article import PARAGRAPH_BREAK, Article

PATTERNS = {
    "one sentence": "and the staff of the children in the plan were in the service of it ",
    "quotation marks": '"',
    "apostrophes": "'",
    "scare quotes": ": 'so.' ",
    "names": "Ann Other Jane Roe ",
    "speakers": "said Ann Other ",
    "digits": "1234567890",
    "dates": "9 July 2019 ",
    "the council": "the council ",
    "promises": "the council will ",
    "grades": "inadequate ",
    "brackets": "(",
    "line breaks": "\n",
    "paragraphs": f"a{PARAGRAPH_BREAK}",
}


def hostile_article(name: str, length: int) -> Article:
    """An article of nothing but one pattern, `length` characters long."""
    pattern = PATTERNS[name]
    text = (pattern * (length // len(pattern) + 1))[:length]
    return Article("A text of one pattern", tuple(text.split(PARAGRAPH_BREAK)))
