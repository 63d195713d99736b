"""Verbs found in any form, with their helpers stripped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.verb_forms import forms_of
from transforms.extract.verbs import Predicate, Verbs, conjugated

VERBS = Verbs({"goes": ["leave", "step {down|aside}", "clear {own} desk"], "puts": ["appoint"]}, {"own": "her|his"})


def only(text: str) -> Predicate:
    (found,) = VERBS.find(text, 0, len(text))
    return found


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("appoint", ("appoint", "appoints", "appointed", "appointing")),
        ("step", ("step", "steps", "stepped", "stepping")),
        ("carry", ("carry", "carries", "carried", "carrying")),
        ("choose", ("choose", "chooses", "chose", "chosen", "choosing")),
        ("quit", ("quit", "quits", "quitting")),
        ("oversee", ("oversee", "oversees", "oversaw", "overseen", "overseeing")),
        ("go", ("go", "goes", "went", "gone", "going")),
    ],
)
def test_verbs_are_conjugated(base: str, forms: tuple[str, ...]) -> None:
    assert forms_of(base).all() == forms


@pytest.mark.parametrize(
    ("text", "words", "tense"),
    [
        ("She left in May.", "left", "past"),
        ("She has now left.", "has now left", "past"),
        ("She is leaving.", "is leaving", "future"),
        ("She'll be leaving.", "'ll be leaving", "future"),
        ("She has agreed to step down.", "has agreed to step down", "future"),
        ("She is understood to have left.", "is understood to have left", "past"),
        ("She was forced to step aside.", "was forced to step aside", "past"),
        ("She has, for reasons of her own, left.", "has, for reasons of her own, left", "past"),
        ("She leaves in May.", "leaves", "present"),
        ("She has cleared her desk.", "has cleared her desk", "past"),
    ],
)
def test_helpers_tell_when(text: str, words: str, tense: str) -> None:
    found = only(text)
    assert (text[found.start : found.end], found.tense) == (words, tense)


@pytest.mark.parametrize(
    "text", ["She will not leave.", "She refused to step down.", "She won't leave.", "She may leave."]
)
def test_what_is_denied_or_doubted_is_no_fact(text: str) -> None:
    assert only(text).denied


@pytest.mark.parametrize("text", ["She has been appointed.", "She is to be appointed.", "She got appointed."])
def test_a_passive_is_told(text: str) -> None:
    assert only(text).passive


def test_a_noun_is_no_verb() -> None:
    assert VERBS.find("Her leave begins.", 0, 17) == []


def test_every_form_of_a_phrase_has_a_pattern() -> None:
    assert conjugated("step {down|aside}", {}) == [
        "(step|steps|stepped|stepping) aside",
        "(step|steps|stepped|stepping) down",
    ]


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for found in VERBS.find(text, 0, len(text)):
        assert 0 <= found.start <= found.at < found.end <= len(text)


def test_further_phrases_are_found_beside_the_verbs() -> None:
    words = Verbs({"goes": ["leave"]}, {}, {"going": ["departure"]})
    verbs, others = words.find_all("She left; her departure was sudden.", 0, 35)
    assert [(one.kind, one.word) for one in verbs] == [("goes", "left")]
    assert [(kind, match[0]) for kind, match in others] == [("going", "departure")]
