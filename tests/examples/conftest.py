from collections.abc import Iterator

import httpx
import pytest

from examples.server import ExampleSites, serve_examples


@pytest.fixture(scope="session")
def example_sites() -> Iterator[ExampleSites]:
    with serve_examples(fixed_ports=False) as sites:
        yield sites


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client
