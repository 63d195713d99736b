"""What is fetched on the strength of its listing, and what is passed over."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import transforms
from bench.candidates import labelled
from bench.score import SHARED
from transforms.candidates import Announced, candidate_rules, decide
from transforms.rules_version import rule_files

PACKAGE = Path(transforms.__file__).parent
PLAIN = "https://news.example/12345"


def told(title: str | None = None, *, kind: str = "council", url: str = PLAIN, **more: str) -> Announced:
    return Announced(url, kind, title, **more)


@pytest.mark.parametrize(
    "title",
    [
        "Children’s services rated good",
        "CHILDREN'S SERVICES RATED GOOD",
        "Fostering team wins national award",
        "Ofsted: the letter in full",
        "Peer review finds strengths",
        "Leader of the council to step down",
        "New chief executive named",
        "Care leavers to pay no council tax",
        "Minister sends in commissioners",
        "Corporate parenting strategy adopted",
        "SEND inspection outcome",
    ],
)
def test_what_may_tell_of_an_inspection_of_those_inspected_or_of_who_leads_them_is_fetched(title: str) -> None:
    assert decide(told(title)).fetch


@pytest.mark.parametrize(
    "title",
    [
        "Bin collections over the bank holiday",
        "Road improvements begin on Monday",
        "Police and crime commissioner opens station",
        "Food hygiene rating scheme: new stickers",
        "Library opening hours",
        "Christmas lights switched on in the high street",
        "Family fun day in the park",
    ],
)
def test_what_has_nothing_to_do_with_it_is_passed_over(title: str) -> None:
    assert (decide(told(title)).fetch, decide(told(title)).reason) == (False, "off_topic")


@pytest.mark.parametrize(
    "announced",
    [
        told("Council welcomes report", summary="Social workers were praised."),
        told("A day to remember", section="Children and families"),
        told("Council welcomes report", url="https://news.example/news/childrens-services-are-better.html"),
        told(None, url="https://news.example/news/Ofsted_letter"),
        told("", url="https://news.example/what%20Ofsted%20said/"),
    ],
)
def test_summary_section_and_address_speak_for_an_item_too(announced: Announced) -> None:
    assert decide(announced).fetch


def test_a_slug_stands_for_a_title_that_is_not_there() -> None:
    assert not decide(told(None, url="https://news.example/news/bin-collections.html")).fetch


def test_where_the_listing_tells_nothing_the_page_must() -> None:
    assert decide(told(None)).fetch
    assert decide(told("12/11/2021")).fetch


@pytest.mark.parametrize("kind", ["government", "inspectorate"])
def test_of_government_and_inspectorate_everything_is_fetched(kind: str) -> None:
    assert decide(told("Harbours: notice to mariners", kind=kind)).fetch


@pytest.mark.parametrize(
    ("title", "committee", "reason"),
    [
        ("Budget monitoring", "Children and Young People Scrutiny Committee", None),
        ("Budget monitoring", "Corporate Parenting Board", None),
        ("Response to the Ofsted inspection", "Cabinet", None),
        ("Budget monitoring", "Cabinet", "other_committee"),
        ("Public reports pack", "Planning Committee", "other_committee"),
        ("Agenda frontsheet", "Children and Young People Scrutiny Committee", "formality"),
        ("Declarations of interest", "Corporate Parenting Board", "formality"),
    ],
)
def test_papers_are_chosen_by_their_title_and_their_committee(title: str, committee: str, reason: str | None) -> None:
    decision = decide(told(title, kind="committee", section=committee))

    assert decision.fetch == (reason is None)
    assert reason in (None, decision.reason)


def test_the_reason_to_fetch_is_the_phrase_that_was_found() -> None:
    assert decide(told("Council’s corporate parenting promise")).reason == "corporate parenting"


@given(st.text(max_size=400), st.text(max_size=100), st.text(max_size=40))
def test_whatever_a_listing_says_there_is_a_decision_and_always_the_same(title: str, summary: str, path: str) -> None:
    announced = Announced(f"https://news.example/{path}", "council", title, summary)
    decision = decide(announced)

    assert decision == decide(announced)
    assert decision.reason


@given(st.text(max_size=200))
def test_the_word_ofsted_is_found_in_whatever_stands_around_it(around: str) -> None:
    assert decide(told(f"{around} Ofsted {around}")).fetch


def test_a_long_text_is_decided_on_at_once() -> None:
    assert not decide(told("road " * 200_000)).fetch


def test_rules_of_candidates_have_a_version_of_their_own() -> None:
    names = {name for name, _ in rule_files()}

    assert len(candidate_rules()) == 8
    assert not names & {"candidates.py", "data/candidates.yaml"}


@pytest.fixture
def copy_of_transforms(tmp_path: Path) -> Path:
    """A folder with a copy of the package, which its own programs import first."""
    shutil.copytree(PACKAGE, tmp_path / "transforms", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.mark.parametrize(("name", "differs"), [("data/candidates.yaml", True), ("data/kinds.yaml", False)])
def test_the_version_follows_the_words(copy_of_transforms: Path, name: str, differs: bool) -> None:
    with (copy_of_transforms / "transforms" / name).open("a", encoding="utf-8") as file:
        file.write("# another thought\n")
    program = "from transforms.candidates import candidate_rules; print(candidate_rules())"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=copy_of_transforms
    )

    assert (done.stdout.strip() != candidate_rules()) == differs


@pytest.mark.skipif(SHARED not in os.environ, reason=f"{SHARED} names no folder of labelled articles")
def test_no_relevant_labelled_article_is_passed_over() -> None:
    relevant = [announced for is_relevant, announced in labelled(Path(os.environ[SHARED])) if is_relevant]

    assert sum(not decide(announced).fetch for announced in relevant) == 0
