"""What a soak has come to: compared with undisturbed passes over what was published, and with what was mailed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from prefect.settings import PREFECT_API_URL, temporary_settings

from bench.soak_faults import Fault, Havoc
from bench.soak_mail import Accepted, MailServer
from bench.soak_memory import MemoryFile
from bench.soak_service import Service
from bench.soak_stories import Step
from flows.keep.check import find_damage
from flows.lost_runs import LOST_AFTER, end_lost_runs
from flows.memory.layout import addresses, outbox
from flows.passes import run_pass
from flows.settings import Settings, load_settings
from flows.workshop import open_workshop
from tests.flows.prefect_service import OVER
from tests.flows.sameness import Outcome, differences, outcome, torn, without_log
from transforms.tables import FAILURES, SOURCES

OPERATOR = "operator@example.org"
# They say how sites fared.
OF_THE_WEATHER = (FAILURES.name, SOURCES.name)
MOST_SECONDS_FULL = 600.0


@dataclass
class Verdict:
    """Numbers by what they count, and a sentence for each thing that is wrong."""

    numbers: dict[str, object] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def show(self) -> None:
        """Print both."""
        wide = max(map(len, self.numbers))
        for name, number in self.numbers.items():
            print(f"  {name:{wide}}  {number}")
        print(f"{len(self.wrong)} things are wrong:" if self.wrong else "everything is as it should be")
        for line in self.wrong:
            print(f"- {line}")


def judge(
    havoc: Havoc,
    waves: Sequence[Sequence[Step]],
    faults: Sequence[Fault],
    folder: Path,
    memory: MemoryFile,
    settled: float | None,
) -> Verdict:
    """Compare what the service has come to with what it should be."""
    settings = load_settings(folder / "settings.toml")
    verdict = Verdict()
    if settled is None:
        verdict.wrong.append(f"the service did not come to rest; left to do: {memory.backlog()}")
    verdict.numbers |= {
        "seconds until all was done after the last fault": settled and round(settled),
        "faults": ", ".join(f"{number} {what}" for what, number in Counter(fault.what for fault in faults).items()),
        "steps published": sum(map(len, waves)),
    }
    verdict.wrong += _wrong_in_prefect(havoc.service, verdict)
    havoc.service.prefect.end()
    expected, expected_addresses = undisturbed(havoc, waves, settings, folder / "undisturbed")
    found, found_addresses = _come_to(settings)
    verdict.numbers |= {name: found.tables[name].height for name in ("articles", "changes", "current_ratings")}
    verdict.wrong += differences(expected, found)
    verdict.wrong += _differing_addresses(expected_addresses, found_addresses)
    verdict.wrong += find_damage(settings.memory_url, settings.store, datetime.now(UTC))
    verdict.wrong += torn(folder / "data")
    verdict.wrong += _wrong_mails(havoc.mail, havoc.service.kills, settings, verdict)
    return verdict


def undisturbed(
    havoc: Havoc, waves: Sequence[Sequence[Step]], settings: Settings, folder: Path
) -> tuple[Outcome, dict[str, str]]:
    """Let everything be published once more, in its order, to passes that nobody disturbs."""
    havoc.press.rewind()
    own = settings.model_copy(update={"data": folder, "smtp": None, "operator": None})
    for wave in waves:
        for step in wave:
            havoc.press.take(step)
        with open_workshop(own) as workshop:
            run_pass(workshop, workshop.register)
    return _come_to(own)


def _come_to(settings: Settings) -> tuple[Outcome, dict[str, str]]:
    with open_workshop(settings) as workshop:
        found = without_log(outcome(settings.store, workshop.memory))
        with workshop.memory.connect() as connection:
            states = {row.url: row.state for row in connection.execute(sa.select(addresses.c.url, addresses.c.state))}
    tables = {name: frame for name, frame in found.tables.items() if name not in OF_THE_WEATHER}
    return replace(found, tables=tables), states


def _differing_addresses(expected: dict[str, str], found: dict[str, str]) -> Iterator[str]:
    for url in sorted(expected.keys() | found.keys()):
        if expected.get(url) != found.get(url):
            yield f"{url} is {found.get(url, 'not known')}, not {expected.get(url, 'to be known')}"


def _wrong_mails(mail: MailServer, kills: Sequence[float], settings: Settings, verdict: Verdict) -> Iterator[str]:
    by_id = {name: mails for name, mails in mail.by_id().items() if mails[0].to != OPERATOR}
    repeated = {name: mails for name, mails in by_id.items() if len(mails) > 1}
    with open_workshop(settings) as workshop, workshop.memory.connect() as connection:
        owed: list[Any] = list(connection.execute(sa.select(outbox)))
    sent = {row.message_id for row in owed if row.state == "sent"}
    verdict.numbers |= {
        "mails to subscribers": sum(map(len, by_id.values())),
        "alerts in them": sum(row.state == "sent" for row in owed),
        "mails sent again after a kill": sum(len(mails) - 1 for mails in repeated.values()),
        "mails to the operator": sum(one.to == OPERATOR for one in mail.accepted),
        "mails that were refused": mail.refused,
        "kills of workers": len(kills),
    }
    yield from (f"the mail {name} is in the outbox as sent, and never came" for name in sorted(sent - by_id.keys()))
    yield from (f"the mail {name} came, and is not in the outbox as sent" for name in sorted(by_id.keys() - sent))
    yield from _told_twice(by_id, owed)
    for name, mails in repeated.items():
        for first, second in pairwise(mails):
            if not any(first.at <= kill <= second.at for kill in kills):
                yield f"the mail {name} came again after {second.at - first.at:.0f} s, though nothing was killed"


def _told_twice(by_id: dict[str, list[Accepted]], owed: Sequence[Any]) -> Iterator[str]:
    told = Counter((row.address, row.change_id, row.alert_id) for row in owed if row.message_id in by_id)
    yield from (f"{key} is in {number} mails" for key, number in told.items() if number > 1)


def _wrong_in_prefect(service: Service, verdict: Verdict) -> Iterator[str]:
    states = Counter(run["state_name"] for run in service.prefect.runs(type=list(OVER)))
    verdict.numbers["runs that ended (the latest 200)"] = ", ".join(
        f"{number} {name}" for name, number in states.most_common()
    )
    before = service.unfinished()
    verdict.numbers["runs that Prefect takes to be going on"] = len(before)
    with temporary_settings({PREFECT_API_URL: service.prefect.env["PREFECT_API_URL"]}):
        end_lost_runs(datetime.now(UTC) + LOST_AFTER)
    # Schedules go on beginning runs meanwhile.
    had_begun = {run["id"] for run in before}
    yield from (
        f"Prefect takes {run['name']!r} to be going on a day later"
        for run in service.unfinished()
        if run["id"] in had_begun
    )
    full = sorted(service.longest_full.items(), key=itemgetter(1), reverse=True)
    verdict.numbers["longest at their limits, in seconds"] = ", ".join(f"{name} {time:.0f}" for name, time in full[:4])
    yield from (
        f"{name} was at its limit for {time:.0f} s: runs that were killed count for too long"
        for name, time in full
        if time > MOST_SECONDS_FULL
    )
