from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import flows.extract
import flows.read
from flows.extract import Extracted, extract_pages
from flows.flag import flag_changes
from flows.memory.facts import remember_article, standing_version
from flows.memory.runs import failures_of
from flows.read import article_id_of
from flows.reprocess import reprocess
from flows.workshop import Workshop, open_workshop
from tests.flows.conftest import Clock
from tests.flows.press import keep, standing, story, waiting
from tests.transforms.telling import NEL
from transforms.article import Article
from transforms.extract import extract_facts
from transforms.facts import Facts
from transforms.tables import ARTICLES, RATINGS, REJECTS

URL = "https://gazette.example/1"


def failures(workshop: Workshop) -> list[tuple[object, object, object]]:
    return [(row.step, row.reason, row.url) for row in failures_of(workshop.memory, workshop.run_id)]


def kept_file(workshop: Workshop, page_hash: str) -> Path:
    (file,) = Path(workshop.settings.store.place("pages")).rglob(f"*{page_hash}*")
    return file


def test_a_kept_page_becomes_an_article_with_facts_and_evidence(workshop: Workshop) -> None:
    page_hash = keep(workshop, URL, story())
    extracted = extract_pages(workshop)
    (article,) = standing(workshop, ARTICLES)
    (rating,) = standing(workshop, RATINGS)

    assert (extracted.pages, extracted.articles, extracted.relevant, extracted.failed) == (1, 1, 1, 0)
    assert (article["source_id"], article["source_kind"], article["page_hash"]) == ("gazette", "local_press", page_hash)
    assert (article["title"], article["subjects"]) == ("Children's services rated inadequate", [NEL])
    assert (rating["authority"], rating["grade"], rating["article_id"]) == (NEL, "inadequate", article["article_id"])
    assert rating["evidence"] == article["text"][rating["evidence_start"] : rating["evidence_end"]]


def test_each_page_is_worked_off_once(workshop: Workshop) -> None:
    keep(workshop, URL, story())
    extract_pages(workshop)

    assert extract_pages(workshop) == Extracted()
    assert waiting(workshop.memory) == []


def test_progress_is_told_page_by_page(workshop: Workshop) -> None:
    for number in range(3):
        keep(workshop, f"{URL}{number}", story())
    done: list[int] = []
    extract_pages(workshop, done.append)

    assert done == [1, 1, 1]


