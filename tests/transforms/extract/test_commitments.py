"""What an authority undertakes to do."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.article import Article
from transforms.extract.commitments import find_commitments
from transforms.extract.document import read_document
from transforms.facts import Commitment

SPEAKER = "Cllr Ada Quill, Medway Council's cabinet member for children, said: "


def commitments(*paragraphs: str) -> list[Commitment]:
    article = Article("Medway Council's children's services", paragraphs, None, date(2024, 3, 22))
    return find_commitments(read_document(article))


@pytest.mark.parametrize(
    ("words", "category", "amount", "deadline"),
    [
        ("We will publish our improvement plan by the end of May.", "improvement_plan", None, "2024-05"),
        ("We'll put a further £2.5m into early help next year.", "funding", 2_500_000, "2025"),
        ("We are recruiting 30 permanent social workers.", "recruitment", None, None),
        ("I give my word that this service will be rated good by 2026.", "general_pledge", None, "2026"),
        ("We have agreed to set up a scrutiny board.", "governance", None, None),
        ("New guidance will be in place by 30 April.", "service_change", None, "2024-04-30"),
        ("There will be no cuts to early help.", "funding", None, None),
        ("We are going to review every case by Christmas.", "review", None, "2024-12"),
    ],
)
def test_reads_what_is_said(words: str, category: str, amount: int | None, deadline: str | None) -> None:
    (row,) = commitments(f"{SPEAKER}“{words}”")
    assert (row.by, row.speaker_role) == ("Ada Quill", "lead_member")
    assert (row.category, row.amount_gbp) == (category, amount)
    assert deadline is None or (row.deadline or "").startswith(deadline[:7])


@pytest.mark.parametrize(
    "sentence",
    [
        "Medway Council will open two new children's homes.",
        "Medway Council has pledged to protect its children.",
        "Medway Council plans to recruit 20 social workers.",
        "An improvement board will be set up.",
        "The government will fund a second year of support.",
        "The council has set aside £3 million for placements.",
        "Cllr Ada Quill said the council would publish its plan in May.",
    ],
)
def test_reads_what_is_told(sentence: str) -> None:
    assert len(commitments(sentence)) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        'Inspectors said: "Leaders must act and will need to improve plans."',
        '"The council will have to publish a plan," says the report.',
        "Ofsted will return within six months.",
        "Inspectors will carry out monitoring visits.",
        "The full report will be published next month.",
        SPEAKER + "“I would like to thank our staff, and I am sorry.”",
        SPEAKER + "“We have put in £3m since the inspection.”",
        SPEAKER + "“It will take time, and you will see a difference.”",
        SPEAKER + "“If this were a school, the head would be gone.”",
        SPEAKER + "“Our staff are committed to their work.”",
        "A government-appointed commissioner will work with Medway Council.",
        'Labour group leader Hal Pym said: "We will scrap the board."',
        "Managers should make sure that plans are checked.",
        "To foster with us, sign up for our newsletter; we will send it every month.",
    ],
)
def test_reads_no_undertaking(sentence: str) -> None:
    assert commitments(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "category"),
    [
        ("Medway Council will review progress against its improvement plan every month.", "review"),
        ("Medway Council will open three homes at a cost of £4.2m.", "service_change"),
        ("The improvement plan will be sent to Ofsted by Medway Council.", "improvement_plan"),
        ("Medway Council hopes to appoint a new director in May.", "recruitment"),
        ("Medway Council has agreed to look into joining a regional framework.", "general_pledge"),
        ("Medway Council has committed a £2million investment to fostering.", "funding"),
        ("A second team of managers is being recruited by Medway Council.", "recruitment"),
    ],
)
def test_the_deed_decides_the_category(sentence: str, category: str) -> None:
    assert [row.category for row in commitments(sentence)] == [category]


@pytest.mark.parametrize(
    "sentence",
    [
        "Cllr Ned Shaw will be replaced as cabinet member for children by Cllr Ada Quill of Medway Council.",
        "Una Fife will take up the role of director at Medway Council in June.",
        "Medway Council's plan to improve children's services is not good enough.",
        "The cost of the search will be added to if Medway Council uses an agency.",
        "Recruiting more staff will bring down caseloads at Medway Council.",
        "The children's service is being run by a neighbour of Medway Council's.",
    ],
)
def test_changes_of_post_and_effects_are_no_undertakings(sentence: str) -> None:
    assert commitments(sentence) == []


def test_the_day_of_a_decision_is_no_deadline() -> None:
    (row,) = commitments("Medway Council will open two homes by June, its cabinet agreed on Friday.")
    assert row.deadline == "2024-06"


def test_two_undertakings_of_a_sentence_are_two_rows() -> None:
    rows = commitments(f"{SPEAKER}“We will open a second hub in May, and we'll publish the plan by July.”")
    assert [row.deadline for row in rows] == ["2024-05", "2024-07"]
    assert len({(row.evidence.start, row.evidence.end) for row in rows}) == 1


def test_two_sums_in_two_terms_are_two_rows() -> None:
    rows = commitments("The council will spend £3m on homes and a further £1.5m on social workers.")
    assert [row.amount_gbp for row in rows] == [3_000_000, 1_500_000]


def test_reads_a_list_of_undertakings() -> None:
    rows = commitments(
        "Medway Council has agreed measures including:", "• Setting up a board;", "• Hiring six managers."
    )
    assert [row.category for row in rows] == ["governance", "recruitment"]


def test_a_list_of_recommendations_is_none() -> None:
    assert commitments("Inspectors found the council should take these steps:", "• Setting up a board;") == []


def test_a_headline_only_announces() -> None:
    article = Article("Medway Council will open two homes", ("Nothing else is known.",), None, date(2024, 3, 22))
    assert find_commitments(read_document(article)) == []


def test_evidence_is_the_sentence() -> None:
    article = Article("Medway news", ("All is well. Medway Council will open two new children's homes.",))
    document = read_document(article)
    (row,) = find_commitments(document)
    assert document.text[row.evidence.start : row.evidence.end].startswith("Medway Council will open")
    assert row.evidence.rule == "commitments.will"


FIRST = st.sampled_from(["We will", "We'll", "We are going to", "We have pledged to", "Medway Council will"])
DEED = st.sampled_from(["open two hubs", "recruit ten managers", "publish a plan", "invest £2m in homes"])
WHEN = st.sampled_from(["", " by the end of May", " next year", " by 30 June"])
MARKS = st.sampled_from([("“", "”"), ('"', '"'), ("‘", "’")])


@settings(max_examples=60, deadline=None)
@given(first=FIRST, deed=DEED, when=WHEN, marks=MARKS, apostrophe=st.sampled_from(["'", "’"]))
def test_marks_change_no_fact(first: str, deed: str, when: str, marks: tuple[str, str], apostrophe: str) -> None:
    def facts(left: str, right: str, mark: str) -> list[tuple[str | None, str, int | None, str | None]]:
        words = f"{SPEAKER}{left}{first} {deed}{when}.{right}".replace("'", mark)
        return [(row.by, row.category, row.amount_gbp, row.deadline) for row in commitments(words)]

    assert facts(*marks, apostrophe) == facts("“", "”", "'")
    assert len(facts(*marks, apostrophe)) == 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_error(text: str) -> None:
    for row in commitments(text):
        assert row.evidence.start < row.evidence.end
