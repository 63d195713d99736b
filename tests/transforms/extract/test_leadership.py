"""Comings and goings in the posts that lead children's services."""

from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from transforms.article import Article
from transforms.extract.document import read_document
from transforms.extract.leadership import find_leadership

DCS = "director_of_childrens_services"
POSTS = {
    DCS: "director",
    "chief_executive": "chief executive",
    "lead_member": "lead member",
    "council_leader": "leader",
}
SENTENCES = YAML(typ="safe").load(Path(__file__).with_name("leadership_sentences.yaml").read_text("utf-8"))


def events(*paragraphs: str) -> list[tuple[str, str | None, str]]:
    article = Article("Medway Council's children's services", paragraphs, None, date(2024, 3, 22))
    return [(row.role, row.person, row.event) for row in find_leadership(read_document(article))]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Medway Council has appointed Una Fife as its new director of children's services.",
            (DCS, "Una Fife", "appointed"),
        ),
        ("Una Fife has been named interim director of children's services.", (DCS, "Una Fife", "interim_appointed")),
        ("Una Fife, Medway's new permanent director of children's services, spoke.", (DCS, "Una Fife", "appointed")),
        ("The director of children's services, Una Fife, has announced she is leaving.", (DCS, "Una Fife", "leaving")),
        (
            "Medway's director of children's services Una Fife has quit with immediate effect.",
            (DCS, "Una Fife", "left"),
        ),
        ("Cllr Ned Shaw has stepped down as cabinet member for children.", ("lead_member", "Ned Shaw", "left")),
        ("Cllr Ned Shaw, leader of Medway Council, is not standing again.", ("council_leader", "Ned Shaw", "leaving")),
        ("Cllr Ned Shaw was elected leader of Medway Council.", ("council_leader", "Ned Shaw", "appointed")),
        ("Medway's chief executive is to retire in the summer.", ("chief_executive", None, "leaving")),
        ("The resignation of chief executive Ola Bram was accepted.", ("chief_executive", "Ola Bram", "left")),
        ("The outgoing chief executive, Ola Bram, spoke.", ("chief_executive", "Ola Bram", "leaving")),
        ("The job of director of children's services has gone to Una Fife.", (DCS, "Una Fife", "appointed")),
    ],
)
def test_reads_one_event(sentence: str, expected: tuple[str, str | None, str]) -> None:
    assert events(sentence) == [expected]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("For now the department is run by Una Fife.", [(DCS, "Una Fife", "interim_appointed")]),
        ("The portfolio goes to Una Fife.", [("lead_member", "Una Fife", "appointed")]),
        ("The council leadership goes to Cllr Una Fife.", [("council_leader", "Una Fife", "appointed")]),
        ("Una Fife, who led the service's summer party, has left.", []),
    ],
)
def test_a_text_without_a_post_by_name(sentence: str, expected: list[tuple[str, str | None, str]]) -> None:
    assert events(sentence) == expected


def test_reads_successor_and_predecessor() -> None:
    found = events(
        "Medway Council has confirmed Una Fife as permanent director of children's services.",
        "She replaces Sol Crane, who has held the post on an interim basis and leaves at the end of June.",
    )
    assert found == [(DCS, "Una Fife", "appointed"), (DCS, "Sol Crane", "leaving")]


def test_reads_both_sides_of_being_succeeded() -> None:
    found = events("Chief executive Ola Bram, who retires in May, will be succeeded by Rex Holt.")
    assert sorted(found, key=str) == [
        ("chief_executive", "Ola Bram", "leaving"),
        ("chief_executive", "Rex Holt", "appointed"),
    ]


