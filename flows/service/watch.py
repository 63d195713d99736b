"""Watch: sources of some kinds, or named ones, on a schedule."""

from collections.abc import Sequence

from prefect import flow
from prefect.runtime import flow_run

from flows.follow_up import watch_and_follow_up
from flows.service.run import HOOKS, MINUTE, run_of
from flows.watch import due_sources
from flows.workshop import chosen_sources
from scrapers.source import Source, SourceKind


def _name() -> str:
    given = flow_run.get_parameters()
    return f"watch {', '.join(given['sources'] or given['source_kinds'] or ['all sources'])}"


@flow(name="watch", flow_run_name=_name, timeout_seconds=90 * MINUTE, **HOOKS)
def watch(
    source_kinds: list[SourceKind] | None = None, sources: list[str] | None = None, due_only: bool = False
) -> None:
    """Read the named sources, or those of these kinds, or of these only those that are due, and see to what is new."""
    with run_of("watch") as run:
        chosen = _of_kinds(chosen_sources(run.workshop.register, sources or []), source_kinds)
        due = due_sources(run.workshop, chosen) if due_only else chosen
        run.counts = watch_and_follow_up(run.workshop, due)


def _of_kinds(sources: Sequence[Source], kinds: Sequence[SourceKind] | None) -> list[Source]:
    return [source for source in sources if not kinds or source.source_kind in kinds]
