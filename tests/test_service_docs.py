"""What docs/service.md says of the deployments, beside prefect.yaml and the flows."""

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

REPOSITORY = Path(__file__).parents[1]
SECONDS = {"min": 60, "h": 3_600}

Deployment = dict[str, Any]
Told = tuple[str, ...]


def name_of(deployment: Deployment) -> str:
    return f"{flow_of(deployment).name}/{deployment['name']}"


def flow_of(deployment: Deployment) -> Any:
    file, _, function = deployment["entrypoint"].partition(":")
    return getattr(import_module(file.removesuffix(".py").replace("/", ".")), function)


@pytest.fixture(scope="module")
def deployed() -> dict[str, Deployment]:
    plan = YAML(typ="safe").load(REPOSITORY / "prefect.yaml")
    return {name_of(one): one for one in plan["deployments"]}


@pytest.fixture(scope="module")
def told() -> dict[str, Told]:
    """Schedule, event, limit and time limit of each deployment, as the table has them."""
    text = (REPOSITORY / "docs" / "service.md").read_text(encoding="utf-8")
    found: dict[str, Told] = {}
    for line in text.splitlines():
        names, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        listed = re.findall(r"`([a-z ]+/[a-z-]+)`", names)
        if len(cells) == 4 and listed:
            *shared, limit, time_limit = cells
            each = zip(listed, _each(limit, len(listed)), _each(time_limit, len(listed)), strict=True)
            rows = {name: (*shared, *limits) for name, *limits in each}
            assert not rows.keys() & found.keys(), "told of twice"
            found |= rows
    return found


def _each(cell: str, number: int) -> list[str]:
    return cell.split(", ") if ", " in cell else [cell] * number


def test_each_deployment_is_told_of_once(deployed: dict[str, Deployment], told: dict[str, Told]) -> None:
    assert told.keys() == deployed.keys()


def test_limits_and_events_are_those_of_the_deployments(deployed: dict[str, Deployment], told: dict[str, Told]) -> None:
    for name, (schedule, event, limit, time_limit) in told.items():
        deployment = deployed[name]
        stated = deployment.get("concurrency_limit")
        number, unit = time_limit.split()
        assert limit == (str(stated["limit"]) if stated else "any"), name
        assert int(number) * SECONDS[unit] == flow_of(deployment).timeout_seconds, name
        assert event.strip("`") == ", ".join(one for t in deployment.get("triggers", []) for one in t["expect"]), name
        assert bool(schedule) == bool(deployment.get("schedules")), name
