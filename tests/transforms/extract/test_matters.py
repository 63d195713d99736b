"""Whether an intervention or a change of leader is news of a text or its background."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract import extract_facts

VERDICT = (
    "Ofsted has rated children's services at Dudley Council as requires improvement to be good in a report out today.",
    "Inspectors who spent a fortnight in the borough in June saw social workers who knew their children well.",
    "They also saw plans that said little about what would change for a family, or by when it would have to.",
    "Families told them that telephone calls were returned and that meetings were held at hours which suited parents.",
    "Foster carers said that training had become easier to get to, though some of it still took place far away.",
    "Schools were glad of a new telephone number on which a social worker answers questions before a referral is made.",
)
TITLE = "Dudley's children's services require improvement, says Ofsted"


def kinds(*more: str, title: str = TITLE, text: tuple[str, ...] = VERDICT) -> set[str]:
    return set(extract_facts(Article(title, (*text, *more)), published=date(2019, 7, 20)).kinds)


def test_a_verdict_alone_is_neither() -> None:
    assert kinds() == {"inspection_result"}


@pytest.mark.parametrize(
    "news",
    [
        "The minister wrote to Dudley Council on Friday to say that the improvement notice has been lifted.",
        "The Secretary of State has now revoked the direction to Dudley Council.",
    ],
)
def test_an_intervention_that_ends_is_news_however_far_down(news: str) -> None:
    assert "intervention" in kinds(news)


@pytest.mark.parametrize(
    "background",
    [
        "Dudley Council has been under an improvement notice since 2017.",
        "A commissioner was sent to Dudley in 2014 and left the council two years later.",
        "The improvement notice that Dudley Council was given in 2013 was lifted in 2015.",
    ],
)
def test_one_step_of_long_ago_is_background(background: str) -> None:
    assert "intervention" not in kinds(background)


def test_steps_told_one_after_the_other_are_news() -> None:
    steps = (
        "The Department for Education issued a statutory direction to Dudley Council in March 2018.",
        "Ministers appointed Edna Pargeter as commissioner for children's services in Dudley in May 2018.",
        "The Department for Education issued an improvement notice to Dudley Council in February 2017.",
    )
    assert "intervention" in kinds(*steps)


def test_one_who_goes_and_one_who_minds_the_shop_are_news_however_far_down() -> None:
    going = "Joan Tipton, director of children's services at Dudley Council, will retire in October."
    coming = "Amit Rowley has been appointed interim director of children's services at Dudley from November."
    assert "leadership_change" in kinds(going, coming)


@pytest.mark.parametrize(
    "background",
    [
        "Joan Tipton, who was appointed director of children's services at Dudley in 2016, welcomed the report.",
        "Joan Tipton succeeded Ann Netherton as director of children's services at Dudley in 2016.",
        "Joan Tipton, director of children's services at Dudley, said that the work went on.",
    ],
)
def test_how_a_director_once_came_is_background(background: str) -> None:
    assert "leadership_change" not in kinds(background)


def test_one_person_who_comes_and_goes_is_no_more_than_one_who_goes() -> None:
    told = (
        "Joan Tipton was appointed director of children's services at Dudley in 2012.",
        "Joan Tipton left her post as director of children's services at Dudley in 2015.",
    )
    assert "leadership_change" not in kinds(*told)


@pytest.mark.parametrize("ended", ["has been lifted", "was lifted this week"])
def test_an_intervention_that_ends_with_better_grades_is_progress(ended: str) -> None:
    text = (
        f"The improvement notice given to Dudley Council in 2017 {ended}, the Department for Education said.",
        "The step was not expected before the autumn, when the department would have looked at the council once more.",
        "The council's leader said that there was no time to rest and that much still had to be done for families.",
        "Ofsted rated the council's children's services as requires improvement in November 2018.",
    )
    found = kinds(title="Minister tells Dudley that its work has paid off", text=text)
    assert {"intervention", "improvement_progress"} <= found


PAPER = (
    "Dudley Council",
    "Select Committee for Children",
    "The director told members how the work that began after the inspection of 2016 had gone on since the winter.",
    "Two of the nine aims had not been met, because posts for social workers in child protection stood empty.",
    "RESOLVED",
)


@pytest.mark.parametrize(
    "title",
    ["Children's services improvement: report for the third quarter", "Improvement board update", "Progress on"],
)
def test_a_paper_whose_title_says_so_follows_progress(title: str) -> None:
    assert kinds(title=title, text=PAPER) == {"committee_report", "improvement_progress"}


def test_a_line_that_names_the_meeting_and_what_it_resolved_make_a_paper() -> None:
    assert "committee_report" in kinds(title="Item 7", text=PAPER)
    assert "committee_report" not in kinds(title="Item 7", text=PAPER[:-1])


def test_partners_of_one_trust_are_no_round_up() -> None:
    text = (
        "Northamptonshire Children's Trust works for North Northamptonshire Council and West Northamptonshire Council.",
        "Both North Northamptonshire and West Northamptonshire were rated good for children's services by Ofsted.",
        "Services of Northamptonshire County Council, which is no more, had been inadequate in 2019.",
    )
    article = Article("Northamptonshire trust is good, says Ofsted", text)
    facts = extract_facts(article, published=date(2023, 2, 1))
    assert facts.subjects == ("North Northamptonshire", "West Northamptonshire")
    assert "round_up" not in facts.kinds


def test_a_council_that_is_no_more_stays_a_subject_while_it_is_there() -> None:
    text = (
        "Northamptonshire County Council hands its children's services to a trust on Sunday, ministers have said.",
        "North Northamptonshire and West Northamptonshire will own the trust once the county council is wound up.",
    )
    facts = extract_facts(Article("Trust for Northamptonshire", text), published=date(2020, 10, 30))
    assert "Northamptonshire" in facts.subjects


def test_a_commissioner_now_sent_and_a_director_who_leaves_are_news_below_a_verdict() -> None:
    told = (
        "Ofsted has rated children's services at Dudley Council inadequate overall, it was said on Friday.",
        *VERDICT[1:3],
        "It is now confirmed that a commissioner appointed by the Department for Education will work with the council.",
        "Its director of children's services, Joan Marsh, has announced that she is leaving the council.",
        *VERDICT[3:],
    )
    found = kinds(title="Dudley's children's services inadequate, says Ofsted", text=told)
    assert found == {"inspection_result", "intervention", "leadership_change"}
