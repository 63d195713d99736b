"""What all tests share."""

import pytest


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """A name for each case that is the same in every worker: bytes may hold a time, as those of gzip do."""
    return argname if isinstance(val, bytes) else None
