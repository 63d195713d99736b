"""Identifiers made from what happened or where something stands, the same on every machine and run."""

from hashlib import sha256

ID_LENGTH = 20


def stable_id(*parts: object) -> str:
    """Return a short hexadecimal id of the parts; None and the empty string differ."""
    joined = "\x1f".join("\x00" if part is None else str(part) for part in parts)
    return sha256(joined.encode()).hexdigest()[:ID_LENGTH]


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()
