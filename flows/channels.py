"""Handing messages to chats and webhooks, through Apprise."""

import json
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from flows.apprise_urls import apprise, open_service
from flows.deliver import DeliveryError, Postman, open_postman
from flows.redact import redacted
from flows.settings import Settings
from flows.subscriptions import Channel, is_channel, subscriber_at

# Of these the receiver is a program, which wants more than a text.
TAKES_JSON = ("json", "jsons")


@dataclass(frozen=True, slots=True)
class ChannelPostman:
    """Hands messages to one channel; what a service says no to may come right, as far as one is told."""

    channel: Channel
    settings: Settings

    def deliver(self, message: EmailMessage) -> str:
        """Hand over subject and text, to a webhook also the JSON, and return the channel's name."""
        library, service = apprise(), open_service(self.channel.url)
        if service is None:
            raise DeliveryError(f"{self.channel.address}: Apprise knows its address no longer", final=True)
        if self.channel.url.get_secret_value().partition("://")[0].lower() in TAKES_JSON:
            vars(service)["payload_extras"] = vars(service).get("payload_extras", {}) | _told(message)
        sender = library.Apprise(service, asset=service.asset)
        with library.LogCapture(level=library.logging.WARNING, fmt="%(message)s") as said:
            taken = sender.notify(_text(message), str(message["Subject"]), body_format=library.NotifyFormat.TEXT)
            why = " ".join(redacted(said.getvalue(), self.settings).split())
        if not taken:
            raise DeliveryError(f"{self.channel.address} took no message: {why or 'nothing is said of why'}")
        return self.channel.address


def _text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    return str(part.get_content()).replace("\r\n", "\n").strip() if part else ""


def _told(message: EmailMessage) -> dict[str, Any]:
    parts = message.iter_attachments()
    found = [part.get_content() for part in parts if part.get_content_type() == "application/json"]
    return dict(json.loads(found[0])) if found else {}


def postman_to(settings: Settings, address: str) -> Postman:
    """Return who delivers to the address, a mail address or a channel; raises DeliveryError for one that is no more."""
    if not is_channel(address):
        return open_postman(settings)
    channel = subscriber_at(settings.channels, address)
    if channel is None:
        raise DeliveryError(
            f"there is no {address} in the subscriptions any more; what it was owed is let go", final=True
        )
    return ChannelPostman(channel, settings)
