"""Which version of the rules is at work: of two that differ, one may read a page or tell a history otherwise."""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import transforms.data
from transforms.ids import text_hash

PRODUCT = "inspection-watch"
MODULES = (
    "article.py",
    "authorities.py",
    "clean.py",
    "content_item.py",
    "decode.py",
    "fact_rows.py",
    "facts.py",
    "frameworks.py",
    "ids.py",
    "normalise.py",
    "page_*.py",
    "pdf*.py",
    "sense.py",
    "stated.py",
    "wording.py",
)
"""Modules of this package that decide what a page says; the others lay out tables or show them."""
_EVERY_FILE = ("[!.]*",)
OF_CANDIDATES = "data/candidates.yaml"
"""It decides what is fetched: what a page says that was fetched does not hang on it."""
_HASH_LENGTH = 8


@cache
def rules_version() -> str:
    """Return the package's version and a short hash of all code and data that decide what tables say.

    "0.1.0+3fa9c1d2": the same on every machine for the same rules, and another one when a phrase is added.
    """
    return f"{_product_version()}+{_hash_of(rule_files())}"


def hash_of_files(names: Iterable[str]) -> str:
    """Return a short hash of files named by their path below transforms/."""
    return _hash_of((name, files(__package__).joinpath(name)) for name in names)


def stamped(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield each row with the version of the rules in its column `rules`."""
    return ({**row, "rules": rules_version()} for row in rows)


def rule_files() -> Iterator[tuple[str, Traversable]]:
    """The files that the version is made of, each with its name below transforms/."""
    yield from _below(files(__package__), "", MODULES)
    for folder in ("extract", "history"):
        yield from _below(files(__package__) / folder, f"{folder}/", _EVERY_FILE)
    data = _below(files(transforms.data), "data/", _EVERY_FILE)
    yield from ((name, file) for name, file in data if name != OF_CANDIDATES)


def _below(folder: Traversable, prefix: str, patterns: tuple[str, ...]) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_file() and any(fnmatch(entry.name, pattern) for pattern in patterns):
            yield prefix + entry.name, entry


def _hash_of(named: Iterable[tuple[str, Traversable]]) -> str:
    return text_hash("\n".join(sorted(f"{name} {_content_hash(file)}" for name, file in named)))[:_HASH_LENGTH]


def _content_hash(file: Traversable) -> str:
    """The hash of a file, whatever line ends a checkout has given it."""
    return sha256(file.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def _product_version() -> str:
    try:
        return version(PRODUCT)
    except PackageNotFoundError:
        return "uninstalled"