def test_gives_a_nameless_event_the_name_that_follows() -> None:
    found = events("The council has appointed a new director of children's services.", "Una Fife will start in May.")
    assert found == [(DCS, "Una Fife", "appointed")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Medway's director of children's services, Una Fife, said inadequate had been left behind.",
        "Una Fife, director of children's services, who remains in charge, welcomed the report.",
        "Opposition councillors have called on council leader Ned Shaw to resign.",
        "Council leader Ned Shaw refused to step down.",
        "The government has appointed Ola Bram as commissioner for children's services.",
        "The council has appointed Ola Bram, director of children's services at Leeds, as its improvement adviser.",
        "Charity chief executive Ola Bram is to step down.",
        "The assistant director for safeguarding, Ola Bram, has left the council.",
        "The chief executive is going to chair the board from May.",
    ],
)
def test_reads_no_event(sentence: str) -> None:
    assert events(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Sol Crane, who was Medway's director of children's services until May, left for a new post.",
            (DCS, "Sol Crane", "left"),
        ),
        (
            "Una Fife starts as director of children's services at Medway Council on Monday.",
            (DCS, "Una Fife", "appointed"),
        ),
        ("Medway Council's next director of children's services will be Una Fife.", (DCS, "Una Fife", "appointed")),
        ("Una Fife is to be Medway Council's next director of children's services.", (DCS, "Una Fife", "appointed")),
        (
            "Una Fife, at present deputy director in Kent, is coming to Medway as director of children's services.",
            (DCS, "Una Fife", "appointed"),
        ),
        ("Una Fife arrives from Kent to run children's services in Medway.", (DCS, "Una Fife", "appointed")),
        (
            "Medway has poached Una Fife from Kent to be its director of children's services.",
            (DCS, "Una Fife", "appointed"),
        ),
        (
            "Una Fife's appointment as director of children's services at Medway Council was confirmed on Tuesday.",
            (DCS, "Una Fife", "appointed"),
        ),
        (
            "The new director of children's services at Medway, Una Fife, began work last week.",
            (DCS, "Una Fife", "appointed"),
        ),
        (
            "Medway's deputy director, Una Fife, is acting as director of children's services until June.",
            (DCS, "Una Fife", "interim_appointed"),
        ),
        (
            "Una Fife is minding the shop as Medway's director of children's services for now.",
            (DCS, "Una Fife", "interim_appointed"),
        ),
        (
            "Una Fife has been seconded from Kent as Medway's director of children's services for six months.",
            (DCS, "Una Fife", "interim_appointed"),
        ),
        ("Una Fife will stand in as Medway's director of children's services.", (DCS, "Una Fife", "interim_appointed")),
        (
            "Sol Crane, who was Medway's director of children's services until May, left by mutual agreement.",
            (DCS, "Sol Crane", "left"),
        ),
        (
            "Sol Crane, the previous director of children's services, left Medway Council in 2021.",
            (DCS, "Sol Crane", "left"),
        ),
        (
            "Medway's former director of children's services, Sol Crane, resigned after the report.",
            (DCS, "Sol Crane", "left"),
        ),
        (
            "Former director of children's services Sol Crane, who left Medway Council last summer, did not comment.",
            (DCS, "Sol Crane", "left"),
        ),
        (
            "Medway's director of children's services, Sol Crane, is off to Kent County Council in the new year.",
            (DCS, "Sol Crane", "leaving"),
        ),
        ("Medway's director of children's services Sol Crane has handed in his notice.", (DCS, "Sol Crane", "leaving")),
        ("Sol Crane is to retire as Medway's director of children's services.", (DCS, "Sol Crane", "leaving")),
        (
            "After nine years as Medway's director of children's services, Sol Crane is bowing out.",
            (DCS, "Sol Crane", "leaving"),
        ),
        (
            "Sol Crane has told staff he will be gone as Medway's director of children's services by Easter.",
            (DCS, "Sol Crane", "leaving"),
        ),
        (
            "Sol Crane will be leaving his role as director of children's services at Medway Council in April.",
            (DCS, "Sol Crane", "leaving"),
        ),
        (
            "Medway's director of children's services, Sol Crane, will not be returning to work.",
            (DCS, "Sol Crane", "leaving"),
        ),
        (
            "Sol Crane's last day as Medway's director of children's services is 30 April.",
            (DCS, "Sol Crane", "leaving"),
        ),
        (
            "Sol Crane lost his job as Medway's director of children's services in the wake of the report.",
            (DCS, "Sol Crane", "left"),
        ),
        (
            "Sol Crane was shown the door as Medway's director of children's services in March.",
            (DCS, "Sol Crane", "left"),
        ),
        ("Medway has parted company with its director of children's services, Sol Crane.", (DCS, "Sol Crane", "left")),
        ("The director of children's services at Medway, Sol Crane, was sacked on Friday.", (DCS, "Sol Crane", "left")),
        ("Medway Council has sacked its director of children's services, Sol Crane.", (DCS, "Sol Crane", "left")),
        (
            "Sol Crane no longer works for Medway Council as director of children's services.",
            (DCS, "Sol Crane", "left"),
        ),
        (
            "Cllr Ada Quill has been given the children's services portfolio at Medway Council.",
            ("lead_member", "Ada Quill", "appointed"),
        ),
        (
            "Cllr Ada Quill joins Medway Council's cabinet as member for children's services.",
            ("lead_member", "Ada Quill", "appointed"),
        ),
        (
            "Cllr Ada Quill, the new cabinet member for children at Medway Council, said she was keen to start.",
            ("lead_member", "Ada Quill", "appointed"),
        ),
        (
            "Cllr Ada Quill, who became Medway Council's cabinet member for children in May, said more was needed.",
            ("lead_member", "Ada Quill", "appointed"),
        ),
        (
            "Cllr Ned Shaw has been dropped as Medway Council's cabinet member for children's services.",
            ("lead_member", "Ned Shaw", "left"),
        ),
        (
            "Cllr Ned Shaw quit as Medway Council's lead member for children's services last night.",
            ("lead_member", "Ned Shaw", "left"),
        ),
        (
            "Medway Council's leader, Cllr Ned Shaw, has been ousted by his own group.",
            ("council_leader", "Ned Shaw", "left"),
        ),
        ("Cllr Ned Shaw was voted out as leader of Medway Council.", ("council_leader", "Ned Shaw", "left")),
        ("Cllr Ada Quill is the new leader of Medway Council.", ("council_leader", "Ada Quill", "appointed")),
        ("Cllr Ada Quill took over as leader of Medway Council in May.", ("council_leader", "Ada Quill", "appointed")),
        (
            "Cllr Ada Quill, elected leader of Medway Council in May, promised change.",
            ("council_leader", "Ada Quill", "appointed"),
        ),
        (
            "Medway Council's chief executive, Ola Bram, has announced his retirement.",
            ("chief_executive", "Ola Bram", "leaving"),
        ),
        (
            "Chief executive Ola Bram is leaving Medway Council to run a charity.",
            ("chief_executive", "Ola Bram", "leaving"),
        ),
        (
            "Ola Bram, Medway Council's chief executive, left under a cloud in March.",
            ("chief_executive", "Ola Bram", "left"),
        ),
        (
            "Medway Council has made Rex Holt its permanent chief executive.",
            ("chief_executive", "Rex Holt", "appointed"),
        ),
        (
            "Rex Holt will serve as Medway Council's chief executive on an interim basis.",
            ("chief_executive", "Rex Holt", "interim_appointed"),
        ),
        (
            "Ola Bram announced his departure as chief executive of Medway Council in May.",
            ("chief_executive", "Ola Bram", "leaving"),
        ),
        (
            "Una Fife, appointed director of children's services at Medway Council last autumn, agreed.",
            (DCS, "Una Fife", "appointed"),
        ),
        (
            "Since Una Fife took charge of Medway Council's children's services in January things have moved faster.",
            (DCS, "Una Fife", "appointed"),
        ),
        (
            "Children's services director Una Fife, who took up her post at Medway Council in January, agreed.",
            (DCS, "Una Fife", "appointed"),
        ),
        (
            "Una Fife, recruited from Kent as Medway's director of children's services, starts in September.",
            (DCS, "Una Fife", "appointed"),
        ),
        (
            "Una Fife will join Medway Council as its director of children's services in September.",
            (DCS, "Una Fife", "appointed"),
        ),
        (
            "Kent's Una Fife will be the next director of children's services at Medway Council.",
            (DCS, "Una Fife", "appointed"),
        ),
        (
            "Una Fife, currently of Kent, has landed the job of director of children's services at Medway.",
            (DCS, "Una Fife", "appointed"),
        ),
        (
            "Una Fife beat 12 other candidates to become director of children's services at Medway Council.",
            (DCS, "Una Fife", "appointed"),
        ),
        (
            "Councillors agreed on Monday to appoint Una Fife as director of children's services at Medway Council.",
            (DCS, "Una Fife", "appointed"),
        ),
    ],
)
def test_reads_the_ways_of_coming_and_going(sentence: str, expected: tuple[str, str | None, str]) -> None:
    assert events(sentence) == [expected]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Cllr Ned Shaw has lost the children's portfolio at Medway Council to Cllr Ada Quill.",
            {("lead_member", "Ada Quill", "appointed"), ("lead_member", "Ned Shaw", "left")},
        ),
        (
            "Cllr Ned Shaw hands over Medway Council's children's services portfolio to Cllr Ada Quill in May.",
            {("lead_member", "Ada Quill", "appointed"), ("lead_member", "Ned Shaw", "leaving")},
        ),
        (
            "Rex Holt succeeded Ola Bram as chief executive of Medway Council.",
            {("chief_executive", "Ola Bram", "left"), ("chief_executive", "Rex Holt", "appointed")},
        ),
        (
            "With Ola Bram gone, Rex Holt is running Medway Council as interim chief executive.",
            {("chief_executive", "Ola Bram", "left"), ("chief_executive", "Rex Holt", "interim_appointed")},
        ),
        (
            "Una Fife replaced Sol Crane as Medway's director of children's services in January.",
            {(DCS, "Sol Crane", "left"), (DCS, "Una Fife", "appointed")},
        ),
        (
            "Sol Crane resigned and Una Fife was brought in as Medway's interim director of children's services.",
            {(DCS, "Sol Crane", "left"), (DCS, "Una Fife", "interim_appointed")},
        ),
        (
            "Sol Crane has gone, and Una Fife has come in as Medway's interim director of children's services.",
            {(DCS, "Sol Crane", "left"), (DCS, "Una Fife", "interim_appointed")},
        ),
    ],
)
def test_reads_one_person_after_another(sentence: str, expected: set[tuple[str, str | None, str]]) -> None:
    assert set(events(sentence)) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Una Fife, Medway's interim director of children's services since 2019, said the plan was working.",
        "Two directors of children's services have come and gone at Medway Council in a year.",
        "Medway Council's director of children's services, Una Fife, is staying put.",
        "Medway Council is looking for a new director of children's services.",
        "Una Fife, director of children's services at Medway Council, has been appointed to the board of the ADCS.",
        "Dame Ola Bram has been appointed to chair Medway Council's improvement board.",
        "Medway's director of children's services, Una Fife, said three managers had left the council.",
        "Medway Council may find it difficult to appoint a new director of children's services.",
        "Cllr Ned Shaw takes on the highways brief at Medway Council.",
        "Sol Crane has been appointed as chair of Medway Council's improvement board.",
        "Cllr Ned Shaw, cabinet member for transport, has stepped down from Medway Council's cabinet.",
        "Labour called again for Cllr Ned Shaw, Medway Council's cabinet member for children's services, to resign.",
        "Sol Crane joined Medway Council in 2011.",
    ],
)
def test_other_posts_and_plans_are_no_events(sentence: str) -> None:
    assert events(sentence) == []


