"""Steps of government intervention: every way of telling them, and what only looks like one."""

import os
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from transforms.article import Article
from transforms.clean import clean_html
from transforms.extract.document import Document, read_document
from transforms.extract.interventions import find_interventions
from transforms.facts import Intervention

TITLE = "Sandwell children's services: Ofsted report"
OPENING = (
    "Sandwell council's children's services were inspected by Ofsted. The Department for Education has read the report."
)

SENTENCES = YAML(typ="safe").load(Path(__file__).with_name("intervention_sentences.yaml"))
FALSE_FRIENDS: list[str] = SENTENCES.pop("no_steps")
TELLING: list[tuple[str, list[str]]] = [(one["says"], one["steps"]) for about in SENTENCES.values() for one in about]


def document(*paragraphs: str, title: str = TITLE, published: date | None = date(2024, 6, 10)) -> Document:
    return read_document(Article(title, (OPENING, *paragraphs)), published=published)


def told(rows: list[Intervention]) -> list[str]:
    return sorted(f"{row.type} {row.when}" + (f": {row.person}" if row.person else "") for row in rows)


@pytest.mark.parametrize(
    ("sentence", "steps"),
    TELLING,
)
def test_step_is_read_with_standing_and_person(sentence: str, steps: list[str]) -> None:
    assert told(find_interventions(document(sentence))) == sorted(steps)


@pytest.mark.parametrize("sentence", FALSE_FRIENDS)
def test_false_friend_is_no_step(sentence: str) -> None:
    assert find_interventions(document(sentence)) == []


@pytest.mark.parametrize(("sentence", "steps"), TELLING[::8])
def test_quote_style_and_capitals_of_the_heading_change_nothing(sentence: str, steps: list[str]) -> None:
    curly = sentence.replace("'", "\u2019")
    assert told(find_interventions(document(curly, title=TITLE.upper()))) == sorted(steps)


@pytest.mark.parametrize(("by_name", "rows"), [("", 0), (", Marta Quill,", 1)])
def test_a_commissioner_without_name_or_day_counts_only_where_the_story_opens_with_it(by_name: str, rows: int) -> None:
    sentence = f"The Department for Education sent in a commissioner{by_name} to help."
    page = document("The report was long.", "It has many pages.", "Parents read it.", sentence)
    assert len(find_interventions(page)) == rows


def test_a_commissioner_told_in_the_perfect_is_news_wherever_it_stands() -> None:
    sentence = "The Department for Education has appointed a commissioner, who will report in the spring."
    page = document("The report was long.", "It has many pages.", "Parents read it.", sentence)
    assert told(find_interventions(page)) == ["commissioner_appointed current"]


def test_they_are_no_single_commissioner() -> None:
    page = document("The government has appointed a commissioner after services had declined: they had gone from good.")
    assert told(find_interventions(page)) == ["commissioner_appointed current"]


def test_the_trust_is_the_one_named_last() -> None:
    page = document("Hillside Academy Trust runs the school.", "The trust will run the nursery, the council said.")
    assert find_interventions(page) == []


def test_evidence_is_the_sentence_that_tells_it() -> None:
    sentence = "The Department for Education has appointed Marta Quill as commissioner for children's services."
    page = document("The report was long.", sentence, "Nothing else was said.")
    (row,) = find_interventions(page)
    assert page.text[row.evidence.start : row.evidence.end] == sentence
    assert row.evidence.rule == "intervention_commissioner_appointed"
    assert 0.5 < row.evidence.confidence <= 1


def test_a_grade_that_has_gone_down_ends_no_commissioner() -> None:
    page = document(
        "Ministers have appointed a commissioner for Sandwell after finding that services had gone from good to poor.",
        "The commissioner will start once the director, who was ill, has left.",
        title="Commissioner sent in as council goes from good to inadequate",
    )
    assert told(find_interventions(page)) == ["commissioner_appointed current"]


def test_end_makes_the_beginning_past() -> None:
    page = document(
        "The DfE served an improvement notice on the council in 2022.",
        "That notice has now been lifted, ministers said.",
    )
    assert told(find_interventions(page)) == ["improvement_notice_issued previous", "improvement_notice_lifted current"]


def test_later_direction_takes_the_place_of_the_earlier_one() -> None:
    page = document(
        "A statutory direction was issued to the council on 9 May 2023.",
        "A revised direction was issued on 4 March 2024 and replaces it.",
    )
    assert told(find_interventions(page)) == ["direction_issued current", "direction_issued previous"]


def test_name_in_the_next_sentence_belongs_to_the_commissioner() -> None:
    page = document(
        "The government has sent in a commissioner. Marta Quill, a former director, will oversee the service."
    )
    assert told(find_interventions(page)) == ["commissioner_appointed current: Marta Quill"]


