"""What `explain_facts` tells: the same facts, their grounds, and what was considered and dropped."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from math import prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

import transforms.extract
from examples import FOLDER
from transforms.article import Article
from transforms.clean import clean_html
from transforms.data import read_yaml
from transforms.errors import UnreadableDocument
from transforms.extract import explain_facts, extract_facts
from transforms.extract.explanation import KINDS, Considered, Explanation, sentence_for
from transforms.extract.terms import expand
from transforms.extract.trace import because, dropped, listen, listening, taken

HERE = Path(__file__).parent
TEXTS = [case["text"] for case in YAML(typ="safe").load((HERE / "rating_sentences.yaml").read_text("utf-8"))]
TEXTS += [
    f"Children's services in Leeds need help. {case['says'] if isinstance(case, dict) else case}"
    for cases in YAML(typ="safe").load((HERE / "intervention_sentences.yaml").read_text("utf-8")).values()
    for case in cases
]


def article_of(text: str, title: str = "News from the council") -> Article:
    return Article(title, tuple(line.strip() for line in text.strip().split("\n")), published=date(2022, 3, 1))


@cache
def explained(text: str) -> Explanation:
    return explain_facts(article_of(text))


def considered(text: str, outcome: str) -> list[Considered]:
    return [one for one in explained(text).considered if one.outcome == outcome]


def example_pages() -> Iterator[Article]:
    for path in sorted(Path(FOLDER).rglob("*.html")):
        try:
            yield clean_html(path.read_text(encoding="utf-8"))
        except UnreadableDocument:
            continue


@pytest.mark.parametrize("page", list(example_pages()), ids=lambda page: page.title[:30])
def test_facts_of_a_page_are_the_same_with_and_without_their_explanation(page: Article) -> None:
    assert explain_facts(page).facts == extract_facts(page)


def test_facts_of_a_sentence_are_the_same_with_and_without_their_explanation() -> None:
    for text in TEXTS[::2]:
        assert explained(text).facts == extract_facts(article_of(text)), text


def test_every_fact_and_subject_is_explained_once() -> None:
    for text in TEXTS[::2]:
        facts = explained(text).facts
        rows = [fact for name in KINDS for fact in getattr(facts, name)]
        assert sorted(repr(one.fact) for one in explained(text).taken()) == sorted(map(repr, (*rows, *facts.subjects)))


def test_what_was_considered_stands_where_it_says() -> None:
    for text in TEXTS[::2]:
        for one in explained(text).considered:
            assert one.words == article_of(text).text[one.start : one.end]
            assert (one.outcome == "dropped") == bool(one.reason)


@pytest.mark.parametrize(
    ("text", "words", "reason"),
    [
        ("Kent County Council fears that it may be judged inadequate.", "inadequate", "a fear (“fears”), no rating"),
        ("Kent County Council aims to be rated good by 2025.", "good", "an aim or a hope (“aims”), no rating"),
        ("Kent County Council was not rated inadequate.", "inadequate", "denied (“not”), no rating"),
        ("Kent County Council wants every service rated good or better.", "good", "one of two grades"),
        (
            "Ofsted gives four grades: outstanding, good, requires improvement and inadequate.",
            None,
            "the scale of grades",
        ),
        ("The council gave families in Kent a good start.", "good", "an ordinary adjective"),
        ("A school in Kent, Hillside Primary, was rated inadequate by Ofsted.", "inadequate", "a school's"),
        (
            "The police and crime commissioner for Kent met Ofsted.\nThe government's commissioner for Kent left.",
            "commissioner",
            "a police, fire and crime commissioner",
        ),
        (
            "Children's services in Kent need help.\nNo commissioner has been appointed by the government.",
            "commissioner has been appointed",
            "the text says that there is none",
        ),
        (
            """Ofsted judged children's services in Kent to be inadequate.
            "The council will recruit more social workers," inspectors said.""",
            "will",
            "an inspector's recommendation",
        ),
        (
            'Ofsted rated Kent County Council good.\n"This is a proud day," said Jane Doe, a foster carer in Kent.',
            "Jane Doe",
            "quoted only, no event",
        ),
        (
            """Ofsted judged the children's services of Kent County Council to be good and staff were pleased.
            Social worker at Medway Council, £41,000 pro rata""",
            None,
            "from this job advert on there is no story",
        ),
    ],
)
def test_what_is_no_fact_is_dropped_with_a_reason_in_plain_words(text: str, words: str | None, reason: str) -> None:
    told = [(one.words, one.reason) for one in considered(text, "dropped")]
    assert any(reason in why and words in (None, said) for said, why in told), told


def test_a_fact_shows_rule_words_authority_time_and_confidence() -> None:
    (rating,) = (
        one
        for one in considered("Inspectors rated children's services at Kent County Council good overall.", "taken")
        if one.kind == "rating"
    )
    grounds = {ground.about: ground.says for ground in rating.grounds}
    assert rating.words == "good"
    assert rating.rule == "grade_of_area"
    assert grounds["rule"].startswith("grade_of_area: a grade is given for an area")
    assert "ratings.yaml: areas > overall_effectiveness" in grounds["words"]
    assert "Kent" in grounds["authority"]
    assert grounds["when"]
    assert grounds["confidence"] == "0.97 the judgement is named"


def test_the_confidence_of_a_rating_is_the_product_of_what_it_is_made_of() -> None:
    for text in TEXTS[::2]:
        for one in (one for one in considered(text, "taken") if one.kind == "rating"):
            told = [ground.says for ground in one.grounds if ground.about == "confidence"]
            factors = [float(says.removeprefix("× ").split()[0]) for says in told]
            starts = [says for says in told if not says.startswith("×")]
            assert starts, text
            if len(starts) == 1:
                assert one.fact.evidence.confidence == pytest.approx(prod(factors), abs=0.001), text


def test_an_intervention_names_the_phrases_of_thing_and_verb() -> None:
    text = "The government has issued an improvement notice to Kent County Council over its children's services."
    (step,) = (one for one in considered(text, "taken") if one.kind == "intervention")
    words = [ground.says for ground in step.grounds if ground.about == "words"]
    assert words == [
        "“improvement notice”, interventions.yaml: things > notice > words",
        "“issued”, interventions.yaml: things > notice > steps > improvement_notice_issued > before",
    ]


def test_a_subject_shows_what_its_weight_is_made_of() -> None:
    story = "Inspectors of Ofsted rated the children's services of Kent County Council good in all of their areas."
    (kent,) = (one for one in explain_facts(article_of(story, title="Kent is good")).taken() if one.kind == "subject")
    assert kent.fact == "Kent"
    assert [ground.says for ground in kent.grounds] == [
        "1.70 for being named in the text",
        "+ 2.00 named in the opening",
        "+ 3.00 named in the headline",
    ]


@pytest.mark.parametrize(
    "changed", [lambda text: text.replace("'", "\u2019"), lambda text: text.replace(" ", "\u00a0", 2)]
)
def test_typography_changes_no_reason(changed: Any) -> None:
    def reasons(text: str) -> list[tuple[str, str]]:
        rows = explain_facts(article_of(text)).dropped()
        return sorted((one.kind, re.sub("“[^”]*”", "", one.reason)) for one in rows)

    for text in TEXTS[::4]:
        assert reasons(changed(text)) == reasons(text), text


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4))
def test_any_text_has_one_explanation_and_the_facts_it_has_without(texts: list[str]) -> None:
    article = article_of("\n".join(texts))
    first = explain_facts(article)
    assert first == explain_facts(article)
    assert first.facts == extract_facts(article)


def test_nothing_is_noted_where_nobody_listens() -> None:
    assert not listening()
    assert because(3, "rating.denied", (0, 1)) == 3
    with listen() as notes:
        assert listening()
        dropped("rating.denied", (0, 4), (5, 8))
        assert taken("a fact", (0, 4)) == "a fact"
    assert not listening()
    dropped("rating.denied", (0, 4))
    assert [note.reason for note in notes.notes] == ["rating.denied"]
    assert notes.taken == {"a fact": (0, 4)}


def keys_in_code() -> set[str]:
    folder = Path(transforms.extract.__file__).parent
    strings = {
        node.value
        for module in folder.glob("*.py")
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    kinds = "|".join((*KINDS.values(), "subject", "person", "page"))
    return {one for one in strings if re.fullmatch(rf"(?:{kinds})\.(?!yaml)[a-z_]+(?:\.[a-z_]+)?", one)}


def keys_in_data() -> set[str]:
    data = read_yaml("reasons.yaml")
    short = {f"{kind}.{name}" for kind, entries in data["dropped"].items() for name in entries}
    grounds = data["grounds"].items()
    return short | {
        f"{kind}.{about}.{name}" for kind, entry in grounds for about, names in entry.items() for name in names
    }


def test_every_reason_noted_has_its_sentence_and_every_sentence_is_used() -> None:
    assert keys_in_code() == keys_in_data()


@pytest.mark.parametrize("key", sorted(keys_in_data()))
def test_a_sentence_can_be_filled(key: str) -> None:
    assert "{" not in sentence_for(key, "fears").format(cue="fears", value="0.90")


def test_words_that_choose_between_sentences_are_words_of_the_vocabulary() -> None:
    ratings = read_yaml("ratings.yaml")
    for reason, kind in (("wished", "targets"), ("foreign", "foreign")):
        known = {phrase for listed in ratings[kind] for phrase in expand(listed)}
        chosen = {word for words in read_yaml("reasons.yaml")["dropped"]["rating"][reason].values() for word in words}
        assert chosen - known == set(), reason
