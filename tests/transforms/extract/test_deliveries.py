"""What is reported done of what councils undertake, and what only sounds like it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.article import Article
from transforms.data import read_yaml
from transforms.extract import explain_facts, extract_facts
from transforms.extract.deliveries import find_deliveries
from transforms.extract.delivery_deeds import FILE
from transforms.extract.document import read_document
from transforms.extract.worded import phrases
from transforms.facts import Delivery, SourceKind

DAY = date(2024, 3, 22)
SPEAKER = "Cllr Ada Quill, Medway Council's cabinet member for children, said: "
OPENING = "Medway Council's children's services were rated inadequate by Ofsted last summer."


def article(*paragraphs: str) -> Article:
    return Article("Medway Council's children's services", paragraphs, None, DAY)


def deliveries(*paragraphs: str, source_kind: SourceKind = "local_press") -> list[Delivery]:
    return find_deliveries(read_document(article(*paragraphs), source_kind=source_kind))


@pytest.mark.parametrize(
    ("sentence", "category", "amount"),
    [
        ("The council has now recruited 40 social workers.", "recruitment", None),
        ("Medway Council has hired 12 more practitioners since the autumn.", "recruitment", None),
        ("Medway has taken on six newly qualified social workers.", "recruitment", None),
        ("The authority has filled all of its vacant posts.", "recruitment", None),
        ("Twenty permanent social workers have been recruited.", "recruitment", None),
        ("In January, 17 new foster carers were recruited.", "recruitment", None),
        ("The council recruited 25 extra social workers in the winter.", "recruitment", None),
        ("An improvement board has been set up.", "governance", None),
        ("A scrutiny panel, with members of every party, has been established.", "governance", None),
        ("The council responded within a week and set up an improvement board.", "governance", None),
        ("The council said it had set up a working group of councillors and officers.", "governance", None),
        ("The improvement plan was published in March.", "improvement_plan", None),
        ("Its improvement plan has been submitted to the Department for Education.", "improvement_plan", None),
        ("The council has published its action plan.", "improvement_plan", None),
        ("The council, which has rewritten its improvement plan, met on Tuesday.", "improvement_plan", None),
        ("The director of children's services has carried out a review of every case.", "review", None),
        ("A peer review has been commissioned.", "review", None),
        ("The trust has opened two children's homes.", "service_change", None),
        ("A children's home has opened in Rainham.", "service_change", None),
        ("The council has launched a social work academy.", "service_change", None),
        ("The department has cleared the backlog of assessments.", "service_change", None),
        ("A new duty team was created in the spring.", "service_change", None),
        ("The council has invested an extra £1.5m in children's services.", "funding", 1_500_000),
        ("The £2m promised last year was spent on early help.", "funding", 2_000_000),
        ("An additional £900,000 has been put into fostering.", "funding", 900_000),
        ("The cabinet has ploughed £3m into social work.", "funding", 3_000_000),
        ("Cllr Ada Quill, the cabinet member for children, has set up an improvement board.", "governance", None),
    ],
)
def test_reads_what_is_reported_done(sentence: str, category: str, amount: int | None) -> None:
    (row,) = deliveries(OPENING, sentence)

    assert (row.authority, row.category, row.amount_gbp) == ("Medway", category, amount)
    assert article(OPENING, sentence).text[row.evidence.start : row.evidence.end] == sentence


@pytest.mark.parametrize(
    "words",
    [
        "We have recruited 30 permanent social workers.",
        "We've opened a second children's home.",
        "We have put in £3m since the inspection.",
        "Since then we set up an improvement board.",
        "Caseloads are down because we hired 20 more social workers.",
    ],
)
def test_reads_what_the_council_says_of_itself(words: str) -> None:
    assert len(deliveries(OPENING, f"{SPEAKER}“{words}”")) == 1


@pytest.mark.parametrize(
    ("sentence", "categories"),
    [
        ("The council has hired 20 social workers and opened two children's homes.", ["recruitment", "service_change"]),
        (
            "It has been a busy year for the council, which has refreshed its improvement plan and set up a board.",
            ["improvement_plan", "governance"],
        ),
    ],
)
def test_one_sentence_may_report_two_things(sentence: str, categories: list[str]) -> None:
    assert [one.category for one in deliveries(OPENING, sentence)] == categories


@pytest.mark.parametrize(
    "sentence",
    [
        # ahead, wanted or asked
        "The council will recruit 40 social workers.",
        "The council has pledged to recruit 40 social workers.",
        "The council hopes to have recruited 40 social workers by May.",
        "The council should have recruited 40 social workers.",
        "By May the council will have opened two children's homes.",
        "An improvement board is being set up.",
        "An improvement board is to be set up.",
        "The council is recruiting 40 social workers.",
        "The council plans to publish its improvement plan.",
        "Has the council recruited 40 social workers?",
        "Members asked whether the council had set up an improvement board.",
        # denied, doubted or only partly so
        "The council has not recruited more social workers.",
        "The council has yet to set up an improvement board.",
        "The council never published its improvement plan.",
        "The council failed to publish its improvement plan and recruited no more social workers.",
        "No new social workers have been recruited.",
        "The council has only recruited three more social workers.",
        "The council has recruited 12 of the 40 social workers it promised.",
        "Half of the improvement plan has been delivered.",
        "The critics denied that the council had opened a new children's home.",
        # on a condition, or the time of something else
        "If the council had recruited 40 social workers, few would have left.",
        "Once an improvement board has been set up, ministers will decide.",
        "Until the council has recruited 40 social workers, little will change.",
        "Officers left after the council set up an improvement board.",
        # by somebody else
        "Ofsted has published its report.",
        "The government has set up an improvement board.",
        "The improvement plan was published by ministers.",
        "The hospital trust has recruited 40 more support workers.",
        "Kent Police has set up a child protection team.",
        "The charity has opened a children's home.",
        "A private children's home has opened in Rainham.",
        "Another council has recruited 40 extra social workers.",
        "The chief executive of the charity has hired 20 more family workers.",
        "The opposition has set up a working group.",
        # no undertaking, or nothing new
        "The council has appointed Ann Lee as its director of children's services.",
        "The council has recruited social workers for decades.",
        "The council has taken on 20 agency social workers.",
        "The council has spent £2m on agency staff.",
        "The council has spent £4m on placements.",
        "The council has invested £9m in a shopping centre.",
        "The council has cut £2m from early help.",
        "The council has spent an extra £5m on children's services because of rising demand.",
        "The council has recruited 30 more adult social workers.",
        "The council has strengthened practice.",
        "The council has agreed £2m for early help.",
        "The inspection report was published in May.",
        "The council was told its improvement plan published too many targets.",
        "Leaders have spent a long time on the improvement plan.",
        # long ago
        "In 2015 the council set up an improvement board.",
        "Back in 2019, 40 new social workers were recruited.",
        # by inspectors of practice, and by opponents
        "Inspectors said the council had recruited more social workers.",
        "Ofsted's letter says that the council has set up an improvement board.",
        "Labour group leader Cllr Tom Reed said: “The council has opened two children's homes and closed four.”",
        "Children's minister Jo Vance said: “We have set up an improvement board.”",
        "Unison's Pat Marsh said: “We have recruited 40 new support workers as members.”",
    ],
)
def test_drops_what_nobody_did_or_others_did_or_is_no_undertaking(sentence: str) -> None:
    assert deliveries(OPENING, sentence) == []


def test_a_headline_reports_nothing_of_its_own() -> None:
    assert find_deliveries(read_document(Article("Medway Council has recruited 40 social workers", (OPENING,)))) == []


def test_we_is_the_council_on_its_own_page() -> None:
    sentence = "We have implemented a two-year improvement plan."

    assert len(deliveries(OPENING, sentence, source_kind="council")) == 1
    assert deliveries(OPENING, sentence) == []


def test_a_thing_done_is_of_the_authority_that_did_it() -> None:
    found = find_deliveries(
        read_document(
            Article(
                "Kent and Medway councils try to improve children's services",
                (
                    "Kent County Council and Medway Council have both been told by Ofsted to improve.",
                    "Kent County Council has recruited 40 more social workers.",
                    "Medway Council has opened a children's home.",
                ),
                None,
                DAY,
            )
        )
    )
    assert [(one.authority, one.category) for one in found] == [("Kent", "recruitment"), ("Medway", "service_change")]


def test_a_sentence_reports_a_thing_once() -> None:
    sentence = "The council has recruited 20 more social workers and hired ten more practitioners."

    assert len(deliveries(OPENING, sentence)) == 1


def test_what_is_done_stands_beside_what_is_undertaken() -> None:
    facts = extract_facts(
        article(OPENING, "The council has set up an improvement board, and will recruit 40 managers.")
    )

    assert [one.category for one in facts.deliveries] == ["governance"]
    assert [one.category for one in facts.commitments] == ["recruitment"]


def test_a_story_of_other_services_reports_nothing() -> None:
    told = Article("New bins", ("Medway Council has published its action plan for bins.",), None, DAY)

    assert extract_facts(told).deliveries == ()


def test_an_explanation_says_why_a_thing_is_reported_done_and_why_not() -> None:
    explanation = explain_facts(
        article(OPENING, "The council has opened two children's homes.", "Ministers have set up an improvement board.")
    )
    told = [one for one in explanation.considered if one.kind == "delivery"]

    assert [(one.outcome, one.words) for one in told] == [("taken", "has opened"), ("dropped", "have set up")]
    assert [ground.about for ground in told[0].grounds] == ["rule", "words", "authority", "confidence"]
    assert told[1].reason == "done, but not by the council, its trust or an office-holder"


def test_every_list_of_the_data_file_holds_phrases_and_every_kind_of_verb_its_things() -> None:
    lists = set(read_yaml(FILE)) - {"verbs"}

    assert all(phrases(FILE, name) for name in lists)
    assert set(read_yaml(FILE)["verbs"]) - {"money"} <= lists


PIECES = (
    "The council",
    "has",
    "have been",
    "recruited",
    "set up",
    "40",
    "new",
    "social workers",
    "an improvement board",
)
MARKS = (
    ",",
    ".",
    "and",
    "which",
    "it",
    "not",
    "£2m",
    "spent",
    "in",
    "by",
    "“",
    "”",
    "if",
    "\u2019",
    "plan",
    "published",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES + MARKS), max_size=40))
def test_any_jumble_of_words_gives_rows_of_its_own_text(words: list[str]) -> None:
    told = article(OPENING, " ".join(words))

    for row in find_deliveries(read_document(told)):
        assert 0 <= row.evidence.start < row.evidence.end <= len(told.text)
        assert row.authority == "Medway"


def test_a_long_jumble_takes_no_longer_than_its_length_asks() -> None:
    words = "The council has recruited 40 of the new, which it has set up and published, social workers " * 400

    assert isinstance(deliveries(OPENING, words), list)