@pytest.mark.parametrize(
    ("later", "event"),
    [("Sol Crane will leave at the end of July.", "leaving"), ("Sol Crane left with immediate effect.", "left")],
)
def test_the_whole_text_tells_whether_somebody_has_left(later: str, event: str) -> None:
    first = "The resignation of Sol Crane, Medway's director of children's services, was announced on Monday."
    assert events(first, later) == [(DCS, "Sol Crane", event)]


def test_a_ward_is_nobody() -> None:
    found = events("Cllr Ned Shaw (Lab, Esher Green) has been removed as cabinet member for children's services.")
    assert found == [("lead_member", "Ned Shaw", "left")]


def test_names_who_left_some_sentences_on() -> None:
    found = events(
        "The head of Medway's children's services has quit.", "The council said little.", "Sol Crane came in 2021."
    )
    assert (DCS, "Sol Crane", "left") in found


def test_evidence_is_the_sentence() -> None:
    article = Article("Medway news", ("All is well. Medway's chief executive, Ola Bram, has resigned.",))
    document = read_document(article)
    (row,) = find_leadership(document)
    assert document.text[row.evidence.start : row.evidence.end] == "Medway's chief executive, Ola Bram, has resigned."
    assert row.evidence.rule.startswith("leadership.")
    assert 0 < row.evidence.confidence <= 1


