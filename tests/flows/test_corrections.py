"""A mail that turned out to be wrong is corrected: in answer to it, to the same people, once."""

from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa

import flows.alert
from flows.alert import Alerted, send_alerts
from flows.deliver import DeliveryError
from flows.flag import flag_changes
from flows.memory.layout import outbox
from flows.messages import compose
from flows.subscriptions import Subscriber
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.digests import DEE, LEEDS, flag
from tests.flows.post_office import PostOffice
from tests.flows.press import COUNCIL, IN_2017, PRESS, tell
from tests.flows.readers import ANN, COMMISSIONER, JOAN, LEEDS_ONLY, serving
from tests.flows.told_changes import content, facts_in, lines, page
from tests.transforms.telling import NEL, Told, ratings

RETRACTED = replace(PRESS, facts=(), text="An earlier version gave a grade that was another council's.")
GOOD = replace(PRESS, facts=ratings("2021-10", overall_effectiveness="good"), text="It was good after all.")
SAID = f"{NEL}: children's services judged inadequate overall and in leadership"
NO_ONE = replace(COMMISSIONER, facts=(), text="Nobody was appointed.")


def mailed(workshop: Workshop, post: PostOffice, *readers: Subscriber) -> Workshop:
    """Readers who were mailed that North East Lincolnshire is inadequate."""
    workshop = serving(workshop, *readers, smtp=post.smtp())
    flag(workshop, PRESS)
    send_alerts(workshop)
    send_alerts(workshop, digest=True)
    assert len(post.accepted) == len(readers)
    return workshop


def pending(workshop: Workshop) -> int:
    with workshop.memory.connect() as connection:
        query = sa.select(sa.func.count()).where(outbox.c.state == "pending")
        return connection.execute(query).scalar_one()


def test_what_was_taken_back_is_told_to_those_who_were_mailed_it_in_answer(
    workshop: Workshop, post: PostOffice
) -> None:
    workshop = mailed(workshop, post, ANN, JOAN)
    flag(workshop, RETRACTED)
    send_alerts(workshop)
    firsts, corrections = post.accepted[:2], post.accepted[2:]
    answered = {first["To"]: first["Message-ID"] for first in firsts}

    assert {one["To"]: one["In-Reply-To"] for one in corrections} == answered
    assert {one["To"]: one["References"] for one in corrections} == answered
    assert {one["Subject"] for one in corrections} == {f"Correction: {SAID}"}
    assert len({one["Message-ID"] for one in post.accepted}) == 4
    assert pending(workshop) == 0


def test_a_correction_says_what_was_said_what_holds_and_why(workshop: Workshop, post: PostOffice) -> None:
    workshop = mailed(workshop, post, ANN)
    flag(workshop, GOOD)
    send_alerts(workshop)
    correction = post.accepted[1]
    told = lines(correction)

    assert told[2:7] == [
        "What the mail of 3 December 2021 said",
        SAID,
        "Was: not known",
        "Is: inadequate",
        "Since: 30 November 2021",
    ]
    assert told[7:11] == [
        "What holds now",
        f"{NEL}: children's services judged good overall",
        "Was: not known",
        "Is: good",
    ]
    assert "Why: an article that told it has been edited since." in told
    assert "- overall: good (before: not known)" in told
    assert "Source: The Gazette: https://news.example/press" in told


def test_a_correction_of_nothing_left_says_so_with_the_sentence_it_had_rested_on(
    workshop: Workshop, post: PostOffice
) -> None:
    workshop = mailed(workshop, post, ANN)
    flag(workshop, RETRACTED)
    send_alerts(workshop)
    told = content(post.accepted[1])

    assert "Nothing known supports it any longer: take it as not said." in told
    assert f'It had rested on this sentence:\n"{PRESS.whole_text[:10]}"' in told
    assert "How sure" not in told


