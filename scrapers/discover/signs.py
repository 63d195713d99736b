"""The words, addresses and marks that discovering goes by, from signs.yaml."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel

from scrapers.source import FROM_LIST, STRICT, ReaderName, Selectors
from scrapers.yaml_faults import read_yaml

Words = Annotated[tuple[str, ...], FROM_LIST]


class System(BaseModel):
    """A system that newsrooms are built with: how to know it, and where it keeps its news."""

    model_config = STRICT

    generator: Words = ()
    markup: Words = ()
    links: Words = ()
    reader: ReaderName | None = None
    collections: Words = ()
    feeds: Words = ()
    forms: Words = ()


class Signs(BaseModel):
    """The whole file; its comments say what each list is."""

    model_config = STRICT

    news_links: Words
    news_words: Words
    other_words: Words
    feeds: Words
    news_pages: Words
    sitemaps: Words
    moderngov_hosts: Words
    moderngov_folders: Words
    cmis_hosts: Words
    democracy_hosts: Words
    cmis_pages: Words
    committees: Words
    systems: dict[str, System]
    listings: Annotated[tuple[Selectors, ...], FROM_LIST]


@cache
def signs() -> Signs:
    """Return what stands in signs.yaml."""
    content: Any = read_yaml(Path(__file__).with_name("signs.yaml"))
    return Signs.model_validate(content)
