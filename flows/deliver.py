"""Getting a message out: to the mail server, or into the outbox where there is none."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from enum import Enum, auto
from typing import Protocol

from flows.settings import Settings, Smtp
from flows.store import Store, StoreError
from transforms.ids import stable_id

# A server that closes down, RFC 5321, section 3.8; and what concerns the size of the message, RFC 1870.
CLOSING, SIZE = 421, (452, 552)


class Fault(Enum):
    """Whose fault it is that a message was not taken.

    Of the message or its address; of the session, which broke off with this message or for whatever reason; or of the
    server as a whole, which takes no other either.
    """

    MESSAGE = auto()
    SESSION = auto()
    SERVER = auto()


class DeliveryError(Exception):
    """A message was not taken; the text says by whom and why. `final` means that trying again will not help."""

    def __init__(self, message: str, *, final: bool = False, fault: Fault = Fault.MESSAGE) -> None:
        super().__init__(message)
        self.final = final
        self.fault = fault


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
            raise DeliveryError(f"the outbox took no mail: {error}", fault=Fault.SERVER) from error
        return self.store.place(name)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Hands messages to an SMTP server, one connection a message: a refusal of one harms no other."""

    smtp: Smtp

    def deliver(self, message: EmailMessage) -> str:
        """Hand over the message and return the server's name."""
        session = self._open()
        try:
            self._hand_over(session, message)
        finally:
            # The message is taken or refused by now, however the server says goodbye.
            with suppress(smtplib.SMTPException, OSError):
                session.quit()
            session.close()
        return self._place

    @property
    def _place(self) -> str:
        return f"{self.smtp.host}:{self.smtp.port}"

    def _open(self) -> smtplib.SMTP:
        try:
            return self._session()
        except smtplib.SMTPResponseException as error:
            why = _answer(error.smtp_code, error.smtp_error)
        except (smtplib.SMTPException, OSError) as error:
            why = str(error)
        except UnicodeEncodeError:
            why = "user or password has a character beyond ASCII, which no login can carry"
        raise DeliveryError(f"the mail server {self._place} takes no mail: {why}", fault=Fault.SERVER)

    def _session(self) -> smtplib.SMTP:
        """Connect, greet and log in."""
        options = self.smtp
        if options.security == "tls":
            session: smtplib.SMTP = smtplib.SMTP_SSL(
                options.host, options.port, timeout=options.timeout_seconds, context=ssl.create_default_context()
            )
        else:
            session = smtplib.SMTP(options.host, options.port, timeout=options.timeout_seconds)
        try:
            if options.security == "starttls":
                session.starttls(context=ssl.create_default_context())
            if options.user and options.password:
                session.login(options.user, options.password.get_secret_value())
            session.ehlo_or_helo_if_needed()
        except BaseException:
            session.close()
            raise
        return session

    def _hand_over(self, session: smtplib.SMTP, message: EmailMessage) -> None:
        try:
            session.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise self._refused(message, *next(iter(error.recipients.values()))) from error
        except smtplib.SMTPSenderRefused as error:
            # Whom the server takes mail from is the operator's to mend, and the same for all messages.
            of_all = error.smtp_code not in SIZE
            raise self._refused(message, error.smtp_code, error.smtp_error, of_all=of_all) from error
        except smtplib.SMTPResponseException as error:
            raise self._refused(message, error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            fault = Fault.MESSAGE if isinstance(error, smtplib.SMTPNotSupportedError) else Fault.SESSION
            text = f"the mail server {self._place} did not take the mail to {message['To']}: {error}"
            raise DeliveryError(text, fault=fault) from error

    def _refused(self, message: EmailMessage, code: int, reason: bytes | str, *, of_all: bool = False) -> DeliveryError:
        # 5xx is a permanent refusal (RFC 5321, section 4.2.1), but 53x concerns our login, not the address.
        of_session = code == CLOSING or 530 <= code < 540
        fault = Fault.SERVER if of_all else Fault.SESSION if of_session else Fault.MESSAGE
        return DeliveryError(
            f"the mail server {self._place} refused the mail to {message['To']}: {_answer(code, reason)}",
            final=fault is Fault.MESSAGE and 500 <= code < 600,
            fault=fault,
        )


def _answer(code: int, reason: bytes | str) -> str:
    text = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
    return " ".join(f"{code} {text}".split())


def open_postman(settings: Settings) -> Postman:
    """Return the mail server of the settings, or the outbox where none is set."""
    return MailServer(settings.smtp) if settings.smtp else Outbox(settings.store.sub("outbox"))
