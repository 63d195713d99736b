"""What a reader finds in the mail about what just happened."""

from datetime import date
from email.message import EmailMessage
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.background import Background, Past
from flows.letter import LONGEST_SUBJECT
from flows.messages import compose
from flows.subscriptions import Subscriber
from flows.told import Told
from tests.flows.told_changes import (
    BEHIND,
    NEAREST,
    NOW,
    READER,
    REPORTS,
    ROW,
    arrived,
    bare,
    content,
    envelope,
    facts_in,
    lines,
    page,
    spoken,
    told,
)


def mail(*changes: Told, reader: Subscriber = READER) -> EmailMessage:
    return arrived(compose(envelope(reader), changes or (told(),)))


def test_the_subject_says_what_happened() -> None:
    assert mail()["Subject"] == ROW["summary"]


@pytest.mark.parametrize("length", range(60, LONGEST_SUBJECT, 7))
def test_a_subject_of_any_length_stands_in_one_line(length: int) -> None:
    summary = ("Leeds: children's services down " * 5)[:length].strip()

    assert mail(told(summary=summary))["Subject"] == summary


def test_the_subject_counts_the_other_changes_and_names_the_gravest() -> None:
    low = told(change_id="c2", severity="low", summary="Leeds: peer review of care leavers")

    assert mail(low, told())["Subject"] == f"{ROW['summary']} (and 1 more change)"
    assert mail(low, told(), low)["Subject"] == f"{ROW['summary']} (and 2 more changes)"


def test_a_long_subject_is_cut_and_keeps_the_count() -> None:
    subject = mail(told(summary="Leeds: " + "very " * 60), told(change_id="z"))["Subject"]

    assert LONGEST_SUBJECT - 1 <= len(subject) <= LONGEST_SUBJECT
    assert subject.endswith("… (and 1 more change)")


def test_headers_say_from_whom_to_whom_when_and_how_to_stop() -> None:
    message = mail()

    assert (message["From"], message["To"]) == ("watch@watch.example", "ann@council.example")
    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == "<m1@watch.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<mailto:watch@watch.example?subject=unsubscribe>"
    assert (message["In-Reply-To"], message["References"]) == (None, None)


def test_a_message_is_plain_text_first_and_html_second() -> None:
    parts = [part.get_content_type() for part in mail().iter_parts()]

    assert mail().get_content_type() == "multipart/alternative"
    assert parts == ["text/plain", "text/html"]


IN_ORDER = [
    ROW["summary"],
    "Critical",
    "requires improvement",
    "9 November 2021",
    "leadership",
    "not known",
    "Intervention in force: commissioner (Joan Dee), since December 2020; improvement board.",
    ROW["evidence"],
    "Source: North East Lincolnshire Council",
    "Also reported by:",
    "The Gazette",
    "The Monthly",
    "How sure: high, as stated by an official source, told in 2 independent stories.",
    "Earlier history",
    "July 2017: good overall (inspection)",
    "Undertakings not reported done yet",
    "funding, £2,000,000 (by the end of March 2022)",
    "all authorities",
]


def test_the_plain_text_tells_it_in_the_order_in_which_it_is_asked_for() -> None:
    body = " ".join(content(mail()).split())
    places = [body.index(part) for part in IN_ORDER]

    assert places == sorted(places)


def test_the_html_tells_the_same_in_the_same_order() -> None:
    body = spoken(mail())
    of_html = [IN_ORDER[1], IN_ORDER[0], *IN_ORDER[2:]]
    places = [body.index(part) for part in of_html]

    assert places == sorted(places)


def test_plain_text_is_laid_out_line_by_line() -> None:
    assert lines(mail())[:11] == [
        ROW["summary"],
        "=" * len(ROW["summary"]),
        "Critical",
        "Was: requires improvement",
        "Is: inadequate",
        "Since: 9 November 2021",
        "Grades of this inspection",
        "- overall: inadequate (before: requires improvement)",
        "- leadership: inadequate (before: not known)",
        "Intervention in force: commissioner (Joan Dee), since December 2020; improvement board.",
        f'"{ROW["evidence"]}"',
    ]


