"""A real PostgreSQL server on a free loopback port, started once for each worker, with a database for each test."""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from atexit import register
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

USER = "postgres"
LONGEST_START = 30
PR_SET_PDEATHSIG = 1


def postgres_url() -> str:
    """Return the URL of an empty database; skips the test where PostgreSQL is not installed."""
    port = _server()
    name = f"memory_{uuid4().hex[:12]}"
    server = sa.create_engine(_url(port, "postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    return _url(port, name)


def _url(port: int, database: str) -> str:
    return f"postgresql+pg8000://{USER}@127.0.0.1:{port}/{database}"


@cache
def _server() -> int:
    """Start the server; return its port."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="inspection-watch-postgres-"))
    register(shutil.rmtree, folder, ignore_errors=True)
    if os.geteuid() == 0:
        os.chown(folder, _account().pw_uid, _account().pw_gid)
    data = folder / "data"
    _call(programs / "initdb", "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
    port = _free_port()
    # No socket file: its path may be too long, and nobody needs it. Nothing here has to outlive a power cut.
    settings = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",
        "full_page_writes": "off",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    server = subprocess.Popen(
        [str(programs / "postgres"), "-D", str(data), *options],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_end_with_the_tests,
        **_as_its_user(),
    )
    register(_stop, server)
    _wait_for(port, server)
    return port


def _programs() -> Path:
    """Return the folder of the server's programs; Debian keeps them off the PATH."""
    found = shutil.which("postgres")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    for place in reversed(places):
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    pytest.skip("PostgreSQL's server is not installed (initdb and postgres, on the PATH or where Debian keeps them)")


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        pytest.skip(f"PostgreSQL does not run as root, and there is no user {USER}")


def _as_its_user() -> Any:
    if os.geteuid() != 0:
        return {}
    return {"user": _account().pw_uid, "group": _account().pw_gid}


def _end_with_the_tests() -> None:
    """Have the kernel stop the server where the tests are killed and stop nothing themselves."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def _call(*command: str | Path) -> None:
    subprocess.run(
        [str(part) for part in command], check=True, capture_output=True, cwd="/", timeout=60, **_as_its_user()
    )


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    engine = sa.create_engine(_url(port, "postgres"), poolclass=sa.NullPool)
    end = time.monotonic() + LONGEST_START
    while True:
        try:
            engine.connect().close()
            return
        except sa.exc.DBAPIError:
            if server.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.05)


def _stop(server: "subprocess.Popen[bytes]") -> None:
    # At once: it would wait for clients to leave, and write down what is thrown away.
    server.send_signal(signal.SIGQUIT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
