"""Templates of the register: the keys that sources of one kind or publisher have in common.

A source that says `like: <template>` takes the template's keys where it gives none of its own. A block of keys, such
as `selectors`, is filled key by key; a list of its own takes the place of the template's.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scrapers.source import Layout, Selectors, Source
from scrapers.yaml_faults import Fault, Place, model_faults, near

LIKE = "like"
KNOWN_KEYS = {LIKE, *Source.model_fields, *Selectors.model_fields, *Layout.model_fields}


@dataclass(frozen=True, slots=True)
class Written:
    """A source or a template as it is written, and where."""

    file: Path
    place: Place
    content: Any

    def fault(self, reason: str, *within: str | int) -> Fault:
        """Return a fault of it, or of what lies within."""
        return Fault(self.file, (*self.place, *within), reason)


def templates_by_name(templates: Iterable[Written]) -> dict[str, Written]:
    """Return the templates of all files by the names that sources call them by."""
    return {str(template.place[-1]): template for template in templates}


def template_faults(templates: Sequence[Written]) -> list[Fault]:
    """Return what is wrong with the templates themselves, whether a source is like them or not."""
    counts = Counter(template.place[-1] for template in templates)
    faults = [
        template.fault(f"stands {counts[template.place[-1]]} times in the register; give each template its own name")
        for template in templates
        if counts[template.place[-1]] > 1
    ]
    return [*faults, *(fault for template in templates for fault in _own_faults(template))]


def read_source(entry: Written, templates: Mapping[str, Written]) -> Source | list[Fault]:
    """Return a source with the keys of its template, or its own faults: those of the template are told there."""
    if not isinstance(entry.content, dict) or LIKE not in entry.content:
        return _validated(entry, entry.content, {})
    like = entry.content[LIKE]
    if not isinstance(like, str):
        return [entry.fault(f"must be the name of a template, not {like!r}", LIKE)]
    if like not in templates:
        return [entry.fault(f"{like!r} is no template{near(like, templates)}", LIKE)]
    return _validated(entry, _filled(entry.content, templates[like].content), templates[like].content)


def _validated(entry: Written, keys: object, template: Mapping[str, Any]) -> Source | list[Fault]:
    try:
        return Source.model_validate(keys)
    except ValidationError as error:
        faults = model_faults(error, entry.file, KNOWN_KEYS, entry.place)
        return [
            fault for fault in faults if not _is_inherited(fault.place[len(entry.place) :], entry.content, template)
        ]


def _filled(own: Mapping[str, Any], template: Mapping[str, Any]) -> dict[str, Any]:
    keys = {**template, **own}
    for key in own.keys() & template.keys():
        if isinstance(own[key], dict) and isinstance(template[key], dict):
            keys[key] = {**template[key], **own[key]}
    return {key: value for key, value in keys.items() if key != LIKE}


def _is_inherited(place: Place, own: Any, template: Any) -> bool:
    for part in place:
        if not isinstance(template, dict) or part not in template:
            return False
        if not isinstance(own, dict) or part not in own:
            return True
        own, template = own[part], template[part]
    return False


def _own_faults(template: Written) -> list[Fault]:
    if LIKE in template.content:
        return [template.fault("is no key of a template: templates do not build on each other", LIKE)]
    try:
        Source.model_validate(template.content)
    except ValidationError as error:
        faults = model_faults(error, template.file, KNOWN_KEYS, template.place)
        depth = len(template.place)
        # What a template leaves out, its sources give.
        return [fault for fault in faults if fault.place[depth : depth + 1] and fault.place[depth] in template.content]
    return []
