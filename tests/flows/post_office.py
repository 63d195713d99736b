"""A real SMTP server on loopback that answers as a test tells it to and keeps what it accepts."""

from asyncio import Server
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from flows.settings import Smtp

OK = "250 OK"


@dataclass
class PostOffice:
    """`refusals` are the answers to addresses, `on_data` to the message itself, each used for every message."""

    port: int = 0
    refusals: dict[str, str] = field(default_factory=dict)
    on_data: str = OK
    login: tuple[str, str] | None = None
    accepted: list[EmailMessage] = field(default_factory=list)
    offered: list[EmailMessage] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)

    def smtp(self) -> Smtp:
        return Smtp(host="127.0.0.1", port=self.port, security="none", timeout_seconds=5)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.refusals.get(address, OK)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.offered.append(message)
        if self.on_data == OK:
            self.accepted.append(message)
        return self.on_data

    def admit(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.logins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=self.logins[-1] == self.login, handled=False)


class _OnFreePort(Controller):
    """Port 0 becomes the one that the system chose."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def post_office(**options: Any) -> Iterator[PostOffice]:
    """Serve until the block ends; `options` go to the SMTP server."""
    office = PostOffice()
    controller = _OnFreePort(office, hostname="127.0.0.1", port=0, authenticator=office.admit, **options)
    controller.start()
    try:
        office.port = controller.port
        yield office
    finally:
        controller.stop()
