"""Secrets out of texts: what goes into failures, mails and artifacts must never show a password or a key."""

import json
import os
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus, unquote

from flows.apprise_urls import secrets_in
from flows.settings import Settings

MASK = "***"
# A variable of such a name holds a secret, unless it is too short to be one.
ENDINGS = ("PASSWORD", "SECRET", "TOKEN", "KEY", "SECRET_ACCESS_KEY")
# What is shorter may be part of any word: a secret of the settings is then masked where it stands alone.
SHORTEST = 6

_IN_A_URL = re.compile(r"(://[^\s/:@]{0,200}:)[^\s/]{1,500}@")


def redacted(text: str, settings: Settings | None) -> str:
    """Return the text with *** for each secret of the settings and of the environment, also where it is quoted.

    Without settings, those of the environment alone and what stands as a password in a URL.
    """
    forms = {form for secret in _secrets(settings) for form in _forms(secret)}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, MASK) if len(form) >= SHORTEST else _without_word(text, form)
    return _IN_A_URL.sub(rf"\1{MASK}@", text)


def _without_word(text: str, word: str) -> str:
    return re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", lambda _: MASK, text)


def _secrets(settings: Settings | None) -> Iterator[str]:
    if settings is not None:
        if settings.smtp and settings.smtp.password:
            yield settings.smtp.password.get_secret_value()
        yield from _passwords_in(settings.memory_url)
        yield from (secret for channel in settings.channels for secret in secrets_in(channel.url))
    for name, value in os.environ.items():
        named = [value] if name.upper().endswith(ENDINGS) else []
        yield from (secret for secret in (*named, *_passwords_in(value)) if len(secret) >= SHORTEST)


def _passwords_in(url: str) -> Iterator[str]:
    """Yield the password of a URL as it stands there and as it is meant; what is no URL has none."""
    _, mark, rest = url.partition("://")
    login, at, _ = rest.rpartition("@")
    password = login.partition(":")[2]
    if mark and at and password:
        yield password
        yield unquote(password)


def _forms(secret: str) -> set[str]:
    """The secret as programs show it: as it is, quoted for a URL, escaped in a literal or in JSON."""
    quoted = {quote(secret), quote(secret, safe=""), quote_plus(secret)}
    escaped = {repr(secret)[1:-1], json.dumps(secret)[1:-1]}
    return ({secret} | quoted | escaped) - {""}
