"""Flag: what new articles change."""

from prefect import flow

from flows.events import tell_flagged
from flows.flag import flag_changes
from flows.service.run import BY_HAND, HOOKS, HOUR, numbers, run_of


@flow(name="flag", flow_run_name="flag: {because}", timeout_seconds=6 * HOUR, **HOOKS)
def flag(because: str = BY_HAND) -> None:
    """Flag what articles change that no flagging has looked at."""
    with run_of("flag") as run:
        done = flag_changes(run.workshop)
        run.counts = numbers(done)
        tell_flagged(run.workshop, done)
