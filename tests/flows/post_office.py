"""A real SMTP server on loopback that answers as a test tells it to and keeps what it accepts."""

from asyncio import Server, Transport, sleep
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
    """`refusals` are the answers to addresses, `on_data` to the message itself, each used for every message.

    `data_refusals` are those to messages to an address, `on_mail` that to the sender, and `on_quit` how it says
    goodbye. With a message to an address in `dies_for` it breaks off, and it takes `delay` seconds to answer any
    message. `sessions` counts who said hello.
    """

    port: int = 0
    refusals: dict[str, str] = field(default_factory=dict)
    on_data: str = OK
    login: tuple[str, str] | None = None
    accepted: list[EmailMessage] = field(default_factory=list)
    offered: list[EmailMessage] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    dies_for: set[str] = field(default_factory=set)
    data_refusals: dict[str, str] = field(default_factory=dict)
    on_mail: str = OK
    delay: float = 0
    on_quit: str = "221 Bye"
    sessions: int = 0

    def smtp(self) -> Smtp:
        return Smtp(host="127.0.0.1", port=self.port, security="none", timeout_seconds=5)

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.on_mail

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        return self.on_quit

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
        assert isinstance(server.transport, Transport)
        await sleep(self.delay)
        if self.dies_for.intersection(envelope.rcpt_tos):
            server.transport.abort()
        answer = self.data_refusals.get(envelope.rcpt_tos[0], self.on_data)
        if answer == OK and not server.transport.is_closing():
            self.accepted.append(message)
        return answer

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
