"""Bytes of a page to text, once, so that nothing behind guesses again."""

import codecs
from contextlib import suppress

from w3lib.encoding import html_to_unicode

LAST_RESORT = "windows-1252"
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Markup begins with "<".
UNMARKED_UTF_16 = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


def decode(body: bytes, content_type: str | None) -> str:
    """Read a page's bytes by byte-order mark, header, meta tag, else as windows-1252.

    What holds together as UTF-8 is UTF-8 whatever is declared: in other encodings that does not come about by chance. A
    page that promises UTF-8 and holds stray windows-1252 bytes keeps its quotation marks instead of losing them.
    """
    # UTF-16 of plain letters would hold together as well, with a zero behind each.
    if b"\0" not in body:
        with suppress(UnicodeDecodeError):
            return body.decode("utf-8-sig")
    encoding, text = html_to_unicode(content_type, body, auto_detect_fun=_undeclared)
    if encoding.startswith("utf-16") and not body.startswith(UTF_16_MARKS):
        return body.decode(_undeclared(body), errors="replace")
    if "\ufffd" in text and encoding == "utf-8":
        return body.removeprefix(codecs.BOM_UTF8).decode("utf-8", errors="stray-windows-1252")
    return text


def _undeclared(body: bytes) -> str:
    if found := UNMARKED_UTF_16.get(body[:2]):
        return found
    with suppress(UnicodeDecodeError):
        body.decode("utf-8")
        return "utf-8"
    return LAST_RESORT


def _stray_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return stray.decode(LAST_RESORT, errors="replace"), error.end


codecs.register_error("stray-windows-1252", _stray_bytes)
