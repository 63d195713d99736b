"""Who gets a digest when; each change reaches each reader once, whatever fails."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest

import flows.alert
from flows.alert import Alerted, send_alerts
from flows.memory.outbox import Owed, owe, unsent
from flows.settings import Smtp
from flows.subscriptions import Subscriber
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.digests import DEE, LEEDS, WES, flag, plain
from tests.flows.post_office import PostOffice
from tests.flows.press import PRESS
from tests.flows.readers import ANN, COMMISSIONER, failures, serving, states

MONDAY = datetime(2021, 12, 6, 7, 30, tzinfo=UTC)
TUESDAY = datetime(2021, 12, 7, 7, 30, tzinfo=UTC)
AWAY = Smtp(host="127.0.0.1", port=1, security="none", timeout_seconds=1)


def send_digests(workshop: Workshop, clock: Clock, at: datetime) -> Alerted:
    clock.now = at
    return send_alerts(workshop, digest=True)


def receivers(post: PostOffice) -> list[str]:
    return [str(message["To"]) for message in post.accepted]


def as_(subscriber: Subscriber, frequency: str) -> Subscriber:
    return subscriber.model_copy(update={"frequency": frequency})


def test_a_run_without_digests_and_one_with_them_mail_each_their_own_readers(
    workshop: Workshop, post: PostOffice
) -> None:
    workshop = serving(workshop, ANN, DEE, WES, smtp=post.smtp())
    flag(workshop, PRESS)
    send_alerts(workshop)
    assert receivers(post) == [ANN.address]
    send_alerts(workshop, digest=True)

    assert receivers(post) == [ANN.address, DEE.address]


def test_a_digest_run_mails_nobody_what_is_owed_at_once(workshop: Workshop, post: PostOffice) -> None:
    workshop = serving(workshop, ANN, smtp=post.smtp())
    flag(workshop, PRESS)

    assert send_alerts(workshop, digest=True) == Alerted()


def test_what_is_flagged_between_two_digests_is_one_mail_and_no_news_is_none(
    workshop: Workshop, post: PostOffice, clock: Clock
) -> None:
    workshop = serving(workshop, DEE, smtp=post.smtp())
    flag(workshop, PRESS)
    clock.forward(hours=3)
    flag(workshop, LEEDS, COMMISSIONER)

    assert send_alerts(workshop, digest=True).sent == 1
    assert plain(post.accepted[0]).count("\n- ") == 3
    assert send_digests(workshop, clock, TUESDAY) == Alerted()


def test_a_weekly_reader_has_mail_on_mondays_only(workshop: Workshop, post: PostOffice, clock: Clock) -> None:
    workshop = serving(workshop, WES, smtp=post.smtp())
    flag(workshop, PRESS)
    days = [clock.now, MONDAY, TUESDAY]
    sent = [send_digests(workshop, clock, day).sent for day in days]
    flag(workshop, LEEDS)
    later = [send_digests(workshop, clock, datetime(2021, 12, day, 7, 30, tzinfo=UTC)).sent for day in range(8, 15)]

    assert sent == [0, 1, 0]
    assert later == [0, 0, 0, 0, 0, 1, 0]


def test_a_weekly_digest_follows_london_into_summer_time(workshop: Workshop, post: PostOffice, clock: Clock) -> None:
    workshop = serving(workshop, WES, smtp=post.smtp(), mail_max_age_days=365)
    clock.now = datetime(2022, 3, 26, 12, tzinfo=UTC)
    flag(workshop, PRESS)

    assert send_digests(workshop, clock, datetime(2022, 3, 27, 22, 58, tzinfo=UTC)).sent == 0
    assert send_digests(workshop, clock, datetime(2022, 3, 27, 23, 0, tzinfo=UTC)).sent == 1
    assert post.accepted[0]["Subject"].startswith("inspection-watch, 28 March 2022: ")


def test_a_weekly_digest_of_a_monday_on_which_nothing_ran_goes_out_on_tuesday(
    workshop: Workshop, post: PostOffice, clock: Clock
) -> None:
    workshop = serving(workshop, WES, smtp=post.smtp())
    flag(workshop, PRESS)

    assert send_digests(workshop, clock, TUESDAY).sent == 1


@pytest.mark.parametrize("answer", ["451 try later", None])
def test_a_weekly_digest_that_monday_s_server_did_not_take_is_the_same_on_tuesday(
    workshop: Workshop, post: PostOffice, clock: Clock, answer: str | None
) -> None:
    post.on_data = answer or post.on_data
    workshop = serving(workshop, WES, smtp=post.smtp() if answer else AWAY)
    clock.now = MONDAY.replace(hour=5)
    flag(workshop, PRESS)
    assert send_digests(workshop, clock, MONDAY) == Alerted(0, 1)
    (tried,) = (row for owed in unsent(workshop.memory, TUESDAY).values() for row in owed)
    flag(workshop, LEEDS)
    post.on_data = "250 OK"
    workshop = serving(workshop, WES, smtp=post.smtp())

    assert send_digests(workshop, clock, TUESDAY).sent == 1
    assert post.accepted[0]["Message-ID"] == tried.message_id
    assert post.accepted[0]["Subject"].endswith(": 1 change at 1 authority, 1 critical")
    assert failures(workshop) == [("not_delivered", f"mailto:{WES.address}" if answer else None)]


def test_a_daily_digest_that_is_tried_again_has_the_same_id_and_changes(
    workshop: Workshop, post: PostOffice, clock: Clock
) -> None:
    workshop = serving(workshop, DEE, smtp=post.smtp())
    post.on_data = "451 try later"
    flag(workshop, PRESS)
    send_alerts(workshop, digest=True)
    flag(workshop, LEEDS)
    post.on_data = "250 OK"

    assert send_digests(workshop, clock, MONDAY).sent == 2
    again = [message for message in post.accepted if message["Message-ID"] == post.offered[0]["Message-ID"]]
    assert [message["Subject"].rpartition(": ")[2] for message in again] == ["1 change at 1 authority, 1 critical"]
    assert "Leeds" not in plain(again[0])


def test_a_digest_refused_for_good_is_left_alone(workshop: Workshop, post: PostOffice, clock: Clock) -> None:
    workshop = serving(workshop, DEE, smtp=post.smtp())
    post.refusals[DEE.address] = "550 no such user"
    flag(workshop, PRESS)

    assert send_alerts(workshop, digest=True) == Alerted(0, 1)
    assert states(workshop) == {DEE.address: ("refused", 1)}
    assert send_digests(workshop, clock, MONDAY) == Alerted()


def test_two_processes_that_send_digests_at_once_send_one(
    workshop: Workshop, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = serving(workshop, DEE, smtp=post.smtp())
    flag(workshop, PRESS, LEEDS)
    both_have_read = Barrier(2, timeout=30)
    real = unsent

    def read_together(*arguments: Any) -> Any:
        owed = real(*arguments)
        both_have_read.wait()
        return owed

    monkeypatch.setattr(flows.alert, "unsent", read_together)
    with ThreadPoolExecutor(2) as processes:
        done = list(processes.map(lambda one: send_alerts(one, digest=True), [workshop, workshop]))

    assert sum(one.sent for one in done) == len(post.accepted) == 1


@pytest.mark.parametrize("was", [DEE, WES])
def test_a_reader_who_goes_over_to_at_once_is_told_at_once_what_is_owed(
    workshop: Workshop, post: PostOffice, was: Subscriber
) -> None:
    workshop = serving(workshop, was, smtp=post.smtp())
    flag(workshop, PRESS)
    workshop = serving(workshop, as_(was, "at_once"), smtp=post.smtp())

    assert send_alerts(workshop).sent == 1
    assert "judged inadequate" in post.accepted[0]["Subject"]
    assert send_alerts(workshop, digest=True) == Alerted()


def test_what_is_owed_to_one_who_has_left_the_settings_is_sent_at_once(workshop: Workshop, post: PostOffice) -> None:
    workshop = serving(workshop, DEE, smtp=post.smtp())
    flag(workshop, PRESS)
    workshop = serving(workshop, ANN, smtp=post.smtp())

    assert send_alerts(workshop, digest=True) == Alerted()
    assert send_alerts(workshop).sent == 1
    assert receivers(post) == [DEE.address]


@pytest.mark.parametrize(("reader", "now"), [(DEE, datetime(2021, 12, 4, 11, 1)), (WES, TUESDAY.replace(hour=10))])
def test_where_nobody_sends_digests_a_run_without_them_does_at_last(
    workshop: Workshop, post: PostOffice, clock: Clock, reader: Subscriber, now: datetime
) -> None:
    workshop = serving(workshop, reader, smtp=post.smtp())
    flag(workshop, PRESS)
    clock.forward(hours=25)
    assert send_alerts(workshop) == Alerted()
    flag(workshop, LEEDS)
    clock.now = now.replace(tzinfo=UTC)

    assert send_alerts(workshop).sent == 1
    assert post.accepted[0]["Subject"].endswith(": 2 changes at 2 authorities, 1 critical")


def test_a_change_owed_twice_is_one_line_of_the_digest(workshop: Workshop, post: PostOffice) -> None:
    workshop = serving(workshop, DEE, smtp=post.smtp())
    flag(workshop, PRESS)
    (row,) = unsent(workshop.memory, workshop.clock())[DEE.address]
    with workshop.memory.begin() as connection:
        owe(connection, [Owed(row.change_id, DEE.address, "inadequate_new")], workshop.clock())
    send_alerts(workshop, digest=True)

    assert [message["Subject"].rpartition(": ")[2] for message in post.accepted] == [
        "1 change at 1 authority, 1 critical"
    ]
    assert send_alerts(workshop, digest=True) == Alerted()
