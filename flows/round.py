"""A round of deliveries: what becomes of mails that are not taken; that the server is in trouble is found out once."""

from dataclasses import dataclass

from flows.deliver import DeliveryError, Fault
from flows.memory.outbox import REFUSED
from flows.memory.tries import GIVEN_UP_AFTER, remember_refused, remember_trouble
from flows.redact import redacted
from flows.workshop import Workshop

STEP = "alert"
NOT_DELIVERED = "not_delivered"
# One message may be what a server breaks off at; two in succession are not to blame.
MOST_BROKEN_OFF = 2


@dataclass(slots=True)
class Round:
    """Counts what failed; once `is_over`, the other messages are left for the next round, which begins with them."""

    workshop: Workshop
    failed: int = 0
    left: int = 0
    is_over: bool = False
    _broken_off: int = 0

    def was_taken(self) -> None:
        """Take note that the server took a message: it is in no trouble."""
        self._broken_off = 0

    def was_not_taken(self, address: str, alert_ids: list[str], error: DeliveryError) -> None:
        """Write down why the message that these alerts are in was not taken, and when it is tried again."""
        self.failed += 1
        if error.fault is Fault.MESSAGE:
            self._broken_off = 0
            self._remember_refused(address, alert_ids, error)
            return
        self._broken_off += 1
        self.is_over = error.fault is Fault.SERVER or self._broken_off >= MOST_BROKEN_OFF
        remember_trouble(self.workshop.memory, alert_ids, self._said(error), self.workshop.clock())
        url = None if error.fault is Fault.SERVER else f"mailto:{address}"
        self.workshop.fail(STEP, NOT_DELIVERED, str(error), url=url)

    def _remember_refused(self, address: str, alert_ids: list[str], error: DeliveryError) -> None:
        now = self.workshop.clock()
        refused = remember_refused(self.workshop.memory, alert_ids, self._said(error), now, final=error.final)
        given_up = refused and not error.final
        text = f"{error}; given up after {GIVEN_UP_AFTER.days} days of such answers" if given_up else str(error)
        self.workshop.fail(STEP, REFUSED if refused else NOT_DELIVERED, text, url=f"mailto:{address}")

    def _said(self, error: DeliveryError) -> str:
        return redacted(str(error), self.workshop.settings)
