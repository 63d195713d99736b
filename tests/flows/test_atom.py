from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.atom import Entry, atom_document, written
from flows.scopes import ALL
from tests.flows.listeners import read_feed
from tests.made_up import day, frame_of, moment
from transforms.history_tables import CHANGES

NOW = moment("2026-10-15T06:30")
ROW = {
    "change_id": "one",
    "type": "rating_downgraded",
    "severity": "high",
    "authority_code": "E06000015",
    "authority": "Derby",
    "judgement": "leadership",
    "old_value": "good",
    "new_value": "requires_improvement",
    "effective": day("2026-10-13"),
    "summary": "Derby: children's services down from good to requires improvement in leadership",
    "evidence": "Leaders had lost their grip, inspectors wrote.",
    "url": "https://derby.example/report",
    "corroborated": True,
}


def row(**more: Any) -> dict[str, Any]:
    return frame_of(CHANGES, [ROW]).row(0, named=True) | more


def entry(action: str = "flagged", because: str | None = None, **more: Any) -> Entry:
    return Entry("one", action, because, NOW, NOW, row(**more))


def only(*entries: Entry) -> Any:
    return read_feed(atom_document(ALL, [*map(written, entries)], None)).entries[0]


def test_an_entry_tells_what_changed_how_grave_it_is_and_who_says_so() -> None:
    shown = only(entry())

    assert shown.title == ROW["summary"]
    assert shown.link == ROW["url"]
    assert (shown.published, shown.updated) == ("2026-10-15T06:30:00Z",) * 2
    assert [tag.term for tag in shown.tags] == ["rating_downgraded", "high", "E06000015", "East Midlands"]
    assert shown.content[0].value.split("\n") == [
        "Severity: high. Effective: 13 October 2026.",
        "Before: good.",
        "Now: requires improvement.",
        "Evidence: “Leaders had lost their grip, inspectors wrote.”",
        "Source: derby.example.",
        "Certainty: stated by an official source or in more than one story.",
    ]


@pytest.mark.parametrize(
    ("action", "because", "title", "said"),
    [
        (
            "corrected",
            "article_edited",
            "Corrected: ",
            "This corrects what was told before: an article that told it has been edited since.",
        ),
        ("withdrawn", "further_article", "Withdrawn: ", "no longer holds: a further article tells it otherwise."),
        ("flagged", "article_edited", "", "Severity: high."),
    ],
)
def test_a_correction_says_so_and_why(action: str, because: str, title: str, said: str) -> None:
    shown = only(entry(action, because))

    assert shown.title == title + str(ROW["summary"])
    assert said in shown.content[0].value.split("\n")[0]


def test_the_feed_is_as_new_as_its_newest_entry_and_says_where_it_is() -> None:
    older = replace(entry(), lasting_id="two", updated=NOW - timedelta(days=3), published=NOW - timedelta(days=4))
    parsed = read_feed(atom_document(ALL, [written(older), written(entry())], "https://watch.example/feeds/all.atom"))

    assert parsed.feed.updated == "2026-10-15T06:30:00Z"
    assert [(link.rel, link.href) for link in parsed.feed.links] == [("self", "https://watch.example/feeds/all.atom")]
    assert [one.updated for one in parsed.entries] == ["2026-10-12T06:30:00Z", "2026-10-15T06:30:00Z"]


def test_an_id_is_a_name_for_good() -> None:
    # Another one here would show every reader all entries once more.
    assert only(entry()).id == "urn:uuid:d5c9226d-cb1e-57f9-8898-c3053082cafc"


HOSTILE = "Derby <script>alert(1)</script>]]> &lt;b&gt; \x00\x0b\x1b[2J\u202egood\u200b\ud800\ufffe\uffff\r\nend"


def test_nothing_of_a_page_breaks_out() -> None:
    shown = only(
        entry(summary=HOSTILE, evidence=HOSTILE, new_value=HOSTILE, old_value=HOSTILE, url="javascript:alert(1)")
    )

    assert "links" not in shown
    assert shown.title_detail.type == shown.content[0].type == "text/plain"
    assert "<script>alert(1)</script>]]> &lt;b&gt; [2Jgood end" in shown.title
    assert len(shown.content[0].value.split("\n")) == 5


def test_no_reader_finds_an_address_in_what_a_page_says() -> None:
    shown = only(entry(summary="Derby: see https://evil.example now", evidence="Go to www.evil.example today."))

    assert "://evil" not in shown.title
    assert "www.evil" not in shown.content[0].value


def test_a_megabyte_is_cut_short() -> None:
    endless = "Very long. " * 100_000
    content = atom_document(
        ALL, [written(entry(summary=endless, evidence=endless, new_value=endless, url=endless))], None
    )

    assert len(content) < 5_000
    shown = read_feed(content).entries[0]
    assert shown.title.endswith("…")


@settings(deadline=None)
@given(st.text(), st.text(), st.text(), st.one_of(st.none(), st.text()))
def test_any_text_makes_a_valid_feed(summary: str, evidence: str, url: str, value: str | None) -> None:
    hostile = {"summary": f"Derby: {summary}", "evidence": evidence, "old_value": value, "new_value": value}
    for address in (url, f"https://derby.example/{url}"):
        read_feed(atom_document(ALL, [written(entry("corrected", **hostile, url=address))], None))
