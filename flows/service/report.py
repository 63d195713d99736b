"""Report: runs that crashed, to the operator. Of a killed process no hook is left that could."""

from typing import Any, cast
from uuid import UUID

from prefect import Flow, flow
from prefect.client.orchestration import get_client

from flows.operator_mail import mail_failure
from flows.service.run import MINUTE

RESOURCE = "prefect.flow-run."


@flow(name="report", flow_run_name="report of {run}", timeout_seconds=10 * MINUTE)
def report(run: str) -> None:
    """Mail the operator that the run crashed; `run` is its id, or that of an event's resource."""
    with get_client(sync_client=True) as client:
        crashed = client.read_flow_run(UUID(run.removeprefix(RESOURCE)))
        of_flow = client.read_flow(crashed.flow_id)
    if crashed.state is not None:
        # What a hook is given is a flow of this process; the mail needs no more of it than its name.
        mail_failure(cast("Flow[Any, Any]", of_flow), crashed, crashed.state)
