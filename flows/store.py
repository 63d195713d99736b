"""Where pages, tables and mails are kept: a folder, or an object store by its URL."""

import errno
import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Protocol, Self
from uuid import uuid4

SCHEMES = ("s3", "gs", "az")
# Readers' globs for *.parquet match dotfiles too, so what is not finished must end otherwise.
UNFINISHED = ".tmp"
SWEPT_AFTER = timedelta(hours=1)


class StoreError(OSError):
    """The folder or the object store cannot be used; the message says where, why and what to do."""


class Store(Protocol):
    """Files by name; a name is a relative path with slashes, the same in a folder and in an object store.

    What the world refuses (rights, space, an unreachable host, a missing bucket) is a StoreError everywhere.
    """

    def read(self, name: str) -> bytes:
        """Return a file's content; raises FileNotFoundError where there is none."""

    def write(self, name: str, content: bytes) -> None:
        """Put a file in the place of the one of that name; a reader sees the old one or the new one, never a part."""

    def exists(self, name: str) -> bool:
        """Whether there is a file of that name."""

    def list(self, prefix: str = "") -> Iterator[str]:
        """Yield the names of all files in the folder `prefix`, in alphabetical order."""

    def delete(self, name: str) -> None:
        """Delete a file; one that is not there is no fault."""

    def place(self, name: str = "") -> str:
        """Return the path or URL of a file, or of the store itself."""

    def sub(self, prefix: str) -> Self:
        """Return the store of what lies in the folder `prefix`."""


def open_store(place: str | Path) -> Store:
    """Open a folder, or an object store by its URL `s3://bucket/prefix`, `gs://...` or `az://...`.

    Keys and endpoint of an object store come from the usual environment variables of its kind. Nothing is fetched yet.
    """
    if "://" not in str(place):
        return FolderStore(Path(place))
    # Loaded only where it is used: it brings a network stack with it.
    from flows.bucket import open_bucket

    return open_bucket(checked_address(str(place)))


def checked_address(url: str) -> str:
    """Return the URL of an object store without a closing slash; raises StoreError for one that is none."""
    scheme, _, rest = url.partition("://")
    rest = rest.rstrip("/")
    if scheme not in SCHEMES or not rest or rest.startswith("/") or re.search(r"[@?#]", rest):
        # Keys that somebody put before the @ are not shown.
        raise StoreError(
            f"{scheme}://{rest.rpartition('@')[2]} is no address of an object store; give s3://bucket/prefix, "
            "gs://bucket/prefix or az://container/prefix, and keys by environment variables"
        )
    return f"{scheme}://{rest}"


@dataclass(frozen=True, slots=True)
class FolderStore:
    """A folder on this machine, made when the first file is written."""

    folder: Path

    def read(self, name: str) -> bytes:
        """Return a file's content; raises FileNotFoundError where there is none."""
        path = self._path(name)
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            raise FileNotFoundError(f"there is no file {path}") from error
        except OSError as error:
            raise _unable("read", path, error) from error

    def write(self, name: str, content: bytes) -> None:
        """Replace the file by way of another beside it that is written and synced first."""
        path = self._path(name)
        try:
            _replace_file(path, content)
        except OSError as error:
            raise _unable("written", path, error) from error

    def exists(self, name: str) -> bool:
        """Whether there is a file of that name."""
        path = self._path(name)
        try:
            return path.is_file()
        except OSError as error:
            raise _unable("looked up", path, error) from error

    def list(self, prefix: str = "") -> Iterator[str]:
        """Yield the names, and sweep the unfinished files that killed writers left on the way."""
        above = folder_within(prefix)
        folder = self.folder / above
        try:
            yield from _names(folder, above)
        except OSError as error:
            raise _unable("listed", folder, error) from error

    def delete(self, name: str) -> None:
        """Delete a file; one that is not there is no fault."""
        path = self._path(name)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise _unable("deleted", path, error) from error

    def place(self, name: str = "") -> str:
        """Return the path."""
        return str(self.folder / name)

    def sub(self, prefix: str) -> Self:
        """Return the store of that folder within."""
        return replace(self, folder=self.folder / folder_within(prefix))

    def _path(self, name: str) -> Path:
        return self.folder / checked_name(name)


def checked_name(name: str) -> str:
    """Return the name; raises ValueError for one that leads out of the store or is no name of a finished file."""
    parts = name.split("/")
    if any(part in ("", ".", "..") for part in parts) or "\\" in name or name.endswith(UNFINISHED):
        raise ValueError(f"{name!r} is no name of a file in a store; give a relative path with slashes")
    return name


def folder_within(prefix: str) -> str:
    """Return a prefix as a path that ends in a slash, or "" for none; raises ValueError as for a name."""
    return f"{checked_name(prefix.rstrip('/'))}/" if prefix else ""


def _replace_file(path: Path, content: bytes) -> None:
    _make_folder(path.parent)
    unfinished = path.with_name(f"{path.name}.{uuid4().hex}{UNFINISHED}")
    try:
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    # A file's own sync does not keep its name in the folder through a power cut.
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        # Some network file systems sync no folders; the file itself is safe by then.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(opened)


def _names(folder: Path, above: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as found:
            # With their slash, folders sort as an object store sorts whole names.
            entries = sorted(found, key=lambda entry: entry.name + "/" * entry.is_dir())
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir():
            yield from _names(folder / entry.name, f"{above}{entry.name}/")
        elif entry.name.endswith(UNFINISHED):
            _sweep(folder / entry.name)
        else:
            yield above + entry.name


def _sweep(unfinished: Path) -> None:
    # A reader without the right to delete may list all the same.
    with suppress(OSError):
        if time.time() - unfinished.stat().st_mtime > SWEPT_AFTER.total_seconds():
            unfinished.unlink()


DISK_ADVICE = {
    errno.ENOSPC: "free some space there",
    errno.EDQUOT: "free some space there, or raise the quota",
    errno.EFBIG: "raise the limit on the size of files",
    errno.EACCES: "give this account the right to it",
    errno.EPERM: "give this account the right to it",
    errno.EROFS: "make it writable, or set data to another place",
    errno.ENOTDIR: "move away the file that stands where a folder should be",
    errno.EEXIST: "move away the file that stands where a folder should be",
    errno.EISDIR: "move away the folder that stands where a file should be",
}


def _unable(done: str, path: Path, error: OSError) -> StoreError:
    advice = DISK_ADVICE.get(error.errno or 0, "check the path and the disk")
    return StoreError(f"{path} cannot be {done}: {error.strerror}; {advice}")
