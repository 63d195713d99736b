"""What a run prints of its failures."""

from dataclasses import replace

import pytest

from flows.passes import run_pass
from flows.queries import changes_of
from flows.show import FAILURES_SHOWN, show_pass
from flows.workshop import Workshop


@pytest.mark.parametrize(("failed", "listed", "more"), [(0, 0, False), (1, 1, False), (20, 20, False), (588, 20, True)])
def test_a_run_lists_its_first_failures_and_says_where_the_others_are(
    workshop: Workshop, capsys: pytest.CaptureFixture[str], failed: int, listed: int, more: bool
) -> None:
    done = run_pass(workshop, ())
    failures = tuple(f"There is no host 'council-{number}.example'." for number in range(failed))
    show_pass(replace(done, failures=failures), changes_of(workshop.settings.store, done))

    printed = capsys.readouterr().out
    assert printed.count("There is no host") == listed
    assert (f"{failed} failures:" in printed) is bool(failed)
    assert (f"and {failed - FAILURES_SHOWN} more" in printed) is more
