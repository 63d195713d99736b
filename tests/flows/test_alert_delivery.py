"""Each mail is delivered once, whatever the server does and wherever the process ends."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

import flows.alert
from flows.alert import Alerted, send_alerts
from flows.flag import flag_changes
from flows.memory.outbox import unsent
from flows.settings import Smtp
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.post_office import PostOffice
from tests.flows.press import PRESS, tell
from tests.flows.readers import ANN, COMMISSIONER, JOAN, failures, serving, states


def test_a_server_that_says_later_gets_the_same_message_after_a_pause(
    workshop: Workshop, post: PostOffice, clock: Clock
) -> None:
    workshop = serving(workshop, ANN, smtp=post.smtp())
    post.on_data = "451 try later"
    tell(workshop, PRESS)
    flag_changes(workshop)

    assert send_alerts(workshop) == Alerted(0, 1)
    assert states(workshop) == {ANN.address: ("pending", 1)}
    assert failures(workshop) == [("not_delivered", f"mailto:{ANN.address}")]
    post.on_data = "250 OK"
    assert send_alerts(workshop) == Alerted()
    clock.forward(minutes=5)
    assert send_alerts(workshop).sent == 1
    assert states(workshop) == {ANN.address: ("sent", 1)}
    assert len({mail["Message-ID"] for mail in post.offered}) == 1


def test_what_is_flagged_meanwhile_goes_in_a_message_of_its_own(
    workshop: Workshop, post: PostOffice, clock: Clock
) -> None:
    workshop = serving(workshop, ANN, smtp=post.smtp())
    post.on_data = "451 try later"
    tell(workshop, PRESS)
    flag_changes(workshop)
    send_alerts(workshop)
    post.on_data = "250 OK"
    tell(workshop, COMMISSIONER)
    flag_changes(workshop)
    clock.forward(minutes=5)

    assert send_alerts(workshop).sent == 2
    assert post.accepted[1]["Message-ID"] == post.offered[0]["Message-ID"]
    assert len({mail["Message-ID"] for mail in post.accepted}) == 2
    assert send_alerts(workshop) == Alerted()


def test_an_address_that_is_refused_for_good_holds_up_no_other_and_is_left_alone(
    workshop: Workshop, post: PostOffice
) -> None:
    workshop = serving(workshop, ANN, JOAN, smtp=post.smtp())
    post.refusals[ANN.address] = "550 no such user"
    tell(workshop, PRESS)
    flag_changes(workshop)
    alerted = send_alerts(workshop)

    assert (alerted.sent, alerted.failed) == (1, 1)
    assert [mail["To"] for mail in post.accepted] == [JOAN.address]
    assert states(workshop) == {ANN.address: ("refused", 1), JOAN.address: ("sent", 0)}
    assert failures(workshop) == [("refused", f"mailto:{ANN.address}")]
    assert send_alerts(workshop) == Alerted()


def test_a_server_that_is_away_is_found_out_once_and_loses_no_mail(
    workshop: Workshop, post: PostOffice, clock: Clock
) -> None:
    away = Smtp(host="127.0.0.1", port=1, security="none", timeout_seconds=1)
    workshop = serving(workshop, ANN, JOAN, smtp=away)
    tell(workshop, PRESS)
    flag_changes(workshop)

    assert send_alerts(workshop) == Alerted(0, 1, left=1)
    assert set(states(workshop).values()) == {("pending", 0)}
    assert failures(workshop) == [("not_delivered", None)]
    clock.forward(minutes=5)
    workshop = serving(workshop, ANN, JOAN, smtp=post.smtp())
    assert send_alerts(workshop).sent == 2


def test_a_crash_before_sending_sends_at_the_next_run(
    workshop: Workshop, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = serving(workshop, ANN, smtp=post.smtp())
    tell(workshop, PRESS)
    flag_changes(workshop)
    crash_once(monkeypatch, "compose")
    send_and_crash(workshop)

    assert post.offered == []
    assert send_alerts(workshop).sent == 1


def test_a_crash_between_the_servers_yes_and_our_note_repeats_the_same_message(
    workshop: Workshop, post: PostOffice, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = serving(workshop, ANN, smtp=post.smtp())
    tell(workshop, PRESS)
    flag_changes(workshop)
    crash_once(monkeypatch, "remember_sent")
    send_and_crash(workshop)
    assert send_alerts(workshop) == Alerted()
    clock.forward(minutes=11)
    send_alerts(workshop)
    send_alerts(workshop)

    assert len(post.accepted) == 2
    assert len({mail["Message-ID"] for mail in post.accepted}) == 1


def test_two_processes_that_send_at_once_send_each_message_once(
    workshop: Workshop, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = serving(workshop, ANN, JOAN, smtp=post.smtp())
    tell(workshop, PRESS)
    flag_changes(workshop)
    both_have_read = Barrier(2, timeout=30)
    real = unsent

    def read_together(*arguments: Any) -> Any:
        owed = real(*arguments)
        both_have_read.wait()
        return owed

    monkeypatch.setattr(flows.alert, "unsent", read_together)
    with ThreadPoolExecutor(2) as processes:
        done = list(processes.map(send_alerts, [workshop, workshop]))

    assert sum(one.sent for one in done) == len(post.accepted) == 2
    assert {mail["To"] for mail in post.accepted} == {ANN.address, JOAN.address}


class Killed(BaseException):
    """The process ends here."""


def crash_once(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    real = getattr(flows.alert, step)

    def crash(*_: object, **__: object) -> None:
        monkeypatch.setattr(flows.alert, step, real)
        raise Killed

    monkeypatch.setattr(flows.alert, step, crash)


def send_and_crash(workshop: Workshop) -> None:
    with pytest.raises(Killed):
        send_alerts(workshop)
