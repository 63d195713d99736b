"""The data files that people edit, read once."""

from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML


@cache
def read_yaml(name: str) -> Any:
    """Content of a YAML file of this package; the value is shared, so nobody may change it."""
    return YAML(typ="safe").load(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def read_text(name: str) -> str:
    """Text of a data file of this package."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def words(rows: list[list[str]]) -> frozenset[str]:
    """The words of a list that is laid out over several lines in YAML."""
    return frozenset(word for row in rows for word in row)
