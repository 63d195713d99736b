import pytest

from tests.flows.command import Command
from tests.flows.prefect_service import free_port


def test_deploying_without_a_server_says_what_to_start(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    api = f"http://127.0.0.1:{free_port()}/api"
    monkeypatch.setenv("PREFECT_API_URL", api)
    monkeypatch.setattr("flows.cli_service.SERVER_STARTS_WITHIN", 0.5)

    said = command("service", "deploy")

    assert said.status == 2
    assert said.complaint == (
        f"no Prefect server answers at {api} (PREFECT_API_URL); start one: inspection-watch service server"
    )
