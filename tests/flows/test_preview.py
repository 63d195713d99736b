"""A preview shows what each subscriber would have been mailed, and when, and sends nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.alert import send_alerts
from flows.flag import flag_changes
from flows.preview import preview
from flows.subscriptions import Subscriber
from flows.workshop import Workshop
from tests.flows.command import Command
from tests.flows.conftest import Clock
from tests.flows.digests import DEE, LEEDS, WES, flag, plain
from tests.flows.press import COUNCIL, IN_2017, PRESS, tell
from tests.flows.readers import ANN, COMMISSIONER, LEEDS_ONLY, mails, serving
from tests.transforms.telling import NEL, ratings

NEWS = f"{NEL}: children's services judged inadequate overall and in leadership"
NIGHT = {"from": "22:00", "to": "07:00"}
ENTRY = '[[subscribers]]\naddress = "ann@council.example"\n'


def shown(workshop: Workshop, since: date | None = None) -> dict[str, list[tuple[str, str]]]:
    """Moment and subject of the mails to each address."""
    return {
        subscriber.address: [(f"{one.at.astimezone(UTC):%m-%dT%H:%M}", one.mail["Subject"]) for one in messages]
        for subscriber, messages in preview(workshop, since)
    }


def to_ann(workshop: Workshop, **fields: object) -> list[tuple[str, str]]:
    ann = Subscriber.model_validate({"address": ANN.address, **fields})
    return shown(serving(workshop, ann))[ANN.address]


def test_each_sees_their_mail_and_none_is_sent(workshop: Workshop) -> None:
    workshop = serving(workshop, ANN, DEE, WES, LEEDS_ONLY)
    flag(workshop, PRESS)

    assert shown(workshop) == {
        ANN.address: [("12-03T09:00", NEWS)],
        DEE.address: [("12-04T07:30", "inspection-watch, 4 December 2021: 1 change at 1 authority, 1 critical")],
        WES.address: [("12-06T07:30", "inspection-watch, 6 December 2021: 1 change at 1 authority, 1 critical")],
        LEEDS_ONLY.address: [],
    }
    assert mails(workshop) == []


def test_only_what_was_flagged_since_the_day_is_shown(workshop: Workshop) -> None:
    workshop = serving(workshop, ANN)
    flag(workshop, PRESS)

    assert shown(workshop, date(2021, 12, 3))[ANN.address]
    assert not shown(workshop, date(2021, 12, 4))[ANN.address]


def test_a_run_is_one_mail_and_the_next_another(workshop: Workshop, clock: Clock) -> None:
    flag(workshop, PRESS, COMMISSIONER)
    clock.forward(hours=1)
    flag(workshop, LEEDS)

    assert [subject.partition(":")[0] for _, subject in to_ann(workshop)] == [NEL, "Leeds"]
    assert len(to_ann(workshop, frequency="daily")) == 1


def test_a_preview_is_what_is_really_sent(workshop: Workshop, clock: Clock) -> None:
    workshop = serving(workshop, ANN)
    for told in (PRESS, COMMISSIONER, COUNCIL, replace(PRESS, article_id="again", published="2021-12-01"), IN_2017):
        flag(workshop, told)
        send_alerts(workshop)
        clock.forward(hours=1)

    assert [subject for _, subject in shown(workshop)[ANN.address]] == [mail["Subject"] for mail in mails(workshop)]


def test_what_came_late_or_was_history_from_the_first_is_in_no_mail(workshop: Workshop, clock: Clock) -> None:
    workshop = serving(workshop, ANN, mail_max_age_days=90)
    flag(workshop, PRESS)
    flag(workshop, IN_2017)
    clock.forward(days=120)
    flag(workshop, LEEDS)

    assert [subject for _, subject in shown(workshop)[ANN.address]] == [NEWS]


def test_what_was_withdrawn_is_in_no_mail(workshop: Workshop) -> None:
    workshop = serving(workshop, ANN)
    flag(workshop, PRESS)
    flag(workshop, replace(PRESS, facts=(), text="We gave a grade that was another council's."))

    assert shown(workshop) == {ANN.address: []}


def test_a_change_that_got_another_day_is_shown_as_it_stands(workshop: Workshop) -> None:
    workshop = serving(workshop, ANN)
    flag(workshop, replace(PRESS, facts=ratings("2021", overall_effectiveness="inadequate")))
    flag(workshop, COUNCIL)

    assert [subject for _, subject in shown(workshop)[ANN.address]] == [NEWS]


def test_a_careful_reader_s_mail_is_of_when_the_change_was_confirmed(workshop: Workshop, clock: Clock) -> None:
    flag(workshop, PRESS)
    assert to_ann(workshop, uncorroborated=False) == []
    clock.forward(days=2)
    flag(workshop, COUNCIL)

    assert to_ann(workshop, uncorroborated=False) == [("12-05T09:00", NEWS)]
    assert to_ann(workshop) == [("12-03T09:00", NEWS)]


@pytest.mark.parametrize(("any_time", "at"), [(False, "12-04T07:00"), (True, "12-03T23:00")])
def test_quiet_hours_put_mail_off_to_their_end_but_for_what_may_come_any_time(
    workshop: Workshop, clock: Clock, any_time: bool, at: str
) -> None:
    clock.now = datetime(2021, 12, 3, 23, tzinfo=UTC)
    flag(workshop, PRESS)

    assert to_ann(workshop, quiet_hours=NIGHT, critical_any_time=any_time) == [(at, NEWS)]


def test_what_a_pause_held_back_is_one_digest_apart_from_what_came_after(workshop: Workshop, clock: Clock) -> None:
    flag(workshop, PRESS)
    clock.forward(hours=3)
    flag(workshop, COMMISSIONER)
    clock.now = datetime(2021, 12, 6, 0, 0, tzinfo=UTC)
    flag(workshop, LEEDS)

    assert [(at, subject[:40]) for at, subject in to_ann(workshop, pause_until="2021-12-06")] == [
        ("12-06T00:00", "inspection-watch, 6 December 2021: 2 cha"),
        ("12-06T00:00", "Leeds: children's services judged good o"),
    ]


def test_the_command_says_a_line_a_message(command: Command, workshop: Workshop) -> None:
    flag(workshop, PRESS)
    Path("subscriptions.toml").write_text(
        f'{ENTRY}\n[[subscribers]]\naddress = "lee@b.example"\nauthorities = ["Leeds"]'
    )
    said = command("alerts", "preview", "--data", str(workshop.settings.data))

    assert said.status == 0
    assert said.out.splitlines() == [f"ann@council.example  2021-12-03 09:00  {NEWS}", "lee@b.example: nothing"]


def test_the_command_says_how_many_changes_are_too_old_for_mail(
    command: Command, workshop: Workshop, clock: Clock
) -> None:
    clock.forward(days=200)
    flag(workshop, PRESS)
    Path("subscriptions.toml").write_text(ENTRY)
    said = command("alerts", "preview", "--data", str(workshop.settings.data))

    assert said.out.splitlines() == [
        "ann@council.example: nothing",
        "1 change took effect more than 90 days before being flagged: mailed to nobody (mail_max_age_days)",
    ]


def test_the_command_says_the_whole_text_where_it_is_asked_for(command: Command, workshop: Workshop) -> None:
    tell(workshop, PRESS, LEEDS)
    flag_changes(workshop)
    Path("subscriptions.toml").write_text(f'{ENTRY}frequency = "weekly"')
    said = command("alerts", "preview", "--full", "--data", str(workshop.settings.data))
    lines = said.out.splitlines()

    assert lines[0] == "To: ann@council.example"
    assert lines[2] == "Subject: inspection-watch, 6 December 2021: 2 changes at 2 authorities, 1 critical"
    assert "- Children's services judged good overall" in lines
    assert plain(preview(serving(workshop, WES), None)[0][1][0].mail).splitlines()[0] in lines
