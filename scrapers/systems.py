"""Content systems that many councils share, and how each usually builds its newsroom."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, TypeAdapter
from ruamel.yaml import YAML

from scrapers.source import FROM_LIST, STRICT, Css, ReaderName, Selectors, Source, Text

FILE = Path(__file__).parent / "data" / "systems.yaml"


class System(BaseModel):
    """How a content system builds its newsrooms; the keys are explained at the head of systems.yaml."""

    model_config = STRICT

    selectors: Selectors
    pinned: Css | None = None
    noise: Annotated[tuple[Css, ...], FROM_LIST] = ()
    page_argument: Text | None = None
    second_page: Annotated[int, Field(ge=0)] = 2


@cache
def systems() -> Mapping[ReaderName, System]:
    """Return the known systems by the name of their reader."""
    return TypeAdapter(dict[ReaderName, System]).validate_python(YAML(typ="safe").load(FILE.read_text("utf-8")))


def completed(source: Source) -> Source:
    """Return a source with the usual selectors of its system where the register gives none, and its usual noise."""
    system = systems().get(source.reader)
    if system is None:
        return source
    own = {name: value for name, value in source.selectors if value is not None}
    selectors = system.selectors.model_copy(update=own)
    return source.model_copy(update={"selectors": selectors, "noise": (*system.noise, *source.noise)})
