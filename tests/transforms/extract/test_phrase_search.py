"""Patterns of phrases tried only where they can begin find what the patterns themselves find."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.phrase_search import PhraseSearch
from transforms.extract.wording import choice

_MACROS = {"sender": "(the )?(government|ministers?)"}
_PHRASES = {
    "posts": ["commissioners?", "(an?|its own) (new )?envoy", "{sender}('s)? (appointee|overseer)"],
    "leaves": ["(has |have )?(left|gone)", "(?<!not\\s)leav(es|ing)"],
    "counts": ["([0-9]+|two) posts"],
    "of_these": ["commission"],
}
_PATTERNS = {name: re.compile(rf"(?<![\w£])(?:{choice(phrases, _MACROS)})(?!\w)") for name, phrases in _PHRASES.items()}
_SEARCH = PhraseSearch({name: (_PATTERNS[name], phrases) for name, phrases in _PHRASES.items()}, _MACROS)
_WORDS = re.split(
    r"\b ",
    "commissioner commissioners commission an a its own new envoy the government's minister appointee has left gone"
    " not leaving leaves 12 two posts subgone non-commissioner",
)
_ODD = ("(left)", "'gone'", "£left", "_left", ".", "\n")
_TEXTS = st.lists(st.sampled_from((*_WORDS, *_ODD)), max_size=30).map(" ".join)


@given(text=_TEXTS, bounds=st.tuples(st.integers(0, 120), st.integers(0, 120)))
@pytest.mark.parametrize("name", _PHRASES)
def test_finds_what_the_pattern_finds(name: str, text: str, bounds: tuple[int, int]) -> None:
    start, end = min(bounds), min(max(bounds), len(text))
    places, pattern = _SEARCH.look(text), _PATTERNS[name]
    assert [one.span() for one in places.finditer(name)] == [one.span() for one in pattern.finditer(text)]
    within = [one.span() for one in pattern.finditer(text, start, end)]
    assert [one.span() for one in places.finditer(name, start, end)] == within
    first = places.search(name, start, end)
    assert (first.span() if first else None) == (within[0] if within else None)


def test_finds_nothing_for_a_name_without_phrases() -> None:
    places = _SEARCH.look("the commissioner has gone")
    assert places.search("doors") is None
    assert list(places.finditer("doors")) == []
