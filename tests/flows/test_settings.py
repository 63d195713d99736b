from pathlib import Path

import pytest
from pydantic import HttpUrl, SecretStr

from flows.settings import Settings, SettingsError, Smtp, load_settings
from flows.store import FolderStore
from flows.subscriptions import Channel, Subscriber

SECRET = "kettle-otter-42"
WHOLE = """
data = "elsewhere"
memory = "postgresql://watch:kettle-otter-42@db.example/watch"
contact = "https://watch.example/about"
mail_from = "watch@watch.example"
mail_max_age_days = 30
sources_at_once = 4

[smtp]
host = "mail.example"
port = 587
user = "watch"
password = "kettle-otter-42"

[[subscribers]]
address = "ann@council.example"
name = "Ann Lee"
authorities = ["north east lincolnshire council", "Leeds"]
types = ["inadequate_new"]

[[subscribers]]
address = "joan@paper.example"
"""


@pytest.fixture(autouse=True)
def _(no_environment: Path) -> None:
    """Nothing of this machine's settings counts."""


def written(text: str, name: str = "settings.toml") -> Path:
    file = Path(name)
    file.write_text(text, encoding="utf-8")
    return file


def complaint(text: str) -> str:
    with pytest.raises(SettingsError) as error:
        load_settings(written(text))
    assert "\n" not in str(error.value)
    return str(error.value)


def test_without_a_file_the_defaults_hold() -> None:
    settings = load_settings()

    assert (settings.data, settings.memory_url) == (Path("data"), "sqlite:///data/memory.db")
    assert (settings.smtp, settings.subscribers) == (None, ())


def test_every_value_is_read_from_the_file() -> None:
    settings = load_settings(written(WHOLE))

    assert (settings.data, settings.memory_url) == (Path("elsewhere"), f"postgresql://watch:{SECRET}@db.example/watch")
    assert (settings.contact, settings.mail_from) == ("https://watch.example/about", "watch@watch.example")
    assert (settings.mail_max_age_days, settings.sources_at_once) == (30, 4)
    assert settings.smtp
    assert settings.smtp.password
    assert (settings.smtp.host, settings.smtp.port, settings.smtp.security) == ("mail.example", 587, "starttls")
    assert settings.smtp.password.get_secret_value() == SECRET
    assert settings.subscribers == (
        Subscriber(
            address="ann@council.example",
            name="Ann Lee",
            authorities=("North East Lincolnshire", "Leeds"),
            types=("inadequate_new",),
        ),
        Subscriber(address="joan@paper.example"),
    )


def test_the_file_in_the_working_folder_is_read_unasked() -> None:
    written('contact = "here"', "inspection-watch.toml")

    assert load_settings().contact == "here"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("data", "there", Path("there")),
        ("memory", "sqlite:///x.db", SecretStr("sqlite:///x.db")),
        ("sources", "mine.yaml", Path("mine.yaml")),
        ("subscriptions", "mine.toml", Path("mine.toml")),
        ("contact", "me", "me"),
        ("mail_from", "a@b.example", "a@b.example"),
        ("mail_max_age_days", "7", 7),
        ("hold_more_than", "0", 0),
        ("begin_with_summary", "false", False),
        ("publish_full_text", "none", "none"),
        ("feeds_url", "https://watch.example/", HttpUrl("https://watch.example/")),
        ("allow_private_addresses", "true", True),
        ("operator", "a@b.example", "a@b.example"),
        ("task_runner", "dask", "dask"),
        ("dask_scheduler", "tcp://there:8786", "tcp://there:8786"),
        ("sources_at_once", "2", 2),
        ("source_seconds", "60", 60),
        ("source_megabytes", "0.5", 0.5),
        ("run_seconds", "900", 900),
        ("run_megabytes", "100", 100),
        ("smtp", '{"host": "h", "security": "none"}', Smtp(host="h", security="none")),
        ("subscribers", '[{"address": "a@b.example"}]', (Subscriber(address="a@b.example"),)),
        (
            "channels",
            '[{"name": "a", "url": "json://b.example"}]',
            (Channel(name="a", url=SecretStr("json://b.example")),),
        ),
    ],
)
def test_every_setting_is_also_an_environment_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, value: object
) -> None:
    written("", "mine.toml")
    monkeypatch.setenv(f"INSPECTION_WATCH_{name.upper()}", text)

    assert getattr(load_settings(), name) == value


def test_no_setting_is_left_out_of_the_test_above() -> None:
    (parametrized,) = test_every_setting_is_also_an_environment_variable.pytestmark  # type: ignore[attr-defined]

    assert {case[0] for case in parametrized.args[1]} == set(Settings.model_fields)


def test_values_of_the_mail_server_are_single_variables_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSPECTION_WATCH_SMTP__HOST", "mail.example")
    monkeypatch.setenv("INSPECTION_WATCH_SMTP__PORT", "2525")

    assert load_settings().smtp == Smtp(host="mail.example", port=2525)


