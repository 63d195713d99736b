"""The page for who edits the subscriptions: every field and group is on it, and its examples hold."""

import re
import tomllib
from pathlib import Path

import pytest

from flows.subscription_faults import FIELD_FORMS
from flows.subscriptions import Subscriber, read_channels, read_subscribers
from transforms.wording import change_groups

PAGE = (Path(__file__).parents[2] / "docs" / "subscriptions.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)


def test_each_field_has_a_heading_in_the_order_of_the_model() -> None:
    assert re.findall(r"^### (\w+)$", PAGE, flags=re.MULTILINE) == list(FIELD_FORMS)


@pytest.mark.parametrize("field", Subscriber.model_fields)
def test_each_field_has_an_example_under_its_heading(field: str) -> None:
    of_field = PAGE.partition(f"### {field}\n")[2].partition("\n##")[0]
    (example,) = re.findall(r"```toml\n(.*?)```", of_field, flags=re.DOTALL)

    assert list(tomllib.loads(example)) == [field]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_hold(example: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSPECTION_WATCH_CHANNEL_TEAM", "json://hooks.example/")
    read = tomllib.loads(example)
    if "channels" in read:
        assert len(read_channels(read["channels"])) == len(read["channels"])
        return
    entries = read.get("subscribers", [{"address": "ann@council.example"} | read])

    assert len(read_subscribers(entries)) == len(entries)


def test_each_group_is_listed_with_its_types() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE, flags=re.MULTILINE)

    assert {name: re.findall(r"\w+", types) for name, types in rows} == change_groups()
