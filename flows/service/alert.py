"""Alert: mails at once, and digests."""

from prefect import flow

from flows.alert import send_alerts
from flows.service.run import BY_HAND, HOOKS, HOUR, numbers, run_of


@flow(name="alert", flow_run_name="alert: {because}", timeout_seconds=HOUR, **HOOKS)
def alert(digest: bool = False, because: str = BY_HAND) -> None:
    """Deliver what is owed to subscribers: to those who want it at once, or to those who want a digest."""
    with run_of("digest" if digest else "alert") as run:
        run.counts = numbers(send_alerts(run.workshop, digest=digest))
