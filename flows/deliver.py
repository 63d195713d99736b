"""Getting a message out: to the mail server, or into the outbox where there is none."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol

from flows.settings import Settings, Smtp
from flows.store import Store, StoreError
from transforms.ids import stable_id


class DeliveryError(Exception):
    """A message was not taken; the text says by whom and why. `final` means that trying again will not help."""

    def __init__(self, message: str, *, final: bool = False) -> None:
        super().__init__(message)
        self.final = final


class Postman(Protocol):
    """Something that takes messages."""

    def deliver(self, message: EmailMessage) -> str:
        """Deliver one message and say where it went; raises DeliveryError."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """Writes each message as an .eml file named after its Message-ID: the same message is the same file."""

    store: Store

    def deliver(self, message: EmailMessage) -> str:
        """Write the message and return the path or URL of its file."""
        name = f"{stable_id(message['Message-ID'])}.eml"
        try:
            self.store.write(name, message.as_bytes(policy=message.policy.clone(linesep="\r\n")))
        except StoreError as error:
            raise DeliveryError(f"the outbox took no mail: {error}") from error
        return self.store.place(name)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Hands messages to an SMTP server, one connection a message: a refusal of one harms no other."""

    smtp: Smtp

    def deliver(self, message: EmailMessage) -> str:
        """Hand over the message and return the server's name."""
        place = f"{self.smtp.host}:{self.smtp.port}"
        try:
            with self._session() as session:
                session.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            raise _refused(message["To"], place, code, reason, final=True) from error
        except smtplib.SMTPResponseException as error:
            # Only what is said of the message itself stays so: greeting, login and sender are the operator's to mend.
            final = isinstance(error, smtplib.SMTPDataError)
            raise _refused(message["To"], place, error.smtp_code, error.smtp_error, final=final) from error
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryError(f"the mail server {place} did not take the mail to {message['To']}: {error}") from error
        return place

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        options = self.smtp
        if options.security == "tls":
            session: smtplib.SMTP = smtplib.SMTP_SSL(
                options.host, options.port, timeout=options.timeout_seconds, context=ssl.create_default_context()
            )
        else:
            session = smtplib.SMTP(options.host, options.port, timeout=options.timeout_seconds)
        with session:
            if options.security == "starttls":
                session.starttls(context=ssl.create_default_context())
            if options.user and options.password:
                session.login(options.user, options.password.get_secret_value())
            yield session


def _refused(address: str, place: str, code: int, reason: bytes | str, *, final: bool) -> DeliveryError:
    text = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
    # 5xx is a permanent refusal (RFC 5321, section 4.2.1), but 53x concerns our login, not the address.
    permanent = 500 <= code < 600 and not 530 <= code < 540
    return DeliveryError(
        f"the mail server {place} refused the mail to {address}: {code} {text}", final=final and permanent
    )


def open_postman(settings: Settings) -> Postman:
    """Return the mail server of the settings, or the outbox where none is set."""
    return MailServer(settings.smtp) if settings.smtp else Outbox(settings.store.sub("outbox"))
