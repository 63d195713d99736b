"""Plain text of titles and summaries, which reach us as HTML and sometimes encoded twice."""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import unquote, urlsplit

from w3lib.html import remove_tags

# A feed may carry whole articles as summaries: what a reader decides by stands at the beginning.
MOST_MARKUP, MOST_TEXT = 5_000, 1_000
MOST_TERMS = 8
SEPARATORS = re.compile(r"[-_+.\s]+")
ENDING = re.compile(r"\.(?:aspx?|html?|php|pdf|docx?)$", re.I)


def plain_text(fragment: str | None) -> str:
    """Return the text of an HTML fragment, without tags and entities, on one line of 1,000 characters at most."""
    return one_line(remove_tags(unescape_fully((fragment or "")[:MOST_MARKUP])))


def one_line(text: str) -> str:
    """Return text on one line of 1,000 characters at most."""
    return " ".join(text.split())[:MOST_TEXT]


def unescape_fully(text: str) -> str:
    """Resolve entities, also those that were encoded twice."""
    return unescape(unescape(text))


def joined(terms: Iterable[str | None]) -> str | None:
    """Return categories as one text, the first eight of them, each once; None where there are none."""
    texts = dict.fromkeys(text for term in terms if (text := plain_text(term)))
    return ", ".join(list(texts)[:MOST_TERMS]) or None


def title_from(url: str) -> str:
    """Return the words that an address is made of, for a page whose title nobody tells: numbers are left out."""
    parts = [SEPARATORS.split(ENDING.sub("", unquote(part))) for part in reversed(urlsplit(url).path.split("/"))]
    words = [[word for word in part if word and not word.isdecimal()] for part in parts]
    # Some sites end their addresses in an identifier: two words are a title, one may be a folder.
    chosen = one_line(" ".join(next((part for part in words if len(part) > 1), next(filter(None, words), []))))
    return chosen[:1].upper() + chosen[1:]