def test_minister_is_not_taken_for_the_commissioner() -> None:
    page = document("Education Secretary Petra Holm has appointed a commissioner, the council said.")
    assert told(find_interventions(page)) == ["commissioner_appointed current"]


def test_successor_stays_when_the_first_commissioner_has_gone() -> None:
    page = document(
        "The DfE's commissioner, Owen Pratt, was appointed in March 2022 and has now left.",
        "The role of the government commissioner has been filled by Marta Quill.",
    )
    rows = {(row.type, row.when) for row in find_interventions(page)}
    assert rows == {
        ("commissioner_ended", "current"),
        ("commissioner_appointed", "previous"),
        ("commissioner_appointed", "current"),
    }


def test_list_gives_each_authority_its_row() -> None:
    page = document("The DfE has appointed commissioners in Norfolk, Torbay and Sunderland.")
    assert {row.authority for row in find_interventions(page)} == {"Norfolk", "Torbay", "Sunderland"}


@pytest.mark.parametrize(
    "sentence",
    [
        "The DfE has appointed the former Leeds director of children's services, Marta Quill, as its commissioner.",
        "Marta Quill from Leeds City Council has been appointed children's services commissioner by the DfE.",
        "The DfE has sent in a commissioner from Leeds.",
        "Sandwell will work with Leeds after a government commissioner, Marta Quill, was sent in.",
        "As happened in Doncaster and Slough, the government has sent in a commissioner.",
    ],
)
def test_where_a_commissioner_comes_from_is_not_where_he_goes(sentence: str) -> None:
    assert {row.authority for row in find_interventions(document(sentence))} == {"Sandwell"}


def test_trust_of_several_authorities_gives_each_its_row() -> None:
    page = read_document(
        Article("Ofsted report", ("Northamptonshire Children's Trust was set up in 2020 to run children's services.",)),
        published=date(2022, 11, 25),
    )
    assert {row.authority for row in find_interventions(page)} == {"North Northamptonshire", "West Northamptonshire"}


def test_services_that_join_a_trust_of_others_are_their_own_councils() -> None:
    page = read_document(
        Article(
            "Windsor and Maidenhead", ("The borough's services will transfer to Achieving for Children in April.",)
        ),
        published=date(2017, 1, 9),
    )
    assert [(row.authority, row.when) for row in find_interventions(page)] == [("Windsor and Maidenhead", "proposed")]


def test_commissioner_told_of_in_the_present_is_still_there_years_on() -> None:
    page = document(
        "Ministers appointed a commissioner for the service in March 2022.",
        "The council is working closely with the DfE's commissioner.",
    )
    assert told(find_interventions(page)) == ["commissioner_appointed current"]


def test_best_value_commissioners_are_for_the_whole_council() -> None:
    page = document("The communities secretary sent commissioners into the council in March under best-value powers.")
    (row,) = find_interventions(page)
    assert (row.type, row.remit) == ("commissioner_appointed", "whole_council")


def test_police_commissioner_elsewhere_does_not_make_one() -> None:
    page = document(
        "The police and crime commissioner, Jane Holt, gave money.", "Commissioner Holt will work with the council."
    )
    assert find_interventions(page) == []


def test_text_about_something_else_has_no_rows() -> None:
    page = read_document(Article("Traffic", ("The council was served with an improvement notice over its lorries.",)))
    assert find_interventions(page) == []


@given(st.lists(st.sampled_from([sentence for sentence, _ in TELLING] + FALSE_FRIENDS), max_size=6))
def test_rows_always_stand_in_the_text(sentences: list[str]) -> None:
    page = document(*sentences)
    for row in find_interventions(page):
        evidence = page.text[row.evidence.start : row.evidence.end]
        assert evidence == evidence.strip()
        assert evidence
        assert row.authority in {"Sandwell", *(mention.authority for mention in page.mentions)}


@pytest.mark.skipif("INSPECTION_WATCH_SHARED" not in os.environ, reason="needs the labelled articles")
def test_no_commissioner_is_invented_in_the_labelled_seeds() -> None:
    folder = Path(os.environ["INSPECTION_WATCH_SHARED"]) / "seeds"
    rows = [
        asdict(row)
        for page in sorted(folder.glob("*.html"))
        for row in find_interventions(read_document(clean_html(page.read_text(encoding="utf-8"))))
    ]
    assert [(row["authority"], row["type"]) for row in rows] == [("North East Lincolnshire", "commissioner_appointed")]


def test_end_is_told_of_the_commissioner_by_pronoun_or_surname() -> None:
    page = document(
        "The government sent in a commissioner, Marta Quill, in 2019.",
        "On her advice the service stayed with the council. Her work came to an end in 2021.",
    )
    assert told(find_interventions(page)) == [
        "commissioner_appointed previous: Marta Quill",
        "commissioner_ended previous: Marta Quill",
    ]
    page = document(
        "The DfE's commissioner, Marta Quill, praised staff in May.", "The board met.", "Quill has resigned."
    )
    assert told(find_interventions(page)) == [
        "commissioner_appointed previous: Marta Quill",
        "commissioner_ended current: Marta Quill",
    ]


