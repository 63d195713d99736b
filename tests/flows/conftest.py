"""A workshop on an empty folder with a tiny register and a clock that the test sets."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from flows.cli import main
from flows.memory.engine import open_memory
from flows.settings import PREFIX, Settings
from flows.workshop import Workshop, open_workshop
from tests.flows.command import Command, Said
from tests.flows.log import ANN, JOAN
from tests.flows.post_office import PostOffice, post_office

if TYPE_CHECKING:
    from tests.flows.keeping import Kept

REGISTER = """
sources:
  - id: gazette
    name: The Gazette
    reader: feed
    source_kind: local_press
    home: https://gazette.example/
    address: https://gazette.example/rss.xml
    licence: copyright
  - id: nelincs
    name: North East Lincolnshire Council
    reader: listing
    source_kind: council
    authority: North East Lincolnshire
    home: https://nelincs.example/
    address: https://nelincs.example/news/
    selectors: {item: article}
    licence: ogl
  - id: monthly
    name: The Monthly
    reader: feed
    source_kind: sector_press
    home: https://monthly.example/
    address: https://monthly.example/feed/
    state: paused
    state_since: 2026-11-01
    state_why: It has a paywall.
"""


@dataclass
class Clock:
    """Says what the test sets; a second passes with each look, as no two moments are alike."""

    now: datetime = datetime(2021, 12, 3, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No setting of the machine counts: none in the environment, none in the working folder, which is returned."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@contextmanager
def a_workshop(folder: Path, clock: Callable[[], datetime], **chosen: Any) -> Iterator[Workshop]:
    """A workshop with its data, new or as it was left, below the folder."""
    register = folder / "sources.yaml"
    register.write_text(REGISTER, encoding="utf-8")
    # Most tests begin with an empty memory, and are about what comes after its first reading.
    given: dict[str, Any] = {"mail_from": "watch@watch.example", "begin_with_summary": False} | chosen
    settings = Settings(data=folder / "data", sources=register, **given)
    with open_workshop(settings, run_id="run-1") as opened:
        yield replace(opened, clock=clock)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    file = tmp_path / "sources.yaml"
    file.write_text(REGISTER, encoding="utf-8")
    return file


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = open_memory(f"sqlite:///{tmp_path / 'memory.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def workshop(no_environment: Path, clock: Clock) -> Iterator[Workshop]:
    with a_workshop(no_environment, clock) as opened:
        yield opened


@pytest.fixture
def post() -> Iterator[PostOffice]:
    """A real SMTP server on loopback that accepts everything until a test says otherwise."""
    with post_office() as office:
        yield office


@pytest.fixture
def read_by_two(workshop: Workshop) -> Workshop:
    """A workshop whose changes Ann hears of, and Joan of some."""
    return replace(workshop, settings=workshop.settings.model_copy(update={"subscribers": (ANN, JOAN)}))


@pytest.fixture
def command(no_environment: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The program as its entry point runs it, in an empty working folder."""

    def run(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["inspection-watch", *arguments])
        with pytest.raises(SystemExit) as exit_:
            main()
        out, err = capsys.readouterr()
        return Said(int(exit_.value.code or 0), out, err)

    return run


@pytest.fixture(scope="session")
def kept_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.flows.keeping import a_template

    return a_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def kept(kept_template: Path, tmp_path: Path) -> "Kept":
    from tests.flows.keeping import Kept

    folder = tmp_path / "data"
    shutil.copytree(kept_template, folder)
    return Kept(folder, f"sqlite:///{folder / 'memory.db'}")


@pytest.fixture
def place(tmp_path: Path, kept: "Kept") -> Path:
    """A backup of `kept`."""
    kept.back_up(tmp_path / "backup")
    return tmp_path / "backup"


@pytest.fixture
def told() -> Iterator[Callable[[], list[Any]]]:
    """Events go to Prefect's own client for tests; called once, when all is told, it returns them."""
    # Prefect takes a second to import, and most tests have nothing to do with it.
    from prefect.events.clients import AssertingEventsClient
    from prefect.events.worker import EventsWorker
    from prefect.settings import PREFECT_API_URL, temporary_settings

    AssertingEventsClient.reset()
    EventsWorker.set_client_override(AssertingEventsClient)

    def all_told() -> list[Any]:
        EventsWorker.drain_all()
        return [event for client in AssertingEventsClient.all for event in client.events]

    # The worker looks for a server to ask what run it is part of; outside of runs it never asks.
    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}):
        yield all_told
        EventsWorker.drain_all()
    EventsWorker.set_client_override(None)
