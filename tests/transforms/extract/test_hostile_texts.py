"""Texts that nobody writes come to an end and state no facts."""

from datetime import date

import pytest

from bench.hostile import PATTERNS, hostile_article
from transforms.extract import extract_facts
from transforms.facts import Facts

LENGTH = 200_000


@pytest.mark.parametrize("name", PATTERNS)
def test_a_hostile_text_ends_and_states_nothing(name: str) -> None:
    facts = extract_facts(hostile_article(name, LENGTH), published=date(2024, 5, 1))

    assert facts == Facts(relevant=False, subjects=(), kinds=facts.kinds)
