"""The first reading of the sources: one summary to each subscriber, and news from then on."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

import flows.flag
from flows.alert import Alerted, send_alerts
from flows.extract import extract_pages
from flows.flag import flag_changes
from flows.memory.layout import outbox
from flows.passes import run_pass
from flows.subscriptions import Subscriber
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.councils import of
from tests.flows.digests import DEE, LEEDS, flag
from tests.flows.post_office import PostOffice
from tests.flows.press import COUNCIL, IN_2017, PRESS, keep, story, tell
from tests.flows.readers import ANN, COMMISSIONER, JOAN, LEEDS_ONLY, serving
from tests.flows.runs_of import ran
from tests.flows.told_changes import content, facts_in, lines
from tests.transforms.telling import NEL
from transforms.authorities import authority_register

ONE = "inspection-watch begins: 1 authority, what stands now"
INADEQUATE = f"{NEL}: children's services judged inadequate overall and in leadership"


@pytest.fixture
def desk(workshop: Workshop, post: PostOffice) -> Workshop:
    """A workshop with an empty memory, which begins with a summary, for Ann."""
    return served(workshop, post, ANN)


def served(workshop: Workshop, post: PostOffice, *readers: Subscriber) -> Workshop:
    return serving(workshop, *readers, smtp=post.smtp(), begin_with_summary=True)


def subjects(post: PostOffice) -> list[str]:
    return [str(mail["Subject"]) for mail in post.accepted]


def states(workshop: Workshop) -> list[str]:
    with workshop.memory.connect() as connection:
        return sorted(connection.execute(sa.select(outbox.c.state)).scalars())


def test_a_first_reading_is_one_summary_and_what_comes_after_is_news(desk: Workshop, post: PostOffice) -> None:
    flag(desk, IN_2017, PRESS, COUNCIL, COMMISSIONER)
    send_alerts(desk)
    assert subjects(post) == [ONE]
    flag(desk, LEEDS)
    send_alerts(desk)

    assert subjects(post)[1:] == ["Leeds: children's services judged good overall"]
    assert send_alerts(desk) == send_alerts(desk, digest=True) == Alerted()


def test_the_summary_tells_what_stands_and_what_was_news_lately(desk: Workshop, post: PostOffice) -> None:
    flag(desk, IN_2017, PRESS, COUNCIL, COMMISSIONER, LEEDS)
    send_alerts(desk)
    told = lines(post.accepted[0])

    assert told[0] == "inspection-watch begins: 2 authorities, what stands now"
    assert f"- {NEL}: inadequate overall and in leadership; commissioner (Ann Lee), since December 2021" in told
    assert told[told.index("News of the last 90 days") + 2 :][:2] == ["Critical: 2", "Medium: 1"]
    news = [line for line in told if line.startswith("- ")][1:]
    assert news == [
        f"- {NEL}: commissioner appointed for children's services, Ann Lee",
        f"- {INADEQUATE}",
        "- Leeds: children's services judged good overall",
    ]


def test_both_parts_of_the_summary_tell_the_same(desk: Workshop, post: PostOffice) -> None:
    flag(desk, IN_2017, PRESS, COMMISSIONER, LEEDS)
    send_alerts(desk)
    plain, html = facts_in(post.accepted[0])

    assert plain == html


@pytest.mark.parametrize("reader", [DEE, ANN.model_copy(update={"frequency": "weekly"})])
def test_readers_of_digests_get_it_at_once_too(workshop: Workshop, post: PostOffice, reader: Subscriber) -> None:
    desk = served(workshop, post, reader)
    flag(desk, PRESS)

    assert send_alerts(desk).sent == 1
    assert send_alerts(desk, digest=True) == Alerted()


def test_each_gets_their_own_even_where_nothing_is_known(workshop: Workshop, post: PostOffice) -> None:
    desk = served(workshop, post, ANN, LEEDS_ONLY)
    flag(desk, PRESS)
    send_alerts(desk)
    (of_leeds,) = (mail for mail in post.accepted if mail["To"] == LEEDS_ONLY.address)

    assert of_leeds["Subject"] == "inspection-watch begins: 0 authorities, what stands now"
    assert "None known." in content(of_leeds)
    assert NEL not in content(of_leeds)


def test_long_lists_are_cut_and_counted(desk: Workshop, post: PostOffice) -> None:
    names = sorted({one.name for one in authority_register().authorities if not one.valid_from and not one.valid_to})[
        :34
    ]
    flag(desk, *map(of, names))
    send_alerts(desk)
    told = lines(post.accepted[0])

    assert sum(line.startswith("- ") for line in told) == 60
    assert told.count("and 4 more") == 2
    assert "Critical: 34" in told


def test_a_reading_in_several_runs_is_one_beginning(desk: Workshop, post: PostOffice, clock: Clock) -> None:
    keep(desk, "https://gazette.example/9", story(authority="Kent"))
    flag(desk, PRESS)
    assert send_alerts(desk) == Alerted()
    extract_pages(desk)
    clock.forward(minutes=10)
    flag_changes(desk)
    send_alerts(desk)

    assert subjects(post) == ["inspection-watch begins: 2 authorities, what stands now"]


def test_while_a_watch_goes_on_the_beginning_does(desk: Workshop, post: PostOffice, clock: Clock) -> None:
    ran(desk, "watch", clock.now, took=None)
    flag(desk, PRESS)
    clock.forward(minutes=30)
    flag(desk, LEEDS)
    assert send_alerts(desk) == Alerted()
    with desk.memory.begin() as connection:
        connection.exec_driver_sql("UPDATE runs SET finished_at = started_at")
    flag_changes(desk)

    assert send_alerts(desk).sent == 1


def test_the_beginning_lasts_no_longer_than_an_hour(desk: Workshop, post: PostOffice, clock: Clock) -> None:
    keep(desk, "https://gazette.example/9", story(authority="Kent"))
    flag(desk, PRESS)
    clock.forward(hours=1)
    flag(desk, LEEDS)
    send_alerts(desk)

    assert sorted(subjects(post)) == [
        "Leeds: children's services judged good overall",
        "inspection-watch begins: 2 authorities, what stands now",
    ]


def test_a_first_flagging_that_was_broken_off_is_still_the_beginning(
    desk: Workshop, post: PostOffice, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(desk, PRESS, LEEDS)
    with monkeypatch.context() as patch:
        patch.setattr(flows.flag, "tick_off_flagged", _stop)
        with pytest.raises(KeyboardInterrupt):
            flag_changes(desk)
    clock.forward(days=1)
    flag(desk, COMMISSIONER)
    send_alerts(desk)

    assert subjects(post) == ["inspection-watch begins: 2 authorities, what stands now"]


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_memory_that_has_flagged_before_does_not_begin_again(desk: Workshop, post: PostOffice) -> None:
    old = serving(desk, begin_with_summary=False)
    flag(old, PRESS)
    flag(desk, LEEDS)
    send_alerts(desk)

    assert subjects(post) == ["Leeds: children's services judged good overall"]


def test_who_subscribes_later_hears_nothing_of_the_past(desk: Workshop, post: PostOffice) -> None:
    flag(desk, PRESS)
    send_alerts(desk)
    later = served(desk, post, ANN, JOAN)
    flag(later, COUNCIL)
    flag_changes(later)

    assert send_alerts(later) == Alerted()


def test_with_nothing_to_flag_nothing_begins(desk: Workshop, post: PostOffice) -> None:
    flag_changes(desk)
    assert send_alerts(desk) == Alerted()
    flag(desk, PRESS)
    send_alerts(desk)

    assert subjects(post) == [ONE]


def test_a_pass_ends_with_the_summary(desk: Workshop, post: PostOffice) -> None:
    keep(desk, "https://gazette.example/9", story(), published=datetime(2021, 11, 29, tzinfo=UTC))
    done = run_pass(desk, ())

    assert (done.counts()["mails_sent"], subjects(post)) == (1, [ONE])


def test_a_summary_that_was_not_taken_is_tried_again_as_the_same_mail(
    desk: Workshop, post: PostOffice, clock: Clock
) -> None:
    flag(desk, PRESS)
    post.on_data = "451 try later"
    assert send_alerts(desk) == Alerted(0, 1)
    post.on_data = "250 OK"
    flag(desk, COMMISSIONER)
    clock.forward(minutes=5)
    send_alerts(desk)

    assert sorted(subjects(post))[1:] == [ONE]
    assert {mail["Message-ID"] for mail in post.accepted if mail["Subject"] == ONE} == {post.offered[0]["Message-ID"]}


@pytest.mark.parametrize(
    ("fields", "still", "over"),
    [
        ({"quiet_hours": {"from": "08:00", "to": "20:00"}}, "2021-12-03T19:59", "2021-12-03T20:00"),
        ({"pause_until": "2021-12-24"}, "2021-12-23T23:59", "2021-12-24T00:05"),
    ],
)
def test_the_summary_waits_while_its_reader_wants_no_mail(
    workshop: Workshop, post: PostOffice, clock: Clock, fields: dict[str, object], still: str, over: str
) -> None:
    desk = served(workshop, post, Subscriber.model_validate({"address": ANN.address, **fields}))
    flag(desk, PRESS)
    clock.now = datetime.fromisoformat(still).replace(tzinfo=UTC)
    assert send_alerts(desk) == Alerted()
    clock.now = datetime.fromisoformat(over).replace(tzinfo=UTC)

    assert send_alerts(desk).sent == 1
    assert subjects(post) == [ONE]


def test_what_the_summary_named_is_corrected_in_answer_to_it(desk: Workshop, post: PostOffice) -> None:
    flag(desk, PRESS)
    send_alerts(desk)
    flag(desk, replace(PRESS, facts=(), text="An earlier version gave another council's grade."))
    send_alerts(desk)
    summary, correction = post.accepted

    assert correction["Subject"] == f"Correction: {INADEQUATE}"
    assert correction["In-Reply-To"] == summary["Message-ID"]
    assert send_alerts(desk) == Alerted()


def test_what_was_taken_back_before_the_summary_went_out_is_in_no_mail(desk: Workshop, post: PostOffice) -> None:
    keep(desk, "https://gazette.example/9", story(authority="Kent"))
    flag(desk, PRESS)
    flag(desk, replace(PRESS, facts=(), text="An earlier version gave another council's grade."))
    extract_pages(desk)
    flag_changes(desk)
    send_alerts(desk)

    assert len(post.accepted) == 1
    assert INADEQUATE not in content(post.accepted[0])


def test_a_whole_archive_of_critical_changes_is_held_back_from_nobody(desk: Workshop, post: PostOffice) -> None:
    flag(desk, *(of(name) for name in ("Kent", "Essex", "Surrey", "Devon", "Barnet", "Camden", "Hull")))

    assert states(desk) == ["pending"] + ["summarised"] * 7
    assert send_alerts(desk).sent == 1
