"""Words and addresses that pages chose, made harmless for a line of a mail: pages have a say in all of them."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import httpx

LONGEST_SUMMARY, LONGEST_EVIDENCE, LONGEST_NAME = 300, 600, 120
# What a page calls a sentence may be a megabyte long.
LONGEST_LOOK = 20_000
# Mail programs and proxies cut longer addresses, and a cut one leads elsewhere.
LONGEST_ADDRESS = 2_000
# Turns the direction of what follows, or shows nothing at all: marks of direction, zero-width characters, soft hyphens.
UNSEEN = "Cf"

_BEYOND_ASCII = re.compile(r"[^ -~]")
_HOST = re.compile(r"[a-z0-9_.-]{1,253}|[0-9a-f:.]{2,45}")
# Of an address, or of the name of a host: some programs link gov.uk, or write to who@gov.uk, without being told to.
_LIVELY = re.compile(r"://|\bwww\.|(?<=\w)\.(?=[^\W\d_]{2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """An address that may be followed, and the host that it leads to, letters beyond ASCII in punycode."""

    url: str
    host: str


def one_line(text: str) -> str:
    """Return the text without line breaks, control characters and what cannot be seen: it stays within its line."""
    if text.isprintable():
        return " ".join(text.split())
    return " ".join(_BEYOND_ASCII.sub(_seen, text).split())


def _seen(found: re.Match[str]) -> str:
    char = found[0]
    return char if char.isprintable() else "" if unicodedata.category(char) == UNSEEN else " "


def shortened(text: str, most: int) -> str:
    """Return the text in one line of no more than `most` characters, the last an ellipsis where some were cut."""
    looked_at = text[:LONGEST_LOOK]
    line = one_line(looked_at)
    is_whole = len(line) <= most and len(looked_at) == len(text)
    return line if is_whole else f"{line[: most - 1].rstrip()}…"


def page_text(text: str, most: int) -> str:
    """Return words of a page in one line, in which no mail program finds an address to make a link of."""
    line = shortened(text, most)
    # Looked for only where there can be one: feeds have thousands of names and grades.
    return _LIVELY.sub(lambda found: f"{found.group()} ", line) if "." in line or "://" in line else line


@lru_cache(maxsize=4096)
def link_to(address: str) -> Link | None:
    """Return the address as a link; None where it is not of the web, names no host or is too long.

    What stands before an @ in it, such as a name that looks like a host, is left out.
    """
    try:
        url = httpx.URL(address)
        # Put together anew, which takes longer than all else here, only where that may alter it.
        if url.userinfo or str(url) != address:
            url = url.copy_with(userinfo=b"")
        host = url.raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError):
        return None
    if url.scheme not in ("http", "https") or not _HOST.fullmatch(host) or len(str(url)) > LONGEST_ADDRESS:
        return None
    return Link(str(url), host)
