"""The pages that are generated, wholly or in part."""

from collections.abc import Callable, Mapping
from datetime import date

from scrapers.coverage import coverage_page, coverage_table, verified
from scrapers.sources import load_register
from transforms.authorities import authority_register
from transforms.dictionary import data_dictionary

# The day of the bundled register; the authorities of that day are what it should cover.
REGISTER_AS_OF = date(2026, 11, 21)

BEGIN, END = "<!-- coverage: made by `make docs` -->", "<!-- end of coverage -->"


def covered_authorities() -> frozenset[str]:
    """Return the short official names of the authorities that the bundled register should cover."""
    authorities = authority_register().authorities
    return frozenset(authority.name for authority in authorities if authority.valid_on(REGISTER_AS_OF))


def sources_page() -> str:
    """Return the page docs/sources.md."""
    return coverage_page(load_register(), covered_authorities())


def readme(text: str) -> str:
    """Return the README with its table of coverage made anew."""
    register, authorities = load_register(), covered_authorities()
    made = f"{verified(register)}\n\n{coverage_table(register, authorities, by_reader=False)}"
    before, begin, rest = text.partition(BEGIN)
    return f"{before}{begin}\n{made}\n{END}{rest.partition(END)[2]}"


PAGES: Mapping[str, Callable[[str], str]] = {
    "data-dictionary.md": lambda _: data_dictionary(),
    "sources.md": lambda _: sources_page(),
    "README.md": readme,
}
"""Makes each page anew from what it is, by the name of its file."""
