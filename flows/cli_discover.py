"""The command that finds what a site has to read."""

from collections.abc import Sequence
from typing import Annotated, get_args
from urllib.parse import urlsplit

import typer
from rich.text import Text

from flows.cli_options import SettingsOption, WrongUse
from flows.queries import UnknownAuthority
from flows.settings import load_settings
from flows.show import console, print_rows
from flows.watch import open_fetcher
from flows.workshop import authority_names, now_utc
from scrapers.addresses import canonical
from scrapers.discover import MOST_REQUESTS, Discovery, Trial, as_yaml, discover, entry_of
from scrapers.source import A_COUNCILS_OWN, Source, SourceKind
from scrapers.sources import load_register
from transforms.authorities import Authority, authority_register

NOTHING_FOUND = 1


def discover_command(
    address: Annotated[str, typer.Argument(metavar="URL", help="Any page of a council, committee system or paper.")],
    authority: Annotated[str | None, typer.Option(help="Whose site it is; default: as its host says.")] = None,
    kind: Annotated[str | None, typer.Option(help=f"One of {', '.join(get_args(SourceKind))}.")] = None,
    requests: Annotated[int, typer.Option(min=1, max=200, help="The most pages to ask for.")] = MOST_REQUESTS,
    settings: SettingsOption = None,
) -> None:
    """What a site has to read: feeds, interfaces, newsrooms, committee papers; tried, with the entry to add."""
    chosen = load_settings(settings)
    register = load_register(chosen.sources, known_authorities=authority_names())
    site = address if "://" in address else f"https://{address}"
    owner, source_kind = _owner(site, authority), _kind(kind)
    if source_kind in A_COUNCILS_OWN and owner is None:
        raise WrongUse(f"--kind {kind} needs --authority NAME, since {site} is on no host of a known authority")
    with open_fetcher(chosen) as fetcher:
        found = discover(
            site,
            fetcher.settings,
            today=now_utc().date(),
            most_requests=requests,
            is_for_papers=source_kind == "committee",
        )
    _say(found, [_entry(found, best, owner, source_kind, register) for best in found.best], register)
    raise typer.Exit(0 if found.best else NOTHING_FOUND)


def official_name(authority: str) -> str:
    """Return the short official name of an authority, named in any form; raises UnknownAuthority."""
    known = authority_register().resolve(authority)
    if known is None:
        raise UnknownAuthority(f"{authority!r} is no authority with children's services; try its official name")
    return known.name


def authority_at(address: str) -> str | None:
    """Return the authority whose pages or committee papers stand on the host of an address, None where none do."""
    host = urlsplit(address).hostname or ""
    authorities = [one for one in authority_register().authorities if one.valid_to is None]
    return next((one.name for one in authorities if _is_host_of(one, host)), None)


def _is_host_of(authority: Authority, host: str) -> bool:
    website = (authority.website or "").removeprefix("www.")
    return host == authority.papers_host or (bool(website) and (host == website or host.endswith(f".{website}")))


def _owner(address: str, authority: str | None) -> str | None:
    return official_name(authority) if authority else authority_at(address)


def _kind(kind: str | None) -> SourceKind | None:
    known: tuple[SourceKind, ...] = get_args(SourceKind)
    if kind is None:
        return None
    for one in known:
        if one == kind:
            return one
    raise WrongUse(f"--kind {kind!r} is none of {', '.join(known)}")


def _entry(
    found: Discovery, best: Trial, owner: str | None, kind: SourceKind | None, register: Sequence[Source]
) -> Source:
    return entry_of(
        best,
        site_name=found.site_name,
        authority=owner or authority_at(best.lead.address),
        kind=kind,
        taken={source.id for source in register},
        today=now_utc().date(),
    )


def _say(found: Discovery, entries: Sequence[Source], register: Sequence[Source]) -> None:
    out = console()
    for best, entry in zip(found.best, entries, strict=True):
        _say_best(best, entry, register)
    others = [trial for trials in (found.news, found.papers) for trial in trials[1:]]
    if others:
        out.print("Also there:")
        print_rows([_row(trial) for trial in others], ["reader", "address", "items", "from", "to", "newest"])
    if found.failures:
        out.print(f"Did not work ({found.requests} requests made):")
    for sentence in found.failures:
        out.print(Text(f"- {sentence}"), soft_wrap=True)
    if found.is_cut_short:
        out.print("All requests are spent: a nearer address, or more --requests, may show more.", soft_wrap=True)
    if found.advice:
        out.print(Text(f"Nothing was found on {found.address}. {found.advice}"), soft_wrap=True)


def _say_best(best: Trial, entry: Source, register: Sequence[Source]) -> None:
    out = console()
    span = f", {best.days[0]} to {best.days[1]}" if best.days else ", without dates"
    out.print(
        Text(f"{best.lead.reader} at {best.lead.address} ({best.lead.found_by}): {len(best.entries)} items{span}."),
        soft_wrap=True,
    )
    print_rows([(one.published, one.title, one.url) for one in best.newest], ["published", "title", "address"])
    for warning in best.warnings:
        out.print(Text(f"Note: {warning}"), soft_wrap=True)
    if known := _known(entry, register):
        out.print(Text(f"It is in the register already, as {known}.\n"), soft_wrap=True)
        return
    out.print("Add to the list `sources` of the register:\n", highlight=False)
    out.print(Text(as_yaml(entry)), soft_wrap=True)


def _known(entry: Source, register: Sequence[Source]) -> str | None:
    address = canonical(entry.address)
    return next((source.id for source in register if canonical(source.address) == address), None)


def _row(trial: Trial) -> tuple[object, ...]:
    first, last = trial.days or (None, None)
    return trial.lead.reader, trial.lead.address, len(trial.entries), first, last, trial.newest[0].title
