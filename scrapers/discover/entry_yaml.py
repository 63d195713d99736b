"""The entry of the register for a find, ready to paste."""

import re
from collections.abc import Collection
from datetime import date
from io import StringIO
from itertools import count
from urllib.parse import urlsplit

from ruamel.yaml import YAML

from scrapers.addresses import origin
from scrapers.discover.signs import signs
from scrapers.discover.trials import Trial
from scrapers.source import A_COUNCILS_OWN, Source, SourceKind

HOST_ENDINGS = re.compile(r"(?:\.gov\.uk|\.co\.uk|\.org\.uk|\.org|\.uk\.com|\.com|\.uk|\.info|\.net)$")
NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


def entry_of(
    trial: Trial,
    *,
    site_name: str = "",
    authority: str | None = None,
    kind: SourceKind | None = None,
    taken: Collection[str] = (),
    today: date,
) -> Source:
    """Return the source that a find makes.

    Args:
        trial: the find.
        site_name: how the site calls itself, "" where it does not.
        authority: whose site it is, where that is known; council and committee need it.
        kind: None to tell by find, host and authority.
        taken: ids that are in use.
        today: goes into the note.
    """
    source_kind = _kind(trial, authority, kind)
    owner = authority if source_kind in A_COUNCILS_OWN else None
    host = (urlsplit(trial.lead.address).hostname or "").removeprefix("www.")
    what = "committee papers" if trial.lead.is_papers else "news"
    return Source(
        id=_free(_slug(f"{owner or HOST_ENDINGS.sub('', host)} {what.split()[-1] if owner else ''}"), taken),
        name=f"{owner} {what}" if owner else site_name or host,
        reader=trial.lead.reader,
        source_kind=source_kind,
        authority=owner,
        home=trial.lead.home or f"{origin(trial.lead.address)}/",
        address=trial.lead.address,
        selectors=trial.lead.selectors,
        date_order=trial.lead.date_order,
        committees=signs().committees if trial.lead.is_papers else (),
        state="working",
        state_since=today,
        note=_note(trial, today),
    )


def as_yaml(source: Source) -> str:
    """Return an entry as it stands in the list `sources` of a register; what is as usual is left out."""
    yaml = YAML(typ="safe")
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.allow_unicode = True
    yaml.width = 100
    out = StringIO()
    yaml.dump([source.model_dump(exclude_defaults=True)], out)
    return "".join(f"  {line}\n" for line in out.getvalue().splitlines())


def _kind(trial: Trial, authority: str | None, kind: SourceKind | None) -> SourceKind:
    if kind and kind not in A_COUNCILS_OWN:
        return kind
    if authority:
        return "committee" if trial.lead.is_papers else "council"
    host = urlsplit(trial.lead.address).hostname or ""
    return "other" if trial.lead.is_papers or host.endswith(".gov.uk") else "local_press"


def _note(trial: Trial, today: date) -> str:
    newest = f", the newest of {trial.days[1]:%-d %B %Y}" if trial.days else ""
    entries = f"{len(trial.entries)} item{'s' if len(trial.entries) != 1 else ''}"
    return f"Found by sources discover on {today:%-d %B %Y} ({trial.lead.found_by}); {entries}{newest}."


def _slug(text: str) -> str:
    return NOT_IN_IDS.sub("-", text.lower().replace("'", "")).strip("-")


def _free(wanted: str, taken: Collection[str]) -> str:
    if wanted not in taken:
        return wanted
    return next(other for number in count(2) if (other := f"{wanted}-{number}") not in taken)
