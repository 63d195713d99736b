from pathlib import Path

import pytest

from flows.settings import SettingsError, load_settings

PASSWORD = "kettle-otter-42"
MEMORY = f"postgresql://watch:{PASSWORD}@db.example/watch"
SMTP = "inspection_watch_smtp__password"


@pytest.fixture
def secrets(no_environment: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = no_environment / "secrets"
    folder.mkdir()
    monkeypatch.setenv("INSPECTION_WATCH_SECRETS", str(folder))
    monkeypatch.setenv("INSPECTION_WATCH_SMTP__HOST", "mail.example")
    return folder


def password() -> str | None:
    smtp = load_settings().smtp
    return smtp.password.get_secret_value() if smtp and smtp.password else None


def test_a_secret_may_be_a_file_named_as_the_variable(secrets: Path) -> None:
    (secrets / SMTP).write_text(f"{PASSWORD}\n", encoding="utf-8")
    (secrets / "INSPECTION_WATCH_MEMORY").write_text(MEMORY, encoding="utf-8")

    assert password() == PASSWORD
    assert load_settings().memory_url == MEMORY


def test_the_environment_counts_before_secrets_and_they_before_the_file(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("inspection-watch.toml").write_text('[smtp]\nhost = "h"\npassword = "of the file"', encoding="utf-8")
    assert password() == "of the file"
    (secrets / SMTP).write_text(PASSWORD, encoding="utf-8")
    assert password() == PASSWORD
    monkeypatch.setenv(SMTP.upper(), "of the environment")
    assert password() == "of the environment"


def test_credentials_of_systemd_are_secrets_too(secrets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    (credentials / SMTP).write_text("by systemd", encoding="utf-8")
    assert password() == "by systemd"
    (secrets / SMTP).write_text(PASSWORD, encoding="utf-8")
    assert password() == PASSWORD


def test_other_services_secrets_in_the_same_folder_are_left_alone(secrets: Path) -> None:
    (secrets / "postgres_password").write_bytes(b"\xff\xfe")
    (secrets / "kubernetes.io").mkdir()

    assert password() is None


def test_an_empty_secret_is_none(secrets: Path) -> None:
    (secrets / "inspection_watch_operator").write_text("\n", encoding="utf-8")

    assert load_settings().operator is None


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("inspection_watch_smtp_password", PASSWORD.encode(), "is no setting; allowed are inspection_watch_data, "),
        (SMTP, b"\xff" + PASSWORD.encode(), "is no text in UTF-8"),
        ("inspection_watch_memory", f"nowhere {PASSWORD}".encode(), "memory must be a database URL"),
    ],
)
def test_a_secret_that_cannot_be_used_is_named_and_not_shown(
    secrets: Path, name: str, content: bytes, told: str
) -> None:
    (secrets / name).write_bytes(content)

    with pytest.raises(SettingsError) as error:
        load_settings()
    assert told in str(error.value)
    assert PASSWORD not in str(error.value)


def test_a_secret_that_is_a_folder_cannot_be_read(secrets: Path) -> None:
    (secrets / SMTP).mkdir()

    with pytest.raises(SettingsError, match=rf"{SMTP} cannot be read: "):
        load_settings()


def test_a_folder_of_secrets_that_is_none_is_refused(secrets: Path) -> None:
    secrets.rmdir()

    with pytest.raises(SettingsError, match=r"there is no folder of secrets .*; check INSPECTION_WATCH_SECRETS"):
        load_settings()
