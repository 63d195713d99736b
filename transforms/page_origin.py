"""Who publishes a page, by the address that it gives as its own."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeVar
from urllib.parse import urlsplit

from transforms.authorities import authority_register
from transforms.data import read_yaml
from transforms.facts import SourceKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PageOrigin:
    """The kind of source, and the authority whose own page it is, by its short official name, or None."""

    source_kind: SourceKind = "other"
    authority: str | None = None


def origin_of(address: str | None) -> PageOrigin:
    """Tell from an address who publishes there; an address that tells nothing gives `other`."""
    try:
        parts = urlsplit((address or "").lower())
        host = parts.hostname or ""
    except ValueError:
        return PageOrigin()
    authority = _first(host, _homes())
    if authority:
        is_paper = _is_paper(host, parts.path)
        return PageOrigin("committee" if is_paper else "council", authority)
    return PageOrigin(_first(host, _publishers()) or _by_words(host))


def _by_words(host: str) -> SourceKind:
    """The kind of source that the words of a host suggest."""
    publishers = read_yaml("publishers.yaml")
    if any(word in host for word in publishers["council_words"]):
        return "council"
    return "local_press" if any(word in host for word in publishers["local_press_words"]) else "other"


def _first(host: str, known: dict[str, T]) -> T | None:
    """What is known of a host, or of the first one above it."""
    labels = host.split(".")
    names = (".".join(labels[place:]) for place in range(len(labels) - 1))
    return next((known[name] for name in names if name in known), None)


def _is_paper(host: str, path: str) -> bool:
    publishers = read_yaml("publishers.yaml")
    on_system = host.removeprefix("www.").endswith(tuple(publishers["committee_hosts"])) or host in _paper_hosts()
    return on_system or any(mark in path for mark in publishers["committee_paths"])


@cache
def _homes() -> dict[str, str]:
    """Hosts of councils and of the trusts that run services for one."""
    known = sorted(authority_register().authorities, key=lambda one: one.valid_to or date.max)
    homes = {host: one.name for one in known for host in (one.website, one.papers_host) if host}
    trusts = read_yaml("trusts.yaml")
    return homes | {site: trust["authorities"][0]["name"] for trust in trusts for site in trust.get("sites", ())}


@cache
def _paper_hosts() -> frozenset[str]:
    """Hosts that serve committee papers and nothing else."""
    known = authority_register().authorities
    return frozenset(
        one.papers_host for one in known if one.papers_host and one.papers_host.removeprefix("www.") != one.website
    )


@cache
def _publishers() -> dict[str, SourceKind]:
    listed = read_yaml("publishers.yaml")["hosts"]
    return {host: kind for kind, hosts in listed.items() for host in hosts}
