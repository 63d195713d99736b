"""The register of sources: YAML that an operator edits, checked wholly before anything is fetched."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ValidationError

from scrapers.errors import RegisterError
from scrapers.source import FROM_LIST, STRICT, Source
from scrapers.templates import Written, read_source, template_faults, templates_by_name
from scrapers.yaml_faults import Fault, model_faults, near, read_yaml, sentences

__all__ = ["LIVE_REGISTER", "Source", "find_source", "load_register"]

LIVE_REGISTER = Path(__file__).parent / "data" / "sources"

Read = tuple[Written, Source]


class _File(BaseModel):
    """One file of a register, its entries still as they are written."""

    model_config = STRICT

    templates: dict[str, dict[str, Any]] = {}
    sources: Annotated[tuple[Any, ...], FROM_LIST] = ()


def load_register(path: Path | None = None, *, known_authorities: Collection[str] | None = None) -> tuple[Source, ...]:
    """Read a register; None reads the one that comes with the program.

    Args:
        path: a YAML file, or a folder whose *.yaml files are one register; templates of one file serve all.
        known_authorities: the names that `authority` may have; None leaves them unchecked.

    Raises:
        RegisterError: with file, line and reason of every fault.
    """
    files = _read_files(path or LIVE_REGISTER)
    templates = [
        Written(file, ("templates", name), keys) for file, it in files.items() for name, keys in it.templates.items()
    ]
    entries = [
        Written(file, ("sources", at), given) for file, it in files.items() for at, given in enumerate(it.sources)
    ]
    faults = template_faults(templates)
    read, further = _read_sources(entries, templates_by_name(templates))
    faults += [*further, *_repeated_ids(read), *_unknown_authorities(read, known_authorities)]
    if faults:
        raise RegisterError(sentences(faults))
    return tuple(source for _, source in read)


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


def _read_files(path: Path) -> dict[Path, _File]:
    files: dict[Path, _File] = {}
    faults: list[Fault] = []
    for file in _files(path):
        try:
            files[file] = _File.model_validate(read_yaml(file))
        except ValidationError as error:
            faults += model_faults(error, file, _File.model_fields)
    if not faults and not any("sources" in content.model_fields_set for content in files.values()):
        faults = [Fault(next(iter(files)), ("sources",), "is missing")]
    if faults:
        raise RegisterError(sentences(faults))
    return files


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(path.glob("*.yaml"))
    if not files:
        raise RegisterError([f"{path}: has no file that ends in .yaml; put the register's files there."])
    return files


def _read_sources(entries: Sequence[Written], templates: Mapping[str, Written]) -> tuple[list[Read], list[Fault]]:
    read: list[Read] = []
    faults: list[Fault] = []
    for entry in entries:
        source = read_source(entry, templates)
        if isinstance(source, Source):
            read.append((entry, source))
        else:
            faults += source
    return read, faults


def _repeated_ids(read: Sequence[Read]) -> list[Fault]:
    counts = Counter(source.id for _, source in read)
    return [
        entry.fault(f"stands {counts[source.id]} times in the register; give each source its own", "id")
        for entry, source in read
        if counts[source.id] > 1
    ]


def _unknown_authorities(read: Sequence[Read], known: Collection[str] | None) -> list[Fault]:
    if known is None:
        return []
    return [
        entry.fault(f"{source.authority!r} is no known authority{near(source.authority, known)}", "authority")
        for entry, source in read
        if source.authority is not None and source.authority not in known
    ]
