"""The status as metrics in Prometheus' text format, for node_exporter's textfile collector."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from flows.needs import Need
from flows.status import Status

PREFIX = "inspection_watch_"


# A registry keeps collectors by identity.
@dataclass(frozen=True, slots=True, eq=False)
class StatusCollector(Collector):
    """Yields what one reading of the status says; ages are those at `status_timestamp_seconds`."""

    status: Status
    needs: Sequence[Need]

    def collect(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        """Yield the metrics; a step that never ended, and a disk elsewhere, has none."""
        status = self.status
        yield _gauge("status_timestamp_seconds", "When this was read, in Unix time.", status.moment.timestamp())
        yield _gauge("needs_person", "1 where something needs a person.", int(bool(self.needs)))
        yield from _of_steps(status)
        yield from _of_backlog(status)
        yield CounterMetricFamily(f"{PREFIX}pages_kept", "Pages ever kept.", value=status.pages_kept)
        verdicts = status.sources.by_verdict.items()
        yield _by("sources", "Sources that are to be read.", "verdict", verdicts)
        failures: Counter[str] = Counter()
        for failed in status.failures:
            failures[failed.step] += failed.number
        yield _by("failures_last_day", "Failures recorded in the last 24 hours.", "step", failures.items())
        free = ((disk.place, disk.free) for disk in status.disks)
        yield _by("free_bytes", "Free space of the disks of data and memory on this machine.", "place", free)


def status_as_metrics(status: Status, needs: Sequence[Need]) -> str:
    """Return the status in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(StatusCollector(status, needs))
    return generate_latest(registry).decode()


def _of_steps(status: Status) -> Iterator[GaugeMetricFamily]:
    ended = (
        (step.name, (status.moment - step.runs.last_end).total_seconds())
        for step in status.steps
        if step.runs and step.runs.last_end
    )
    yield _by("step_last_end_age_seconds", "Seconds since a run of the step last ended.", "step", ended)
    overdue = ((step.name, int(step.overdue_since is not None)) for step in status.steps)
    yield _by("step_overdue", "1 where the step should have run again.", "step", overdue)


def _of_backlog(status: Status) -> Iterator[GaugeMetricFamily]:
    since = min((post.owed.since for post in status.post if post.owed.since), default=status.moment)
    owed = sum(post.owed.number for post in status.post)
    yield _gauge("unextracted_pages", "Kept pages that no article has been made of.", status.pages.number)
    yield _gauge("unflagged_article_versions", "Article versions not yet looked at.", status.versions.number)
    yield _gauge("owed_mails", "Mails to subscribers still to be delivered.", owed)
    age = (status.moment - since).total_seconds()
    yield _gauge("oldest_owed_mail_age_seconds", "Age of the oldest mail still owed; 0 where none is.", age)
    yield _gauge("held_changes", "Critical changes whose mails wait for the operator.", status.held.number)
    yield _gauge("refused_mails", "Mails refused for good.", sum(post.refused for post in status.post))


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{PREFIX}{name}", what, value=value)


def _by(name: str, what: str, label: str, values: Iterable[tuple[str, float]]) -> GaugeMetricFamily:
    metric = GaugeMetricFamily(f"{PREFIX}{name}", what, labels=[label])
    for key, value in values:
        metric.add_metric([key], value)
    return metric
