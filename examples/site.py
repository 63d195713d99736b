"""One example site: its folder of files, and which file answers an address."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from ruamel.yaml import YAML

from examples import FOLDER


@dataclass(frozen=True, slots=True)
class Site:
    """How one site is served; `kind` says which machine endpoints it has beside its files."""

    id: str
    port: int
    kind: Literal["files", "wordpress", "moderngov"]
    server: str
    gzip: bool
    validators: bool

    def folders(self, variant: str | None = None) -> Iterator[Path]:
        """Name the folders to look into, that of the variant first."""
        if variant:
            yield FOLDER / "variants" / variant / self.id
        yield FOLDER / "sites" / self.id

    def find(self, path: str, variant: str | None = None) -> Path | None:
        """Find the file that answers a path, as a server of static files does; None where there is none."""
        steps = [step for step in path.split("/") if step]
        if any(step.startswith(".") for step in steps):
            return None
        bases = (folder.joinpath(*steps) for folder in self.folders(variant))
        return next((file for base in bases for file in _candidates(base) if file.is_file()), None)


def _candidates(base: Path) -> Iterator[Path]:
    """Name the files that may stand for an address: itself, with an ending, the index of its folder."""
    yield base
    for ending in (".html", ".xml"):
        yield base.with_name(base.name + ending)
        yield base / f"index{ending}"


@cache
def example_sites() -> tuple[Site, ...]:
    """Read the list of example sites."""
    rows = YAML(typ="safe").load((FOLDER / "sites.yaml").read_text(encoding="utf-8"))
    return tuple(Site(**row) for row in rows)
