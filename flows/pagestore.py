"""Pages as fetched: immutable, compressed, named by the SHA-256 of their body, each kept once."""

import gzip
import zlib
from dataclasses import dataclass
from hashlib import sha256

from flows.store import Store


class DamagedPage(OSError):
    """What is kept is not the page that its name says; the message names the file."""


@dataclass(frozen=True, slots=True)
class PageStore:
    """Pages in a store, two levels deep."""

    store: Store

    def put(self, body: bytes) -> str:
        """Keep a body unless it is kept whole already; return its hash."""
        page_hash = sha256(body).hexdigest()
        if not self.keeps(page_hash):
            # mtime 0: the same page is the same file on every machine.
            self.store.write(_name(page_hash), gzip.compress(body, mtime=0))
        return page_hash

    def get(self, page_hash: str) -> bytes:
        """Return the body of that hash; raises FileNotFoundError, DamagedPage or StoreError."""
        kept = self.store.read(_name(page_hash))
        try:
            body = gzip.decompress(kept)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise DamagedPage(f"the kept page {self.place(page_hash)} is damaged ({error}); delete the file") from error
        if sha256(body).hexdigest() != page_hash:
            raise DamagedPage(
                f"the kept page {self.place(page_hash)} is not the page it is named after; delete the file"
            )
        return body

    def keeps(self, page_hash: str) -> bool:
        """Whether the page is kept whole, which is found out by reading it; raises StoreError."""
        try:
            self.get(page_hash)
        except (FileNotFoundError, DamagedPage):
            return False
        return True

    def place(self, page_hash: str) -> str:
        """Return the path or URL of a page."""
        return self.store.place(_name(page_hash))


def _name(page_hash: str) -> str:
    return f"{page_hash[:2]}/{page_hash}.gz"
