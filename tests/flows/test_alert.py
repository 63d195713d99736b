from dataclasses import replace
from pathlib import Path

from flows.alert import Alerted, send_alerts, send_test
from flows.flag import FlaggedCounts, flag_changes
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.post_office import PostOffice
from tests.flows.press import COUNCIL, IN_2017, PRESS, tell
from tests.flows.readers import ANN, COMMISSIONER, JOAN, LEEDS_ONLY, mails, serving
from tests.transforms.telling import NEL, rating, ratings


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


def test_what_was_withdrawn_before_it_was_sent_is_not_sent(workshop: Workshop) -> None:
    workshop = serving(workshop, ANN)
    tell(workshop, PRESS)
    flag_changes(workshop)
    tell(workshop, replace(PRESS, facts=(), text="We gave a grade that was another council's."))
    flag_changes(workshop)

    assert send_alerts(workshop) == Alerted()


def test_a_mail_tells_a_change_as_it_was_corrected_before_it_was_sent(workshop: Workshop) -> None:
    workshop = serving(workshop, ANN)
    tell(workshop, replace(PRESS, facts=ratings("2021", overall_effectiveness="inadequate")))
    flag_changes(workshop)
    tell(workshop, IN_2017, COUNCIL)
    flag_changes(workshop)
    send_alerts(workshop)

    (mail,) = mails(workshop)
    part = mail.get_body(("plain",))
    assert part
    assert "- overall: inadequate (before: good)" in part.get_content()
    assert mail["Subject"] == f"{NEL}: children's services judged inadequate overall and in leadership"


def test_a_graver_second_report_sends_a_second_mail_and_a_third_report_none(workshop: Workshop) -> None:
    workshop = serving(workshop, ANN)
    milder = replace(PRESS, facts=ratings("2021-10", overall_effectiveness="requires_improvement"))
    graver = replace(milder, facts=(*milder.facts, rating("inadequate", "leadership", inspected="2021-10")))
    for told in (milder, replace(graver, article_id="second"), replace(graver, article_id="third")):
        tell(workshop, told)
        flag_changes(workshop)
        send_alerts(workshop)

    assert sorted(mail["Subject"] for mail in mails(workshop)) == [
        f"{NEL}: children's services judged inadequate in leadership",
        f"{NEL}: children's services judged requires improvement overall",
    ]


def test_flags_without_subscribers_are_flags_all_the_same(workshop: Workshop) -> None:
    tell(workshop, PRESS)

    assert flag_changes(workshop).changes == 1
    assert send_alerts(workshop) == Alerted()


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


def test_a_test_message_goes_the_way_of_all_mail(workshop: Workshop, post: PostOffice) -> None:
    send_test(serving(workshop, smtp=post.smtp()), "ann@council.example")

    assert [(mail["To"], mail["Subject"]) for mail in post.accepted] == [
        ("ann@council.example", "inspection-watch: test")
    ]
