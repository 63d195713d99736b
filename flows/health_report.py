"""The daily report on the sources: a page with all of it, and a mail with what is new and what needs a person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from flows.health_page import health_page
from flows.memory.notices import forget_told, remember_told, told_under
from flows.needs import Need, counted, moment_of, needs_of
from flows.operator_mail import tell_operator
from flows.status import Judged, Status, judged_sources, read_status
from flows.workshop import Workshop
from transforms.health import LONDON

# Names of notices: of the last report, of the mails, and of each source that the operator knows to ail.
REPORT, NEWS, ALL_QUIET, AILS = "health report", "health news", "all quiet", "source ails: "
# Keeps two reports at once from mailing the same; a later one, by hand, may.
NEWS_AGAIN_AFTER = timedelta(hours=1)
QUIET_AGAIN_AFTER = timedelta(days=3)
MONDAY = 0


@dataclass(frozen=True, slots=True)
class Turns:
    """What the operator has to hear: sources that bring no news any more, those well again, and what else there is."""

    fell_ill: tuple[Judged, ...] = ()
    recovered: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()

    def subject(self) -> str:
        """Return what the mail is about, in numbers."""
        told = (
            (len(self.needs), "thing needs a person", "things need a person"),
            (len(self.fell_ill), "source without news", "sources without news"),
            (len(self.recovered), "source well again", "sources well again"),
        )
        return ", ".join(counted(number, one, many) for number, one, many in told if number)

    def lines(self) -> Iterator[str]:
        """Yield the mail's lines; none where there is nothing to tell."""
        if self.needs:
            yield from ("Needs a person:", *(f"- {need.sentence}" for need in self.needs), "")
        if self.fell_ill:
            yield from ("These sources bring no news any more:", *map(_in_a_line, self.fell_ill), "")
            yield from ("Try `inspection-watch sources check ID`, then mend the entry in the register or pause it.", "")
        if self.recovered:
            yield from ("These are well again:", *(f"- {source_id}" for source_id in self.recovered), "")


@dataclass(frozen=True, slots=True)
class HealthReport:
    """What a report came to: a page in Markdown, what was new, whether the operator was mailed, and numbers."""

    markdown: str
    turns: Turns
    mailed: bool
    counts: Mapping[str, int]


def report_health(workshop: Workshop) -> HealthReport:
    """Report how the sources fare, and mail the operator what is new since the last mail or needs a person.

    That a source brings no news is told once, and then that it is well again; what else needs a person, every time.
    On Mondays where there is nothing to tell, the mail says so: it shows that the service lives.
    """
    status = read_status(workshop)
    needs = needs_of(status, workshop.settings)
    turns = _turns(workshop, status, needs)
    mailed = _mail(workshop, status, turns)
    if mailed:
        remember_told(workshop.memory, [f"{AILS}{one.source_id}" for one in turns.fell_ill], status.moment)
        forget_told(workshop.memory, [f"{AILS}{source_id}" for source_id in turns.recovered])
    last = told_under(workshop.memory, REPORT).get("")
    changed = [one for one in judged_sources(workshop) if last and one.since and one.since > last]
    page = health_page(status, needs, changed, last)
    remember_told(workshop.memory, [REPORT], status.moment)
    return HealthReport(page, turns, mailed, _counts(status, turns, mailed))


def _turns(workshop: Workshop, status: Status, needs: tuple[Need, ...]) -> Turns:
    told = told_under(workshop.memory, AILS)
    ailing = {one.source_id for one in status.sources.ailing}
    read = {source.id for source in workshop.register if source.is_read}
    # What was paused or taken out of the register has not recovered, and when it is back it is told anew.
    forget_told(workshop.memory, [f"{AILS}{source_id}" for source_id in told.keys() - read])
    return Turns(
        fell_ill=tuple(one for one in status.sources.ailing if one.source_id not in told),
        recovered=tuple(sorted(told.keys() & read - ailing)),
        needs=tuple(need for need in needs if need.kind != "sources"),
    )


def _mail(workshop: Workshop, status: Status, turns: Turns) -> bool:
    if lines := list(turns.lines()):
        return tell_operator(workshop, NEWS, turns.subject(), [*lines, *_how(status)], NEWS_AGAIN_AFTER)
    if status.moment.astimezone(LONDON).weekday() == MONDAY:
        lines = ["Nothing is new and nothing needs a person.", "", *_how(status)]
        return tell_operator(workshop, ALL_QUIET, "all quiet", lines, QUIET_AGAIN_AFTER)
    return False


def _how(status: Status) -> Iterator[str]:
    verdicts = ", ".join(f"{number} {verdict}" for verdict, number in status.sources.by_verdict.items() if number)
    yield f"Sources: {verdicts or 'none'}."
    yield f"Failures in the last 24 hours: {sum(one.number for one in status.failures)}."
    yield f"Tables: published {moment_of(status.published)}." if status.published else "Tables: not published yet."
    yield f"As of {moment_of(status.moment)}; inspection-watch status tells more."


def _in_a_line(one: Judged) -> str:
    since = f" since {moment_of(one.since)}" if one.since else ""
    return f"- {one.source_id}, {one.verdict}{since}: {one.why}"


def _counts(status: Status, turns: Turns, mailed: bool) -> dict[str, int]:
    verdicts = status.sources.by_verdict
    turned = {"fell_ill": len(turns.fell_ill), "recovered": len(turns.recovered), "mails_sent": int(mailed)}
    return {"sources": sum(verdicts.values())} | turned | dict(verdicts)
