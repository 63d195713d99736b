"""Mail to the operator: what needs a person, and flows that failed. Not more often than need be, and no secrets."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from flows.deliver import DeliveryError, open_postman
from flows.memory.notices import claim_notice, give_back
from flows.page_words import one_line
from flows.redact import redacted
from flows.settings import Settings, load_settings
from flows.workshop import Workshop, now_utc, open_workshop
from transforms.ids import stable_id

if TYPE_CHECKING:
    from prefect import Flow, State
    from prefect.client.schemas.objects import FlowRun

STEP = "operator_mail"
FAILURES_TOLD_AGAIN_AFTER = timedelta(hours=1)
# An exception may bring a whole page along.
LONGEST_MESSAGE = 2_000

log = logging.getLogger("inspection_watch.operator_mail")


def tell_operator(workshop: Workshop, notice: str, subject: str, lines: Sequence[str], again_after: timedelta) -> bool:
    """Mail the operator, unless that was done under the same notice less than `again_after` ago; return whether it was.

    Of several workers that tell the same at once, one does. A mail that is not taken is recorded as a failure, and may
    be tried again at once. Where no operator is set, nothing is done.
    """
    if workshop.settings.operator is None:
        return False
    now = workshop.clock()
    claim = claim_notice(workshop.memory, notice, now, again_after)
    if claim is None:
        return False
    try:
        _deliver(workshop.settings, notice, subject, lines, now)
    except DeliveryError as error:
        give_back(workshop.memory, claim)
        workshop.fail(STEP, "not_delivered", str(error), url=f"mailto:{workshop.settings.operator}")
        return False
    except BaseException:
        give_back(workshop.memory, claim)
        raise
    return True


def mail_failure(flow: "Flow[Any, Any]", flow_run: "FlowRun", state: "State[Any]") -> None:
    """Mail the operator that a flow failed or crashed, at most once an hour a flow: a hook of Prefect's.

    Where the memory cannot be opened or written, every failure is mailed. Nothing is raised: what goes wrong is logged.
    """
    settings = None
    try:
        settings = load_settings(whoever_subscribes=True)
        if settings.operator is not None:
            subject, lines = f"flow {flow.name} failed", _told(flow, flow_run, state)
            _remembering(settings, f"flow failed: {flow.name}", subject, lines)
    except Exception as error:  # a hook that raises would hide the failure itself
        log.error("the operator was not told that a flow failed: %s", redacted(_said(error), settings))


def _remembering(settings: Settings, notice: str, subject: str, lines: Sequence[str]) -> None:
    try:
        with open_workshop(settings) as workshop:
            tell_operator(workshop, notice, subject, lines, FAILURES_TOLD_AGAIN_AFTER)
    except Exception as error:  # whatever keeps the memory shut: the operator is to hear of that, too
        more = (*lines, "", f"What was mailed cannot be remembered, so that this may come again: {_said(error)}")
        _deliver(settings, notice, subject, more, now_utc())


def _told(flow: "Flow[Any, Any]", flow_run: "FlowRun", state: "State[Any]") -> list[str]:
    return [
        f"The flow {flow.name} ended as {state.name or state.type.value} on {state.timestamp:%Y-%m-%d %H:%M} UTC.",
        "",
        f"Run:   {flow_run.name} ({flow_run.id})",
        f"Began: {f'{flow_run.start_time:%Y-%m-%d %H:%M} UTC' if flow_run.start_time else 'never'}",
        f"Said:  {state.message or 'nothing'}",
        "",
        f"Look at it: prefect flow-run logs {flow_run.id}",
        "and at all else: inspection-watch status",
        "",
        "What it left undone, the next run does. Further failures of this flow are not mailed for an hour.",
    ]


def _deliver(settings: Settings, notice: str, subject: str, lines: Sequence[str], now: datetime) -> None:
    message = EmailMessage()
    message["Subject"] = one_line(redacted(f"inspection-watch: {subject}", settings))
    message["From"] = settings.mail_from
    message["To"] = settings.operator
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{stable_id('operator', notice, now)}@{settings.mail_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("".join(f"{_as_line(line, settings)}\n" for line in lines))
    open_postman(settings).deliver(message)


def _as_line(line: str, settings: Settings) -> str:
    # First without secrets, so that none is cut in half.
    kept = redacted(line, settings)[:LONGEST_MESSAGE]
    return kept if kept.isprintable() else one_line(kept)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
