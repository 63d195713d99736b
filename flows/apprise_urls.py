"""Addresses of chats and webhooks as Apprise writes them. Who knows one may write there, so that none may show."""

import logging
import re
import warnings
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pydantic import SecretStr

if TYPE_CHECKING:
    from apprise import NotifyBase

SERVICES = "https://appriseit.com/services/"
# What is shorter may be a word of a path, such as services.
SHORTEST_TOKEN, SURELY_A_TOKEN = 8, 20
_BETWEEN = re.compile(r"[/?&=@:#,]")


def apprise_url(value: SecretStr) -> SecretStr:
    """Refuse what Apprise cannot write to, without showing it."""
    if not value.get_secret_value() or open_service(value) is None:
        raise ValueError(f"is no address of a service that Apprise knows; {SERVICES} shows the form of each")
    return value


def open_service(url: SecretStr) -> "NotifyBase | None":
    """Return the service at the address, None where Apprise cannot make one of it."""
    library = apprise()
    asset = library.AppriseAsset(app_id="inspection-watch", app_desc="inspection-watch", async_mode=False)
    found: NotifyBase | None = library.Apprise.instantiate(url.get_secret_value(), asset=asset)
    return found


@cache
def apprise() -> ModuleType:
    """Return the library, which takes two seconds to import, and keep out of logs what tells addresses."""
    with warnings.catch_warnings():
        # One of its services still asks for a module that Python 3.13 has no more, and does without it there.
        warnings.simplefilter("ignore", DeprecationWarning)
        import apprise

        apprise.Apprise.instantiate("json://localhost")
    for name in ("apprise", "urllib3.connectionpool"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # Its warnings are heard where a message is handed over.
    logging.getLogger("apprise").propagate = False
    return apprise


def service_name(url: SecretStr) -> str:
    """Return what the service at the address is called."""
    service = open_service(url)
    return str(service.service_name) if service else "no service"


def secrets_in(url: SecretStr) -> Iterator[str]:
    """Yield what must show nowhere: the address, also without its scheme, and each part that looks like a token."""
    whole = url.get_secret_value()
    rest = whole.partition("://")[2]
    yield from (part for part in (whole, rest) if part)
    yield from (unquote(part) for part in _BETWEEN.split(rest) if _is_token(part))


def _is_token(part: str) -> bool:
    mixed = any(char.isdigit() for char in part) and any(char.isalpha() for char in part)
    # Only a host has a dot, and that may show.
    return "." not in part and (len(part) >= SURELY_A_TOKEN or (len(part) >= SHORTEST_TOKEN and mixed))
