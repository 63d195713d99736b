"""Runs that Prefect takes for running although nothing runs any more: their process was killed and told nobody.

Prefect's vacuum deletes runs that are over and would keep these for ever.
"""

from datetime import datetime, timedelta

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import StateType
from prefect.states import Crashed

# No flow may run longer than a day.
LOST_AFTER = timedelta(hours=26)
UNENDED = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
AT_ONCE = 200


def end_lost_runs(now: datetime) -> int:
    """Mark as crashed what has been in hand for longer than any run may take; return how many runs that were."""
    in_hand = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=UNENDED)))
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(flow_run_filter=in_hand, limit=AT_ONCE)
        lost = [run for run in runs if run.state and now - run.state.timestamp > LOST_AFTER]
        for run in lost:
            message = f"Nothing was heard of it for {LOST_AFTER}: its process or its machine was stopped."
            client.set_flow_run_state(run.id, Crashed(message=message), force=True)
    return len(lost)
