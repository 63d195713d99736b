"""The data file of noise holds, and its patterns stay linear."""

import re
import time

import pytest

from transforms.data import read_yaml
from transforms.page_noise import LONGEST_NOISE

NOISE = read_yaml("noise.yaml")
PATTERNS = [*NOISE["lines"], *NOISE["related"], *NOISE["ends"], *NOISE["vacancy"].values()]
AWKWARD = ["a" * LONGEST_NOISE, "a " * (LONGEST_NOISE // 2), "share facebook, " * 12, "photo: " + "x " * 90, "5 " * 100]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_pattern_is_quick_on_awkward_lines(pattern: str) -> None:
    compiled = re.compile(pattern, re.IGNORECASE)
    begin = time.process_time()
    for line in AWKWARD:
        compiled.fullmatch(line[:LONGEST_NOISE])
    assert time.process_time() - begin < 0.1


@pytest.mark.parametrize("pattern", PATTERNS)
def test_pattern_leaves_sentences_alone(pattern: str) -> None:
    sentence = "Ofsted has rated the council's services for children inadequate, its report of today says."
    assert not re.fullmatch(pattern, sentence, re.IGNORECASE)


def test_no_unlimited_gap_is_in_a_pattern() -> None:
    assert [pattern for pattern in PATTERNS if re.search(r"\.[*+]", pattern)] == []
