"""Every rule that a fact may name leads to a sentence, a function and the words of a data file."""

import ast
import importlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import transforms.extract
from examples import FOLDER
from transforms.clean import clean_html
from transforms.data import read_yaml
from transforms.errors import UnreadableDocument
from transforms.extract import extract_facts
from transforms.extract.explanation import KINDS
from transforms.extract.rules import phrase_of, rule_named, rule_names

ROOT = Path(__file__).parents[3]
DOCUMENTED = (ROOT / "docs" / "extraction.md").read_text("utf-8")
LISTED: dict[str, Any] = read_yaml("rules.yaml")


def nodes_of(module: str) -> list[ast.AST]:
    return list(ast.walk(ast.parse((Path(transforms.extract.__file__).parent / module).read_text("utf-8"))))


def strings(nodes: Iterable[ast.AST]) -> set[str]:
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def strings_in(*modules: str) -> set[str]:
    return {one for module in modules for one in strings(nodes_of(module))}


@pytest.mark.parametrize("name", rule_names())
def test_a_rule_leads_to_its_function_and_its_words(name: str) -> None:
    rule = rule_named(name)
    module, _, function = rule.function.partition(".")

    assert hasattr(importlib.import_module(f"transforms.extract.{module}"), function)
    assert set(rule.headings) <= set(read_yaml(rule.data))
    assert rule.says


@pytest.mark.parametrize("name", LISTED)
def test_a_rule_is_documented_as_it_is(name: str) -> None:
    (row,) = re.findall(rf"^\| `{re.escape(name)}` \|.*$", DOCUMENTED, flags=re.MULTILINE)
    entry = LISTED[name]
    module, _, function = entry["function"].partition(".")

    for part in (entry["says"], f"`{module}.py`", f"`{function}`", f"`{entry['data']}`", *entry.get("headings", ())):
        assert part in row


def test_every_data_file_is_documented() -> None:
    told = DOCUMENTED[DOCUMENTED.index("## The words") : DOCUMENTED.index("## Where a rule is")]
    files = {path.name for path in (ROOT / "transforms" / "data").iterdir() if path.suffix in (".yaml", ".csv")}
    of_cleaning = {"noise.yaml"}

    assert {name for name in files if f"`{name}`" not in told} == of_cleaning


def test_every_rule_of_the_code_is_listed() -> None:
    shapes = r"(?:grade_(?:of|in)_[a-z]+|grade_repeated|same_grade|report_[a-z]+|peer_review_[a-z]+)"
    emitted = strings_in("statements.py", "stated_rows.py", "grade_tables.py", "ofsted_report.py", "peer_reviews.py")

    of_families = ("intervention_", "leadership.", "commitments.")
    assert {one for one in emitted if re.fullmatch(shapes, one)} == {
        name for name in rule_names() if not name.startswith(of_families)
    }


LEADERSHIP = (
    "leadership_appointments.py",
    "leadership_arrivals.py",
    "leadership_careers.py",
    "leadership_change_nouns.py",
    "leadership_changes.py",
    "leadership_departure_nouns.py",
    "leadership_departures.py",
    "leadership_events.py",
    "leadership_removals.py",
    "leadership_spells.py",
)


def test_every_rule_of_leadership_is_listed() -> None:
    calls = [
        node
        for module in LEADERSHIP
        for node in nodes_of(module)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("told", "told_of", "_relation")
    ]
    emitted = {f"leadership.{one}" for call in calls for one in strings(call.args[3:])}

    assert emitted == {name for name in rule_names() if name.startswith("leadership.")}


def test_facts_of_the_example_pages_name_rules_that_are_listed() -> None:
    named: set[str] = set()
    for path in Path(FOLDER).rglob("*.html"):
        try:
            facts = extract_facts(clean_html(path.read_text(encoding="utf-8")))
        except UnreadableDocument:
            continue
        named |= {fact.evidence.rule for kind in KINDS for fact in getattr(facts, kind)}

    assert named
    assert named <= set(rule_names())


@pytest.mark.parametrize(
    "name",
    ["grade_of_luck", "intervention_*", "intervention_", "intervention_prayer", "commitments.wish", "leadership.*"],
)
def test_an_unknown_rule_is_said_to_be_unknown(name: str) -> None:
    with pytest.raises(KeyError, match=r"rules\.yaml has no rule"):
        rule_named(name)


@pytest.mark.parametrize(
    ("rule", "words", "headings"),
    [
        ("grade_of_services", "bottom\u00a0rating", ("grades", "inadequate")),
        ("grade_of_area", "Care leavers", ("areas", "care_leavers")),
        ("intervention_direction_revoked", "revoked", ("things", "direction", "steps", "direction_revoked", "before")),
        ("commitments.will", "'ll", ("cues", "will", "phrases")),
        ("leadership.dismissed", "has sacked", ("verbs", "removes")),
    ],
)
def test_words_lead_to_the_phrase_that_they_match(rule: str, words: str, headings: tuple[str, ...]) -> None:
    found = phrase_of(rule_named(rule), words)
    assert found is not None
    assert found.headings == headings


def test_words_of_no_phrase_lead_nowhere() -> None:
    assert phrase_of(rule_named("grade_of_area"), "middling") is None
