"""A real S3 on loopback: moto's server in a process of its own."""

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import STDOUT, Popen
from tempfile import NamedTemporaryFile
from uuid import uuid4

import httpx
import pytest

BUCKET = "watch"
STARTS_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class LoopbackS3:
    """A server with one empty bucket; the usual environment variables lead to it."""

    endpoint: str

    def fresh(self) -> str:
        """Return the URL of a place in the bucket that nobody has used."""
        return f"s3://{BUCKET}/{uuid4().hex}/data"

    def check_keys(self, after: int) -> None:
        """Refuse unknown keys from the next request but `after` on."""
        self._post("/moto-api/reset-auth", str(after))

    def _post(self, path: str, content: str) -> None:
        httpx.post(self.endpoint + path, content=content, trust_env=False).raise_for_status()


@contextmanager
def loopback_s3() -> Iterator[LoopbackS3]:
    """Start the server on a free port, and end it; meanwhile the environment names it."""
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    # A file, as nobody would empty a pipe and a full one stops the server.
    with NamedTemporaryFile() as told, Popen(command, stdout=told, stderr=STDOUT) as server:
        try:
            endpoint = _endpoint(Path(told.name), server)
            httpx.put(f"{endpoint}/{BUCKET}", trust_env=False).raise_for_status()
            with pytest.MonkeyPatch.context() as environment:
                for name, value in _variables(endpoint).items():
                    environment.setenv(name, value)
                yield LoopbackS3(endpoint)
        finally:
            server.kill()


def _variables(endpoint: str) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "kettle-otter-42",
        "AWS_REGION": "eu-west-2",
        "NO_PROXY": "127.0.0.1",
    }


def _endpoint(told: Path, server: Popen[bytes]) -> str:
    patience = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < patience and server.poll() is None:
        found = re.search(r"Running on (http://127\.0\.0\.1:\d+)", told.read_text(errors="replace"))
        if found:
            return found[1]
        time.sleep(0.05)
    raise RuntimeError(f"moto's server did not start: {told.read_text(errors='replace')}")
