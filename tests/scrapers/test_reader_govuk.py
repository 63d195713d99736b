import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrapers.entries import Entry, Found
from scrapers.errors import Gone, Rejected, UnreadableListing
from scrapers.fetch import Fetcher, Page
from scrapers.readers import find_entries
from scrapers.readers.govuk_pages import attachments
from scrapers.readers.govuk_search import search_address
from scrapers.source import Source
from scrapers.window import Window
from tests.scrapers.sites.govuk import CONTENT, MOST_AT_ONCE, SEARCH, GovUk
from tests.scrapers.sites.newsroom import TODAY
from tests.scrapers.web import Reply, Site, make_source, serving

COLLECTION = "/government/collections/notices-and-directions"
NOTICE = "/government/publications/improvement-notice-to-exampleshire"
DIRECTION = "/government/publications/direction-to-exampleshire"
OLD = "/government/publications/direction-to-formershire"


@pytest.fixture
def govuk() -> Iterator[GovUk]:
    with serving(GovUk) as site:
        yield site


def visit(source: Source, fetcher: Fetcher, before: Found | None = None, **more: Any) -> Found:
    known = {entry.url for entry in before.entries} if before else set()
    validators = before.validators if before else None
    return find_entries(source, fetcher, today=TODAY, known=known.__contains__, validators=validators, **more)


def document(path: str, title: str, **more: object) -> dict[str, object]:
    return {
        "content_id": f"id-of-{path}",
        "base_path": path,
        "title": title,
        "description": f"{title}, in short.",
        "document_type": "decision",
        "public_updated_at": "2024-03-05T09:00:00Z",
        "withdrawn": False,
    } | more


def collection(open_directions: list[str], closed_directions: list[str], **more: object) -> dict[str, object]:
    groups = [
        ("Open notices", [NOTICE]),
        ("Open directions", open_directions),
        ("Closed directions", closed_directions),
    ]
    return {
        "base_path": COLLECTION,
        "document_type": "document_collection",
        "title": "Notices and directions",
        "description": "What councils were told to do.",
        "first_published_at": "2013-07-02T23:00:00.000+00:00",
        "public_updated_at": "2024-04-09T10:00:00.000+01:00",
        "updated_at": "2024-04-09T09:00:05Z",
        "details": {
            "collection_groups": [
                {"title": title, "body": "", "documents": [f"id-of-{path}" for path in paths]}
                for title, paths in groups
            ],
        },
        "links": {
            "documents": [
                document(OLD, "Direction issued to Formershire"),
                document(DIRECTION, "Direction issued to Exampleshire"),
                document(NOTICE, "Improvement notice issued to Exampleshire"),
            ]
        },
    } | more  # fmt: skip


def serve_collection(site: Site, item: dict[str, object]) -> Source:
    body = json.dumps(item)
    return make_source(site.serve(CONTENT + COLLECTION, body, ETag=f'"{abs(hash(body))}"'), reader="govuk")


def by_path(site: Site, found: Found) -> dict[str, Entry]:
    return {entry.url.removeprefix(site.url): entry for entry in found.entries}


def test_a_result_is_known_by_its_page_and_fetched_from_the_content_api(govuk: GovUk, fetcher: Fetcher) -> None:
    newest = visit(govuk.source(), fetcher).entries[0]

    assert newest.url == f"{govuk.url}/government/news/item-25"
    assert newest.fetch_url == f"{govuk.url}/api/content/government/news/item-25"
    assert (newest.section, newest.media, newest.summary) == ("news_story", "html", govuk.items[0].paragraphs[0])
    assert fetcher.get(newest.fetch_url).content_type == "application/json; charset=utf-8"


def test_a_change_comes_first_and_hides_nothing_new_behind_it(govuk: GovUk, fetcher: Fetcher) -> None:
    first = visit(govuk.source(), fetcher)
    news = [govuk.publish(f"Letter {number}", hours=number) for number in range(1, MOST_AT_ONCE + 5)]
    changed = govuk.update(govuk.items[-1], hours=20)
    again = visit(govuk.source(), fetcher, first)

    assert again.entries[0].url == govuk.address_of(changed)
    assert again.entries[0].updated == changed.updated
    assert (again.entries[0].summary or "").endswith("A date was corrected.")
    assert {govuk.address_of(item) for item in news} <= {entry.url for entry in again.entries}


