"""What deploy/ holds for systemd and for compose, as far as it can be checked without running either."""

import re
import shlex
import shutil
import stat
import subprocess
import sys
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

REPOSITORY = Path(__file__).parents[1]
DEPLOY = REPOSITORY / "deploy"
UNITS = DEPLOY / "systemd"
INSTALLED = "/opt/inspection-watch"
PROGRAM = Path(sys.executable).with_name("inspection-watch")
DOCUMENTED = (INSTALLED, "/etc/inspection-watch", "/var/lib/inspection-watch", "/var/backups/inspection-watch")
OF_THE_SYSTEM = ("/bin/", "/usr/sbin/", "/var/spool")
SERVICES = sorted(UNITS.glob("*.service"))
# Known to newer versions of systemd than the oldest that the units are for.
NEWER = ("RestartSteps", "RestartMaxDelaySec")

Compose = dict[str, Any]


def lines_of(file: Path, name: str) -> list[str]:
    return re.findall(rf"^{name}=-?(.*)$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)


def exists(arguments: list[str]) -> bool:
    """Whether the program knows the command that the arguments begin with."""
    words = tuple(takewhile(lambda word: not word.startswith("-") and "/" not in word, arguments))
    return bool(words) and _is_known(words)


@cache
def _is_known(words: tuple[str, ...]) -> bool:
    return subprocess.run([PROGRAM, *words, "--help"], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def compose() -> Compose:
    return dict(YAML(typ="safe").load(DEPLOY / "compose.yaml"))


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_what_a_unit_starts_is_there(unit: Path) -> None:
    (command,) = lines_of(unit, "ExecStart")
    program, *arguments = shlex.split(command)

    if program.startswith(INSTALLED):
        assert program == f"{INSTALLED}/.venv/bin/inspection-watch"
        assert exists(arguments)
    else:
        assert (REPOSITORY / arguments[0].removeprefix(f"{INSTALLED}/")).is_file()


def test_every_path_of_the_units_is_a_documented_one() -> None:
    page = (REPOSITORY / "docs" / "service.md").read_text(encoding="utf-8")
    written = "".join(file.read_text(encoding="utf-8") for file in UNITS.rglob("*") if file.is_file())
    paths = set(re.findall(r"(?<![\w/.])(/(?:opt|etc|var|usr|bin|srv|home|root)/[\w./-]*)", written))

    assert {
        path for path in paths if not path.startswith((*DOCUMENTED, *OF_THE_SYSTEM, "/etc/systemd/system"))
    } == set()
    assert all(path in page for path in DOCUMENTED)


def test_files_of_the_installation_that_units_name_exist() -> None:
    written = "".join(file.read_text(encoding="utf-8") for file in UNITS.rglob("*") if file.is_file())
    named = set(re.findall(rf"{INSTALLED}/((?:deploy|docs)/[\w./-]+)", written))

    assert named
    assert all((REPOSITORY / name).is_file() for name in named), named


@pytest.mark.parametrize("timer", sorted(UNITS.glob("*.timer")), ids=lambda timer: timer.name)
def test_each_timer_has_its_service(timer: Path) -> None:
    assert timer.with_suffix(".service").is_file()


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    shutil.copytree(UNITS, tmp_path, dirs_exist_ok=True)
    shutil.copy(UNITS / "credentials.conf", tmp_path / "inspection-watch-.service.d")
    for file in (one for one in tmp_path.rglob("*") if one.is_file()):
        text = file.read_text(encoding="utf-8").replace(f"{INSTALLED}/.venv/bin/inspection-watch", str(PROGRAM))
        file.write_text(text, encoding="utf-8")
    units = [unit.rename(unit.with_name(unit.name.replace("@", "@1"))) for unit in tmp_path.glob("*@.service")]
    units += [unit for unit in tmp_path.iterdir() if unit.suffix in (".service", ".timer") and unit not in units]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "inspection-watch" in line]

    assert [line for line in ours if not any(f"'{name}'" in line for name in NEWER)] == []
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("script", sorted(DEPLOY.rglob("*.sh")), ids=lambda script: script.name)
def test_scripts_are_well_formed(script: Path) -> None:
    subprocess.run(["sh", "-n", script], check=True)


def test_every_service_of_compose_has_a_pinned_image_and_survives_the_machine(compose: Compose) -> None:
    services = compose["services"]

    assert set(services) == {"postgres", "server", "deploy", "worker"}
    for name, service in services.items():
        assert re.search(r":\d[\w.-]*$", service["image"]), name
        assert service["restart"] == ("no" if name == "deploy" else "unless-stopped")
        assert name == "deploy" or service["healthcheck"]["test"]
        assert name == "postgres" or (service["init"] and service["cap_drop"] == ["ALL"])
    assert all("@" in line or re.search(r":\d", line) for line in _of_dockerfile("FROM"))


def _of_dockerfile(word: str) -> list[str]:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(f"{word} ") for line in lines if line.startswith(f"{word} ")]


