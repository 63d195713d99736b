"""What compacting deletes, and what it leaves."""

from datetime import timedelta

import sqlalchemy as sa

from flows.compact import Compacted, compact
from flows.memory.layout import failures, notices, runs
from flows.memory.runs import remember_run
from flows.recorded import begin_run, finish_run
from flows.run_report import run_report
from flows.workshop import Workshop
from tests.flows.conftest import Clock


def number_of(workshop: Workshop, table: sa.Table) -> int:
    with workshop.memory.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_old_runs_and_notices_go_and_failures_stay(workshop: Workshop, clock: Clock) -> None:
    begin_run(workshop, "watch")
    workshop.fail("watch", "transient", "It did not answer.")
    with workshop.memory.begin() as connection:
        connection.execute(notices.insert().values(notice="told", told_at=clock.now))
    clock.now += timedelta(days=91)
    remember_run(workshop.memory, "today", "watch", clock.now)

    assert compact(workshop) == Compacted(runs=1, notices=0)
    assert (number_of(workshop, runs), number_of(workshop, notices), number_of(workshop, failures)) == (1, 1, 1)

    clock.now += timedelta(days=300)
    assert compact(workshop) == Compacted(runs=1, notices=1)


def test_a_run_is_written_down_with_its_step_numbers_and_failures(workshop: Workshop) -> None:
    begin_run(workshop, "extract")
    workshop.fail("extract", "no_article", "There is nothing.")

    assert finish_run(workshop, {"pages": 3}) == ("There is nothing.",)
    with workshop.memory.connect() as connection:
        row = connection.execute(sa.select(runs)).one()
    assert (row.step, row.counts) == ("extract", {"pages": 3, "failures": 1})
    assert row.finished_at > row.started_at


def test_what_a_page_says_does_not_come_alive_in_a_report() -> None:
    report = run_report({"pages_kept": 1_200}, ["It says [click](https://evil.example)\n# <script>x</script> `a|b`"])

    assert "| pages kept | 1,200 |" in report
    last = report.splitlines()[-1]
    assert last == r"- It says \[click\](https://evil.example) \# \<script\>x\</script\> \`a\|b\`"


def test_a_report_lists_a_hundred_failures() -> None:
    report = run_report({}, [f"Number {number}." for number in range(130)])

    assert "## Failures: 130" in report
    assert "- Number 99." in report
    assert "Number 100." not in report
    assert "and 30 more" in report
