"""The command `status`."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from flows.cli_options import DataOption, SettingsOption
from flows.memory.engine import refuse_no_memory
from flows.needs import needs_of
from flows.open_workshop import open_for
from flows.settings import load_settings
from flows.show_status import show_status, status_as_json
from flows.status import read_status

NEEDS_A_PERSON = 1


class StatusFormat(StrEnum):
    """How the status is printed."""

    text = "text"
    json = "json"
    prometheus = "prometheus"


def status_command(
    form: Annotated[StatusFormat, typer.Option("--format", help="How it is printed.")] = StatusFormat.text,
    examples: Annotated[bool, typer.Option("--examples", help="Of the bundled example sites.")] = False,
    settings: SettingsOption = None,
    data: DataOption = None,
) -> None:
    """Whether all is well: steps, what waits, sources, failures; ends with 1 where something needs a person."""
    # A path mistyped in a cron line must not make an empty memory in which all is well.
    refuse_no_memory(load_settings(settings, data=data).memory_url, "run the first pass")
    with open_for(settings, data, examples=examples) as workshop:
        status = read_status(workshop)
        needs = needs_of(status, workshop.settings)
        match form:
            case StatusFormat.text:
                show_status(status, needs, workshop.settings)
            case StatusFormat.json:
                sys.stdout.write(f"{status_as_json(status, needs)}\n")
            case StatusFormat.prometheus:
                # Loaded only where it is used, as it takes as long as all else here.
                from flows.status_metrics import status_as_metrics

                sys.stdout.write(status_as_metrics(status, needs))
    raise typer.Exit(NEEDS_A_PERSON if needs else 0)