SEVERAL = (
    told(),
    told(change_id="c2", severity="low", corroborated=False, old_value=None, article_ids=["other"]),
    bare(change_id="c3", authority="Leeds", authority_code="E08000035", summary="Leeds: Ofsted monitoring visit"),
)


@pytest.mark.parametrize("changes", [(told(),), (bare(),), SEVERAL], ids=["full", "bare", "several"])
def test_every_fact_and_address_of_one_part_is_in_the_other(changes: tuple[Told, ...]) -> None:
    plain, html = facts_in(mail(*changes))

    assert plain == html


def test_links_of_the_html_are_those_of_the_reports_and_show_their_hosts() -> None:
    soup = page(mail())

    assert [str(link["href"]) for link in soup.find_all("a")] == [report.url for report in REPORTS]
    assert [f"({host})" in spoken(mail()) for host in ("nelincs.example", "gazette.example")] == [True, True]
    assert not soup.find_all(["img", "script", "link", "iframe", "form"])


def test_a_change_without_values_grades_or_further_sources_has_no_empty_headings() -> None:
    for body in (content(mail(bare())), spoken(mail(bare()))):
        for heading in ("Was", "Is:", "Grades", "Judgement", "Also reported", "Earlier history", "Undertakings"):
            assert heading not in body
        assert "Intervention in force: none known." in body


def test_the_gravest_and_newest_event_comes_first() -> None:
    changes = [
        bare(change_id="a", severity="low", summary="third", article_ids=["1"]),
        bare(change_id="b", severity="high", summary="second", article_ids=["2"]),
        bare(change_id="c", severity="high", summary="first", effective=date(2021, 11, 10), article_ids=["3"]),
    ]
    body = content(mail(*changes))

    assert body.index("first") < body.index("second") < body.index("third")


def test_changes_that_one_article_tells_are_one_section_with_one_headline() -> None:
    visit = bare(change_id="c2", summary="North East Lincolnshire: Ofsted monitoring visit")
    soup = page(mail(told(), visit))

    assert [heading.get_text() for heading in soup.find_all("h1")] == [ROW["summary"]]
    assert visit.row["summary"] in [heading.get_text() for heading in soup.find_all("h2")]
    assert content(mail(told(), visit)).count("Intervention in force") == 1


def test_sentences_of_the_same_sources_stand_together_and_the_same_sentence_once() -> None:
    second = told(change_id="c2", severity="high", type="rating_new", evidence="It was judged so twice.")
    third = told(change_id="c3", severity="low", type="commitment_made")
    body = content(mail(told(), second, third))

    assert f'"{ROW["evidence"]}"\n\n"It was judged so twice."\nSource: North East' in body
    assert (body.count("Also reported by"), body.count(ROW["evidence"])) == (1, 1)


def test_each_authority_has_a_section_of_its_own_with_what_is_known_of_it() -> None:
    leeds = told(
        change_id="c2",
        severity="high",
        authority="Leeds",
        authority_code="E08000035",
        behind=Background(("adviser",), (Past(date(2018, 1, 1), "January 2018", "direction lifted"),)),
    )
    first, second = content(mail(told(), leeds)).split("July 2017: good overall")

    assert "commissioner (Joan Dee)" in first
    assert "adviser" in second
    assert "January 2018: direction lifted" in second


def test_what_is_known_of_an_authority_is_told_once_though_it_has_two_events() -> None:
    other = bare(change_id="c2", article_ids=["other"], effective=date(2021, 11, 20))
    body = content(mail(told(), Told(other.row, other.reports, background=BEHIND)))

    assert [body.count(heading) for heading in ("Intervention in", "Earlier history", "Undertakings")] == [1, 1, 1]


def test_history_has_the_five_last_things_before_the_event() -> None:
    years = range(2022, 2012, -1)
    behind = Background(past=tuple(Past(date(year, 1, 1), f"January {year}", "good overall") for year in years))

    shown = [line for line in lines(mail(told(behind=behind))) if line.endswith("good overall")]
    assert shown == [f"- January {year}: good overall" for year in range(2021, 2016, -1)]


