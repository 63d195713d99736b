"""Texts of others in Markdown of ours."""

from flows.page_words import one_line

ALIVE_BY_MARKUP = "\\`*_~[]<>|!#&"


def as_text(text: str) -> str:
    """Return the text so that no line, link, image or tag in it comes alive: hosts and pages have a say in it."""
    return "".join(f"\\{char}" if char in ALIVE_BY_MARKUP else char for char in one_line(text))
