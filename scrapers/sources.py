"""The register of sources: one YAML file that an operator edits, checked wholly before anything is fetched."""

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ValidationError

from scrapers.errors import RegisterError
from scrapers.source import FROM_LIST, STRICT, Layout, Selectors, Source
from scrapers.yaml_faults import Fault, model_faults, near, read_yaml, sentences

__all__ = ["LIVE_REGISTER", "Source", "find_source", "load_register"]

LIVE_REGISTER = Path(__file__).parent / "data" / "sources.yaml"


class _Register(BaseModel):
    """The whole file; `shared` holds the YAML anchors that sources of one publisher have in common."""

    model_config = STRICT

    shared: dict[str, Any] = {}
    sources: Annotated[tuple[Source, ...], FROM_LIST]


KNOWN_KEYS = {*_Register.model_fields, *Source.model_fields, *Selectors.model_fields, *Layout.model_fields}


def load_register(path: Path | None = None, *, known_authorities: Collection[str] | None = None) -> tuple[Source, ...]:
    """Read a register; None reads the one that comes with the program.

    Args:
        path: a YAML file.
        known_authorities: the names that `authority` may have; None leaves them unchecked.

    Raises:
        RegisterError: with file, line and reason of every fault.
    """
    file = path or LIVE_REGISTER
    content = read_yaml(file)
    try:
        sources = _Register.model_validate(content).sources
    except ValidationError as error:
        raise RegisterError(sentences(model_faults(error, KNOWN_KEYS), file)) from error
    faults = [*_repeated_ids(sources), *_unknown_authorities(sources, known_authorities)]
    if faults:
        raise RegisterError(sentences(faults, file))
    return sources


def find_source(sources: Sequence[Source], source_id: str) -> Source:
    """Return the source of that id.

    Raises:
        RegisterError: there is none; the nearest id is named.
    """
    for source in sources:
        if source.id == source_id:
            return source
    hint = near(source_id, (source.id for source in sources))
    raise RegisterError([f"There is no source {source_id!r} in the register{hint}."])


def _repeated_ids(sources: Sequence[Source]) -> list[Fault]:
    counts = Counter(source.id for source in sources)
    return [
        Fault(("sources", position, "id"), f"stands {counts[source.id]} times in the file; give each source its own")
        for position, source in enumerate(sources)
        if counts[source.id] > 1
    ]


def _unknown_authorities(sources: Sequence[Source], known: Collection[str] | None) -> list[Fault]:
    if known is None:
        return []
    return [
        Fault(
            ("sources", position, "authority"),
            f"{source.authority!r} is no known authority{near(source.authority, known)}",
        )
        for position, source in enumerate(sources)
        if source.authority is not None and source.authority not in known
    ]
