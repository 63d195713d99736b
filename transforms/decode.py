"""Bytes of a page to text, once, so that nothing behind guesses again."""

import codecs

from w3lib.encoding import html_to_unicode

LAST_RESORT = "windows-1252"


def decode(body: bytes, content_type: str | None) -> str:
    """Read a page's bytes by byte-order mark, header, meta tag, else UTF-8 if it is that, else windows-1252.

    A page that promises UTF-8 and holds stray windows-1252 bytes keeps its quotation marks instead of losing them.
    """
    encoding, text = html_to_unicode(content_type, body, auto_detect_fun=_undeclared)
    if "\ufffd" in text and encoding == "utf-8":
        return body.removeprefix(codecs.BOM_UTF8).decode("utf-8", errors="stray-windows-1252")
    return text


def _undeclared(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return LAST_RESORT
    return "utf-8"


def _stray_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return stray.decode(LAST_RESORT, errors="replace"), error.end


codecs.register_error("stray-windows-1252", _stray_bytes)
