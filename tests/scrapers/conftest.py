"""Real HTTP on loopback for every test of scrapers."""

from collections.abc import Iterator

import pytest

from scrapers.fetch import Fetcher, FetchSettings
from tests.scrapers.web import Site, serving

QUICK = FetchSettings(
    contact="https://example.org/contact", delay_seconds=0.0, retries=1, backoff=0.01, read_timeout=2.0,
    connect_timeout=2.0, patience=1.0, allow_private=True,
)  # fmt: skip


@pytest.fixture
def site() -> Iterator[Site]:
    """A site that allows everything (its robots.txt is a 404) until a test says otherwise."""
    with serving(Site) as running:
        yield running


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """A fetcher that may reach loopback and does not wait."""
    with Fetcher(QUICK) as open_fetcher:
        yield open_fetcher
