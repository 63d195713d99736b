"""Mail that a real server does not take: tried again after growing pauses, given up after days, in nobody's way."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa

from flows.alert import Alerted, send_alerts
from flows.flag import flag_changes
from flows.memory.layout import outbox
from flows.memory.tries import GIVEN_UP_AFTER, PAUSES, try_at_once
from flows.settings import Smtp
from flows.subscriptions import Subscriber
from flows.workshop import Workshop
from tests.flows.command import Command
from tests.flows.conftest import Clock
from tests.flows.digests import DEE, LEEDS, flag
from tests.flows.post_office import PostOffice
from tests.flows.press import PRESS, tell
from tests.flows.readers import ANN, JOAN, failures, serving, states
from tests.flows.runs_of import needs

LOU = Subscriber(address="lou@council.example")
OK = "250 OK"


def owing(workshop: Workshop, post: PostOffice, *readers: Subscriber, **smtp: Any) -> Workshop:
    """The readers are owed a mail each."""
    workshop = serving(workshop, *readers, smtp=post.smtp().model_copy(update=smtp), mail_max_age_days=36_500)
    flag(workshop, PRESS)
    return workshop


def recipients(post: PostOffice) -> list[str]:
    return [str(mail["To"]) for mail in post.accepted]


@pytest.mark.parametrize("at", ["address", "message"])
def test_a_temporary_refusal_is_tried_again_after_growing_pauses_as_the_same_message(
    workshop: Workshop, post: PostOffice, clock: Clock, at: str
) -> None:
    workshop = owing(workshop, post, ANN)
    post.refusals[ANN.address], post.on_data = ("450 busy", OK) if at == "address" else (OK, "451 try later")
    for pause in (*PAUSES, PAUSES[-1]):
        assert send_alerts(workshop) == Alerted(0, 1)
        clock.now += pause - timedelta(minutes=2)
        assert send_alerts(workshop) == Alerted()
        clock.forward(minutes=2)
    post.refusals[ANN.address], post.on_data = OK, OK

    assert send_alerts(workshop).sent == 1
    assert send_alerts(workshop) == Alerted()
    assert len({mail["Message-ID"] for mail in post.offered}) == 1
    assert states(workshop) == {ANN.address: ("sent", len(PAUSES) + 1)}


def test_after_five_days_of_refusals_a_mail_is_given_up_and_the_operator_told(
    workshop: Workshop, post: PostOffice, clock: Clock
) -> None:
    workshop = owing(workshop, post, ANN)
    post.refusals[ANN.address] = "452 mailbox full"
    begun = clock.now
    while states(workshop)[ANN.address][0] == "pending":
        send_alerts(workshop)
        clock.forward(hours=4)

    assert GIVEN_UP_AFTER <= clock.now - begun <= GIVEN_UP_AFTER + timedelta(hours=18)
    assert failures(workshop)[-1] == ("refused", f"mailto:{ANN.address}")
    assert f"refused the mail to {ANN.address} for good" in needs(workshop)["mail"]
    post.refusals.clear()
    assert send_alerts(workshop) == Alerted()


def test_a_server_that_was_away_for_days_costs_no_mail(workshop: Workshop, post: PostOffice, clock: Clock) -> None:
    workshop = owing(workshop, post, ANN, port=1)
    for _ in range(len(PAUSES) + 2):
        assert send_alerts(workshop) == Alerted(0, 1)
        clock.forward(days=1)
    workshop = serving(workshop, ANN, smtp=post.smtp())
    post.on_data = "451 greylisted"
    assert send_alerts(workshop) == Alerted(0, 1)
    post.on_data = OK
    clock.now += PAUSES[0]

    assert send_alerts(workshop).sent == 1


def break_(post: PostOffice, how: str) -> None:
    """Let the server treat Ann's mail so, and Joan's like any other."""
    match how.split():
        case ["dies"]:
            post.dies_for.add(ANN.address)
        case ["address", code]:
            post.refusals[ANN.address] = f"{code} no"
        case ["message", code]:
            post.data_refusals[ANN.address] = f"{code} no"


@pytest.mark.parametrize(
    ("how", "state"),
    [
        *((f"{what} {code}", "pending") for what in ("address", "message") for code in (421, 450, 451, 452, 530)),
        *((f"{what} {code}", "refused") for what in ("address", "message") for code in (550, 552, 554)),
        ("dies", "pending"),
    ],
)
def test_one_bad_address_holds_up_no_other(workshop: Workshop, post: PostOffice, how: str, state: str) -> None:
    workshop = owing(workshop, post, ANN, JOAN)
    break_(post, how)
    done = send_alerts(workshop)

    assert (done.sent, done.failed, done.left) == (1, 1, 0)
    assert recipients(post) == [JOAN.address]
    assert {address: state for address, (state, _) in states(workshop).items()} == {
        ANN.address: state,
        JOAN.address: "sent",
    }
    assert failures(workshop)[0][1] == f"mailto:{ANN.address}"


def test_a_server_that_breaks_off_twice_is_left_and_the_next_run_begins_with_the_others(
    workshop: Workshop, post: PostOffice
) -> None:
    workshop = owing(workshop, post, ANN, JOAN, LOU)
    post.dies_for |= {ANN.address, JOAN.address}

    assert send_alerts(workshop) == Alerted(0, 2, left=1)
    assert post.sessions == 2
    assert send_alerts(workshop).sent == 1
    assert recipients(post) == [LOU.address]


def test_a_server_too_slow_for_its_yes_gets_the_same_message_again(
    workshop: Workshop, post: PostOffice, clock: Clock
) -> None:
    workshop = owing(workshop, post, ANN, timeout_seconds=0.3)
    post.delay = 1
    assert send_alerts(workshop) == Alerted(0, 1)
    post.delay = 0
    clock.forward(minutes=5)

    assert send_alerts(workshop).sent == 1
    assert len({mail["Message-ID"] for mail in post.offered}) == 1


def test_pauses_for_a_server_s_own_trouble_grow_to_a_quarter_of_an_hour(
    workshop: Workshop, post: PostOffice, clock: Clock
) -> None:
    workshop = owing(workshop, post, ANN, port=1)
    for minutes in (5, 15, 15, 15):
        assert send_alerts(workshop) == Alerted(0, 1)
        clock.forward(minutes=minutes - 2)
        assert send_alerts(workshop) == Alerted()
        clock.forward(minutes=2)


Serve = Callable[[socket.socket], None]


@contextmanager
def serving_so(serve: Serve) -> Iterator[Smtp]:
    """A server on loopback that treats each connection so."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=_accept, args=(server, serve), daemon=True)
        thread.start()
        port = server.getsockname()[1]
        yield Smtp(host="127.0.0.1", port=port, security="none", timeout_seconds=0.5)
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _accept(server: socket.socket, serve: Serve) -> None:
    calls = 0
    try:
        while True:
            with server.accept()[0] as connection:
                calls += 1
                assert calls == 1, "a server in trouble is asked once a run"
                serve(connection)
    except OSError:
        return


