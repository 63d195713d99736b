"""A mail server on loopback that at times is busy or away, and keeps what it accepts."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

OK, BUSY = "250 OK", "451 4.3.2 The server is busy; try again later"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A mail and the moment of its acceptance, in seconds of time.time()."""

    at: float
    mail: EmailMessage

    @property
    def message_id(self) -> str:
        """The id that a repeated mail has again."""
        return str(self.mail["Message-ID"])

    @property
    def to(self) -> str:
        """The address."""
        return str(self.mail["To"])


@dataclass
class MailServer:
    """What was accepted; `is_busy` makes it refuse every mail for the time being."""

    port: int
    is_busy: bool = False
    accepted: list[Accepted] = field(default_factory=list)
    refused: int = 0
    _controller: Controller | None = None

    def start(self) -> None:
        """Listen."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Refuse connections from now on."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    def by_id(self) -> dict[str, list[Accepted]]:
        """Return what was accepted by Message-ID, in order."""
        found: dict[str, list[Accepted]] = defaultdict(list)
        for one in list(self.accepted):
            found[one.message_id].append(one)
        return dict(found)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Accept a mail, or not just now."""
        if self.is_busy:
            self.refused += 1
            return BUSY
        assert isinstance(envelope.content, bytes)
        self.accepted.append(Accepted(time.time(), message_from_bytes(envelope.content, policy=policy.default)))
        return OK


@contextmanager
def mail_server(port: int) -> Iterator[MailServer]:
    """Serve until the block ends."""
    server = MailServer(port)
    server.start()
    try:
        yield server
    finally:
        server.stop()
