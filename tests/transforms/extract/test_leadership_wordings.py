"""Comings and goings in many wordings: spells in a post, interim holders, moves, letters, rounds of councils."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from transforms.article import Article
from transforms.extract.document import read_document
from transforms.extract.leadership import find_leadership

POSTS = {
    "director_of_childrens_services": "director",
    "chief_executive": "chief executive",
    "lead_member": "lead member",
    "council_leader": "leader",
}
FILES = ("leadership_wordings.yaml", "leadership_handovers.yaml", "leadership_defaults.yaml")
WORDINGS = [one for file in FILES for one in YAML(typ="safe").load(Path(__file__).with_name(file).read_text("utf-8"))]


def told(article: Article) -> set[str]:
    return {f"{POSTS[row.role]}: {row.person}: {row.event}" for row in find_leadership(read_document(article))}


@pytest.mark.parametrize("one", WORDINGS, ids=lambda one: one["text"][0])
def test_a_wording_tells_what_it_tells_and_no_more(one: dict[str, Any]) -> None:
    title = one.get("title", "Medway Council's children's services")
    article = Article(title, tuple(one["text"]), None, date(2024, 3, 22))
    assert told(article) == set(one["told"])


@pytest.mark.parametrize(
    ("since", "event"),
    [("May", True), ("last autumn", True), ("10 January", True), ("Sol Crane left", True), ("2015", False)],
)
def test_who_holds_a_post_since_a_day_just_past_has_come_to_it(since: str, event: bool) -> None:
    text = f"Una Fife, director of children's services since {since}, spoke to members."
    article = Article("Medway Council's children's services", (text,), None, date(2024, 3, 22))
    assert ("director: Una Fife: appointed" in told(article)) is event


@pytest.mark.parametrize(
    ("words", "event"),
    [
        ("You were appointed in May", "appointed"),
        ("You took up your post in May on an interim basis", "interim_appointed"),
    ],
)
def test_a_letter_tells_of_the_one_it_is_to(words: str, event: str) -> None:
    lines = (
        "Una Fife, Director of Children's Services",
        "Medway Council",
        "Dear Ms Fife",
        f"{words}, and staff know what is expected of them.",
    )
    article = Article("Monitoring visit to Medway children's services", lines, None, date(2024, 8, 22))
    assert told(article) == {f"director: Una Fife: {event}"}


def test_a_round_of_moves_gives_each_authority_under_its_heading_its_own() -> None:
    lines = (
        "Leeds",
        "Una Fife becomes director of children's services in May.",
        "York",
        "Chief executive Ola Bram has told the council that she is off at the end of June.",
    )
    rows = find_leadership(read_document(Article("Moves of the month", lines, None, date(2024, 3, 22))))
    assert [(row.authority, row.person, row.event) for row in rows] == [
        ("Leeds", "Una Fife", "appointed"),
        ("York", "Ola Bram", "leaving"),
    ]


def test_one_who_keeps_a_post_held_for_now_has_come_to_it_twice() -> None:
    article = Article(
        "Medway Council's children's services",
        (
            "Una Fife was brought in as interim director of children's services last July.",
            "Councillors have now confirmed her in the post for good.",
            "Una Fife has got the job permanently.",
        ),
        None,
        date(2024, 3, 22),
    )
    assert told(article) == {"director: Una Fife: interim_appointed", "director: Una Fife: appointed"}


@pytest.mark.parametrize(
    "sentence",
    [
        "A bid to unseat council leader Ned Shaw fell flat.",
        "Members tried to oust council leader Ned Shaw.",
        "The improvement board chaired by Sir Ned Shaw has been stood down.",
        "Cllr Ada Quill, who became lead member for adults in May, spoke.",
        "Chief executive Ola Bram said she was asked whether she would be resigning.",
    ],
)
def test_what_others_try_or_ask_is_no_event(sentence: str) -> None:
    article = Article("Medway Council's children's services", (sentence,), None, date(2024, 3, 22))
    assert told(article) == set()