def test_reading_ends_before_the_window(govuk: GovUk, fetcher: Fetcher) -> None:
    found = visit(govuk.source(days_back=5), fetcher)
    assert len(found.entries) == MOST_AT_ONCE


def test_a_backfill_finds_what_has_changed_since(govuk: GovUk, fetcher: Fetcher) -> None:
    old = govuk.update(govuk.items[20], hours=1)
    day = old.published.date()
    found = visit(govuk.source(), fetcher, backfill=Window(day, day))

    assert [entry.url for entry in found.entries] == [govuk.address_of(old)]
    assert all("filter_public_timestamp=from:" in path for path in govuk.paths())


def test_a_backfill_of_days_without_news_is_no_failure(govuk: GovUk, fetcher: Fetcher) -> None:
    days = Window(date(2026, 12, 1), date(2026, 12, 5))
    assert visit(govuk.source(), fetcher, backfill=days).entries == ()


def test_an_unknown_parameter_is_told(govuk: GovUk, fetcher: Fetcher) -> None:
    source = govuk.make_source(f"{SEARCH}?filter_organisation=ofsted")
    with pytest.raises(Rejected, match=r"filter_organisation=ofsted, as it does for any parameter .* 422"):
        visit(source, fetcher)


def test_what_the_register_says_of_order_and_extent_gives_way() -> None:
    address = search_address("https://a.example/api/search.json?q=&start=5&fields[]=title&filter_organisations=b")
    assert address.partition("&fields=")[0] == (
        "https://a.example/api/search.json?q=&filter_organisations=b&order=-public_timestamp&count=100&start=0"
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("[]", "no object"),
        ('{"results": 5, "total": 1}', "no results"),
        ('{"results": [], "total": 0}', "lists 0 results"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_what_is_no_answer_of_the_search_is_a_failure(site: Site, fetcher: Fetcher, body: str, words: str) -> None:
    source = make_source(site.url + SEARCH, reader="govuk")
    site.serve(search_address(source.address).removeprefix(site.url), body)
    with pytest.raises(UnreadableListing, match=words):
        visit(source, fetcher)


def test_results_elsewhere_stay_where_they_are(site: Site, fetcher: Fetcher) -> None:
    source = make_source(site.url + SEARCH, reader="govuk")
    results = [
        {"link": "https://service.example/reports", "title": "A", "public_timestamp": "2026-11-01T00:00:00Z"},
        {"link": "/media/letter.pdf", "title": "B", "public_timestamp": "soon"},
        {"link": None, "title": "C"},
    ]
    site.serve(search_address(source.address).removeprefix(site.url), json.dumps({"results": results, "total": 3}))
    found = visit(source, fetcher)
    elsewhere, file = found.entries
    assert (elsewhere.url, elsewhere.fetch_url, elsewhere.published) == ("https://service.example/reports", None, None)
    assert (file.media, file.fetch_url, file.updated) == ("pdf", None, None)
    assert any("illegible" in warning for warning in found.warnings)


def test_a_collection_lists_its_documents_by_group_and_itself(site: Site, fetcher: Fetcher) -> None:
    found = by_path(site, visit(serve_collection(site, collection([DIRECTION], [OLD])), fetcher))

    assert list(found) == [COLLECTION, NOTICE, DIRECTION, OLD]
    assert [entry.section for entry in found.values()] == [
        "document_collection", "Open notices", "Open directions", "Closed directions",
    ]  # fmt: skip
    assert str(found[COLLECTION].published) == "2013-07-03 00:00:00+01:00"
    assert found[COLLECTION].fetch_url == f"{site.url}{CONTENT}{COLLECTION}"
    assert found[NOTICE].fetch_url == f"{site.url}{CONTENT}{NOTICE}"


def test_an_unchanged_collection_costs_one_request(site: Site, fetcher: Fetcher) -> None:
    source = serve_collection(site, collection([DIRECTION], [OLD]))
    first = visit(source, fetcher)
    assert visit(source, fetcher, first).unchanged
    assert len(site.paths()) == 2


@pytest.mark.parametrize("field", ["public_updated_at", "updated_at"])
def test_a_move_between_groups_updates_the_collection(site: Site, fetcher: Fetcher, field: str) -> None:
    before = visit(serve_collection(site, collection([DIRECTION], [OLD])), fetcher)
    changed = collection([], [OLD, DIRECTION], **{field: "2024-06-01T12:00:00Z"})
    after = by_path(site, visit(serve_collection(site, changed), fetcher, before))

    assert after[DIRECTION].section == "Closed directions"
    assert after[DIRECTION].updated == by_path(site, before)[DIRECTION].updated
    assert str(after[COLLECTION].updated) == "2024-06-01 13:00:00+01:00"


def test_documents_outside_of_groups_are_found_too(site: Site, fetcher: Fetcher) -> None:
    found = by_path(site, visit(serve_collection(site, collection([DIRECTION], [])), fetcher))
    assert found[OLD].section is None


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"document_type": "guidance"}, "no document collection but guidance"),
        ({}, "no document collection but something else"),
        (collection([], [], links={}), "lists 0 documents"),
    ],
)
def test_what_is_no_collection_is_a_failure(site: Site, fetcher: Fetcher, item: dict[str, object], words: str) -> None:
    with pytest.raises(UnreadableListing, match=words):
        visit(serve_collection(site, item), fetcher)


