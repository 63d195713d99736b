"""Bodies, unpacked bit by bit, so that a small one which unpacks to gigabytes is stopped at the limit."""

import zlib
from collections.abc import Iterator
from typing import Protocol

import httpx

from scrapers.errors import UnreadablePage

# What we ask for and can read; httpx would unpack more, layer upon layer, each a whole piece at a time.
ACCEPTED = "gzip, deflate"
GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
RAW_DEFLATE = -zlib.MAX_WBITS
PIECE = 65_536


class Unpacker(Protocol):
    """What takes compressed bytes apart."""

    def parts(self, data: bytes) -> Iterator[bytes]:
        """Yield what the next bytes of the body hold, in pieces of a bounded size."""
        ...

    def rest(self) -> bytes:
        """Return what is left when the body has ended."""
        ...


def parts_of(response: httpx.Response) -> Iterator[bytes]:
    """Yield a body in pieces, unpacked.

    Raises:
        UnreadablePage: it is compressed otherwise than we asked, more than once, or not as it says.
    """
    unpacker = _unpacker(response)
    try:
        for data in response.iter_raw():
            yield from unpacker.parts(data)
        yield unpacker.rest()
    except zlib.error as error:
        raise UnreadablePage(f"{response.url} says that its body is compressed, but it is not: {error}.") from error


def _unpacker(response: httpx.Response) -> Unpacker:
    codings = [coding.strip().lower() for coding in response.headers.get_list("Content-Encoding", split_commas=True)]
    match [coding for coding in codings if coding not in ("", "identity")]:
        case []:
            return _AsItIs()
        case ["gzip" | "x-gzip" | "deflate"]:
            return _Inflater()
        case others:
            raise UnreadablePage(
                f"{response.url} is compressed by {', '.join(others)[:80]}, which we did not ask for; "
                "tell the owner or pause the source."
            )


class _AsItIs:
    def parts(self, data: bytes) -> Iterator[bytes]:
        yield data

    def rest(self) -> bytes:
        return b""


class _Inflater:
    """Unpacks gzip, one member after the other, zlib, and what some servers call deflate: zlib without its header."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(GZIP_OR_ZLIB)
        self._is_first = True

    def parts(self, data: bytes) -> Iterator[bytes]:
        while data:
            yield self._piece(data)
            data = self._zlib.unconsumed_tail
            if self._zlib.eof:
                # Zeros may follow the last member as padding.
                data = self._zlib.unused_data.lstrip(b"\0")
                self._zlib = zlib.decompressobj(GZIP_OR_ZLIB)

    def rest(self) -> bytes:
        return self._zlib.flush()

    def _piece(self, data: bytes) -> bytes:
        is_first, self._is_first = self._is_first, False
        try:
            return self._zlib.decompress(data, PIECE)
        except zlib.error:
            if not is_first:
                raise
            self._zlib = zlib.decompressobj(RAW_DEFLATE)
            return self._zlib.decompress(data, PIECE)
