from pathlib import Path

import pytest
from ruamel.yaml import YAML

from transforms.authorities import authority_register
from transforms.extract.mentions import find_mentions, fold

FORMS: dict[str, list[str]] = YAML(typ="safe").load(Path(__file__).with_name("authority_forms.yaml"))
ALWAYS_DOUBTFUL = {"Westminster"}


def test_forms_of_every_authority_are_listed() -> None:
    assert {one.name for one in authority_register().authorities} == set(FORMS)


@pytest.mark.parametrize("name", FORMS)
def test_every_form_resolves_to_its_authority(name: str) -> None:
    found = {form: authority_register().resolve(form) for form in (name, *FORMS[name])}
    assert {form: one and one.name for form, one in found.items()} == dict.fromkeys(found, name)


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_found_whole_in_prose(name: str) -> None:
    for form in {name, *FORMS[name]} - ALWAYS_DOUBTFUL:
        text = f"On Monday the staff of {form} met."
        found = [(one.authority, one.form) for one in find_mentions(text, fold(text))]
        assert found == [(name, form)]


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_found_with_its_possessive_and_in_a_list(name: str) -> None:
    for form in {name, *FORMS[name]} - ALWAYS_DOUBTFUL:
        text = f"They praised {form}\u2019s staff. They named {form}, Rutland and others."
        assert [one.authority for one in find_mentions(text, fold(text))] == [name, name, "Rutland"]
