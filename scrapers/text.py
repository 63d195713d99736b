"""Plain text of titles and summaries, which reach us as HTML and sometimes encoded twice."""

from html import unescape

from w3lib.html import remove_tags

# A feed may carry whole articles as summaries: what a reader decides by stands at the beginning.
MOST_MARKUP, MOST_TEXT = 5_000, 1_000


def plain_text(fragment: str | None) -> str:
    """Return the text of an HTML fragment, without tags and entities, on one line of 1,000 characters at most."""
    return one_line(remove_tags(unescape_fully((fragment or "")[:MOST_MARKUP])))


def one_line(text: str) -> str:
    """Return text on one line of 1,000 characters at most."""
    return " ".join(text.split())[:MOST_TEXT]


def unescape_fully(text: str) -> str:
    """Resolve entities, also those that were encoded twice."""
    return unescape(unescape(text))
