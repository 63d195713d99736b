"""Publish: the tables for analysts."""

from prefect import flow

from flows.publish import publish_tables
from flows.service.run import BY_HAND, HOOKS, HOUR, run_of


@flow(name="publish", flow_run_name="publish: {because}", timeout_seconds=2 * HOUR, **HOOKS)
def publish(because: str = BY_HAND) -> None:
    """Write the tables for analysts."""
    with run_of("publish") as run:
        run.counts = publish_tables(run.workshop).rows