def test_a_collection_that_is_gone_is_told(site: Site, fetcher: Fetcher) -> None:
    source = make_source(site.serve(CONTENT + COLLECTION, Reply(b"{}", 410)), reader="govuk")
    with pytest.raises(Gone):
        visit(source, fetcher)


def answered(item: object) -> Page:
    url = f"https://www.gov.uk{CONTENT}{NOTICE}"
    return Page(url, url, 200, "application/json", json.dumps(item).encode())


def publication(*attached: object) -> Page:
    told = document(NOTICE, "Improvement notice", first_published_at="2024-03-01T00:00:00Z")
    return answered(told | {"details": {"body": "", "attachments": list(attached)}})


def test_texts_and_pdf_files_attached_to_a_publication_are_entries() -> None:
    asset = "https://assets.publishing.service.gov.uk/media/1a2b/Notice.pdf"
    text, file = attachments(
        publication(
            {"attachment_type": "html", "title": "The notice", "url": f"{NOTICE}/the-notice"},
            {"attachment_type": "file", "title": "", "url": asset, "content_type": "application/pdf"},
            {"attachment_type": "file", "title": "Data", "url": asset[:-3] + "csv", "content_type": "text/csv"},
            {"attachment_type": "external", "title": "Elsewhere", "url": "https://elsewhere.example/"},
        )
    )
    assert (text.title, text.url, text.media) == ("The notice", f"https://www.gov.uk{NOTICE}/the-notice", "html")
    assert text.fetch_url == f"https://www.gov.uk{CONTENT}{NOTICE}/the-notice"
    assert (file.title, file.url, file.media, file.fetch_url) == ("Improvement notice", asset, "pdf", None)
    assert file.published is not None
    assert file.summary == "Improvement notice. Improvement notice, in short."


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"[1]", b"{}", b'{"base_path": "/x", "details": []}'])
def test_other_pages_have_no_attachments(body: bytes) -> None:
    assert attachments(Page("https://a.example/", "https://a.example/", 200, None, body)) == ()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(["/a", "http://[", "//", "é"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["title", "url", "link"]), inner),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(ANYTHING, ANYTHING, ANYTHING)
def test_no_attachment_however_odd_breaks_the_reading(kind: object, url: object, more: object) -> None:
    attachments(publication({"attachment_type": kind, "url": url}, more, {"attachment_type": "html", "url": more}))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(ANYTHING, max_size=3), st.dictionaries(st.sampled_from(["link", "title", "public_timestamp"]), ANYTHING)
)
def test_no_result_however_odd_breaks_the_reading(
    site: Site, fetcher: Fetcher, results: list[object], odd: dict[str, object]
) -> None:
    source = make_source(site.url + SEARCH, reader="govuk", least_items=0)
    body = json.dumps({"results": [*results, odd], "total": len(results) + 1})
    site.serve(search_address(source.address).removeprefix(site.url), body)
    assert len(visit(source, fetcher).entries) <= len(results) + 1
