"""The data files that people edit, read once."""

from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from transforms.errors import UnreadableData


@cache
def read_yaml(name: str) -> Any:
    """Content of a YAML file of this package; the value is shared, so nobody may change it.

    UnreadableData tells the line where the file is no YAML and, when it is asked for, a heading that it lacks.
    """
    try:
        content = YAML(typ="safe").load(read_text(name))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        problem = str(error.problem).partition("\n")[0]
        raise UnreadableData(f"transforms/data/{name} is no YAML in line {line} ({problem}); correct it.") from error
    return _Headings(name, content) if isinstance(content, dict) else content


class _Headings(dict[str, Any]):
    """What stands under the headings of a file."""

    def __init__(self, file: str, content: dict[str, Any]) -> None:
        super().__init__(content)
        self._file = file

    def __missing__(self, heading: str) -> Any:
        raise UnreadableData(f"transforms/data/{self._file} has no heading {heading}; write it and what it holds.")


def read_text(name: str) -> str:
    """Text of a data file of this package."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def words(rows: list[list[str]]) -> frozenset[str]:
    """The words of a list that is laid out over several lines in YAML."""
    return frozenset(word for row in rows for word in row)