@pytest.mark.parametrize("edited", [RETRACTED, GOOD])
def test_both_parts_of_a_correction_tell_the_same(workshop: Workshop, post: PostOffice, edited: Told) -> None:
    workshop = mailed(workshop, post, ANN)
    flag(workshop, edited)
    send_alerts(workshop)
    plain, html = facts_in(post.accepted[1])

    assert plain == html


def test_a_correction_goes_out_once(workshop: Workshop, post: PostOffice) -> None:
    workshop = mailed(workshop, post, ANN)
    for _ in range(3):
        flag(workshop, RETRACTED)
        send_alerts(workshop)

    assert len(post.accepted) == 2


def test_a_correction_of_a_correction_answers_both(workshop: Workshop, post: PostOffice) -> None:
    workshop = mailed(workshop, post, ANN)
    for told in (RETRACTED, PRESS, RETRACTED):
        flag(workshop, told)
        send_alerts(workshop)
    ids = [mail["Message-ID"] for mail in post.accepted]

    assert [mail["In-Reply-To"] for mail in post.accepted] == [None, *ids[:3]]
    assert [str(mail["References"]).split() for mail in post.accepted[1:]] == [ids[:1], ids[:2], ids[:3]]
    assert {mail["Subject"] for mail in post.accepted[1:]} == {f"Correction: {SAID}"}
    assert "That this was to be taken back." in content(post.accepted[2])
    assert "Nothing known supports it" in content(post.accepted[3])


def test_what_holds_again_before_its_correction_went_out_needs_none(workshop: Workshop, post: PostOffice) -> None:
    workshop = mailed(workshop, post, ANN)
    flag(workshop, RETRACTED)
    flag(workshop, PRESS)

    assert send_alerts(workshop) == Alerted()
    assert pending(workshop) == 0
    tell(workshop, RETRACTED)
    assert flag_changes(workshop).mails_owed == 1
    assert send_alerts(workshop).sent == 1


def test_a_mail_that_never_went_out_is_not_corrected(workshop: Workshop, post: PostOffice) -> None:
    workshop = serving(workshop, ANN, smtp=post.smtp())
    flag(workshop, PRESS)
    post.on_data = "451 try later"
    send_alerts(workshop)
    post.on_data = "250 OK"
    flag(workshop, RETRACTED)

    assert send_alerts(workshop) == Alerted()
    assert (post.accepted, pending(workshop)) == ([], 0)


@pytest.mark.parametrize("final", [True, False])
def test_a_mail_that_the_server_does_not_take_while_the_log_takes_it_back_is_neither_sent_nor_corrected(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, final: bool
) -> None:
    class Refusing:
        def deliver(self, message: EmailMessage) -> str:
            flag(workshop, RETRACTED)
            raise DeliveryError("no", final=final)

    workshop = serving(workshop, ANN)
    flag(workshop, PRESS)
    with monkeypatch.context() as patch:
        patch.setattr(flows.alert, "postman_to", lambda *_: Refusing())
        assert send_alerts(workshop).failed == 1
    assert pending(workshop) > 0
    assert send_alerts(workshop) == Alerted()

    assert pending(workshop) == 0


