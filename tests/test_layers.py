"""The house stands: who imports whom, what transforms may touch, and what no file may hold."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("flows", "scrapers", "transforms", "examples", "bench", "tests")
MAY_IMPORT = {
    "scrapers": {"scrapers"},
    "transforms": {"transforms"},
    "flows": {"flows", "scrapers", "transforms", "examples"},
    "examples": {"examples"},
}
# What a pure function has no use for: network, database, orchestration, mail, clock and machine.
NOT_IN_TRANSFORMS = {
    *("httpx", "prefect", "sqlalchemy", "requests", "urllib3", "aiohttp", "pydantic_settings"),
    *("socket", "ssl", "smtplib", "http", "asyncio", "os", "subprocess", "shutil", "tempfile", "time", "random"),
}
NOT_IN_SCRAPERS = {"prefect", "sqlalchemy", "polars", "smtplib"}
READS_THE_CLOCK = {"now", "today", "utcnow"}
READS_FILES = {"open", "read_text", "read_bytes", "write_text", "write_bytes"}
READS_ITS_DATA = "transforms/data/__init__.py"


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@cache
def tree_of(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def imported(module: Path) -> Iterator[str]:
    """Names of the modules that a module imports, wherever in it."""
    for node in ast.walk(tree_of(module)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=name, level=0):
                yield name or ""
            case ast.ImportFrom():
                pytest.fail(f"{module} has a relative import")


def roots(module: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(module)}


def name_of(module: Path) -> str:
    return str(module.relative_to(ROOT))


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_layer_imports_only_what_lies_below_it(package: str) -> None:
    assert modules(package)
    forbidden = set(PACKAGES) - MAY_IMPORT[package]

    assert {name_of(one): roots(one) & forbidden for one in modules(package) if roots(one) & forbidden} == {}


def test_only_opening_and_the_command_line_know_the_examples() -> None:
    knowing = {name_of(one) for one in modules("flows") if "examples" in roots(one)}

    assert knowing <= {"flows/cli.py", "flows/cli_service.py", "flows/complaints.py", "flows/open_workshop.py"}


@pytest.mark.parametrize(("package", "forbidden"), [("transforms", NOT_IN_TRANSFORMS), ("scrapers", NOT_IN_SCRAPERS)])
def test_a_layer_imports_no_library_of_another_trade(package: str, forbidden: set[str]) -> None:
    assert {name_of(one): roots(one) & forbidden for one in modules(package) if roots(one) & forbidden} == {}


def called(module: Path) -> set[str]:
    calls = (node.func for node in ast.walk(tree_of(module)) if isinstance(node, ast.Call))
    return {
        function.attr if isinstance(function, ast.Attribute) else function.id
        for function in calls
        if isinstance(function, ast.Attribute | ast.Name)
    }


def test_transforms_read_no_clock() -> None:
    assert {name_of(one) for one in modules("transforms") if called(one) & READS_THE_CLOCK} == set()


def test_transforms_read_no_file_but_their_own_data() -> None:
    reading = [one for one in modules("transforms") if called(one) & READS_FILES]
    through_the_data_package = [one for one in reading if "transforms.data" in set(imported(one))]

    assert {name_of(one) for one in reading} - {name_of(one) for one in through_the_data_package} == {READS_ITS_DATA}


def test_no_module_but_the_flows_reads_the_environment() -> None:
    for package in ("transforms", "scrapers"):
        for module in modules(package):
            names = {node.attr for node in ast.walk(tree_of(module)) if isinstance(node, ast.Attribute)}
            assert not names & {"environ", "getenv"}, module


def test_the_meaning_is_there_without_prefect_web_client_and_database() -> None:
    program = (
        "import sys, transforms.extract, transforms.clean, transforms.pdf, transforms.history.of_authority;"
        "print(*sorted({'prefect', 'httpx', 'sqlalchemy', 'flows', 'scrapers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.strip() == ""


def test_commands_that_need_no_flow_do_not_wait_for_prefect() -> None:
    program = "import sys, flows.cli; print('prefect' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.strip() == "False"


def kept_files() -> list[Path]:
    """Files of the repository: tracked, or not tracked yet and not ignored."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(listing, capture_output=True, text=True, check=True, cwd=ROOT)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout")
    files = [ROOT / name for name in done.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


# Written apart so that this file does not hold them.
MACHINE_PATHS = ["/" + part for part in ("work/main", "work/shared", "home/", "root/", "Users/", "tmp/brief")]
REGISTRY_HOSTS = ["py" + "pi.org", "python" + "hosted.org", "--index" + "-url", "npm" + "js.org", "ext" + "ra-index"]
UNFINISHED = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "Not" + "ImplementedError"]


@pytest.mark.parametrize("forbidden", [MACHINE_PATHS, REGISTRY_HOSTS, UNFINISHED], ids=["paths", "hosts", "unfinished"])
def test_no_file_holds_a_path_of_a_machine_a_registry_or_unfinished_work(forbidden: list[str]) -> None:
    held = {
        (str(file.relative_to(ROOT)), word)
        for file in kept_files()
        for text in [file.read_bytes()]
        for word in forbidden
        if word.encode() in text
    }
    assert held == set()