@pytest.mark.parametrize(("mark", "space"), [("’", " "), ("'", "\u00a0"), ("‘", "  ")])
def test_quote_style_and_white_space_change_nothing(mark: str, space: str) -> None:
    sentence = "Medway's director of children's services, Una Fife, is to leave her post at the end of May."
    dressed = sentence.replace("'", mark).replace(" post", f"{space}post")
    assert events(dressed) == events(sentence)


@pytest.mark.parametrize("one", SENTENCES, ids=lambda one: one["text"][0])
def test_own_sentences_tell_what_they_tell_and_no_more(one: dict[str, list[str]]) -> None:
    found = {f"{POSTS[role]}: {person}: {event}" for role, person, event in events(*one["text"])}
    assert found == set(one["told"])


def test_a_post_named_with_its_council_is_that_councils() -> None:
    article = Article("Movers", ("Una Fife is leaving Leeds.", "Rex Holt is the new chief executive of York."))
    rows = find_leadership(read_document(article))
    assert [(row.authority, row.person) for row in rows if row.role == "chief_executive"] == [("York", "Rex Holt")]


def test_an_officer_who_is_to_take_another_post_leaves_her_own() -> None:
    found = events(
        "Una Fife, director of children's services at Medway Council, is to be its next chief executive.",
    )
    assert set(found) == {("chief_executive", "Una Fife", "appointed"), (DCS, "Una Fife", "leaving")}


def test_a_company_is_run_by_no_chief_executive_of_the_councils() -> None:
    found = events(
        "Una Fife, the company's chief executive, who is also director of children's services, is to retire."
    )
    assert found == [(DCS, "Una Fife", "leaving")]


def test_whom_the_government_sends_takes_no_post_of_the_councils() -> None:
    found = events(
        "The director of children's services, Sol Crane, has resigned.",
        "Ola Bram was sent in by the Department for Education.",
    )
    assert found == [(DCS, "Sol Crane", "left")]


@pytest.mark.parametrize(
    ("going", "event"),
    [
        ("resigned in January 2023", "left"),
        ("resigned with effect from 30 June 2024", "leaving"),
        ("retires", "leaving"),
    ],
)
def test_a_date_tells_whether_somebody_has_left(going: str, event: str) -> None:
    assert events(f"Medway's director of children's services, Sol Crane, {going}.") == [(DCS, "Sol Crane", event)]
