"""Peer reviews: who held them where and when, what they counted, and what only sounds like one."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract import extract_facts
from transforms.extract.document import Document, read_document
from transforms.extract.peer_reviews import find_peer_reviews

OPENING = "Sandwell council runs children's services in the borough."


def document(*paragraphs: str, published: date | None = date(2024, 6, 10)) -> Document:
    return read_document(Article("Sandwell: committee report", (OPENING, *paragraphs)), published=published)


@pytest.mark.parametrize(
    ("sentence", "body", "held"),
    [
        ("An LGA peer review of children's services took place in March 2024.", "LGA", "2024-03"),
        ("A Local Government Association peer challenge team was here from 12 to 14 February.", "LGA", "2024-02-12"),
        ("The council hosted a regional peer challenge in October.", "regional", "2023-10"),
        ("Colleagues from across the West Midlands will carry out a peer review in January.", "regional", "2025-01"),
        ("A peer diagnostic of corporate parenting was carried out in May by the LGA.", "LGA", "2024-05"),
        ("A sector-led peer challenge was held in November 2023.", None, "2023-11"),
        ("The findings of the peer review were welcomed.", None, None),
        ("A peer challenge by the LGA had been asked for. This was carried out in November 2023.", "LGA", "2023-11"),
        ("The LGA led a care practice diagnostic in April 2024.", "LGA", "2024-04"),
        ("A team from the regional improvement alliance came in April 2024.", "regional", "2024-04"),
        ("The review of fostering by East Midlands colleagues took place in May 2024.", "regional", "2024-05"),
        ("It followed a South West peer challenge in March 2024.", "regional", "2024-03"),
    ],
)
def test_review_with_its_body_and_date(sentence: str, body: str | None, held: str | None) -> None:
    (row,) = find_peer_reviews(document(sentence))
    assert (row.authority, row.body, row.held) == ("Sandwell", body, held)


@pytest.mark.parametrize(
    ("sentence", "strengths", "recommendations"),
    [
        ("The reviewers' feedback listed 12 strengths and 15 recommendations.", 12, 15),
        ("The team found six notable strengths. They made four recommendations.", 6, 4),
        ("The peers named eleven areas for consideration.", None, 11),
        ("Ofsted made nine recommendations.", None, None),
    ],
)
def test_what_the_reviewers_counted(sentence: str, strengths: int | None, recommendations: int | None) -> None:
    (row,) = find_peer_reviews(document("A peer review was held in May.", sentence))
    assert (row.strengths, row.recommendations) == (strengths, recommendations)


@pytest.mark.parametrize(
    "sentence",
    [
        "The team was led by Councillor Petra Holm of Leeds.",
        "The team, led by the director of children's services in Essex, Petra Holm, spent three days here.",
        "The team leader is Petra Holm.",
        "The lead reviewer, Petra Holm, thanked staff.",
    ],
)
def test_leader_of_the_team(sentence: str) -> None:
    (row,) = find_peer_reviews(document("An LGA peer review was held in May.", sentence))
    assert row.lead == "Petra Holm"
    assert row.authority == "Sandwell"


@pytest.mark.parametrize(
    "sentence",
    [
        "Peer mentors and a peer support group help care leavers.",
        "The work was published in a peer-reviewed journal.",
        "Children told inspectors about peer pressure and peer-on-peer abuse.",
        "An adult social care peer review was held in March.",
        "Peer reviews are run by councils for councils.",
        "The corporate peer challenge of the whole council looked at its finances.",
    ],
)
def test_false_friend_is_no_review(sentence: str) -> None:
    assert find_peer_reviews(document(sentence)) == []


def test_words_that_explain_peer_reviews_add_no_row() -> None:
    page = document(
        "Officers organised a peer review this spring.",
        "Peer reviews, run by the Local Government Association, are carried out by staff of other councils.",
    )
    (row,) = find_peer_reviews(page)
    assert row.body == "LGA"
    assert page.text[row.evidence.start : row.evidence.end] == "Officers organised a peer review this spring."


def test_scope_is_what_the_review_looked_at() -> None:
    (row,) = find_peer_reviews(document("The LGA carried out a peer review of early help in May."))
    assert row.scope == "early help"


@pytest.mark.parametrize(
    ("paragraphs", "lead", "held", "counts"),
    [
        (
            (
                "The council had asked the LGA for a peer challenge. Six peers were here from 14 to 17 March.",
                "Petra Holm led them. The report lists nine strengths and makes four recommendations.",
            ),
            "Petra Holm",
            "2024-03-14",
            (9, 4),
        ),
        (
            (
                "The peer team was on site from 6 to 9 May 2024. It was headed by Petra Holm, a director.",
                "The letter names seven strengths. It makes five recommendations.",
            ),
            "Petra Holm",
            "2024-05-06",
            (7, 5),
        ),
        (
            ("A regional peer team came in October, with Essex's Petra Holm at its head.", "It found ten strengths."),
            "Petra Holm",
            "2023-10",
            (10, None),
        ),
        (
            ("A peer review of the front door, carried out by the LGA in November 2023, found three strengths.",),
            None,
            "2023-11",
            (3, None),
        ),
    ],
)
def test_what_the_sentences_behind_tell_belongs_to_the_review(
    paragraphs: tuple[str, ...], lead: str | None, held: str, counts: tuple[int | None, int | None]
) -> None:
    (row,) = find_peer_reviews(document(*paragraphs))
    assert (row.lead, row.held, (row.strengths, row.recommendations)) == (lead, held, counts)


@pytest.mark.parametrize(
    "sentence",
    [
        "A team of experts from other councils, put together by the LGA, was here in March.",
        "Reviewers came by way of the Local Government Association, officers from other places, this spring.",
    ],
)
def test_review_that_is_not_called_one(sentence: str) -> None:
    (row,) = find_peer_reviews(document(sentence))
    assert row.body == "LGA"


@pytest.mark.parametrize(
    "sentence", ["What is a peer challenge?", "PEER REVIEW?", "She does not rule out the occasional peer review."]
)
def test_question_about_reviews_tells_of_none(sentence: str) -> None:
    assert find_peer_reviews(document(sentence)) == []


def test_reviewers_councils_are_not_reviewed() -> None:
    text = "Torbay council hosted a peer review in March by colleagues from Norfolk and Suffolk. Torbay was pleased."
    page = read_document(Article("Torbay, Norfolk and Suffolk", (text, "Norfolk, Suffolk and Torbay met.")))
    assert [row.authority for row in find_peer_reviews(page)] == ["Torbay"]


def test_reviews_by_two_bodies_are_two_reviews() -> None:
    rows = find_peer_reviews(
        document(
            "Directors of the region carried out a peer review of placements in February 2024.",
            "A second peer review, by the Local Government Association, has been booked for November 2024.",
        )
    )
    assert [(row.body, row.held) for row in rows] == [("regional", "2024-02"), ("LGA", "2024-11")]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("A team of peers from Essex and Suffolk looked at early help in Leeds in May 2023.", "regional"),
        ("Leeds was the subject of a challenge by peers from the South West region in May 2023.", "regional"),
        ("Peers found by the LGA spent three days with Leeds City Council in May 2023.", "LGA"),
        ("Six people from the Local Government Association came to Leeds for three days in May 2023.", "LGA"),
        ("The LGA's review of children's services in Leeds was held in May 2023.", "LGA"),
        ("A peer review of the front door in Leeds was held in May 2023 under the sector-led programme.", "regional"),
    ],
)
def test_reviewers_are_known_by_where_they_come_from(text: str, body: str) -> None:
    (review,) = extract_facts(Article("Leeds children's services", (text,)), published=date(2023, 7, 1)).peer_reviews
    assert (review.authority, review.body, review.held) == ("Leeds", body, "2023-05")


def test_what_reviewers_liked_and_asked_for_is_counted_by_other_words() -> None:
    text = (
        "An LGA peer review of Leeds children's services was held in May 2023.",
        "The team, under Dr Gwen Harker, found four areas of good practice and made six points for consideration.",
    )
    (review,) = extract_facts(Article("Leeds reviewed", text), published=date(2023, 7, 1)).peer_reviews
    assert (review.lead, review.strengths, review.recommendations) == ("Gwen Harker", 4, 6)


def test_peer_reviews_in_general_are_none() -> None:
    text = "Leeds City Council makes excellent use of research, best practice and peer reviews."
    assert extract_facts(Article("Leeds children's services", (text,))).peer_reviews == ()
