"""What is wrong with an entry of the subscriptions, in one sentence: the field, what was given, what is allowed."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from flows.chosen import nearest

EMPTY = "empty"
_CHOICE_FORMS = {
    "authorities": 'a list of names, codes and regions such as ["Leeds", "London"]',
    "types": 'a list of types or groups of changes such as ["ratings", "commissioner_appointed"]',
    "least_severity": "critical, high, medium or low",
    "frequency": "at_once, daily or weekly",
    "quiet_hours": 'two times such as {from = "22:00", to = "07:00"}',
    "critical_any_time": "true or false",
    "uncorroborated": "true or false",
    "pause_until": "a day such as 2026-12-24",
}
FIELD_FORMS = {
    "address": "one mail address such as name@example.org",
    "name": "a text in quotes",
    **_CHOICE_FORMS,
}
"""The form that each field of a subscriber has, in the order in which they are told."""
CHANNEL_FORMS = {
    "name": "letters, digits, - and _, such as team",
    "url": "an address in the form of Apprise such as slack://TokenA/TokenB/TokenC",
    "url_from": "the name of an environment variable or a secret file such as INSPECTION_WATCH_CHANNEL_TEAM",
    **_CHOICE_FORMS,
}
"""The same for a channel."""
_SECRET = "url"
_QUIET_HOURS_FORMS = {"from": 'a time such as "22:00"', "to": 'a time such as "07:00"'}


def fault_of(error: ErrorDetails, of_kind: Mapping[str, str] = FIELD_FORMS) -> str:
    """Return the sentence for a fault that the model found."""
    parts = [part for part in error["loc"] if isinstance(part, str)]
    if not parts and error["type"] == "value_error":
        return _reason(error, "")
    if not parts:
        return f"must be a table of {', '.join(of_kind)}"
    field, forms = ".".join(parts), _QUIET_HOURS_FORMS if len(parts) > 1 else of_kind
    if error["type"] == "extra_forbidden":
        return f"{field} is no field; allowed are {', '.join(forms)}{nearest(parts[-1], forms)}"
    form = forms[parts[-1]]
    if error["type"] == "missing":
        return f"{field} is missing; give {form}"
    if error["type"] == EMPTY:
        return f"{field} is empty; give {form}, or leave it out"
    value = "what is given" if field == _SECRET else _shown(error["input"])
    return f"{field}: {value} {_reason(error, form)}"


def _reason(error: ErrorDetails, form: str) -> str:
    if error["type"] == "value_error":
        return error["msg"].removeprefix("Value error, ")
    if error["type"] == "literal_error" and isinstance(error["input"], str):
        return f"must be {form}{nearest(error['input'], form.replace(',', '').split())}"
    return f"must be {form}"


def _shown(value: Any) -> str:
    """The value much as one writes it in the file, in one line."""
    return json.dumps(value, ensure_ascii=False, default=str)
