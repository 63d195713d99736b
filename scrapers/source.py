"""What the register says of one source."""

import re
from datetime import date
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

import soupsieve
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from scrapers.dates import DateOrder

ReaderName = Literal[
    "feed",
    "wordpress",
    "govuk",
    "ofsted_list",
    "ofsted_provider",
    "moderngov",
    "cmis",
    "localgov_drupal",
    "jadu",
    "goss",
    "contensis",
    "sitemap",
    "listing",
]
SourceKind = Literal[
    "council", "sector_press", "local_press", "national_press", "government", "inspectorate", "committee", "other"
]
Licence = Literal["ogl", "copyright", "unknown"]
State = Literal["unverified", "working", "failing", "paused", "blocked"]

A_COUNCILS_OWN = ("council", "committee")
OF_COMMITTEES = ("moderngov", "cmis")
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
    """CSS selectors: `item link title date summary section` of a listing page, the others of the pages it leads to."""

    model_config = STRICT

    item: Css | None = None
    link: Css | None = None
    title: Css | None = None
    date: Css | None = None
    summary: Css | None = None
    section: Css | None = None
    page_title: Css | None = None
    byline: Css | None = None
    published: Css | None = None
    body: Css | None = None


class Layout(BaseModel):
    """How the pages of a source were built until a day, the last one included."""

    model_config = STRICT

    until: date
    selectors: Selectors = Selectors()
    noise: Annotated[tuple[Css, ...], FROM_LIST] = ()
    noise_lines: Annotated[tuple[Regex, ...], FROM_LIST] = ()


class Source(BaseModel):
    """One place that news comes from.

    `every` is in minutes; `days_back` the days that a visit looks through; `usual_gap_days` the longest that it is
    usually silent; `page_address` the address of a further page of a listing, with `{page}` in the place of its number,
    which is `second_page` for the second; `earlier` the layouts before the present one.
    """

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
    usual_gap_days: Annotated[int, Field(ge=1, le=3_660)] | None = None
    page_address: WebAddress | None = None
    second_page: Annotated[int, Field(ge=0)] = 2
    earlier: Annotated[tuple[Layout, ...], FROM_LIST] = ()
    committees: Annotated[tuple[Text, ...], FROM_LIST] = ()
    days_back: Annotated[int, Field(ge=1, le=36_500)] = 28
    state: State = "unverified"
    state_since: date | None = None
    state_why: Text | None = None
    note: str = ""

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.source_kind in A_COUNCILS_OWN and self.authority is None:
            raise ValueError("authority must be given for source_kind council and committee")
        if self.authority is not None and self.source_kind not in (*A_COUNCILS_OWN, "inspectorate"):
            raise ValueError("authority is for source_kind council, committee and inspectorate only")
        if self.reader == "listing" and self.selectors.item is None:
            raise ValueError("a listing needs selectors.item, the CSS selector of one entry")
        if self.page_address is not None and "{page}" not in self.page_address:
            raise ValueError("page_address needs {page}, where the number of the page goes")
        if self.state in ("paused", "blocked") and not (self.state_since and self.state_why):
            raise ValueError(f"state {self.state} needs state_since, a day, and state_why")
        if self.reader in OF_COMMITTEES and not self.committees:
            raise ValueError(f"{self.reader} needs committees, words to look for in the titles of committees")
        return self

    @property
    def is_read(self) -> bool:
        """Whether a pass should read it."""
        return self.state not in ("paused", "blocked")
