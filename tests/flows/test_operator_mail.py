"""Mail to the operator: once, to the right address, without secrets; and the hook that tells of failed flows."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import pytest
import sqlalchemy as sa
from prefect import flow
from prefect.client.schemas.objects import FlowRun
from prefect.states import Crashed, Failed
from pydantic import SecretStr

from flows.memory.engine import open_memory
from flows.memory.layout import notices
from flows.memory.notices import claim_notice, give_back, told_under
from flows.memory.runs import failures_of
from flows.operator_mail import STEP, mail_failure, tell_operator
from flows.redact import MASK
from flows.settings import Smtp
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.post_office import PostOffice
from tests.flows.postgres import postgres_url

OPERATOR = "ops@council.example"
HOUR = timedelta(hours=1)
NOW = datetime(2021, 12, 3, 9, tzinfo=UTC)


def operated(workshop: Workshop, smtp: Smtp | None, operator: str | None = OPERATOR) -> Workshop:
    settings = workshop.settings.model_copy(update={"operator": operator, "smtp": smtp})
    return replace(workshop, settings=settings)


def say(workshop: Workshop, notice: str = "disk", *lines: str) -> bool:
    return tell_operator(workshop, notice, "the disk is full", lines or ("Make room.",), HOUR)


def test_a_mail_says_what_it_is_about_and_that_a_program_sent_it(workshop: Workshop, post: PostOffice) -> None:
    assert say(operated(workshop, post.smtp()), "disk", "Make room.", "", "Now.")

    (mail,) = post.accepted
    assert (mail["To"], mail["From"]) == (OPERATOR, "watch@watch.example")
    assert mail["Subject"] == "inspection-watch: the disk is full"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@watch.example>")
    assert mail["Date"].datetime == datetime(2021, 12, 3, 9, 0, 1, tzinfo=UTC)
    assert mail.get_content().splitlines() == ["Make room.", "", "Now."]


def test_the_same_is_told_again_only_after_a_while(workshop: Workshop, post: PostOffice, clock: Clock) -> None:
    workshop = operated(workshop, post.smtp())
    assert [say(workshop), say(workshop), say(workshop, "mail")] == [True, False, True]
    clock.forward(minutes=59)
    assert not say(workshop)
    clock.forward(minutes=2)
    assert say(workshop)
    assert len({mail["Message-ID"] for mail in post.accepted}) == 3


def test_where_nobody_operates_nobody_is_told(workshop: Workshop, post: PostOffice) -> None:
    assert not say(operated(workshop, post.smtp(), operator=None))
    assert post.offered == []
    assert told_under(workshop.memory, "") == {}


def test_a_mail_that_is_not_taken_is_a_failure_and_is_tried_again_at_once(workshop: Workshop, post: PostOffice) -> None:
    workshop = operated(workshop, post.smtp())
    post.on_data = "451 try later"
    assert not say(workshop)
    (failure,) = failures_of(workshop.memory, workshop.run_id)
    assert (failure.step, failure.reason, failure.url) == (STEP, "not_delivered", f"mailto:{OPERATOR}")
    post.on_data = "250 OK"
    assert say(workshop)


def test_without_a_mail_server_the_mail_goes_into_the_outbox(workshop: Workshop) -> None:
    assert say(operated(workshop, None))
    (file,) = Path(workshop.settings.store.place("outbox")).glob("*.eml")
    assert message_from_bytes(file.read_bytes(), policy=policy.default)["To"] == OPERATOR


def test_secrets_stay_out(workshop: Workshop, post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "abc/123")
    smtp = post.smtp().model_copy(update={"password": SecretStr("geheim!")})
    workshop = operated(workshop, smtp)
    assert tell_operator(workshop, "a", "no abc/123", ["with geheim%21", "line\nFrom: geheim!" + "x" * 5_000], HOUR)
    (mail,) = post.accepted
    assert mail["Subject"] == f"inspection-watch: no {MASK}"
    first, second = mail.get_content().splitlines()
    assert first == f"with {MASK}"
    assert second.startswith(f"line From: {MASK}xxx")
    assert len(second) == 2_000


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    engine = open_memory(postgres_url() if request.param == "postgresql" else f"sqlite:///{tmp_path / 'memory.db'}")
    yield engine
    engine.dispose()


@pytest.mark.parametrize("before", [None, NOW - 2 * HOUR])
def test_of_many_that_claim_at_once_one_may_tell(either: sa.Engine, before: datetime | None) -> None:
    if before:
        assert claim_notice(either, "disk", before, HOUR)
    together = Barrier(8)

    def claim(number: int) -> bool:
        together.wait()
        return claim_notice(either, "disk", NOW + timedelta(milliseconds=number), HOUR) is not None

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(claim, range(8))) == 1


@pytest.mark.parametrize("before", [None, NOW - 2 * HOUR])
def test_what_is_given_back_is_as_it_was(either: sa.Engine, before: datetime | None) -> None:
    if before:
        claim_notice(either, "disk", before, HOUR)
    claim = claim_notice(either, "disk", NOW, HOUR)
    assert claim is not None
    give_back(either, claim)
    assert told_under(either, "") == ({"disk": before} if before else {})


def test_what_a_clock_a_month_ahead_told_is_told_again(memory: sa.Engine) -> None:
    claim_notice(memory, "disk", NOW + timedelta(days=30), HOUR)
    assert claim_notice(memory, "disk", NOW, HOUR)
    claim_notice(memory, "mail", NOW + timedelta(seconds=20), HOUR)
    assert not claim_notice(memory, "mail", NOW, HOUR)


@flow(name="watch")
def watching() -> None:
    """A flow with the name of one of the service."""


@pytest.fixture
def operators_file(no_environment: Path, post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings with an operator, which the environment names."""
    file = no_environment / "settings.toml"
    file.write_text(
        f"""
        operator = "{OPERATOR}"
        data = "{no_environment / "data"}"
        [smtp]
        host = "127.0.0.1"
        port = {post.port}
        security = "none"
        """
    )
    monkeypatch.setenv("INSPECTION_WATCH_SETTINGS", str(file))
    return file


