"""Where the subscriptions stand, and that they are read anew each time."""

import tomllib
from pathlib import Path

import pytest

from flows.settings import SettingsError, load_settings
from flows.subscription_file import read_file
from flows.subscriptions import Subscriber

REPOSITORY = Path(__file__).parents[2]
ENTRY = '[[subscribers]]\naddress = "{}"\n'


@pytest.fixture(autouse=True)
def _(no_environment: Path) -> None:
    """Nothing of this machine's settings counts."""


def entry(address: str = "ann@council.example") -> str:
    return ENTRY.format(address)


def complaint(settings: Path | None = None) -> str:
    with pytest.raises(SettingsError) as error:
        load_settings(settings)
    return str(error.value)


def addresses(settings: Path | None = None) -> list[str]:
    return [one.address for one in load_settings(settings).subscribers]


def test_subscribers_stand_in_a_file_in_the_working_folder() -> None:
    Path("subscriptions.toml").write_text(entry())

    assert addresses() == ["ann@council.example"]


def test_subscribers_stand_beside_the_settings_file_wherever_that_is() -> None:
    Path("there").mkdir()
    Path("there/settings.toml").write_text('contact = "me"')
    Path("there/subscriptions.toml").write_text(entry("there@council.example"))
    Path("subscriptions.toml").write_text(entry("here@council.example"))

    assert addresses(Path("there/settings.toml")) == ["there@council.example"]


def test_the_settings_may_name_another_file() -> None:
    Path("settings.toml").write_text('subscriptions = "readers.toml"')
    Path("subscriptions.toml").write_text(entry("beside@council.example"))
    Path("readers.toml").write_text(entry())

    assert addresses(Path("settings.toml")) == ["ann@council.example"]


def test_a_file_that_is_named_and_not_there_is_told() -> None:
    Path("settings.toml").write_text('subscriptions = "readers.toml"')

    assert complaint(Path("settings.toml")) == "there is no file readers.toml; check the setting subscriptions"


def test_each_loading_reads_the_file_anew() -> None:
    Path("subscriptions.toml").write_text(entry())
    assert len(addresses()) == 1
    Path("subscriptions.toml").write_text(entry() + entry("joan@paper.example"))

    assert addresses() == ["ann@council.example", "joan@paper.example"]


def test_subscribers_in_both_files_are_refused_by_the_names_of_both() -> None:
    Path("settings.toml").write_text(entry())
    Path("subscriptions.toml").write_text(entry())

    assert complaint(Path("settings.toml")) == (
        "subscribers stand both in the settings (settings.toml, the environment or secrets) and in subscriptions.toml; "
        "keep them in subscriptions.toml only"
    )


def test_subscribers_given_by_the_program_count_before_the_file() -> None:
    Path("subscriptions.toml").write_text(entry())
    given = (Subscriber(address="reader@example.org"),)

    assert load_settings(subscribers=given).subscribers == given


def test_every_fault_names_the_file_and_the_entry() -> None:
    Path("subscriptions.toml").write_text(
        entry() + 'frequency = "dayly"\n' + entry("joan@paper.example") + 'types = ["rating"]\n'
    )
    with pytest.raises(SettingsError) as error:
        load_settings()

    assert [fault.partition(": ")[0] for fault in error.value.faults] == ["subscriptions.toml"] * 2
    assert ": subscriber 1 (ann@council.example): frequency:" in error.value.faults[0]
    assert ": subscriber 2 (joan@paper.example): types:" in error.value.faults[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[[subscriber]]\naddress = "a@b.example"',
            '; each entry begins with [[subscribers]] or [[channels]]; did you mean "subscribers"?',
        ),
        ('address = "a@b.example"', '"address" is no table of this file; each entry begins with [[subscribers]]'),
        ('[subscribers]\naddress = "a@b.example"', "subscribers must be tables, each beginning with [[subscribers]]"),
        ("[[subscribers]\n", "subscriptions.toml is not TOML: "),
    ],
)
def test_what_is_no_list_of_subscribers_is_told(text: str, told: str) -> None:
    Path("subscriptions.toml").write_text(text)

    assert told in complaint()


def test_a_file_in_another_encoding_is_no_toml() -> None:
    Path("subscriptions.toml").write_bytes(entry().encode() + 'name = "René"'.encode("latin-1"))

    assert "subscriptions.toml is not TOML: " in complaint()


def test_a_file_from_a_windows_editor_is_read() -> None:
    Path("subscriptions.toml").write_bytes(b"\xef\xbb\xbf" + entry().replace("\n", "\r\n").encode())

    assert addresses() == ["ann@council.example"]


def test_times_and_days_may_be_written_as_toml_has_them() -> None:
    Path("subscriptions.toml").write_text(
        entry() + "quiet_hours = {from = 22:00:00, to = 07:00:00}\npause_until = 2026-12-24\n"
    )
    (read,) = load_settings().subscribers

    assert (str(read.quiet_hours), str(read.pause_until)) == ("22:00 to 07:00", "2026-12-24")


def test_the_example_is_a_file_that_holds_and_shows_every_field() -> None:
    file = REPOSITORY / "examples" / "subscriptions.toml"
    shown = {name for one in tomllib.loads(file.read_text(encoding="utf-8"))["subscribers"] for name in one}

    assert read_file(file)["subscribers"]
    assert shown == set(Subscriber.model_fields)
