from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

import flows.alert
from flows.alert import Alerted, preview, send_alerts, send_test
from flows.flag import FlaggedCounts, flag_changes
from flows.memory.layout import outbox
from flows.memory.outbox import unsent
from flows.memory.runs import failures_of
from flows.settings import Smtp, Subscriber
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.post_office import PostOffice
from tests.flows.press import COUNCIL, IN_2017, PRESS, tell
from tests.transforms.telling import NEL, Told, intervention, rating

ANN = Subscriber(address="ann@council.example")
JOAN = Subscriber(address="joan@paper.example", authorities=(NEL,))
LEEDS_ONLY = Subscriber(address="lee@leeds.example", authorities=("Leeds",))
COMMISSIONER = Told(
    "step",
    "2021-12-01",
    (intervention("commissioner_appointed", "Ann Lee"),),
    kinds=("intervention",),
    source="monthly",
)


def serving(workshop: Workshop, *readers: Subscriber, smtp: Smtp | None = None, **more: Any) -> Workshop:
    return replace(
        workshop, settings=workshop.settings.model_copy(update={"subscribers": readers, "smtp": smtp} | more)
    )


def mails(workshop: Workshop) -> list[EmailMessage]:
    files = sorted((workshop.settings.data / "outbox").glob("*"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def states(workshop: Workshop) -> dict[str, tuple[str, int]]:
    with workshop.memory.connect() as connection:
        return {row.address: (row.state, row.attempts) for row in connection.execute(sa.select(outbox))}


def failures(workshop: Workshop) -> list[tuple[str, str | None]]:
    return [(row.reason, row.url) for row in failures_of(workshop.memory, workshop.run_id)]


def test_without_a_mail_server_each_subscriber_has_a_file_in_the_outbox(workshop: Workshop) -> None:
    workshop = serving(workshop, ANN, JOAN, LEEDS_ONLY)
    tell(workshop, PRESS, COUNCIL)
    flag_changes(workshop)
    alerted = send_alerts(workshop)

    assert (alerted.sent, alerted.failed) == (2, 0)
    assert {mail["To"] for mail in mails(workshop)} == {ANN.address, JOAN.address}
    assert {mail["Subject"] for mail in mails(workshop)} == {
        f"{NEL}: children's services judged inadequate overall and in leadership"
    }
    assert [Path(place).suffix for place in alerted.places] == [".eml", ".eml"]


def test_the_mail_proves_names_its_sources_and_shows_what_was_known_before(workshop: Workshop) -> None:
    workshop = serving(workshop, ANN)
    tell(workshop, IN_2017, PRESS, COUNCIL)
    flag_changes(workshop)
    send_alerts(workshop)
    (mail,) = mails(workshop)
    part = mail.get_body(("plain",))
    assert part
    body = part.get_content()

    assert f'"{COUNCIL.whole_text[:10]}"' in body
    assert "North East Lincolnshire Council: https://news.example/council" in body
    assert "- The Gazette: https://news.example/press" in body
    assert "- overall: inadequate (before: good)" in body
    assert "- leadership: inadequate (before: good)" in body


def test_an_alert_is_sent_once(workshop: Workshop) -> None:
    workshop = serving(workshop, ANN)
    tell(workshop, PRESS)
    flag_changes(workshop)
    send_alerts(workshop)

    assert send_alerts(workshop) == Alerted()
    assert flag_changes(workshop) == FlaggedCounts()
    assert len(mails(workshop)) == 1


def test_a_further_source_sends_no_further_mail(workshop: Workshop) -> None:
    workshop = serving(workshop, ANN)
    for told in (PRESS, COUNCIL, IN_2017):
        tell(workshop, told)
        flag_changes(workshop)
        send_alerts(workshop)

    assert len(mails(workshop)) == 1


def test_one_message_tells_of_all_that_a_run_flagged(workshop: Workshop) -> None:
    workshop = serving(workshop, ANN)
    tell(workshop, PRESS, COMMISSIONER)
    flagged = flag_changes(workshop)
    send_alerts(workshop)

    assert (flagged.changes, flagged.mails_owed) == (2, 2)
    assert [mail["Subject"].endswith("(and 1 more change)") for mail in mails(workshop)] == [True]


def test_what_is_long_past_is_flagged_and_not_mailed(workshop: Workshop, clock: Clock) -> None:
    workshop = serving(workshop, ANN, mail_max_age_days=90)
    clock.forward(days=120)
    tell(workshop, PRESS)
    flagged = flag_changes(workshop)

    assert (flagged.changes, flagged.mails_owed) == (1, 0)
    assert send_alerts(workshop) == Alerted()


def test_flags_without_subscribers_are_flags_all_the_same(workshop: Workshop) -> None:
    tell(workshop, PRESS)

    assert flag_changes(workshop).changes == 1
    assert send_alerts(workshop) == Alerted()


def test_a_server_that_says_later_gets_the_same_message_at_the_next_run(workshop: Workshop, post: PostOffice) -> None:
    workshop = serving(workshop, ANN, smtp=post.smtp())
    post.on_data = "451 try later"
    tell(workshop, PRESS)
    flag_changes(workshop)

    assert send_alerts(workshop) == Alerted(0, 1)
    assert states(workshop) == {ANN.address: ("pending", 1)}
    assert failures(workshop) == [("not_delivered", f"mailto:{ANN.address}")]
    post.on_data = "250 OK"
    assert send_alerts(workshop).sent == 1
    assert states(workshop) == {ANN.address: ("sent", 1)}
    assert len({mail["Message-ID"] for mail in post.offered}) == 1


def test_what_is_flagged_meanwhile_goes_in_a_message_of_its_own(workshop: Workshop, post: PostOffice) -> None:
    workshop = serving(workshop, ANN, smtp=post.smtp())
    post.on_data = "451 try later"
    tell(workshop, PRESS)
    flag_changes(workshop)
    send_alerts(workshop)
    post.on_data = "250 OK"
    tell(workshop, COMMISSIONER)
    flag_changes(workshop)

    assert send_alerts(workshop).sent == 2
    assert post.accepted[0]["Message-ID"] == post.offered[0]["Message-ID"]
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


def test_a_server_that_is_away_loses_no_mail(workshop: Workshop, post: PostOffice) -> None:
    away = Smtp(host="127.0.0.1", port=1, security="none", timeout_seconds=1)
    workshop = serving(workshop, ANN, JOAN, smtp=away)
    tell(workshop, PRESS)
    flag_changes(workshop)

    assert send_alerts(workshop) == Alerted(0, 2)
    assert {state for state, _ in states(workshop).values()} == {"pending"}
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


def test_hostile_words_of_a_page_reach_the_reader_as_words(workshop: Workshop) -> None:
    workshop = serving(workshop, ANN)
    text = "<script>x\u202e</script> Bcc: all@council.example"
    fact = replace(rating("inadequate", inspected="2021-10"), evidence=replace(rating("good").evidence, end=len(text)))
    tell(workshop, replace(PRESS, facts=(fact,), text=text))
    flag_changes(workshop)
    send_alerts(workshop)
    (mail,) = mails(workshop)
    html = mail.get_body(("html",))

    assert html
    assert "<script>" not in html.get_content()
    assert "&lt;script&gt;" in html.get_content()
    assert mail["Bcc"] is None


def test_a_preview_shows_each_subscriber_their_mail_and_sends_none(workshop: Workshop) -> None:
    workshop = serving(workshop, ANN, LEEDS_ONLY)
    tell(workshop, PRESS)
    flag_changes(workshop)
    shown = dict(preview(workshop, None))

    assert shown[LEEDS_ONLY.address] is None
    assert shown[ANN.address]
    assert mails(workshop) == []
    assert dict(preview(workshop, date(2021, 12, 3)))[ANN.address]
    assert dict(preview(workshop, date(2021, 12, 4)))[ANN.address] is None


def test_a_test_message_goes_the_way_of_all_mail(workshop: Workshop, post: PostOffice) -> None:
    send_test(serving(workshop, smtp=post.smtp()), "ann@council.example")

    assert [(mail["To"], mail["Subject"]) for mail in post.accepted] == [
        ("ann@council.example", "inspection-watch: test")
    ]
