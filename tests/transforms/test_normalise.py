import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from transforms.fact_rows import Origin
from transforms.facts import (
    Commitment,
    Delivery,
    Evidence,
    Facts,
    Intervention,
    LeadershipEvent,
    PeerReview,
    Rating,
)
from transforms.normalise import normalise
from transforms.tables import FACT_TABLES, REJECTS

NEL = "North East Lincolnshire"
EVIDENCE = Evidence(0, 10, "test", 0.9)

TEXT = "Council must do better\n\nInspectors judged the council inadequate. It will spend £2m by March 2022."
JUDGED = "Inspectors judged the council inadequate."
SPENDS = "It will spend £2m by March 2022."
ORIGIN = Origin(
    "article-1",
    2,
    "gazette",
    "local_press",
    "https://gazette.example/1",
    date(2021, 11, 29),
    TEXT,
    datetime(2021, 11, 30, 6, tzinfo=UTC),
    datetime(2021, 11, 30, 7, tzinfo=UTC),
    "0.1.0+3fa9c1d2",
    "run-7",
)


def evidence_of(text: str, sentence: str) -> Evidence:
    start = text.index(sentence)
    return Evidence(start, start + len(sentence), "a rule", 0.8)


def spanning(sentence: str) -> Evidence:
    return evidence_of(TEXT, sentence)


RATING = Rating(NEL, "overall_effectiveness", "inadequate", "current", "2021-10", spanning(JUDGED), framework="ilacs")
COMMITMENT = Commitment(NEL, "Ann Lee", "director", "funding", 2_000_000, "2022-03", spanning(SPENDS))
FACTS = Facts(
    relevant=True,
    ratings=(
        RATING,
        replace(RATING, judgement="leadership", when="previous", inspected=None, grade="adequate", framework=None),
    ),
    interventions=(Intervention(NEL, "commissioner_appointed", "current", "Ann Lee", EVIDENCE),),
    peer_reviews=(PeerReview(NEL, "LGA", None, "2021-09", 13, 14, "care leavers", EVIDENCE),),
    leadership=(LeadershipEvent(NEL, "chief_executive", None, "leaving", EVIDENCE),),
    commitments=(COMMITMENT,),
    deliveries=(Delivery(NEL, "recruitment", None, EVIDENCE),),
)


def rows(table: str, **facts: Any) -> list[dict[str, Any]]:
    return normalise(Facts(relevant=True, **facts), ORIGIN).frames[table].to_dicts()


def test_every_fact_table_has_a_typed_frame_even_where_nothing_is_stated() -> None:
    for facts in (FACTS, Facts(relevant=False)):
        found = normalise(facts, ORIGIN)
        schemas = {name: frame.schema for name, frame in found.frames.items()}
        assert schemas == {one.name: one.schema for one in FACT_TABLES}
        assert (found.rejects.schema, found.rejects.height) == (REJECTS.schema, 0)


def test_the_same_facts_give_the_same_rows() -> None:
    first, second = normalise(FACTS, ORIGIN), normalise(FACTS, ORIGIN)

    assert all(frame.equals(second.frames[name]) for name, frame in first.frames.items())


def test_ids_say_what_is_stated_and_not_in_which_order_version_or_sentence() -> None:
    moved = replace(RATING, evidence=spanning(SPENDS), framework=None)
    later = replace(ORIGIN, version=3, recorded_at=datetime(2022, 1, 1, tzinfo=UTC), text=TEXT + "\n\nMore.")

    first = normalise(FACTS, ORIGIN).frames["ratings"]["rating_id"].to_list()
    turned = normalise(replace(FACTS, ratings=(*FACTS.ratings[1:], moved)), later).frames["ratings"]

    assert first == turned["rating_id"].to_list()[::-1]


def test_ids_of_one_statement_in_two_articles_differ() -> None:
    ids = {
        frame[0, 0]
        for article_id in ("article-1", "article-2")
        for frame in normalise(FACTS, replace(ORIGIN, article_id=article_id)).frames.values()
    }
    assert len(ids) == 2 * len(FACT_TABLES)


@pytest.mark.parametrize(
    "other",
    [
        replace(RATING, grade="good"),
        replace(RATING, judgement="leadership"),
        replace(RATING, when="previous"),
        replace(RATING, inspected="2018"),
        replace(RATING, authority="Leeds"),
        replace(RATING, service="send"),
    ],
)
def test_another_statement_has_another_id(other: Rating) -> None:
    found = rows("ratings", ratings=(RATING, other))

    assert len({row["rating_id"] for row in found}) == 2


def test_a_thing_stated_twice_is_one_row_with_the_first_evidence() -> None:
    found = rows("ratings", ratings=(RATING, replace(RATING, evidence=spanning(SPENDS))))

    assert [row["evidence"] for row in found] == [JUDGED]


