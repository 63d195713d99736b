"""What an address answered."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Validators:
    """What a host wants to hear back to say that nothing changed (RFC 9110, section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """Return the conditional request headers."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True, slots=True)
class Page:
    """A body as it came, decompressed and otherwise untouched; `url` as asked, `final_url` after redirects."""

    url: str
    final_url: str
    status: int
    content_type: str | None
    body: bytes
    etag: str | None = None
    last_modified: str | None = None

    @property
    def validators(self) -> Validators:
        """What to send with the next request for the same address."""
        return Validators(self.etag, self.last_modified)


@dataclass(frozen=True, slots=True)
class NotModified:
    """The host says that the address is as it was when `validators` were given out."""

    url: str
    validators: Validators
