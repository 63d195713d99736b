"""A lead: an address that may hold what is new, and the reader that it is meant for."""

from dataclasses import dataclass, field

from scrapers.dates import DateOrder
from scrapers.source import ReaderName, Selectors

COMMITTEE_READERS = ("moderngov", "cmis")


@dataclass(frozen=True, slots=True)
class Lead:
    """Where to try which reader.

    `found_by` says how it was come by, `label` how the site calls it; `home` is the part of the site that the news
    stands in, "" for all of it.
    """

    reader: ReaderName
    address: str
    found_by: str
    label: str = ""
    home: str = ""
    selectors: Selectors = field(default_factory=Selectors)
    date_order: DateOrder = "dmy"

    @property
    def is_papers(self) -> bool:
        """Whether it leads to committee papers rather than to news."""
        return self.reader in COMMITTEE_READERS
