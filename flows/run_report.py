"""What a run of a flow leaves behind for whoever looks at it: its numbers and failures, in Markdown."""

from collections.abc import Iterable, Mapping, Sequence

from flows.markdown import as_text

MOST_FAILURES = 100


def run_report(counts: Mapping[str, int], failures: Sequence[str]) -> str:
    """Return a table of the numbers, by name, and a list of the failures, one sentence each."""
    rows = [f"| {name.replace('_', ' ')} | {number:,} |" for name, number in counts.items()]
    lines = ["| what | number |", "| --- | ---: |", *rows, "", f"## Failures: {len(failures)}", ""]
    lines += [f"- {as_text(message)}" for message in failures[:MOST_FAILURES]]
    if len(failures) > MOST_FAILURES:
        lines.append(f"- and {len(failures) - MOST_FAILURES} more: table `failures` of the memory")
    return "\n".join(lines) + "\n"


def cells(rows: Iterable[Mapping[str, object]]) -> list[dict[str, str]]:
    """Return rows for a table artifact, which Prefect's pages read as Markdown cell by cell."""
    return [{name: as_text(str(value)) for name, value in row.items()} for row in rows]