def test_successor_to_be_named_is_proposed() -> None:
    page = document(
        "The DfE's commissioner, Marta Quill, has resigned.",
        "Ministers said that a successor would be named within weeks.",
    )
    assert "commissioner_appointed proposed" in told(find_interventions(page))


@pytest.mark.parametrize(
    ("paragraphs", "steps"),
    [
        (
            ("Two best-value commissioners, Marta Quill and Owen Pratt, have run the council's finances since 2023.",),
            ["commissioner_appointed current: Marta Quill", "commissioner_appointed current: Owen Pratt"],
        ),
        (
            (
                "Marta Quill was sent in as commissioner by the DfE in May 2021.",
                "A second commissioner, Owen Pratt, has steered the service since.",
            ),
            ["commissioner_appointed current: Owen Pratt", "commissioner_appointed previous: Marta Quill"],
        ),
        (
            (
                "The DfE's commissioner is Marta Quill.",
                "Best-value commissioners, led by Owen Pratt, run the finances.",
            ),
            ["commissioner_appointed current: Marta Quill", "commissioner_appointed current: Owen Pratt"],
        ),
    ],
)
def test_each_commissioner_named_has_a_row(paragraphs: tuple[str, ...], steps: list[str]) -> None:
    assert told(find_interventions(document(*paragraphs))) == steps


def test_direction_takes_the_place_of_the_notice() -> None:
    page = document(
        "The council was served with an improvement notice in July 2023.",
        "The notice then fell away and was replaced by a statutory direction in March 2024.",
    )
    assert told(find_interventions(page)) == ["direction_issued current", "improvement_notice_issued previous"]


def test_second_notice_had_a_first() -> None:
    page = document("Ministers have served a second improvement notice on the council.")
    assert told(find_interventions(page)) == ["improvement_notice_issued current", "improvement_notice_issued previous"]


def test_end_told_by_the_way_is_past() -> None:
    page = document(
        "The council has a new director.",
        "She starts in July. She was chosen on 3 June.",
        "Members were pleased. They thanked staff.",
        "The government direction under which the council had worked was revoked in January.",
    )
    assert told(find_interventions(page)) == ["direction_issued previous", "direction_revoked previous"]


def test_what_is_yet_to_end_is_still_there() -> None:
    page = document(
        "The Secretary of State issued a direction to the council in September 2021.",
        "The minister has said that the direction will be revoked in the autumn.",
    )
    assert told(find_interventions(page)) == ["direction_issued current", "direction_revoked proposed"]


def test_the_notice_is_that_of_the_council_named_with_it() -> None:
    page = read_document(
        Article(
            "Torbay and Norfolk",
            (
                "Torbay and Norfolk were inspected by Ofsted. Norfolk's children's services are good.",
                "In Torbay the DfE issued an improvement notice in 2021. That notice was lifted yesterday.",
                "Torbay and Norfolk will work together.",
            ),
        ),
        published=date(2024, 6, 10),
    )
    assert {(row.authority, row.type) for row in find_interventions(page)} == {
        ("Torbay", "improvement_notice_issued"),
        ("Torbay", "improvement_notice_lifted"),
    }


def test_time_told_before_carries_on() -> None:
    page = document(
        "Ofsted found the council inadequate in 2016. Later that year ministers issued an improvement notice."
    )
    assert told(find_interventions(page)) == ["improvement_notice_issued previous"]


def test_what_is_merely_named_adds_nothing_to_what_is_told() -> None:
    page = document(
        "The DfE lifted the improvement notice last week.", "The improvement notice had been hard on staff."
    )
    assert told(find_interventions(page)) == ["improvement_notice_issued previous", "improvement_notice_lifted current"]


def test_commissioner_of_the_days_told_before_is_no_news() -> None:
    page = document(
        "Ofsted found it inadequate in 2016. Ministers were alarmed. A commissioner, Marta Quill, came to look."
    )
    assert told(find_interventions(page)) == ["commissioner_appointed previous: Marta Quill"]
    page = document("A government commissioner had been in place until the trust was founded.")
    assert "commissioner_appointed current" not in told(find_interventions(page))


def test_his_replacement_is_not_the_commissioners() -> None:
    page = document(
        "The DfE's commissioner met the director, who retires in May.",
        "Interviews for his replacement will be held in June.",
    )
    assert told(find_interventions(page)) == ["commissioner_appointed current"]


def test_trust_called_by_its_name_is_there_unless_somebody_only_works_for_it() -> None:
    assert told(find_interventions(document("Sandwell Children's Trust was inspected in May."))) == [
        "trust_established current"
    ]
    assert find_interventions(document("The director of Sandwell Children's Trust said so.")) == []
