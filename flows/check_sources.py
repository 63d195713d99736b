"""Check sources: visit them side by side, say of each what broke or what is fine, and leave a report."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import polars as pl

from flows.markdown import as_text
from flows.read import cleaning_rules, read_article
from flows.side_by_side import side_by_side
from flows.watch import open_fetcher
from flows.workshop import Workshop
from scrapers.check import WORKS, Fault, SourceCheck, check_source
from scrapers.page import Page
from scrapers.source import Source
from transforms.errors import TransformError

STEP = "check_sources"
# The shortest notices on council sites say what happened in two sentences.
LEAST_WORDS = 25
CHECKS: dict[str, type[pl.DataType] | pl.DataType] = {
    "source_id": pl.String,
    "authority": pl.String,
    "source_kind": pl.String,
    "reader": pl.String,
    "verdict": pl.String,
    "what": pl.String,
    "items": pl.Int64,
    "newest": pl.Date,
    "oldest": pl.Date,
    "validators": pl.Boolean,
    "newest_titles": pl.List(pl.String),
    "address": pl.String,
}


def check_sources(workshop: Workshop, sources: Sequence[Source]) -> tuple[SourceCheck, ...]:
    """Check the sources side by side, so that a slow host delays only itself; nothing is stored."""
    today = workshop.clock().date()
    with open_fetcher(workshop.settings) as fetcher:
        return side_by_side(
            lambda source: check_source(source, fetcher, today=today, look_at_page=thin_article),
            sources,
            workshop.settings.sources_at_once,
        )


def thin_article(source: Source, page: Page) -> Fault | None:
    """Return what is wrong with the article that cleaning leaves of a page, None where nothing is."""
    try:
        article = read_article(page.body, page.content_type, cleaning_rules(source, date.max))
    except TransformError as error:
        return Fault("no_article", f"{page.url} holds no article: {error}")
    words = len(article.text.split())
    if words >= LEAST_WORDS:
        return None
    return Fault(
        "body_too_short",
        f"{page.url} comes down to {words} words ({article.text[:60]!r}); see selectors.body and noise.",
    )


def record_checks(workshop: Workshop, checks: Sequence[SourceCheck]) -> None:
    """Write down, as failures of this run, which sources are broken."""
    for check in checks:
        if not check.works:
            source = workshop.source(check.source_id)
            workshop.fail(
                STEP, check.verdict, check.sentence, source_id=check.source_id, url=source.address if source else None
            )


def checks_table(sources: Sequence[Source], checks: Sequence[SourceCheck]) -> pl.DataFrame:
    """Return a row a source: broken ones first, those of one verdict together, by authority."""
    rows = [_row(source, check) for source, check in zip(sources, checks, strict=True)]
    order = [pl.col("verdict") == WORKS, "verdict", "authority", "source_id"]
    return pl.DataFrame(rows, schema=CHECKS).sort(order, nulls_last=True)


def summary(checks: Sequence[SourceCheck]) -> str:
    """Return how many sources met which verdict, on one line."""
    counts = Counter(check.verdict for check in checks)
    broken = ", ".join(
        f"{number} {verdict.replace('_', ' ')}" for verdict, number in counts.most_common() if verdict != WORKS
    )
    what = "source" if len(checks) == 1 else "sources"
    return f"{len(checks)} {what} checked: {counts[WORKS]} working{', ' + broken if broken else ''}."


def report(sources: Sequence[Source], checks: Sequence[SourceCheck]) -> str:
    """Return the outcome in Markdown: counts, then what is broken, by verdict."""
    table = checks_table(sources, checks).filter(pl.col("verdict") != WORKS)
    lines = [f"# Sources\n\n{summary(checks)}"]
    for verdict in table["verdict"].unique(maintain_order=True):
        broken = table.filter(pl.col("verdict") == verdict)
        lines.append(f"## {verdict.replace('_', ' ').capitalize()} ({len(broken)})\n")
        lines += [
            f"- `{row['source_id']}` {_of_whom(row['authority'])}{as_text(row['what'])}"
            for row in broken.iter_rows(named=True)
        ]
    return "\n".join(lines) + "\n"


def _of_whom(authority: str | None) -> str:
    return f"({authority}): " if authority else ""


def _row(source: Source, check: SourceCheck) -> dict[str, object]:
    oldest, newest = check.days or (None, None)
    return {
        "source_id": source.id,
        "authority": source.authority,
        "source_kind": source.source_kind,
        "reader": source.reader,
        "verdict": check.verdict,
        "what": check.sentence,
        "items": check.items,
        "newest": newest,
        "oldest": oldest,
        "validators": check.sends_validators,
        "newest_titles": [entry.title for entry in check.newest],
        "address": source.address,
    }
