"""Data files that people edit tell them what is wrong."""

import re

import pytest

from transforms.data import read_yaml
from transforms.errors import UnreadableData


def test_a_heading_that_a_file_lacks_is_told_with_the_file() -> None:
    with pytest.raises(
        UnreadableData, match=re.escape("transforms/data/noise.yaml has no heading colours; write it and")
    ):
        read_yaml("noise.yaml")["colours"]


def test_an_optional_heading_may_be_missing() -> None:
    assert read_yaml("noise.yaml").get("colours") is None
