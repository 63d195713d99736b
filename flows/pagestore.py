"""Pages as fetched: immutable, compressed, named by the SHA-256 of their body, each kept once."""

import gzip
import os
import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4


@dataclass(frozen=True, slots=True)
class PageStore:
    """A folder of pages, two levels deep."""

    folder: Path

    def put(self, body: bytes) -> str:
        """Keep a body unless it is kept already; return its hash. A crash leaves no torn page under its name."""
        page_hash = sha256(body).hexdigest()
        path = self._path(page_hash)
        if not path.exists():
            # mtime 0: the same page is the same file on every machine.
            replace_file(path, gzip.compress(body, mtime=0))
        return page_hash

    def get(self, page_hash: str) -> bytes:
        """Return the body of that hash; raises OSError where it is not kept or damaged."""
        path = self._path(page_hash)
        try:
            body = gzip.decompress(path.read_bytes())
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise OSError(f"the kept page {path} is damaged ({error}); delete the file") from error
        if sha256(body).hexdigest() != page_hash:
            raise OSError(f"the kept page {path} is not the page it is named after; delete the file")
        return body

    def _path(self, page_hash: str) -> Path:
        return self.folder / page_hash[:2] / f"{page_hash}.gz"


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Readers' globs for *.parquet match dotfiles too, so the ending must differ.
    temporary = path.with_name(f"{path.name}.{uuid4().hex}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
