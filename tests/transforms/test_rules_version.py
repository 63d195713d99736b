"""The version of the rules covers every module and data file that reads pages or tells histories."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import transforms
from transforms.rules_version import rule_files, rules_version

PACKAGE = Path(transforms.__file__).parent
ROOTS = (
    "clean",
    "content_item",
    "decode",
    "pdf",
    "extract",
    "normalise",
    "stated",
    "history.stories",
    "history.of_authority",
)
OF_TABLES = {"schema.py", "tables.py", "history_tables.py", "errors.py"}
"""Used by them, yet what a page or a history says does not hang on them."""


def imported(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("transforms."):
            yield (node.module or "").removeprefix("transforms.")


def file_of(name: str) -> Path:
    path = PACKAGE.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def reached(names: tuple[str, ...]) -> set[str]:
    """Files below transforms/ that modules need, they themselves among them."""
    found, waiting = set[Path](), [file_of(name) for name in names]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += [file_of(name) for name in imported(module)]
    return {module.relative_to(PACKAGE).as_posix() for module in found}


def test_it_is_the_version_of_the_package_and_a_short_hash() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\+[0-9a-f]{8}", rules_version())
    assert rules_version() == rules_version()


def test_every_module_that_reads_pages_or_tells_histories_counts() -> None:
    assert reached(ROOTS) - OF_TABLES <= {name for name, _ in rule_files()}


def test_every_data_file_counts_that_pages_are_read_by_and_nothing_that_only_works_on_tables() -> None:
    counted = {name for name, _ in rule_files()}
    data = {f"data/{path.name}" for path in (PACKAGE / "data").iterdir() if path.is_file()}

    assert data - counted == {"data/candidates.yaml"}
    assert not counted & {"overview.py", "dictionary.py", "tables.py", "rules_version.py"}


def version_of(copy: Path) -> str:
    program = "from transforms.rules_version import rules_version; print(rules_version())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=copy)
    return done.stdout.strip()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with a copy of the package, which its own programs import first."""
    shutil.copytree(PACKAGE, tmp_path / "transforms", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_a_copy_elsewhere_with_other_line_ends_has_the_same_version(copy: Path) -> None:
    for path in (copy / "transforms").rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert version_of(copy) == rules_version()


@pytest.mark.parametrize("name", ["data/kinds.yaml", "extract/money.py", "history/visits.py", "normalise.py"])
def test_a_changed_rule_is_another_version(copy: Path, name: str) -> None:
    with (copy / "transforms" / name).open("a", encoding="utf-8") as file:
        file.write("# another thought\n")

    assert version_of(copy) != rules_version()


def test_a_renamed_file_is_another_version(copy: Path) -> None:
    (copy / "transforms" / "page_dates.py").rename(copy / "transforms" / "page_days.py")

    assert version_of(copy) != rules_version()