def greet(words: bytes) -> Serve:
    def serve(connection: socket.socket) -> None:
        connection.sendall(words)
        connection.recv(100)

    return serve


@pytest.mark.parametrize(
    "serve",
    [
        greet(b"421 too busy\r\n"),
        greet(b"554 you are blocked\r\n"),
        greet(b"no mail here\r\n"),
        lambda connection: None,
        lambda connection: connection.recv(1) and None,
    ],
    ids=["421", "554", "nonsense", "hangs up", "silent"],
)
def test_a_server_in_trouble_is_found_out_once_a_run(workshop: Workshop, serve: Serve) -> None:
    with serving_so(serve) as smtp:
        workshop = serving(workshop, ANN, JOAN, LOU, smtp=smtp)
        tell(workshop, PRESS)
        flag_changes(workshop)

        assert send_alerts(workshop) == Alerted(0, 1, left=2)
    assert failures(workshop) == [("not_delivered", None)]


def test_a_sender_that_the_server_does_not_take_is_trouble_of_all_mails(workshop: Workshop, post: PostOffice) -> None:
    workshop = owing(workshop, post, ANN, JOAN)
    post.on_mail = "550 who are you"

    assert send_alerts(workshop) == Alerted(0, 1, left=1)
    assert set(states(workshop).values()) == {("pending", 0)}


def test_a_mail_that_was_taken_is_so_however_the_server_says_goodbye(workshop: Workshop, post: PostOffice) -> None:
    workshop = owing(workshop, post, ANN)
    post.on_quit = "500 what?"

    assert send_alerts(workshop).sent == 1
    assert send_alerts(workshop) == Alerted()


def test_a_digest_that_was_not_taken_is_tried_again_before_the_next_digest(
    workshop: Workshop, post: PostOffice, clock: Clock
) -> None:
    workshop = owing(workshop, post, DEE)
    post.on_data = "451 greylisted"
    clock.now = datetime(2021, 12, 6, 7, 30, tzinfo=UTC)
    assert send_alerts(workshop, digest=True) == Alerted(0, 1)
    post.on_data = OK
    flag(workshop, LEEDS)
    clock.forward(minutes=6)

    assert send_alerts(workshop).sent == 1
    assert post.accepted[0]["Message-ID"] == post.offered[0]["Message-ID"]
    assert send_alerts(workshop) == Alerted()


def test_a_mail_put_off_by_a_clock_that_was_wrong_goes_out_all_the_same(workshop: Workshop, post: PostOffice) -> None:
    workshop = owing(workshop, post, ANN)
    with workshop.memory.begin() as connection:
        connection.execute(sa.update(outbox).values(next_try=datetime(2031, 1, 1, tzinfo=UTC)))

    assert send_alerts(workshop).sent == 1


def test_what_waits_can_be_tried_at_once_for_an_address_or_for_all(workshop: Workshop, post: PostOffice) -> None:
    workshop = owing(workshop, post, ANN, JOAN)
    post.on_data = "451 try later"
    send_alerts(workshop)
    post.on_data = OK

    assert try_at_once(workshop.memory, ANN.address.upper(), workshop.clock()) == 1
    assert send_alerts(workshop).sent == 1
    assert recipients(post) == [ANN.address]
    assert try_at_once(workshop.memory, None, workshop.clock()) == 1
    assert send_alerts(workshop).sent == 1


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (OK, 0, "1 mail had waited: 1 delivered, 0 failed, 0 left"),
        ("451 try later", 1, "1 mail had waited: 0 delivered, 1 failed, 0 left"),
    ],
)
def test_the_command_tries_at_once(
    workshop: Workshop, post: PostOffice, clock: Clock, command: Command, answer: str, status: int, said: str
) -> None:
    clock.now = datetime.now(UTC)
    workshop = owing(workshop, post, ANN)
    post.on_data = "451 try later"
    send_alerts(workshop)
    post.on_data = answer
    Path("inspection-watch.toml").write_text(f'[smtp]\nhost = "127.0.0.1"\nport = {post.port}\nsecurity = "none"\n')
    done = command("alerts", "retry", ANN.address)

    assert (done.status, done.out.strip()) == (status, said)