def a_run() -> FlowRun:
    return FlowRun.model_validate({"flow_id": uuid4(), "name": "merry-owl", "start_time": NOW})


def test_a_flow_that_failed_is_mailed_once_an_hour(operators_file: Path, post: PostOffice) -> None:
    run = a_run()
    mail_failure(watching, run, Failed(message="It said postgresql://ann:geheim@db/x"))
    mail_failure(watching, run, Crashed(message="killed"))

    (mail,) = post.accepted
    assert mail["Subject"] == "inspection-watch: flow watch failed"
    text = mail.get_content()
    assert "The flow watch ended as Failed on " in text
    assert f"Run:   merry-owl ({run.id})" in text
    assert "Began: 2021-12-03 09:00 UTC" in text
    assert f"Said:  It said postgresql://ann:{MASK}@db/x" in text
    assert f"prefect flow-run logs {run.id}" in text


def test_where_the_memory_cannot_be_opened_every_failure_is_mailed(operators_file: Path, post: PostOffice) -> None:
    (operators_file.parent / "data").write_text("no folder")
    for _ in range(2):
        mail_failure(watching, a_run(), Failed(message="No."))
    assert len(post.accepted) == 2
    assert "What was mailed cannot be remembered" in post.accepted[0].get_content()
    assert "MemoryUnavailable: the memory at sqlite://" in post.accepted[0].get_content()


def test_a_wrong_file_of_subscriptions_keeps_no_failure_from_the_operator(
    operators_file: Path, post: PostOffice
) -> None:
    (operators_file.parent / "subscriptions.toml").write_text('[[subscribers]]\naddress = "nobody"\n')
    mail_failure(watching, a_run(), Failed(message="No."))

    assert [one["Subject"] for one in post.accepted] == ["inspection-watch: flow watch failed"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("settings", "SettingsError: there is no settings file"),
        ("server", "DeliveryError: the mail server 127.0.0.1:1"),
    ],
)
def test_the_hook_raises_nothing_but_logs(
    operators_file: Path, caplog: pytest.LogCaptureFixture, fault: str, said: str
) -> None:
    run = a_run()
    if fault == "settings":
        operators_file.unlink()
    else:
        text = operators_file.read_text()
        operators_file.write_text(
            "".join("port = 1\n" if "port" in line else f"{line}\n" for line in text.splitlines())
        )
        (operators_file.parent / "data").write_text("no folder")
    with caplog.at_level(logging.ERROR, "inspection_watch.operator_mail"):
        mail_failure(watching, run, Failed(message="No."))
    assert f"the operator was not told that a flow failed: {said}" in caplog.text


FAILING = """
from prefect import flow
from flows.operator_mail import mail_failure

@flow(name="watch", on_failure=[mail_failure], on_crashed=[mail_failure])
def watch() -> None:
    raise RuntimeError("the host has burnt down")

watch()
"""


@pytest.mark.slow
def test_prefect_calls_the_hook(
    operators_file: Path, post: PostOffice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "100",
        "DO_NOT_TRACK": "1",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }.items():
        monkeypatch.setenv(name, value)
    program = tmp_path / "failing.py"
    program.write_text(FAILING)
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=False, timeout=180)
    assert "the host has burnt down" in done.stderr
    (mail,) = post.accepted
    assert "RuntimeError: the host has burnt down" in mail.get_content()


def test_notices_are_told_apart_by_their_name(memory: sa.Engine) -> None:
    for name in ("a%", "a%b", "ab"):
        claim_notice(memory, name, NOW, HOUR)
    assert told_under(memory, "a%") == {"": NOW, "b": NOW}
    with memory.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(notices)).scalar() == 3
