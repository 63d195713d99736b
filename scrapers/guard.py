"""Connections to the public web only: no address in a private, loopback or link-local range, however it is reached."""

import socket
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import IPv6Address, ip_address

import httpcore
import httpx

from scrapers.errors import BadAddress, Unreachable

# A host may name dozens of addresses; each that is silent costs a whole time-out.
MOST_TRIED = 3


class GuardedBackend(httpcore.SyncBackend):
    """Connects to the very address that was checked, so that a name cannot change its mind between check and use."""

    def __init__(self, *, allow_private: bool = False) -> None:
        self._allow_private = allow_private

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
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
        return super().connect_tcp(last, port, timeout, local_address, socket_options)


class GuardedTransport(httpx.HTTPTransport):
    """httpx's transport on a guarded backend."""

    def __init__(self, *, allow_private: bool, limits: httpx.Limits) -> None:
        super().__init__(http2=True, limits=limits)
        # httpx has no argument for the backend; everything else of its pool is kept as it made it.
        self._pool._network_backend = GuardedBackend(allow_private=allow_private)


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
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    return ip.is_global and not ip.is_multicast
