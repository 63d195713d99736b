"""No secret shows, whatever goes wrong: a real server and worker on PostgreSQL, a mail server that refuses logins."""

import base64
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
import sqlalchemy as sa

from examples.server import serve_examples
from tests.flows.post_office import PostOffice, post_office
from tests.flows.postgres import postgres_url
from tests.flows.prefect_service import (
    NOWHERE,
    PROGRAMS,
    REPOSITORY,
    PrefectService,
    eventually,
    free_port,
    prefect_service,
)

pytestmark = [pytest.mark.slow, pytest.mark.service, pytest.mark.xdist_group("service")]

OF_THE_MAIL, OF_THE_MEMORY = "kettle/otter+42@mail", "copper:heron%7@memory"
OF_THE_STORE, OF_PREFECT = "wJalrXUtnFEMI/K7MDENG/bPxRfi", "sparrow-kiln-7351"
SECRETS = (OF_THE_MAIL, OF_THE_MEMORY, OF_THE_STORE, OF_PREFECT)


@dataclass
class Desk:
    """A service with secrets, and all that it leaves behind."""

    service: PrefectService
    memory: sa.URL
    prefect: sa.URL
    office: PostOffice
    said: list[str]

    def command(self, *arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [PROGRAMS / "inspection-watch", *arguments],
            env=self.service.env | env,
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        self.said.append(done.stdout + done.stderr)
        return done

    def rows_of(self, table: str) -> list[str]:
        return rows_of(self.memory, table)

    def drop_the_memory(self) -> None:
        server = sa.create_engine(
            self.memory.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
        )
        with server.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {self.memory.database} WITH (FORCE)"))

    def left_behind(self) -> str:
        """Logs of the programs, Prefect's database, the data, all that was offered to the mail server."""
        self.service.end()
        tables = rows_of(self.prefect, "pg_tables WHERE schemaname = 'public'", "tablename")
        kept = [row for table in tables for row in rows_of(self.prefect, f'"{table}"')]
        files = [file for file in self.service.folder.rglob("*") if file.is_file()]
        texts = [file.read_bytes().decode("utf-8", "replace") for file in files]
        return "\n".join([*kept, *texts, *self.said, *map(str, self.office.offered)])


def rows_of(database: sa.URL, table: str, what: str = "*") -> list[str]:
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    with engine.connect() as connection:
        rows = connection.execute(sa.text(f"SELECT {what} FROM {table}")).all()
    return [str(row[0] if len(row) == 1 else row) for row in rows]


def forms_of(secret: str) -> set[str]:
    """The secret as it is, quoted for a URL, in base64 also as a part of a login, escaped."""
    plain = secret.encode()
    encoded = {base64.b64encode(given).decode().rstrip("=") for given in (plain, b"\0watch\0" + plain)}
    return {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1]} | encoded


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    memory, prefect = (sa.make_url(postgres_url()).set(password=one) for one in (OF_THE_MEMORY, OF_PREFECT))
    with ExitStack() as stack:
        sites = stack.enter_context(serve_examples(fixed_ports=False))
        office = stack.enter_context(post_office(auth_require_tls=False))
        register = tmp_path / "sources.yaml"
        register.write_text(sites.register() + NOWHERE.format(port=free_port()), encoding="utf-8")
        settings = tmp_path / "settings.toml"
        settings.write_text(
            f"""
            data = "{tmp_path / "data"}"
            sources = "{register}"
            allow_private_addresses = true
            mail_max_age_days = 36500
            operator = "operator@example.org"
            [smtp]
            host = "127.0.0.1"
            port = {office.port}
            security = "none"
            user = "watch"
            [[subscribers]]
            address = "reader@example.org"
            """,
            encoding="utf-8",
        )
        secrets = {
            "INSPECTION_WATCH_MEMORY": shown(memory),
            "INSPECTION_WATCH_SMTP__PASSWORD": OF_THE_MAIL,
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": shown(prefect.set(drivername="postgresql+asyncpg")),
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7",
            "AWS_SECRET_ACCESS_KEY": OF_THE_STORE,
        }
        service = stack.enter_context(prefect_service(tmp_path, settings, **secrets))
        service.deploy()
        service.start_worker("--limit", "2")
        yield Desk(service, memory, prefect, office, [])


def shown(url: sa.URL) -> str:
    return url.render_as_string(hide_password=False)


def test_no_secret_shows_when_everything_goes_wrong(desk: Desk) -> None:
    service = desk.service
    assert service.wait_for(service.run("watch/by-hand")) == "COMPLETED", service.logs()
    eventually(lambda: any("alert" in row for row in desk.rows_of("failures")), service.logs)
    failures = desk.rows_of("failures")
    desk.said += [*failures, *desk.rows_of("runs"), *desk.rows_of("notices")]
    assert any("nowhere-news" in row for row in failures)
    assert desk.office.logins
    desk.command("status")
    assert desk.command("run", "--no-prefect", "--source", "nowhere-news").returncode == 1

    desk.office.login = ("watch", OF_THE_MAIL)
    asked = service.run("watch/by-hand")
    eventually(lambda: service.state_of(asked) == "RUNNING", service.logs)
    desk.drop_the_memory()
    assert service.wait_for(asked) == "FAILED", service.logs()
    eventually(lambda: any("failed" in mail["Subject"] for mail in desk.office.accepted), service.logs)
    assert desk.command("status").returncode == 2
    assert desk.command("run", "--no-prefect").returncode == 2

    left = desk.left_behind()
    assert "flow watch failed" in left
    assert [form for secret in SECRETS for form in forms_of(secret) if form in left] == []


@pytest.mark.parametrize(
    "memory",
    [
        "postgresql://watch:{}@127.0.0.1:1/watch",
        "postgresql://watch:{}@127.0.0.1:port/watch",
        "postgresql+nothing://watch:{}@127.0.0.1/watch",
        "watch:{}@127.0.0.1",
    ],
)
def test_wrong_settings_are_told_without_the_password(tmp_path: Path, memory: str) -> None:
    for command in ("status", "check", "run"):
        done = subprocess.run(
            [PROGRAMS / "inspection-watch", command],
            env={"PATH": "/usr/bin:/bin", "INSPECTION_WATCH_MEMORY": memory.format(quote(OF_THE_STORE))},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        told = done.stdout + done.stderr
        assert done.returncode == (1 if command == "check" and not done.stderr else 2), told
        assert "memory" in told
        assert "Traceback" not in told
        assert [form for form in forms_of(OF_THE_STORE) if form in told] == []
