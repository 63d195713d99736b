"""What the register says of one source."""

import re
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

import soupsieve
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from scrapers.dates import DateOrder

ReaderName = Literal["rss", "wordpress", "moderngov", "listing"]
SourceKind = Literal[
    "council", "sector_press", "local_press", "national_press", "government", "inspectorate", "committee", "other"
]
Licence = Literal["ogl", "copyright", "unknown"]
State = Literal["unverified", "working", "failing", "paused", "blocked"]

A_COUNCILS_OWN = ("council", "committee")
STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be a web address that begins with http:// or https://")
    return value


def _css(value: str) -> str:
    try:
        soupsieve.compile(value)
    except soupsieve.SelectorSyntaxError as error:
        raise ValueError(f"must be a CSS selector; {str(error).splitlines()[0]}") from error
    return value


def _regex(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"must be a regular expression; {error}") from error
    return value


Text = Annotated[str, Field(min_length=1)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Css = Annotated[str, Field(min_length=1), AfterValidator(_css)]
Regex = Annotated[str, Field(min_length=1), AfterValidator(_regex)]
# YAML has lists where a frozen model has tuples; what stands in them is still checked strictly.
FROM_LIST = Field(strict=False)


class Selectors(BaseModel):
    """CSS selectors: `item link title date` of a listing page, the others of the pages that it leads to."""

    model_config = STRICT

    item: Css | None = None
    link: Css | None = None
    title: Css | None = None
    date: Css | None = None
    page_title: Css | None = None
    byline: Css | None = None
    published: Css | None = None
    body: Css | None = None


class Source(BaseModel):
    """One place that news comes from. `every` is in minutes, `days_back` the window of committee meetings in days."""

    model_config = STRICT

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: Text
    reader: ReaderName
    source_kind: SourceKind
    authority: Text | None = None
    home: WebAddress
    address: WebAddress
    selectors: Selectors = Selectors()
    noise: Annotated[tuple[Css, ...], FROM_LIST] = ()
    noise_lines: Annotated[tuple[Regex, ...], FROM_LIST] = ()
    date_order: DateOrder = "dmy"
    licence: Licence = "unknown"
    every: Annotated[int, Field(ge=1)] = 60
    delay_seconds: Annotated[float, Field(ge=0, le=60, allow_inf_nan=False)] = 1.0
    least_items: Annotated[int, Field(ge=0)] = 1
    committees: Annotated[tuple[Text, ...], FROM_LIST] = ()
    days_back: Annotated[int, Field(ge=1, le=36_500)] = 28
    state: State = "unverified"
    note: str = ""

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if (self.source_kind in A_COUNCILS_OWN) != (self.authority is not None):
            raise ValueError("authority must be given for source_kind council and committee, and for no other")
        if self.reader == "listing" and self.selectors.item is None:
            raise ValueError("a listing needs selectors.item, the CSS selector of one entry")
        if self.reader == "moderngov" and not self.committees:
            raise ValueError("moderngov needs committees, words to look for in the titles of committees")
        return self

    @property
    def is_read(self) -> bool:
        """Whether a pass should read it."""
        return self.state != "paused"
