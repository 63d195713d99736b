"""The index of phrases finds what each phrase alone would find."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.errors import UnreadableData
from transforms.extract.phrase_index import PhraseIndex, openings
from transforms.extract.wording import any_of


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("will|shall|'ll", {"will", "shall", "'ll"}),
        (
            "(has |is )*(left|gone)",
            {*("has has", "has is", "has left", "has gone", "is has", "is is", "is left", "is gone"), "left", "gone"},
        ),
        ("((is|are) )+leaving", {"is is", "is are", "is leaving", "are is", "are are", "are leaving"}),
        ("(the ){0,2}helm of", {"the the", "the helm", "helm of"}),
        ("plans? to", {"plan"}),
        ("will ... open", {"will "}),
        ("head ?teacher", {"head"}),
        ("(the )?(helm|reins)", {"the helm", "the reins", "helm", "reins"}),
        ("(?<!x)(foo|bar)", {"foo", "bar"}),
        ("(acting )*(?-i:Head), (?-i:(Parks|Roads))", {"acting acting", "acting head", "head"}),
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


@pytest.mark.parametrize(
    "text", ["the\tduty  officer", "the \n duty officer", "THE DUTY\u2009OFFICER", "a duty officer"]
)
def test_finds_phrases_whatever_the_blanks_and_the_case(text: str) -> None:
    index = PhraseIndex({"one": ["(the )?duty officer"]})
    assert [match[0] for _, match in index.find(text)] == [text.removeprefix("a ")]


def test_finds_phrases_that_can_begin_with_any_word() -> None:
    index = PhraseIndex({"one": ["[a-z]+ manager"], "two": ["team manager"]})
    assert [label for label, _ in index.find("A team manager left; the area manager did not.")] == ["one", "two", "one"]


def test_finds_phrases_none_of_which_begins_with_a_certain_word() -> None:
    assert [match[0] for _, match in PhraseIndex({"one": ["[a-z]+ manager"]}).find("No, the manager.")] == [
        "the manager"
    ]


def test_finds_only_between_two_places() -> None:
    index = PhraseIndex({"one": ["will be", "will"]})
    assert [match.span() for _, match in index.find("will will be will", 5, 10)] == [(5, 9)]


def test_gives_every_label_in_order() -> None:
    index = PhraseIndex({"long": ["will be"], "short": ["will"]})
    assert [label for label, _ in index.find("it will be so, we will")] == ["long", "short", "short"]


def test_the_first_phrase_of_a_label_that_fits_wins() -> None:
    index = PhraseIndex({"one": ["will be", "will", "will be here"], "two": ["will be here"]})
    assert [(label, match[0]) for label, match in index.find("It will be here.")] == [
        ("one", "will be"),
        ("two", "will be here"),
    ]


def test_keeps_the_letter_case_that_a_phrase_asks_for() -> None:
    index = PhraseIndex({"one": ["(acting )?(?-i:Head), parks"]})
    assert [match[0] for _, match in index.find("The head, parks; the acting Head, Parks.")] == ["acting Head, Parks"]


def test_a_phrase_that_is_no_pattern_is_told_with_its_label() -> None:
    index = PhraseIndex({"pledge": ["will (?<=so?)open"]})
    with pytest.raises(UnreadableData, match=r"a phrase of pledge is no pattern \(look-behind .* correct it\."):
        index.find("The council will open a home.")
