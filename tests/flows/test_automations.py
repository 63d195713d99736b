"""The automations of deploy/automations on a real server: what its webhook gets when the example sites are read."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from examples.server import serve_examples
from tests.flows.prefect_service import (
    NOWHERE,
    REPOSITORY,
    PrefectService,
    call,
    eventually,
    free_port,
    prefect_service,
)

pytestmark = [pytest.mark.slow, pytest.mark.service, pytest.mark.xdist_group("service")]

AUTOMATIONS = REPOSITORY / "deploy" / "automations"
MAKE_BLOCK = "import sys; from prefect.blocks.webhook import Webhook; print(Webhook(url=sys.argv[1]).save('news'))"
READ_ALL = """
from flows.service.extract import extract
from flows.service.flag import flag
from flows.service.watch import watch
watch(); extract(); flag()
"""


class Receiver(BaseHTTPRequestHandler):
    got: list[dict[str, object]]

    def do_POST(self) -> None:
        self.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def receiver() -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Yield the address of a webhook on loopback and what it gets."""
    got: list[dict[str, object]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Receiver,), {"got": got}))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", got
    finally:
        server.shutdown()
        server.server_close()


def python(code: str, *arguments: str, service: PrefectService) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=service.env,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_webhooks_are_called_for_a_change_in_the_region_and_for_a_failing_source(tmp_path: Path) -> None:
    with serve_examples(fixed_ports=False) as sites, receiver() as (url, got):
        register = tmp_path / "sources.yaml"
        register.write_text(sites.register() + NOWHERE.format(port=free_port()), encoding="utf-8")
        settings = tmp_path / "settings.toml"
        places = f'data = "{tmp_path / "data"}"\nsources = "{register}"'
        settings.write_text(f"{places}\nallow_private_addresses = true\n", encoding="utf-8")
        with prefect_service(tmp_path, settings) as service:
            block = python(MAKE_BLOCK, url, service=service).splitlines()[-1]
            for name in ("inadequate.yaml", "source-failing.yaml"):
                own, text = tmp_path / name, (AUTOMATIONS / name).read_text(encoding="utf-8")
                own.write_text(text.replace("WEBHOOK_ID", block), encoding="utf-8")
                call("prefect", "automation", "create", "--from-file", str(own), env=service.env)
            python(READ_ALL, service=service)
            eventually(lambda: len(got) >= 2, lambda: f"{got}\n{service.logs()}")

    changes, tickets = [one for one in got if "change_id" in one], [one for one in got if "title" in one]
    assert [(one["type"], one["region"]) for one in changes] == [("inadequate_new", "Yorkshire and the Humber")]
    assert [one["title"] for one in tickets] == ["Source nowhere-news is failing"]
