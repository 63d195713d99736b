"""What the register covers: a page for readers, made from the sources and the names of the authorities."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import get_args

from scrapers.source import ReaderName, Source, SourceKind

KINDS: dict[SourceKind, str] = {
    "council": "council news",
    "committee": "committee papers",
    "inspectorate": "inspectorate",
    "government": "government",
    "sector_press": "sector press",
    "local_press": "local press",
    "national_press": "BBC and national press",
    "other": "other",
}
INTRODUCTION = """\
# What the register covers

Made from `scrapers/data/sources/` by `make docs`; do not edit. A source counts for an authority if it is its own, or
Ofsted's page about it. It counts as working if somebody has seen it answer (`state: working`)."""


def coverage_page(sources: Sequence[Source], authorities: Collection[str]) -> str:
    """Return the page docs/sources.md.

    Args:
        sources: the register.
        authorities: short official names of those that should be covered.
    """
    sections = (
        INTRODUCTION,
        verified(sources),
        coverage_table(sources, authorities),
        "\n".join(["## What is missing", "", *_missing(sources, authorities)]),
        "\n".join(["## What is not read", "", *_unread(sources)]),
    )
    return "\n\n".join(sections) + "\n"


def verified(sources: Collection[Source]) -> str:
    """Return one sentence on how much of the register somebody has seen work."""
    working = sum(source.state == "working" for source in sources)
    if not working:
        return (
            f"**None of the {len(sources)} sources is verified live.** Each is a lead; its note says what it rests on."
        )
    return f"**{working} of {len(sources)} sources are verified live.** The others are leads; see their notes."


def coverage_table(sources: Collection[Source], authorities: Collection[str], *, by_reader: bool = True) -> str:
    """Return a Markdown table: for each kind and reader the sources, the authorities, and how many of both work."""
    head = f"| kind | reader | sources | working | authorities of {len(authorities)} | working |"
    rows = [row for kind in KINDS for row in _rows(kind, sources, authorities, by_reader)]
    return "\n".join([head, "| --- | --- | ---: | ---: | ---: | ---: |", *rows])


def slug(name: str) -> str:
    """Return the form that a name has in ids: `st-helens`, `bournemouth-christchurch-and-poole`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def covered(sources: Iterable[Source], authorities: Collection[str]) -> frozenset[str]:
    """Return the authorities that sources are of."""
    return frozenset(authorities) & {source.authority for source in sources}


def _rows(kind: SourceKind, sources: Iterable[Source], authorities: Collection[str], by_reader: bool) -> Iterator[str]:
    of_kind = [source for source in sources if source.source_kind == kind]
    readers = [reader for reader in get_args(ReaderName) if any(source.reader == reader for source in of_kind)]
    if by_reader:
        for reader in readers:
            some = [source for source in of_kind if source.reader == reader]
            yield _row(KINDS[kind], f"`{reader}`", some, authorities)
    if len(readers) > 1 or (readers and not by_reader):
        yield _row(f"**{KINDS[kind]}**", "all" if by_reader else ", ".join(readers), of_kind, authorities)


def _row(kind: str, reader: str, sources: Sequence[Source], authorities: Collection[str]) -> str:
    working = [source for source in sources if source.state == "working"]
    is_about = bool(covered(sources, authorities))
    numbers = [len(covered(some, authorities)) if is_about else "" for some in (sources, working)]
    cells = (kind, reader, len(sources), len(working), *numbers)
    return f"| {' | '.join(map(str, cells))} |"


def _missing(sources: Sequence[Source], authorities: Collection[str]) -> Iterator[str]:
    news = [source for source in sources if source.source_kind == "council"]
    papers = [source for source in sources if source.source_kind == "committee"]
    pages = [source for source in sources if source.reader == "ofsted_provider"]
    # A sitemap stands in where nobody knows yet where a council lists its news.
    lists = [source for source in news if source.reader != "sitemap"]
    yield _lacking("No news of their own", covered(news, authorities), authorities)
    yield _lacking(
        "News by the sitemap only, until somebody runs `sources discover`",
        covered(lists, authorities),
        covered(news, authorities),
    )
    yield _lacking("No committee papers, the base is not known", covered(papers, authorities), authorities)
    yield _lacking("No page of Ofsted's", covered(pages, authorities), authorities)


def _lacking(what: str, having: Collection[str], authorities: Collection[str]) -> str:
    names = sorted(name for name in authorities if name not in having)
    return f"- {what} ({len(names)}): {'; '.join(names) or 'none'}."


def _unread(sources: Iterable[Source]) -> list[str]:
    return [
        f"- {source.name} (`{source.id}`): {source.state} since {source.state_since}. {source.state_why}"
        for source in sources
        if not source.is_read
    ] or ["Nothing is paused or blocked."]