def test_what_a_crashed_run_left_is_worked_off_by_the_next(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        keep(workshop, f"{URL}{number}", story(f"Report number {number}"))
    written: list[int] = []

    def crash_at_the_second(*arguments: object) -> int:
        if len(written) == 1:
            raise KeyboardInterrupt
        written.append(1)
        return remember_article(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(flows.extract, "remember_article", crash_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            extract_pages(workshop)

    with open_workshop(workshop.settings) as next_run:
        assert extract_pages(next_run).articles == 2
        assert len(standing(next_run, ARTICLES)) == 3


def test_a_changed_text_is_a_new_version_and_a_changed_frame_is_none(workshop: Workshop) -> None:
    keep(workshop, URL, story())
    extract_pages(workshop)
    keep(workshop, URL, story().replace(b"<body>", b"<body><!-- served by node 2 -->"))
    same = extract_pages(workshop)
    keep(workshop, URL, story().replace(b"slow to notice", b"quick to notice"))
    new = extract_pages(workshop)

    assert (same.articles, new.articles) == (0, 1)
    assert standing_version(workshop.memory, article_id_of(URL)).version == 2


@pytest.mark.parametrize(
    ("before", "after", "edited"),
    [(b"inadequate", b"good", True), (b"slow to notice", b"quick to notice", False)],
    ids=["another grade", "other words"],
)
def test_a_version_is_edited_where_it_states_other_facts_than_the_one_before(
    workshop: Workshop, before: bytes, after: bytes, edited: bool
) -> None:
    keep(workshop, URL, story("A report is out"))
    extract_pages(workshop)
    keep(workshop, URL, story("A report is out").replace(before, after))
    extract_pages(workshop)

    assert [(row["version"], row["edited"]) for row in standing(workshop, ARTICLES)] == [(2, edited)]


def test_whether_an_article_was_edited_is_judged_by_the_rules_of_today(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(workshop, URL, story())
    with monkeypatch.context() as of_long_ago:
        of_long_ago.setattr(flows.read, "extract_facts", lambda article, **_: Facts(relevant=True))
        extract_pages(workshop)
    keep(workshop, URL, story().replace(b"slow to notice", b"quick to notice"))
    extract_pages(workshop)

    assert [(row["version"], row["edited"]) for row in standing(workshop, ARTICLES)] == [(2, False)]
    assert len(standing(workshop, RATINGS)) == 1


def test_a_page_whose_version_another_process_wrote_meanwhile_is_the_next_version(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(workshop, URL, story())

    def overtaken_once(*arguments: Any) -> int:
        monkeypatch.setattr(flows.extract, "remember_article", remember_article)
        page, new = arguments[1], arguments[2]
        other = replace(new, row=new.row | {"content_hash": "of another text"})
        remember_article(workshop.memory, page, other, workshop.clock())
        return remember_article(*arguments)

    monkeypatch.setattr(flows.extract, "remember_article", overtaken_once)
    extracted = extract_pages(workshop)

    assert (extracted.articles, extracted.failed) == (1, 0)
    assert [row["version"] for row in standing(workshop, ARTICLES)] == [2]
    assert [row["version"] for row in standing(workshop, RATINGS)] == [2]


@pytest.mark.parametrize(
    "body",
    [b"", b"   ", b"<html><body><nav>Home</nav></body></html>", b"%PDF-1.7 torn", b"%PDF"],
    ids=["empty", "blank", "only chrome", "torn PDF", "PDF in name"],
)
def test_a_page_without_an_article_is_a_recorded_failure_and_not_tried_again(workshop: Workshop, body: bytes) -> None:
    keep(workshop, URL, body)
    keep(workshop, f"{URL}/good", story())
    extracted = extract_pages(workshop)

    assert (extracted.pages, extracted.articles, extracted.failed) == (2, 1, 1)
    assert failures(workshop) == [("extract", "unreadable_document", URL)]
    assert extract_pages(workshop) == Extracted()


def test_a_torn_file_costs_that_page_only(workshop: Workshop) -> None:
    file = kept_file(workshop, keep(workshop, URL, story()))
    file.write_bytes(file.read_bytes()[:-12])
    keep(workshop, f"{URL}/good", story("Another story of the day"))
    extracted = extract_pages(workshop)

    assert (extracted.articles, extracted.failed) == (1, 1)
    (failure,) = failures_of(workshop.memory, workshop.run_id)
    assert "is damaged" in str(failure.message)
    assert "\n" not in str(failure.message)


def test_a_page_that_our_own_code_trips_over_is_recorded_as_a_defect_and_stops_nothing(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trip(article: Article, **more: object) -> object:
        if "poison" in article.title:
            raise ZeroDivisionError("division by zero")
        return extract_facts(article, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(flows.read, "extract_facts", trip)
    keep(workshop, URL, story("A headline with poison in it"))
    keep(workshop, f"{URL}/good", story())
    extracted = extract_pages(workshop)

    assert (extracted.articles, extracted.failed) == (1, 1)
    assert failures(workshop) == [("extract", "defect", URL)]
    assert extract_pages(workshop) == Extracted()


def test_a_page_of_a_source_that_left_the_register_is_read_all_the_same(workshop: Workshop, clock: Clock) -> None:
    keep(workshop, URL, story())
    with open_workshop(workshop.settings.model_copy(update={"sources": None})) as other_register:
        assert other_register.source("gazette") is None
        assert extract_pages(other_register).articles == 1
        assert [row["source_kind"] for row in standing(other_register, ARTICLES)] == ["other"]


def test_a_page_of_a_school_flags_nothing(workshop: Workshop) -> None:
    school = story("Primary school rated inadequate").replace(
        b"North East Lincolnshire Council's children's services have", b"Harbour View primary school in Grimsby has"
    )
    keep(workshop, URL, school)
    extract_pages(workshop)

    assert standing(workshop, RATINGS) == []
    assert flag_changes(workshop).changes == 0


def dated(day: str) -> bytes:
    return story().replace(b"29 November 2021", day.encode())


@pytest.mark.parametrize(
    ("before", "after", "stands"),
    [
        ("29 November 2021", "30 November 2021", "2021-11-30"),
        ("29 November 2012", "29 November 2021", "2021-11-29"),
        ("", "29 November 2021", "2021-11-29"),
        ("", "5 December 2021", None),
        ("29 November 2021", "5 December 2021", "2021-11-29"),
        ("29 November 2021", "29 November 2031", "2021-11-29"),
        ("29 November 2021", "", "2021-11-29"),
        ("5 December 2021", "4 December 2021", "2021-12-04"),
        ("5 December 2021", "5 December 2021", "2021-12-05"),
        ("5 December 2021", "9 December 2021", "2021-12-05"),
    ],
    ids=[
        "corrected",
        "of another year before",
        "day added",
        "day of an update added",
        "day of an update",
        "a day ahead",
        "day taken away",
        "ahead before",
        "ahead before, and come",
        "ahead as before",
    ],
)
def test_a_corrected_day_is_taken_in_and_the_day_of_an_update_is_not(
    workshop: Workshop, clock: Clock, before: str, after: str, stands: str | None
) -> None:
    keep(workshop, URL, dated(before))
    extract_pages(workshop)
    flag_changes(workshop)
    clock.forward(days=3)
    keep(workshop, URL, dated(after).replace(b"<body>", b"<body><!-- served by node 2 -->"))
    extract_pages(workshop)
    flag_changes(workshop)
    (row,) = standing(workshop, ARTICLES)

    assert (str(row["published"] or "") or None, row["edited"]) == (stands, False)
    clock.forward(days=3)
    assert reprocess(workshop, jobs=1).differences == {}


def test_what_was_dated_ahead_is_no_reject_once_the_page_is_fetched_after_that_day(
    workshop: Workshop, clock: Clock
) -> None:
    keep(workshop, URL, dated("9 December 2021"))
    assert extract_pages(workshop).rejects == 1
    clock.forward(days=14)
    keep(workshop, URL, dated("9 December 2021").replace(b"<body>", b"<body><!-- served by node 2 -->"))
    extract_pages(workshop)

    assert (len(standing(workshop, RATINGS)), standing(workshop, REJECTS)) == (1, [])


def test_a_page_that_shows_today_s_date_at_every_fetch_is_one_version(workshop: Workshop, clock: Clock) -> None:
    for day in range(3, 9):
        keep(workshop, URL, dated(f"{day} December 2021"))
        extract_pages(workshop)
        clock.forward(days=1)

    assert [(row["version"], f"{row['published']}") for row in standing(workshop, ARTICLES)] == [(1, "2021-12-03")]