def test_arguments_count_before_the_environment_and_that_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    file = written('data = "file"\ncontact = "file"\nmail_max_age_days = 5')
    monkeypatch.setenv("INSPECTION_WATCH_DATA", "environment")
    monkeypatch.setenv("INSPECTION_WATCH_CONTACT", "environment")
    settings = load_settings(file, data=Path("argument"), contact=None)

    assert (settings.data, settings.contact, settings.mail_max_age_days) == (Path("argument"), "environment", 5)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mail_max_age_days = 0", "mail_max_age_days is 0: Input should be greater than or equal to 1"),
        ('publish_full_text = "some"', "publish_full_text is 'some': Input should be 'ogl', 'all' or 'none'"),
        ('mail_max_age_days = "many"', "mail_max_age_days is 'many': Input should be a valid integer"),
        ("sources_at_once = 513", "sources_at_once is 513: Input should be less than or equal to 512"),
        ('mail_from = "nobody"', "mail_from is 'nobody': must be one mail address such as name@example.org"),
        ('mail_from = "a@b@c.example"', "mail_from is 'a@b@c.example': must be one mail address"),
        ('mail_from = "a@b.example, c@d.example"', "must be one mail address"),
        ("[smtp]\nport = 25", "smtp.host Field required"),
        ('[smtp]\nhost = "h"\nport = 70000', "smtp.port is 70000: Input should be less than or equal to 65535"),
        ('[smtp]\nhost = "h"\nsecurity = "ssl"', "smtp.security is 'ssl': "),
        ('[smtp]\nhost = "h"\nsecurity = "ssl"', "none|starttls|tls"),
        (
            '[[subscribers]]\naddress = "x"',
            'settings (settings.toml, the environment or secrets): subscriber 1 (x): address: "x" must be one mail',
        ),
        ("subscribers = 1", "secrets): subscribers must be tables, each beginning with [[subscribers]]"),
        ("data = 5", "data is 5: must be a folder or the URL of an object store"),
        (
            'data = "s3://bucket/data"',
            "s3://bucket/data cannot hold the memory; set memory (or INSPECTION_WATCH_MEMORY) to a database URL",
        ),
        ('data = "ftp://host/data"', "ftp://host/data is no address of an object store; give s3://bucket/prefix"),
        ('contct = "x"', f"contct is no setting; allowed are {', '.join(Settings.model_fields)}"),
        ('[smtp]\nhost = "h"\nhots = 1', f"smtp.hots is no setting; allowed are {', '.join(Smtp.model_fields)}"),
        ("contact = ", "settings.toml is not TOML"),
    ],
)
def test_what_is_wrong_is_refused_with_its_name_the_value_and_what_is_allowed(text: str, told: str) -> None:
    assert told in complaint(text)
    assert "settings.toml" in complaint(text)


@pytest.mark.parametrize("place", ["s3://bucket/data", Path("s3://bucket/data"), "s3://bucket/data/"])
def test_data_may_be_an_object_store_where_the_memory_is_elsewhere(place: str | Path) -> None:
    settings = load_settings(data=place, memory="postgresql+pg8000://localhost/watch")

    assert settings.store.place("tables") == "s3://bucket/data/tables"
    assert settings.memory_url == "postgresql+pg8000://localhost/watch"


def test_data_in_a_folder_is_a_store_too() -> None:
    settings = load_settings(data=Path("elsewhere"))

    assert settings.store == FolderStore(Path("elsewhere"))
    assert settings.store is settings.store


def test_all_faults_are_told_at_once() -> None:
    told = complaint('mail_max_age_days = 0\nmail_from = "nobody"\ncontct = 1')

    assert all(name in told for name in ("mail_max_age_days", "mail_from", "contct"))


def test_a_file_in_another_encoding_is_no_toml() -> None:
    Path("settings.toml").write_bytes('contact = "Café"'.encode("latin-1"))

    with pytest.raises(SettingsError, match=r"settings\.toml is not TOML"):
        load_settings(Path("settings.toml"))


@pytest.mark.parametrize("there", [False, True], ids=["missing", "folder"])
def test_a_file_that_is_none_is_named(there: bool) -> None:
    if there:
        Path("nowhere.toml").mkdir()

    with pytest.raises(SettingsError, match=r"^there is no settings file nowhere\.toml; check the path"):
        load_settings(Path("nowhere.toml"))


@pytest.mark.parametrize("name", ["SUBSCRIBERS", "SMTP"])
def test_a_variable_that_is_no_json_is_refused_without_showing_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"INSPECTION_WATCH_{name}", SECRET)

    with pytest.raises(SettingsError, match=rf"(?i)environment.*{name}") as error:
        load_settings()
    assert SECRET not in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        f'[smtp]\nhost = "h"\npassword = "{SECRET}"\nport = 0',
        f'[smtp]\npassword = "{SECRET}"',
        f'[smtp]\nhost = "h"\npasswort = "{SECRET}"',
        f'[smtp]\nhost = "h"\npassword = ["{SECRET}"]',
        f'smtp = "watch:{SECRET}@mail.example"',
        f'data = "s3://somebody:{SECRET}@bucket/data"',
        f'memory = ["postgresql://watch:{SECRET}@db.example/watch"]',
        f'memory = "postgresql://watch:{SECRET}@db.example:port/watch"',
        f'memory = "postgresql://watch:12/@{SECRET}@db.example/watch"',
        f'memory = "postgresql://watch:a@{SECRET}@db.example/watch"',
        f'memory = "postgresql://db.example/watch?user=watch&password={SECRET}"',
        f'memory = "watch {SECRET}"',
    ],
)
def test_a_complaint_never_shows_the_password(text: str) -> None:
    assert SECRET not in complaint(text)


def test_settings_never_show_the_password() -> None:
    settings = load_settings(written(WHOLE))

    assert (
        SECRET not in f"{settings} {settings!r} {settings.smtp!r} {settings.model_dump()} {settings.model_dump_json()}"
    )
