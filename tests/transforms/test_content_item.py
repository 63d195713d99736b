import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.article import Article
from transforms.clean import CleaningRules
from transforms.content_item import is_content_item, read_content_item
from transforms.errors import UnreadableDocument

PATH = "/government/publications/direction-issued-to-exampleshire"
BODY = """<div class="govspeak"><p>The Secretary of State directs Exampleshire Council to work with a commissioner.</p>

<h2 id="what-follows">What follows</h2>
<ul>
  <li>a plan by the end of May</li>
  <li>a review after a year</li>
</ul>
</div>"""
FROM_BODY = (
    "The Secretary of State directs Exampleshire Council to work with a commissioner.",
    "What follows",
    "a plan by the end of May",
    "a review after a year",
)
FIRST = {"public_timestamp": "2019-02-01T09:30:00.000+00:00", "note": "First published."}
REVOKED = {"public_timestamp": "2025-03-04T23:30:00Z", "note": "The direction was revoked on 3 March 2025."}


def content_item(details: object = None, **more: Any) -> bytes:
    item = {
        "base_path": PATH,
        "content_id": "5f1843f8-7631-11e4-a3cb-005056011aef",
        "document_type": "decision",
        "schema_name": "publication",
        "title": "Direction issued to Exampleshire Council",
        "description": "A direction about children’s services.",
        "first_published_at": "2019-02-01T09:30:00.000+00:00",
        "public_updated_at": "2019-02-01T09:30:00.000+00:00",
        "updated_at": "2026-01-10T12:37:06.928Z",
        "withdrawn_notice": {},
        "links": {"organisations": [{"title": "Department for Education"}]},
        "details": {"body": BODY, "change_history": [FIRST]} if details is None else details,
    }
    return json.dumps(item | more).encode()


def test_description_and_text_are_read_as_from_the_page_that_shows_them() -> None:
    assert read_content_item(content_item()) == Article(
        title="Direction issued to Exampleshire Council",
        paragraphs=("A direction about children’s services.", *FROM_BODY),
        published=date(2019, 2, 1),
        address=f"https://www.gov.uk{PATH}",
    )


def test_changes_follow_newest_first_with_their_days_in_london() -> None:
    renamed = {"public_timestamp": "2020-06-30T23:30:00Z", "note": "The council’s\n new name."}
    history = {"body": BODY, "change_history": [REVOKED, renamed, FIRST]}
    article = read_content_item(content_item(history, public_updated_at="2025-03-04T23:30:00Z"))

    assert article.paragraphs[-2:] == (
        "Updated 4 March 2025: The direction was revoked on 3 March 2025.",
        "Updated 1 July 2020: The council’s new name.",
    )
    assert (article.published, article.modified) == (date(2019, 2, 1), date(2025, 3, 4))


def test_a_withdrawal_stands_first() -> None:
    notice = {
        "explanation": '<div class="govspeak"><p>It was <a href="/a">revoked</a>.</p>\n<p>No more.</p></div>',
        "withdrawn_at": "2025-07-01T23:05:30Z",
    }
    article = read_content_item(content_item(withdrawn_notice=notice))
    assert article.paragraphs[0] == "Withdrawn on 2 July 2025. It was revoked. No more."


def collection(*groups: tuple[str, str, list[str]], **more: Any) -> bytes:
    listed = [{"title": title, "body": body, "documents": ids} for title, body, ids in groups]
    documents = [{"content_id": name, "title": f"Direction issued to {name}: May 2019"} for name in ("A", "B", "C")]
    return content_item(
        {"collection_groups": listed, "change_history": [FIRST]},
        document_type="document_collection",
        title="Directions",
        links={"documents": documents},
        public_updated_at="2024-04-09T10:00:00+01:00",
        **more,
    )


def test_the_documents_of_a_collection_are_left_out_as_nothing_says_since_when_they_stand_there() -> None:
    found = read_content_item(
        collection(("Open directions", "<p>These are in force.</p>", ["B", "A"]), ("Closed directions", "", ["C", "D"]))
    )
    assert found.paragraphs == read_content_item(collection()).paragraphs