def test_of_many_undertakings_five_are_listed_and_the_rest_counted() -> None:
    many = [NEAREST | {"amount_gbp": number * 1000} for number in range(1, 9)]
    message = mail(told(behind=Background(undertakings=tuple(many))))

    assert [line for line in lines(message) if line.startswith("- funding")] == [
        f"- funding, £{number},000 (by the end of March 2022)" for number in range(1, 6)
    ]
    assert "and 3 more" in lines(message)
    assert "and 3 more" in spoken(message)


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({"deadline_precision": "day"}, "funding, £2,000,000 (by 31 March 2022)"),
        ({"deadline_precision": "year", "status": "overdue"}, "(by the end of 2022, which has passed)"),
        ({"amount_gbp": None}, "- The council will spend two million pounds. (by the end of March 2022)"),
    ],
)
def test_an_undertaking_is_told_by_its_money_or_in_its_words(changed: dict[str, object], shown: str) -> None:
    assert shown in content(mail(told(behind=Background(undertakings=(NEAREST | changed,)))))


def test_the_foot_says_what_one_is_subscribed_to() -> None:
    reader = Subscriber(address="ann@council.example", authorities=("Leeds", "Bradford"))

    assert "subscribed to Leeds, Bradford" in content(mail(reader=reader))


SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.mark.parametrize("name", ["summary", "evidence", "new_value", "old_value", "authority"])
def test_markup_in_a_value_is_shown_and_not_obeyed(name: str) -> None:
    hostile: dict[str, Any] = {name: f"inadequate {SCRIPT}"}
    message = mail(told(**hostile))

    assert not page(message).find_all(["script", "img"])
    assert name == "authority" or "<script>alert(1)</script>" in spoken(message)


BREAKS = ["\r\nBcc: all@localhost", "\nX-Evil: 1", "\r\n\r\n<p>body", "\x0b", "\x85", "\u2028next", "\x00"]


@pytest.mark.parametrize("tail", BREAKS)
def test_no_value_breaks_out_of_its_line_or_header(tail: str) -> None:
    message = mail(told(summary=f"Leeds{tail}", evidence=f"It is{tail} so."))
    seen = f"Leeds {' '.join(tail.replace(chr(0), '').split())}".strip()

    assert set(message.keys()) == set(mail().keys())
    assert message["Subject"] == seen
    assert content(message).splitlines()[0] == seen


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u061c", "\u200b", "\ufeff"])
def test_no_mark_turns_the_direction_of_what_follows_or_hides_in_it(mark: str) -> None:
    message = mail(told(summary=f"Lee{mark}ds", evidence=f"Jud{mark}ged."))

    assert message["Subject"] == "Leeds"
    assert "Judged." in content(message)
    assert mark not in content(message) + content(message, "html")


def test_a_page_that_says_a_megabyte_makes_a_short_mail() -> None:
    message = mail(told(summary="Leeds " * 170_000, evidence="so " * 350_000, authority="x" * 1_000_000))

    assert len(message["Subject"]) <= LONGEST_SUBJECT
    assert len(message.as_bytes()) < 20_000


def test_an_address_of_another_kind_or_in_disguise_is_no_link() -> None:
    urls = ("javascript:alert(1)", "https://www.gov.uk@evil.example/x", "https://gоv.uk/x")
    shown = [page(mail(bare(url=url))).find("a") for url in urls]

    assert shown[0] is None
    assert shown[1]
    assert shown[2]
    assert (shown[1]["href"], shown[2]["href"]) == ("https://evil.example/x", "https://xn--gv-fmc.uk/x")
    assert "(xn--gv-fmc.uk)" in spoken(mail(bare(url=urls[2])))


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_makes_a_message_that_can_be_sent_and_read(summary: str, evidence: str) -> None:
    message = mail(told(summary=f"Leeds: {summary}", evidence=evidence, url=evidence))

    assert len(message["Subject"].splitlines()) == 1
    assert message["To"] == READER.address
    assert not message.defects
    assert not BeautifulSoup(content(message, "html"), "lxml").find_all("script")
