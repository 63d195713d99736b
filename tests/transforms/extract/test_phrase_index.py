"""The index of phrases finds what each phrase alone would find."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.phrase_index import PhraseIndex, openings
from transforms.extract.wording import any_of


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("will|shall|'ll", {"will", "shall", "'ll"}),
        ("(has |have )*(left|gone)", {"has", "have", "left", "gone"}),
        ("plans? to", {"plan"}),
        ("(the )?(helm|reins)", {"the", "helm", "reins"}),
        ("(?<!x)(foo|bar)", {"foo", "bar"}),
        ("[a-z]+ manager", {""}),
        ("£ ?[0-9]", {"£"}),
    ],
)
def test_openings_of_a_phrase(phrase: str, expected: set[str]) -> None:
    assert openings(phrase) == expected


PHRASES = ["(has |have )?(left|gone)", "plans? to ... open", "(the )?helm", "'ll", "will be"]
WORDS = st.lists(
    st.sampled_from(
        ["has", "have", "left", "gone", "plan", "plans", "to", "open", "the", "helm", "we'll", "will", "be", "soon."]
    ),
    max_size=12,
)


@given(WORDS)
def test_finds_what_one_pattern_finds(words: list[str]) -> None:
    text = " ".join(words)
    for phrase in PHRASES[:3]:
        found = [match.span() for _, match in PhraseIndex({"one": [phrase]}).find(text)]
        assert found == [match.span() for match in any_of([phrase]).finditer(text)]


def test_gives_every_label_in_order() -> None:
    index = PhraseIndex({"long": ["will be"], "short": ["will"]})
    assert [label for label, _ in index.find("it will be so, we will")] == ["long", "short", "short"]