def test_a_collection_is_of_the_day_of_its_last_change() -> None:
    found = read_content_item(collection(("Open directions", "", ["A"])))
    assert (found.published, found.modified) == (date(2024, 4, 9), date(2024, 4, 9))


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        ({"first_published_at": "2013-07-02T23:00:00Z"}, date(2013, 7, 3)),
        ({"first_published_at": None}, None),
        ({"first_published_at": "soon"}, None),
        ({"first_published_at": "2013-07-03T09:00:00"}, date(2013, 7, 3)),
        ({"details": {"first_public_at": "2011-03-01T00:00:00Z"}}, date(2011, 3, 1)),
        ({"details": {"change_history": [REVOKED, FIRST]}, "first_published_at": None}, date(2019, 2, 1)),
    ],
)
def test_the_day_of_publication_is_the_earliest_given(dates: dict[str, Any], day: date | None) -> None:
    details = dates.pop("details", {"body": BODY})
    assert read_content_item(content_item(details, **dates)).published == day


def test_a_text_without_description_or_other_particulars_is_read() -> None:
    item = {"base_path": f"{PATH}/the-direction", "title": "The direction", "details": {"body": BODY}}
    article = read_content_item(json.dumps(item).encode())
    assert (article.paragraphs, article.published, article.modified) == (FROM_BODY, None, None)


def test_a_description_that_opens_the_text_is_not_said_twice() -> None:
    assert read_content_item(content_item(description=FROM_BODY[0])).paragraphs == FROM_BODY


def test_a_text_that_is_furniture_leaves_the_rest() -> None:
    article = read_content_item(content_item({"body": "<p>Updated 4 March 2025</p>", "change_history": [REVOKED]}))
    assert article.paragraphs == (
        "A direction about children’s services.",
        "Updated 4 March 2025: The direction was revoked on 3 March 2025.",
    )


def test_the_registers_selectors_are_for_pages_but_its_lines_of_noise_hold_here_too() -> None:
    rules = CleaningRules(title="h4", body=".nowhere", noise_lines=("a plan .*",))
    article = read_content_item(content_item(), rules)
    assert article.title == "Direction issued to Exampleshire Council"
    assert article.paragraphs[1:] == (*FROM_BODY[:2], FROM_BODY[3])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "no JSON"),
        (b"<html></html>", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "no answer"),
        (b'{"title": "News"}', "no answer"),
        (b'{"base_path": "/a", "document_type": "redirect"}', r"\(redirect\) has no title or no text"),
        (content_item({}, description=None), r"\(decision\) has no title or no text"),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, words: str) -> None:
    with pytest.raises(UnreadableDocument, match=words):
        read_content_item(body)


@pytest.mark.parametrize(
    ("body", "content_type", "is_one"),
    [
        (content_item(), "application/json; charset=utf-8", True),
        (b"\n" + content_item(), "text/html", True),
        (b"{}", "application/json", True),
        (b'{"title": "News"}', None, False),
        (b'<p>"base_path" "document_type"</p>', "text/html", False),
    ],
)
def test_it_is_known_by_its_type_or_by_what_it_holds(body: bytes, content_type: str | None, is_one: bool) -> None:
    assert is_content_item(body, content_type) is is_one


ANYTHING = st.recursive(
    st.none()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from(["<p>a", "\ud800", "2024-01-01", "</main><h1>b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["title", "body", "documents", "note", "public_timestamp", "content_id"]), inner
        )
    ),
    max_leaves=8,
)
NAMES = ("title", "description", "first_published_at", "public_updated_at", "withdrawn_notice", "links", "details")
INNER = ("body", "change_history", "collection_groups", "documents", "explanation", "withdrawn_at")


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from(NAMES), ANYTHING | st.dictionaries(st.sampled_from(INNER), ANYTHING)),
    st.sampled_from(["decision", "document_collection"]),
)
def test_whatever_stands_in_it_it_is_read_or_said_to_be_unreadable(odd: dict[str, Any], kind: str) -> None:
    body = json.dumps(odd | {"base_path": PATH, "document_type": kind}).encode()
    try:
        article = read_content_item(body)
    except UnreadableDocument:
        return
    assert article.title
    assert all(article.paragraphs)
    assert article.text.encode()
