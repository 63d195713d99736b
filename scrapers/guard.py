"""Connections to the public web only: no address in a private, loopback or link-local range, however it is reached."""

import socket
import ssl
import time
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpcore
import httpx

from scrapers.errors import BadAddress, Unreachable

# A host may name dozens of addresses; each that is silent costs a whole time-out.
MOST_TRIED = 3
# All that is given out of IPv6 so far (RFC 4291, 2.4); what else looks global leads nowhere, or inside.
GIVEN_OUT = IPv6Network("2000::/3")
# There networks without IPv4 have the IPv4 internet (RFC 6052, 2.1).
TRANSLATED = IPv6Network("64:ff9b::/96")


class GuardedBackend(httpcore.SyncBackend):
    """Connects to the very address that was checked, so that a name cannot change its mind between check and use."""

    def __init__(self, *, allow_private: bool, answer_timeout: float) -> None:
        self._allow_private = allow_private
        self._answer_timeout = answer_timeout

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses that answers."""
        addresses = resolve(host, port)
        if not self._allow_private:
            refuse_private(host, addresses)
        *others, last = addresses[:MOST_TRIED]
        for address in others:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return self._connect(address, port, timeout, local_address, socket_options)
        return self._connect(last, port, timeout, local_address, socket_options)

    def _connect(self, *arguments: Any) -> httpcore.NetworkStream:
        return _Timed(super().connect_tcp(*arguments), self._answer_timeout)


class GuardedTransport(httpx.HTTPTransport):
    """httpx's transport on a guarded backend."""

    def __init__(self, *, allow_private: bool, limits: httpx.Limits, answer_timeout: float) -> None:
        super().__init__(http2=True, limits=limits)
        # httpx has no argument for the backend; everything else of its pool is kept as it made it.
        self._pool._network_backend = GuardedBackend(allow_private=allow_private, answer_timeout=answer_timeout)


class _Timed(httpcore.NetworkStream):
    """A connection on which what follows a question must come in time; other time-outs begin anew with every byte."""

    def __init__(self, inner: httpcore.NetworkStream, answer_timeout: float) -> None:
        self._inner = inner
        self._answer_timeout = answer_timeout
        self._asked = time.monotonic()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if time.monotonic() - self._asked > self._answer_timeout:
            raise httpcore.ReadTimeout(f"the answer still came after {self._answer_timeout:.0f} s")
        return self._inner.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._asked = time.monotonic()
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self._inner.start_tls(ssl_context, server_hostname, timeout), self._answer_timeout)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, in the resolver's order.

    Raises:
        Unreachable: the name leads nowhere.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"There is no host {host!r} ({error}); check the address.") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def refuse_private(host: str, addresses: Iterable[str]) -> None:
    """Check that every address of a host is on the public internet.

    Raises:
        BadAddress: one is private, loopback, link-local, shared, reserved or multicast.
    """
    for address in addresses:
        if not is_public(address):
            raise BadAddress(f"Host {host!r} is {address}, which is no public address; nothing is fetched from there.")


def is_public(address: str) -> bool:
    """Tell whether an IP address is on the public internet; an IPv4 address inside an IPv6 one is taken out first."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or _translated(ip) or ip
    return ip.is_global and not ip.is_multicast and (isinstance(ip, IPv4Address) or ip in GIVEN_OUT)


def _translated(ip: IPv6Address) -> IPv4Address | None:
    return IPv4Address(ip.packed[-4:]) if ip in TRANSLATED else None
