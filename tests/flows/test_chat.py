"""What a channel is told: a line a change with its link, short, and without anything that a chat takes for markup."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.chat import LONGEST_TEXT, for_channel, without_markup
from flows.corrections import Correction
from flows.memory.corrections import Corrected
from flows.messages import compose
from tests.flows.told_changes import NOW, ROW, bare, content, envelope, told


def chat(*changes: Any, corrections: tuple[Correction, ...] = ()) -> Any:
    return for_channel(compose(envelope(), changes or (told(),)), changes, corrections)


def as_json(message: Any) -> Any:
    (part,) = message.iter_attachments()
    assert part.get_content_type() == "application/json"
    return json.loads(part.get_content())


def test_a_change_is_a_line_with_its_link_and_no_evidence() -> None:
    message = chat(told())

    assert message["Subject"] == ROW["summary"]
    assert content(message).splitlines() == [
        "Critical: North East Lincolnshire: children's services judged inadequate overall (9 November 2021)",
        "https://nelincs.example/report?id=1&page=2",
    ]


def test_the_gravest_comes_first_and_doubt_is_told() -> None:
    lines = content(chat(bare(corroborated=False, summary="Leeds: visited"), told(change_id="c2"))).splitlines()

    assert lines[0].startswith("Critical: North East Lincolnshire")
    assert lines[2] == "Medium: Leeds: visited (9 November 2021; one source only, not confirmed by another yet)"


@pytest.mark.parametrize(
    ("holds", "now"),
    [
        ({"action": "withdrawn"}, "This no longer holds"),
        ({"action": "corrected", "summary": "York: good"}, "What holds now: York: good"),
    ],
)
def test_a_correction_says_what_was_said_what_holds_and_why(holds: dict[str, Any], now: str) -> None:
    one = Correction(Corrected(ROW, None, NOW, ()), told(**holds), "article_edited")
    message = chat(corrections=(one,))

    first = content(message).splitlines()[0]
    assert first == f"Correction of “{ROW['summary']}”. {now}: an article that told it has been edited since."
    [correction] = as_json(message)["corrections"]
    assert (correction["said"]["summary"], correction["because"]) == (ROW["summary"], "article_edited")
    assert correction["holds"]["action"] == holds["action"]


def test_programs_get_the_columns_of_each_change() -> None:
    [change] = as_json(chat(told(evidence="It is\x1b so. " * 1_000)))["changes"]

    assert (change["change_id"], change["type"], change["effective"]) == ("change-1", "inadequate_new", "2021-11-09")
    assert (change["old_value"], change["corroborated"], change["article_ids"]) == (
        "requires_improvement",
        True,
        ["council"],
    )
    assert change["url"] == ROW["url"]
    assert len(change["evidence"]) == 600
    assert "\x1b" not in change["evidence"]


def test_many_changes_are_cut_to_what_every_service_takes() -> None:
    changes = [told(change_id=f"c{number}") for number in range(50)]
    text = content(chat(*changes))

    assert len(text) <= LONGEST_TEXT + 20
    told_of = text.count("Critical: ")
    assert text.splitlines()[-1] == f"and {50 - told_of} more"
    assert len(as_json(chat(*changes))["changes"]) == 50


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://leeds.example/[here](javascript:1)", "https://leeds.example/%5Bhere%5D%28javascript:1%29"),
        ("https://gov.uk@leeds.example/*a*", "https://leeds.example/%2Aa%2A"),
        ("http://[::1]/[a]", "http://[::1]/%5Ba%5D"),
        ("https://gоv.example/", "https://xn--gv-fmc.example/"),
        ("javascript:alert(1)", None),
        (f"https://leeds.example/{'x' * 1_000}", None),
    ],
)
def test_a_link_is_of_the_web_and_has_no_markup_in_it(address: str, shown: str | None) -> None:
    assert content(chat(told(url=address))).splitlines()[1:] == ([shown] if shown else [])


@given(st.text(alphabet="ab .*_`~|\\#[]()<>@&!:/\n\r\x1b\u202e"))
def test_no_words_of_a_page_are_markup_in_any_chat(text: str) -> None:
    shown = without_markup(f"{text} https://evil.example <@U024BE7LH> <!channel> @everyone [x](y) gov.uk", 500)

    assert set(shown).isdisjoint("*_`~|\\#[]<>@&")
    assert shown.isprintable()
    assert "://e" not in shown
    assert "gov. uk" in shown


def test_a_mail_of_no_changes_keeps_its_text() -> None:
    message = for_channel(compose(envelope(), [told()]))

    assert content(message).startswith("North East Lincolnshire: children's services judged inadequate overall\n")
    assert len(content(message)) <= LONGEST_TEXT