def test_evidence_is_the_text_of_its_span() -> None:
    for frame in normalise(FACTS, ORIGIN).frames.values():
        for row in frame.iter_rows(named=True):
            assert row["evidence"] == TEXT[row["evidence_start"] : row["evidence_end"]]


def test_a_row_says_where_and_when_it_was_read() -> None:
    row = rows("ratings", ratings=(RATING,))[0]

    assert {name: row[name] for name in ("article_id", "version", "source_id", "source_kind", "url", "published")} == {
        "article_id": "article-1",
        "version": 2,
        "source_id": "gazette",
        "source_kind": "local_press",
        "url": "https://gazette.example/1",
        "published": date(2021, 11, 29),
    }
    assert (row["recorded_at"], row["rules"]) == (ORIGIN.recorded_at, ORIGIN.rules)
    assert (row["rule"], row["confidence"]) == ("a rule", 0.8)


def test_a_grade_has_its_rank_standing_and_dates() -> None:
    current, previous = rows("ratings", ratings=FACTS.ratings)

    assert (current["grade_rank"], current["standing"], current["date_precision"]) == (1, "current", "month")
    assert (current["inspected_from"], current["inspected_to"]) == (date(2021, 10, 1), date(2021, 10, 31))
    assert (previous["grade_rank"], previous["standing"], previous["inspected_from"]) == (2, "previous", None)


@pytest.mark.parametrize(
    ("name", "inspected", "published", "code"),
    [
        ("Northamptonshire", None, date(2020, 5, 1), "E10000021"),
        ("Northamptonshire", None, date(2024, 5, 1), "E10000021"),
        ("West Northamptonshire", None, date(2022, 5, 1), "E06000062"),
        ("Somerset", None, date(2022, 5, 1), "E10000027"),
        ("Somerset", None, date(2024, 5, 1), "E06000066"),
        ("Somerset", None, None, "E06000066"),
        ("Somerset", "2022-07", date(2024, 5, 1), "E10000027"),
        ("Somerset", "2022-07", None, "E10000027"),
        ("Somerset", "2023", date(2024, 5, 1), "E06000066"),
        ("Somerset", "2023", date(2023, 2, 1), "E10000027"),
        ("East Surrey", None, date(2027, 9, 1), "name:East Surrey"),
    ],
)
def test_a_name_means_the_authority_of_the_day_inspected_or_else_of_publication(
    name: str, inspected: str | None, published: date | None, code: str
) -> None:
    told = replace(RATING, authority=name, inspected=inspected, framework=None, grade="good")
    origin = replace(ORIGIN, published=published, fetched_at=datetime(2027, 10, 1, tzinfo=UTC))

    frames = normalise(Facts(relevant=True, ratings=(told,)), origin).frames

    assert frames["ratings"]["authority_code"].to_list() == [code]


def test_a_peer_review_is_of_the_authority_of_the_day_it_was_held() -> None:
    held = PeerReview("Dorset", None, None, "2018-11", None, None, None, EVIDENCE)

    assert rows("peer_reviews", peer_reviews=(held,))[0]["authority_code"] == "E10000009"


def test_an_undertaking_has_its_words_money_and_deadline() -> None:
    row = rows("commitments", commitments=(COMMITMENT,))[0]

    assert (row["text"], row["amount_gbp"], row["status"]) == (SPENDS, 2_000_000, "open")
    assert (row["deadline"], row["deadline_precision"]) == (date(2022, 3, 31), "month")


def test_an_undertaking_without_a_deadline_is_undated() -> None:
    row = rows("commitments", commitments=(replace(COMMITMENT, deadline=None),))[0]

    assert (row["deadline"], row["status"]) == (None, "undated")


def test_a_peer_review_has_its_dates_and_counts() -> None:
    row = rows("peer_reviews", peer_reviews=FACTS.peer_reviews)[0]

    assert (row["held_from"], row["held_to"]) == (date(2021, 9, 1), date(2021, 9, 30))
    assert (row["strengths"], row["recommendations"], row["scope"]) == (13, 14, "care leavers")


def test_steps_and_leavers_keep_what_was_stated() -> None:
    step = rows("interventions", interventions=FACTS.interventions)[0]
    leaver = rows("leadership", leadership=FACTS.leadership)[0]

    assert (step["type"], step["person"], step["standing"]) == ("commissioner_appointed", "Ann Lee", "current")
    assert (leaver["role"], leaver["person"], leaver["event"]) == ("chief_executive", None, "leaving")


