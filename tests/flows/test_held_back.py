"""Quiet hours and pauses, as a real mail server sees them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from flows.alert import Alerted, send_alerts
from flows.subscriptions import Subscriber
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.digests import LEEDS, flag
from tests.flows.post_office import PostOffice
from tests.flows.press import PRESS
from tests.flows.readers import ANN, COMMISSIONER, serving, states
from tests.transforms.telling import NEL

NIGHT = {"from": "22:00", "to": "07:00"}
Serve = Callable[..., Workshop]


@pytest.fixture
def serve(workshop: Workshop, post: PostOffice) -> Serve:
    """Give the workshop with a mail server and Ann, who wants her mail as the fields say."""

    def to_ann(**fields: object) -> Workshop:
        ann = Subscriber.model_validate({"address": ANN.address, **fields})
        return serving(workshop, ann, smtp=post.smtp(), mail_max_age_days=365)

    return to_ann


def run(workshop: Workshop, clock: Clock, at: str, *, digest: bool = False) -> Alerted:
    clock.now = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return send_alerts(workshop, digest=digest)


def subjects(post: PostOffice) -> list[str]:
    return [str(message["Subject"]) for message in post.accepted]


def test_what_is_flagged_at_night_is_one_mail_in_the_morning(serve: Serve, post: PostOffice, clock: Clock) -> None:
    workshop = serve(quiet_hours=NIGHT)
    clock.now = datetime(2021, 12, 3, 22, 30, tzinfo=UTC)
    flag(workshop, PRESS)
    assert send_alerts(workshop) == Alerted()
    flag(workshop, LEEDS)
    assert run(workshop, clock, "2021-12-04T06:59") == Alerted()

    assert run(workshop, clock, "2021-12-04T07:00").sent == 1
    assert subjects(post)[0].endswith("(and 1 more change)")
    assert run(workshop, clock, "2021-12-04T07:15") == Alerted()


@pytest.mark.parametrize(
    ("night_before", "still", "over"),
    [
        ("2022-03-26T23:00", "2022-03-27T05:59", "2022-03-27T06:00"),
        ("2022-10-29T22:00", "2022-10-30T06:59", "2022-10-30T07:00"),
    ],
)
def test_quiet_hours_end_by_london_s_clocks_in_the_nights_in_which_these_change(
    serve: Serve, clock: Clock, night_before: str, still: str, over: str
) -> None:
    workshop = serve(quiet_hours=NIGHT)
    clock.now = datetime.fromisoformat(night_before).replace(tzinfo=UTC)
    flag(workshop, PRESS)

    assert [run(workshop, clock, at).sent for at in (night_before, still, over)] == [0, 0, 1]


def test_a_critical_change_may_come_at_night_and_leaves_the_others_for_the_morning(
    serve: Serve, post: PostOffice, clock: Clock
) -> None:
    workshop = serve(quiet_hours=NIGHT, critical_any_time=True)
    clock.now = datetime(2021, 12, 3, 22, 30, tzinfo=UTC)
    flag(workshop, PRESS, LEEDS)

    assert send_alerts(workshop).sent == 1
    assert subjects(post) == [f"{NEL}: children's services judged inadequate overall and in leadership"]
    assert run(workshop, clock, "2021-12-04T07:00").sent == 1
    assert subjects(post)[1] == "Leeds: children's services judged good overall"
    assert post.accepted[0]["Message-ID"] != post.accepted[1]["Message-ID"]


def test_a_mail_that_was_not_taken_before_quiet_hours_is_tried_again_after_them(
    serve: Serve, post: PostOffice, clock: Clock
) -> None:
    workshop = serve(quiet_hours=NIGHT)
    post.on_data = "451 try later"
    clock.now = datetime(2021, 12, 3, 21, 55, tzinfo=UTC)
    flag(workshop, PRESS)
    assert send_alerts(workshop) == Alerted(0, 1)
    post.on_data = "250 OK"

    assert run(workshop, clock, "2021-12-03T22:10") == Alerted()
    assert run(workshop, clock, "2021-12-04T07:00").sent == 1
    assert post.accepted[0]["Message-ID"] == post.offered[0]["Message-ID"]


def test_what_a_pause_held_back_is_told_in_one_digest_and_only_once(
    serve: Serve, post: PostOffice, clock: Clock
) -> None:
    workshop = serve(pause_until="2021-12-20", critical_any_time=True)
    for told in (PRESS, COMMISSIONER):
        flag(workshop, told)
        assert send_alerts(workshop) == Alerted()
        clock.forward(days=3)
    assert run(workshop, clock, "2021-12-19T23:59") == Alerted()
    clock.now = datetime(2021, 12, 20, 0, 5, tzinfo=UTC)
    flag(workshop, LEEDS)

    assert send_alerts(workshop).sent == 2
    assert sorted(subjects(post)) == [
        "Leeds: children's services judged good overall",
        "inspection-watch, 20 December 2021: 2 changes at 1 authority, 2 critical",
    ]
    assert run(workshop, clock, "2021-12-20T00:20") == Alerted()
    assert run(workshop, clock, "2021-12-20T07:30", digest=True) == Alerted()


def test_the_digest_after_a_pause_keeps_its_id_where_it_is_tried_again(
    serve: Serve, post: PostOffice, clock: Clock
) -> None:
    workshop = serve(pause_until="2021-12-20")
    flag(workshop, PRESS)
    post.on_data = "451 try later"
    assert run(workshop, clock, "2021-12-20T00:05") == Alerted(0, 1)
    flag(workshop, LEEDS)
    post.on_data = "250 OK"
    run(workshop, clock, "2021-12-20T00:20")

    (again,) = (one for one in post.accepted if one["Message-ID"] == post.offered[0]["Message-ID"])
    assert again["Subject"] == "inspection-watch, 20 December 2021: 1 change at 1 authority, 1 critical"


@pytest.mark.parametrize("frequency", ["daily", "weekly"])
def test_a_reader_of_digests_is_told_with_the_digest_of_the_day_on_which_a_pause_ends(
    serve: Serve, post: PostOffice, clock: Clock, frequency: str
) -> None:
    workshop = serve(frequency=frequency, pause_until="2021-12-15")
    flag(workshop, PRESS)

    assert [
        run(workshop, clock, at, digest=digest).sent
        for at, digest in (
            ("2021-12-06T07:30", True),
            ("2021-12-13T07:30", True),
            ("2021-12-15T00:15", False),
            ("2021-12-15T07:30", True),
            ("2021-12-20T07:30", True),
        )
    ] == [0, 0, 0, 1, 0]


def test_a_pause_that_is_taken_out_of_the_file_lets_mail_go_at_once(serve: Serve, clock: Clock) -> None:
    flag(serve(pause_until="2021-12-20"), PRESS)
    assert send_alerts(serve(pause_until="2021-12-20")) == Alerted()

    assert send_alerts(serve()).sent == 1


def test_an_address_that_is_written_in_another_letter_case_keeps_its_wishes(
    serve: Serve, post: PostOffice, clock: Clock
) -> None:
    flag(serve(), PRESS)
    renamed = serve(pause_until="2021-12-20", address=ANN.address.upper())

    assert send_alerts(renamed) == Alerted()
    assert states(renamed) == {ANN.address: ("pending", 0)}
