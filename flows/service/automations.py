"""The automations that the service needs, made on the Prefect server: python -m flows.service.automations."""

from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.events.schemas.automations import AutomationCore
from ruamel.yaml import YAML

KILLED_RUNS = Path(__file__).parents[2] / "deploy" / "automations" / "killed-runs.yaml"


def renew_automations(file: Path) -> None:
    """Make the automations of the file; those that are there by their names are written anew."""
    stated = YAML(typ="safe").load(file.read_text(encoding="utf-8"))["automations"]
    with get_client(sync_client=True) as client:
        for automation in map(AutomationCore.model_validate, stated):
            if found := client.read_automations_by_name(automation.name):
                client.update_automation(found[0].id, automation)
            else:
                client.create_automation(automation)


if __name__ == "__main__":
    renew_automations(KILLED_RUNS)
