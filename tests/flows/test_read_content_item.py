import json
from datetime import date

import pytest

from flows.extract import extract_pages
from flows.read import read_article
from flows.workshop import Workshop
from tests.flows.press import keep, standing
from transforms.clean import CleaningRules
from transforms.errors import UnreadableDocument
from transforms.tables import ARTICLES, INTERVENTIONS

PATH = "/government/publications/direction-issued-to-north-east-lincolnshire-council"
ITEM = {
    "base_path": PATH,
    "document_type": "decision",
    "title": "Direction issued to North East Lincolnshire Council",
    "description": "Statutory direction issued to North East Lincolnshire Council about its children's services.",
    "first_published_at": "2019-02-01T09:30:00Z",
    "public_updated_at": "2021-05-07T09:30:00Z",
    "details": {
        "body": "<p>The council is to work with the commissioner whom the Secretary of State has appointed.</p>",
        "change_history": [{"public_timestamp": "2021-05-07T09:30:00Z", "note": "The direction has been revoked."}],
    },
}
RULES = CleaningRules()


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "text/html", None])
def test_an_answer_of_the_content_api_is_read_as_such(content_type: str | None) -> None:
    article = read_article(json.dumps(ITEM).encode(), content_type, RULES)
    assert (article.title, article.published, article.modified) == (ITEM["title"], date(2019, 2, 1), date(2021, 5, 7))
    assert article.paragraphs[-1] == "Updated 7 May 2021: The direction has been revoked."


def test_other_json_is_no_article() -> None:
    with pytest.raises(UnreadableDocument, match=r"no answer of GOV\.UK's Content API"):
        read_article(b'[{"title": "News"}]', "application/json", RULES)


def test_a_change_note_alone_tells_that_a_direction_ended(workshop: Workshop) -> None:
    keep(workshop, f"https://www.gov.uk{PATH}", json.dumps(ITEM).encode())
    extract_pages(workshop)

    (article,) = standing(workshop, ARTICLES)
    told = {row["type"]: row["evidence"] for row in standing(workshop, INTERVENTIONS)}
    assert article["title"] == ITEM["title"]
    assert told["direction_revoked"] == "Updated 7 May 2021: The direction has been revoked."


def test_a_move_within_a_collection_is_dated_by_its_note_and_what_only_stands_there_is_no_news(
    workshop: Workshop,
) -> None:
    notes = {
        "2021-03-08T09:30:00Z": "Moved 'Improvement notice issued to Medway Council' to 'Closed notices'.",
        "2019-01-14T09:30:00Z": "Added 'Direction issued to North East Lincolnshire Council'.",
    }
    item = {
        "base_path": "/government/collections/notices",
        "document_type": "document_collection",
        "title": "Notices and directions",
        "description": "Improvement notices and directions issued to councils on their children's services.",
        "public_updated_at": "2021-03-08T09:30:00Z",
        "details": {
            "collection_groups": [{"title": "Open directions", "body": "", "documents": ["a"]}],
            "change_history": [{"public_timestamp": moment, "note": note} for moment, note in notes.items()],
        },
        "links": {"documents": [{"content_id": "a", "title": "Direction issued to Leeds City Council"}]},
    }
    keep(workshop, "https://www.gov.uk/government/collections/notices", json.dumps(item).encode())
    extract_pages(workshop)

    told = {(row["authority"], row["type"]): row["published"] for row in standing(workshop, INTERVENTIONS)}
    assert told["Medway", "improvement_notice_lifted"] == date(2021, 3, 8)
    assert told["North East Lincolnshire", "direction_issued"] == date(2019, 1, 14)
    assert {authority for authority, _ in told} == {"Medway", "North East Lincolnshire"}


def test_an_answer_without_a_text_is_told_as_a_failure(workshop: Workshop) -> None:
    keep(workshop, "https://www.gov.uk/a", b'{"base_path": "/a", "document_type": "redirect"}')
    assert extract_pages(workshop).failed == 1