def test_a_correction_follows_a_mail_that_was_in_the_server_s_hands(
    workshop: Workshop, post: PostOffice, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = serving(workshop, ANN, smtp=post.smtp())
    flag(workshop, PRESS)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(flows.alert, "remember_sent", die)
        with pytest.raises(KeyboardInterrupt):
            send_alerts(workshop)
    flag(workshop, RETRACTED)
    assert send_alerts(workshop) == Alerted()
    clock.forward(minutes=11)
    send_alerts(workshop)

    assert [mail["Subject"] for mail in post.accepted] == [SAID, f"Correction: {SAID}"]


def test_what_the_log_corrects_between_reading_and_sending_is_not_sent_as_it_was(
    workshop: Workshop, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = serving(workshop, ANN, smtp=post.smtp())
    flag(workshop, PRESS)

    def edited_meanwhile(*arguments: Any) -> EmailMessage:
        monkeypatch.setattr(flows.alert, "compose", compose)
        flag(workshop, GOOD)
        return compose(*arguments)

    monkeypatch.setattr(flows.alert, "compose", edited_meanwhile)
    assert send_alerts(workshop) == Alerted()
    send_alerts(workshop)

    assert [mail["Subject"] for mail in post.accepted] == [f"{NEL}: children's services judged good overall"]


@pytest.mark.parametrize("types", [("peer_review",), ("leadership_change", "inadequate_left")])
def test_it_goes_to_those_too_who_would_not_choose_it_now(
    workshop: Workshop, post: PostOffice, types: tuple[str, ...]
) -> None:
    workshop = mailed(workshop, post, ANN)
    chosen = ANN.model_copy(update={"types": types, "authorities": ("Leeds",)})
    workshop = serving(workshop, chosen, LEEDS_ONLY, smtp=post.smtp())
    flag(workshop, RETRACTED)
    send_alerts(workshop)

    assert [mail["To"] for mail in post.accepted] == [ANN.address, ANN.address]


def test_who_has_left_the_subscriptions_gets_no_mail_more(workshop: Workshop, post: PostOffice) -> None:
    workshop = serving(mailed(workshop, post, ANN), JOAN, smtp=post.smtp())
    flag(workshop, RETRACTED)

    assert send_alerts(workshop) == Alerted()


def test_what_a_better_source_dates_otherwise_or_adds_to_is_no_correction(workshop: Workshop, post: PostOffice) -> None:
    workshop = serving(workshop, ANN, smtp=post.smtp())
    vague = replace(PRESS, published="2021-12-02", facts=ratings("2021", overall_effectiveness="inadequate"))
    for told in (vague, COUNCIL, IN_2017):
        flag(workshop, told)
        send_alerts(workshop)

    assert len(post.accepted) == 1


def test_a_change_that_was_dated_anew_since_it_was_mailed_is_corrected_all_the_same(
    workshop: Workshop, post: PostOffice
) -> None:
    workshop = serving(workshop, ANN, smtp=post.smtp())
    vague = replace(PRESS, published="2021-12-02", facts=ratings("2021", overall_effectiveness="inadequate"))
    council_retracts = replace(COUNCIL, facts=(), text="We have no grade to tell of.")
    for told in ([vague], [COUNCIL], [council_retracts, replace(vague, facts=(), text="It was another council.")]):
        flag(workshop, *told)
        send_alerts(workshop)

    assert [mail["Subject"] for mail in post.accepted] == [
        f"{NEL}: children's services judged inadequate overall",
        f"Correction: {NEL}: children's services judged inadequate overall",
    ]
    assert post.accepted[1]["In-Reply-To"] == post.accepted[0]["Message-ID"]


def test_a_change_that_has_its_first_date_again_needs_no_correction(workshop: Workshop, post: PostOffice) -> None:
    workshop = serving(workshop, ANN, smtp=post.smtp())
    vague = replace(PRESS, published="2021-12-02", facts=ratings("2021", overall_effectiveness="inadequate"))
    overall = replace(COUNCIL, facts=ratings("2021-10", overall_effectiveness="inadequate"))
    for told in (vague, overall, replace(overall, facts=(), text="We have no grade to tell of.")):
        flag(workshop, told)
        send_alerts(workshop)

    assert len(post.accepted) == 1


GRAVER = replace(PRESS, article_id="second", facts=ratings("2021-10", leadership="inadequate"))


@pytest.mark.parametrize("graver", [GRAVER, COUNCIL])
def test_a_graver_further_report_is_news_and_no_correction_beside_it(
    workshop: Workshop, post: PostOffice, graver: Told
) -> None:
    workshop = serving(workshop, ANN, smtp=post.smtp())
    for told in (replace(PRESS, facts=ratings("2021-10", overall_effectiveness="requires_improvement")), graver):
        flag(workshop, told)
        send_alerts(workshop)

    assert [mail["In-Reply-To"] for mail in post.accepted] == [None, None]


def test_corrections_of_one_mail_are_one_mail_and_of_two_mails_two(workshop: Workshop, post: PostOffice) -> None:
    workshop = serving(workshop, ANN, smtp=post.smtp())
    flag(workshop, PRESS, COMMISSIONER)
    send_alerts(workshop)
    flag(workshop, LEEDS)
    send_alerts(workshop)
    flag(workshop, RETRACTED, NO_ONE, replace(LEEDS, facts=(), text="Of York, in truth."))
    send_alerts(workshop)
    corrections = post.accepted[2:]

    assert [one["In-Reply-To"] for one in corrections] == [one["Message-ID"] for one in post.accepted[:2]]
    assert [len(page(one).find_all("h1")) for one in corrections] == [2, 1]


def test_news_and_corrections_of_one_run_are_mails_of_their_own(workshop: Workshop, post: PostOffice) -> None:
    workshop = mailed(workshop, post, ANN)
    flag(workshop, RETRACTED, LEEDS)
    send_alerts(workshop)

    assert sorted(mail["Subject"].partition(":")[0] for mail in post.accepted[1:]) == ["Correction", "Leeds"]


def test_a_reader_of_digests_finds_corrections_in_the_next_one(workshop: Workshop, post: PostOffice) -> None:
    workshop = mailed(workshop, post, DEE)
    flag(workshop, RETRACTED, LEEDS)
    assert send_alerts(workshop) == Alerted()
    send_alerts(workshop, digest=True)
    digest = post.accepted[1]

    assert digest["Subject"].endswith(": 1 change at 1 authority, 1 correction")
    assert lines(digest)[2:8] == [
        "Corrections",
        "-----------",
        f"- The mail of 3 December 2021 said: {SAID} (was not known; is inadequate; since 30 November 2021).",
        "Nothing known supports it any longer: take it as not said.",
        "Why: an article that told it has been edited since",
        "The Gazette: https://news.example/press",
    ]
    assert [heading.get_text() for heading in page(digest).find_all("h2")] == ["Corrections", "Medium"]
    assert facts_in(digest)[0] == facts_in(digest)[1]


def test_a_digest_of_corrections_alone_is_sent(workshop: Workshop, post: PostOffice) -> None:
    workshop = mailed(workshop, post, DEE)
    flag(workshop, GOOD)

    assert send_alerts(workshop, digest=True).sent == 1
    assert post.accepted[1]["Subject"] == "inspection-watch, 3 December 2021: 1 correction"


def test_a_correction_that_is_tried_again_is_the_same_message(
    workshop: Workshop, post: PostOffice, clock: Clock
) -> None:
    workshop = mailed(workshop, post, ANN)
    flag(workshop, RETRACTED)
    post.on_data = "451 try later"
    send_alerts(workshop)
    post.on_data = "250 OK"
    flag(workshop, LEEDS)
    clock.forward(minutes=5)
    send_alerts(workshop)
    tried, *_ = (mail for mail in post.offered if mail["Subject"].startswith("Correction"))

    assert [mail["Message-ID"] for mail in post.accepted].count(tried["Message-ID"]) == 1
    assert send_alerts(workshop) == Alerted()


def test_a_correction_and_what_it_corrects_are_written_together_or_not_at_all(
    workshop: Workshop, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = mailed(workshop, post, ANN)
    tell(workshop, RETRACTED)

    def refuse(*_: object) -> int:
        raise sa.exc.IntegrityError("", {}, Exception())

    with monkeypatch.context() as patch:
        patch.setattr("flows.memory.corrections.insert_absent", refuse)
        with pytest.raises(sa.exc.IntegrityError):
            flag_changes(workshop)
    assert send_alerts(workshop) == Alerted()
    flag_changes(workshop)

    assert send_alerts(workshop).sent == 1
