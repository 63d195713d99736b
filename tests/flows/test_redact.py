import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import make_url

from flows.memory.runs import failures_of
from flows.redact import MASK, redacted
from flows.settings import Settings, Smtp
from flows.workshop import Workshop

PASSWORD = "p@ss/wörd 'n' \"more\""


@pytest.fixture
def settings(no_environment: object) -> Settings:
    smtp = Smtp(host="mail.example", user="watch", password=SecretStr(PASSWORD))
    return Settings(smtp=smtp, memory=SecretStr("postgresql://watch:s3cr%2Ft@db.example/watch"))


@pytest.mark.parametrize(
    "shown",
    [
        PASSWORD,
        "p%40ss/w%C3%B6rd%20%27n%27%20%22more%22",
        "p%40ss%2Fw%C3%B6rd%20%27n%27%20%22more%22",
        "p%40ss%2Fw%C3%B6rd+%27n%27+%22more%22",
        "p@ss/wörd \\'n\\' \"more\"",
        "p@ss/w\\u00f6rd 'n' \\\"more\\\"",
        "s3cr%2Ft",
        "s3cr/t",
    ],
)
def test_secrets_of_the_settings_are_masked_in_every_form(settings: Settings, shown: str) -> None:
    assert redacted(f"refused {shown}, sorry", settings) == f"refused {MASK}, sorry"


@pytest.mark.parametrize("name", ["AWS_SECRET_ACCESS_KEY", "PGPASSWORD", "SOME_TOKEN", "my_secret", "PREFECT_API_KEY"])
def test_secrets_of_the_environment_are_masked(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "abc/123")
    assert redacted("with abc/123 and abc%2F123", None) == f"with {MASK} and {MASK}"


def test_a_password_in_a_url_of_the_environment_is_masked_where_it_stands_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", "postgresql+asyncpg://prefect:hush-hush@db/prefect")
    assert redacted("no login with hush-hush", None) == f"no login with {MASK}"


@pytest.mark.parametrize(("name", "value"), [("SOME_TOKEN", "short"), ("SOME_NAME", "harmless")])
def test_what_is_too_short_or_no_secret_stays(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert redacted(f"it is {value}", None) == f"it is {value}"


def test_a_password_in_any_url_is_masked() -> None:
    text = "cannot reach postgresql://ann:x@db.example/a, nor redis://:y@cache.example, see https://docs.example/a:b"
    masked = f"cannot reach postgresql://ann:{MASK}@db.example/a, nor redis://:{MASK}@cache.example"
    assert redacted(text, None) == f"{masked}, see https://docs.example/a:b"


def test_a_secret_within_another_leaves_no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_TOKEN", "abcdef")
    monkeypatch.setenv("B_TOKEN", "abcdefghi")
    assert redacted("abcdefghi", None) == MASK


def test_settings_without_secrets_change_nothing(no_environment: object) -> None:
    assert redacted("all is well", Settings()) == "all is well"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no login with 'x': exit", f"no login with '{MASK}': exit"),
        ("at postgresql://prefect:x@db/x", f"at postgresql://prefect:{MASK}@db/{MASK}"),
        ("extracted", "extracted"),
    ],
)
def test_a_very_short_password_is_masked_where_it_stands_alone(no_environment: object, text: str, shown: str) -> None:
    settings = Settings(memory=SecretStr("postgresql://prefect:x@db/watch"))
    assert redacted(text, settings) == shown


@hypothesis_settings(deadline=None)
@given(password=st.text(st.characters(codec="utf-8", exclude_characters="*"), min_size=6, max_size=30))
def test_no_password_survives(password: str) -> None:
    url = make_url("postgresql://db.example/watch").set(username="watch", password=password)
    smtp = Smtp(host="mail.example", password=SecretStr(password))
    settings = Settings(smtp=smtp, memory=SecretStr(url.render_as_string(hide_password=False)))
    assert password not in redacted(f"{password}|{password!r}|{settings.memory_url}", settings)


def test_failures_are_written_down_without_secrets(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "abc/123")
    workshop.fail("publish", "store", "403 for abc%2F123")
    assert [row.message for row in failures_of(workshop.memory, workshop.run_id)] == [f"403 for {MASK}"]