def test_all_rows_of_an_article_can_be_stacked_with_those_of_others() -> None:
    frames = [
        normalise(FACTS, replace(ORIGIN, article_id=f"article-{number}")).frames["ratings"] for number in range(3)
    ]

    assert pl.concat(frames).unique(["rating_id", "version"]).height == 6


def test_a_thing_done_has_its_words_and_money() -> None:
    row = rows("deliveries", deliveries=(Delivery(NEL, "funding", 2_000_000, spanning(SPENDS)),))[0]

    assert (row["category"], row["text"], row["amount_gbp"]) == ("funding", SPENDS, 2_000_000)


def rejected(**facts: Any) -> list[dict[str, Any]]:
    return normalise(Facts(relevant=True, **facts), ORIGIN).rejects.to_dicts()


def test_a_row_against_sense_is_a_reject_and_no_fact() -> None:
    found = normalise(Facts(relevant=True, ratings=(RATING, replace(RATING, authority="Utopia"))), ORIGIN)

    (reject,) = found.rejects.to_dicts()
    assert found.frames["ratings"]["authority"].to_list() == [NEL]
    assert {name: reject[name] for name in ("table", "rule", "article_id", "version", "source_id", "url")} == {
        "table": "ratings",
        "rule": "unknown_authority",
        "article_id": "article-1",
        "version": 2,
        "source_id": "gazette",
        "url": "https://gazette.example/1",
    }
    assert (reject["rules"], reject["run_id"], reject["rejected_at"]) == (ORIGIN.rules, "run-7", ORIGIN.recorded_at)


def test_a_reject_keeps_its_row_and_says_what_is_wrong_where_and_what_to_do() -> None:
    (reject,) = rejected(ratings=(replace(RATING, grade="splendid"),))

    assert reject["rule"] == "grade_off_scale"
    assert reject["message"] == (
        "https://gazette.example/1, ratings: 'splendid' is a grade of no framework;"
        " see the page with `extract --explain` and correct the rule or the data that misled it"
    )
    assert json.loads(reject["row"])["evidence"] == JUDGED


@pytest.mark.parametrize("inspected", ["last autumn", "2021-13", "2021-02-30", "2021-10-18-1", ""])
def test_a_date_that_is_none_is_a_reject(inspected: str) -> None:
    (reject,) = rejected(ratings=(replace(RATING, inspected=inspected),))

    assert reject["rule"] == "schema"
    assert json.loads(reject["row"])["inspected"] == inspected


def test_a_row_that_does_not_fit_its_table_loses_none_of_the_others() -> None:
    misfit: Any = PeerReview(NEL, "LGA", None, None, "many", None, "finance", EVIDENCE)  # type: ignore[arg-type]
    found = normalise(replace(FACTS, peer_reviews=(misfit, *FACTS.peer_reviews)), ORIGIN)

    assert found.frames["peer_reviews"]["scope"].to_list() == ["care leavers"]
    assert found.rejects["rule"].to_list() == ["schema"]
    assert "column strengths does not fit" in found.rejects["message"][0]
    assert found.frames["ratings"].height == 2


def test_rejects_of_one_article_are_told_apart_by_row_and_version() -> None:
    wrong = (replace(RATING, grade="splendid"), replace(RATING, grade="middling"), replace(RATING, grade="splendid"))
    facts = Facts(relevant=True, ratings=wrong)

    first, next_version = normalise(facts, ORIGIN).rejects, normalise(facts, replace(ORIGIN, version=3)).rejects

    assert pl.concat([first, next_version])["reject_id"].n_unique() == 4
    assert normalise(facts, ORIGIN).rejects.equals(first)


@pytest.mark.parametrize(
    ("note", "published"),
    [
        ("Updated 4 March 2025: The direction has been revoked.", date(2025, 3, 4)),
        ("Updated 31 June 2025: The direction has been revoked.", date(2021, 11, 29)),
        ("It was updated 4 March 2025: the direction has been revoked.", date(2021, 11, 29)),
    ],
)
def test_what_a_note_on_a_change_of_the_page_states_is_dated_by_it(note: str, published: date) -> None:
    text = f"Direction issued to {NEL}\n\nA direction was issued.\n\n{note}\n\nMore."
    origin = replace(ORIGIN, text=text, fetched_at=datetime(2026, 1, 1, tzinfo=UTC))
    steps = [
        Intervention(NEL, "direction_issued", "previous", None, evidence_of(text, "A direction was issued.")),
        Intervention(NEL, "direction_revoked", "current", None, evidence_of(text, note)),
    ]
    rows = normalise(Facts(relevant=True, interventions=tuple(steps)), origin).frames["interventions"]

    assert dict(rows.select("type", "published").iter_rows()) == {
        "direction_issued": date(2021, 11, 29),
        "direction_revoked": published,
    }