def test_the_image_does_not_run_as_root_and_installs_by_hash() -> None:
    assert _of_dockerfile("USER") == ["inspection-watch"]
    assert "--require-hashes -r requirements.txt" in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def test_what_the_image_copies_is_in_its_context() -> None:
    kept = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()

    for line in kept:
        assert not line.startswith("!") or (REPOSITORY / line[1:]).exists(), line
    assert "*" in kept


@pytest.mark.parametrize("name", ["deploy", "worker"])
def test_the_commands_of_compose_exist(compose: Compose, name: str) -> None:
    assert exists(compose["services"][name]["command"])


def test_the_server_of_compose_is_started_by_a_command_that_exists(compose: Compose) -> None:
    command = compose["services"]["server"]["entrypoint"][-1].partition("inspection-watch ")[2]

    assert exists(command.split())


def test_everything_that_a_service_of_compose_uses_is_stated(compose: Compose) -> None:
    for service in compose["services"].values():
        assert set(service.get("secrets", ())) <= set(compose["secrets"])
        assert {config["source"] for config in service.get("configs", ())} <= set(compose["configs"])
        assert set(service.get("depends_on", ())) <= set(compose["services"])
        named = {volume.partition(":")[0] for volume in service.get("volumes", ()) if not volume.startswith(".")}
        assert named <= set(compose["volumes"])
        bound = {volume.partition(":")[0] for volume in service.get("volumes", ()) if volume.startswith(".")}
        assert all((DEPLOY / one).is_file() for one in bound)
        assert all((DEPLOY / one).is_file() for one in service.get("env_file", ()))


def test_no_password_stands_in_the_files() -> None:
    for file in (one for one in DEPLOY.rglob("*") if one.is_file() and "secrets" not in one.parts):
        for line in file.read_text(encoding="utf-8").splitlines():
            found = re.search(r"(?i)password\s*[:=]\s*[\"']?([^\s\"':$]+)", line)
            assert not found or found[1].startswith(("/", "postgres", "prefect", "password")), f"{file.name}: {line}"


def test_the_secrets_are_made_once_each_and_for_their_owner_only(tmp_path: Path, compose: Compose) -> None:
    script = shutil.copy(DEPLOY / "make-secrets.sh", tmp_path)
    folder = tmp_path / "secrets"

    def made() -> dict[str, str]:
        subprocess.run(["sh", script], check=True, capture_output=True)
        return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}

    first = made()
    assert set(first) == set(compose["secrets"])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert first["inspection_watch_database_password"] in first["inspection_watch_memory"]
    assert len(set(first.values())) == len(first)
    assert made() == first


def test_docker_compose_reads_the_file(tmp_path: Path) -> None:
    program = shutil.which("docker-compose")
    if not program:
        pytest.skip("docker-compose is not installed")
    folder = tmp_path / "deploy"
    shutil.copytree(DEPLOY, folder, ignore=shutil.ignore_patterns("secrets"))
    subprocess.run(["sh", folder / "make-secrets.sh"], check=True, capture_output=True)
    (folder / "settings.toml").write_text("", encoding="utf-8")
    # The old docker-compose knows all but the name of the project.
    text = (folder / "compose.yaml").read_text(encoding="utf-8").replace("name: inspection-watch\n", "", 1)
    (folder / "compose.yaml").write_text(text, encoding="utf-8")
    command = [program, "--file", str(folder / "compose.yaml"), "config", "--quiet"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
