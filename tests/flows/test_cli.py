import csv
import json
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path

import polars as pl
import pytest

from flows.cli import app
from flows.flag import flag_changes
from flows.publish import publish_tables
from flows.workshop import Workshop
from tests.flows.command import Command
from tests.flows.conftest import REGISTER
from tests.flows.press import COUNCIL, IN_2017, PRESS, tell


@pytest.fixture
def published(workshop: Workshop) -> str:
    """A data folder with tables."""
    tell(workshop, IN_2017, COUNCIL, PRESS)
    flag_changes(workshop)
    publish_tables(workshop)
    return str(workshop.settings.data)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ("changes --since yesterday", "--since 'yesterday' is no date; write it as 2021-11-29"),
        ("changes --since 2021-02-30", "--since '2021-02-30' is no date"),
        ("ratings --as-of 29/11/2021", "--as-of '29/11/2021' is no date"),
        ("commitments --due-before soon", "--due-before 'soon' is no date"),
        ("commitments --status late", "--status 'late' is none of open, overdue, done, undated"),
        ("ratings --as-known-on soon", "--as-known-on 'soon' is no date; write it as 2021-11-29"),
        ("changes --as-known-on 2021-13-01", "--as-known-on '2021-13-01' is no date"),
        ("reprocess --jobs 0", "--jobs 0 is too few; give 1 or more"),
        ("extract --published monday x.html", "--published 'monday' is no date"),
        ("extract --source-kind blog x.html", "--source-kind 'blog' is none of council, sector_press"),
        ("ratings", "there is no table data/tables/current_ratings.parquet; run `inspection-watch run` first"),
        ("changes", "there is no table data/tables/changes.parquet"),
        ("commitments", "there is no table data/tables/commitments.parquet"),
        ("ratings --settings nowhere.toml", "there is no settings file nowhere.toml; check the path"),
        ("extract --settings nowhere.toml x.html", "there is no settings file nowhere.toml"),
        ("run --settings nowhere.toml", "there is no settings file nowhere.toml"),
        ("run --source nobody", "There is no source 'nobody' in the register"),
        ("sources check nobody", "There is no source 'nobody' in the register"),
        ("alerts preview", "there are no subscribers; add [[subscribers]] to subscriptions.toml beside the settings"),
    ],
)
def test_wrong_use_is_told_in_one_line_with_status_2(command: Command, arguments: str, complaint: str) -> None:
    said = command(*arguments.split())

    assert said.complaint.startswith(complaint)
    assert said.status == 2


@pytest.mark.parametrize("name", ["ratings", "changes", "commitments"])
def test_an_authority_that_is_none_is_told_in_one_line(command: Command, published: str, name: str) -> None:
    said = command(name, "--authority", "Atlantis", "--data", published)

    assert said.complaint == "'Atlantis' is no authority with children's services; try its official or short name"
    assert said.status == 2


def test_wrong_settings_are_told_in_one_line(command: Command) -> None:
    Path("inspection-watch.toml").write_text('contct = "me"\nmail_max_age_days = 0')
    said = command("ratings")

    assert "contct is no setting" in said.complaint
    assert "mail_max_age_days is 0" in said.complaint
    assert said.status == 2


def test_a_register_with_a_fault_is_told_with_its_line(command: Command) -> None:
    Path("sources.yaml").write_text(REGISTER.replace("licence: ogl", "licence: free"))
    Path("inspection-watch.toml").write_text('sources = "sources.yaml"')
    said = command("sources", "list")

    assert "sources.yaml" in said.complaint
    assert "licence" in said.complaint
    assert said.status == 2


@pytest.mark.parametrize("name", ["publish", "run", "reprocess", "sources list", "alerts preview"])
def test_a_memory_that_is_none_is_told_in_one_line(command: Command, name: str) -> None:
    Path("data").mkdir()
    Path("data/memory.db").write_text("not a database " * 100)
    said = command(*name.split())

    assert said.complaint.startswith("the memory at sqlite:///data/memory.db cannot be opened: file is not a database")
    assert said.status == 2


def test_the_process_itself_says_one_line_and_ends_with_status_2(no_environment: Path) -> None:
    program = [sys.executable, "-m", "flows.cli", "ratings", "--as-of", "never"]
    done = subprocess.run(program, capture_output=True, text=True, check=False, cwd=no_environment)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "inspection-watch: --as-of 'never' is no date; write it as 2021-11-29\n"


def test_a_memory_that_takes_no_more_is_told_in_one_line_and_stays_as_it_was(
    command: Command, no_environment: Path, register: Path
) -> None:
    assert command("publish").status == 0
    tables = {file: file.read_bytes() for file in Path("data/tables").rglob("*.parquet")}
    program = (
        "import resource; from flows.cli import main; resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000)); main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "run", "--no-prefect", "--source", "gazette"],
        capture_output=True,
        text=True,
        check=False,
        cwd=no_environment,
    )

    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("inspection-watch: the memory ")
    assert command("check").out == "No damage found.\n"
    assert {file: file.read_bytes() for file in Path("data/tables").rglob("*.parquet")} == tables


@pytest.mark.parametrize(
    "name",
    ["", "run", "extract", "ratings", "changes", "commitments", "publish", "reprocess", "backup",
     "restore", "check", "sources", "sources list",
     "sources check", "sources discover", "backfill", "alerts", "alerts preview", "alerts check", "alerts send-test"],
)  # fmt: skip
def test_every_command_has_help(command: Command, name: str) -> None:
    said = command(*name.split(), "--help")

    assert (said.status, said.err) == (0, "")
    assert "Usage" in said.out


def test_grades_are_shown_as_a_table(command: Command, published: str) -> None:
    said = command("ratings", "--data", published)

    assert (said.status, said.err) == (0, "")
    assert said.out.split()[:5] == ["authority", "judgement", "grade", "since", "before"]
    (overall,) = (line.split() for line in said.out.splitlines() if "overall" in line)
    assert overall[overall.index("inadequate") :][:3] == ["inadequate", "2021-11-29", "good"]


@pytest.mark.parametrize(
    ("arguments", "nothing"),
    [
        ("ratings --authority Leeds", "No ratings known."),
        ("changes --since 2050-01-01", "No changes flagged."),
        ("commitments", "No commitments known."),
    ],
)
def test_nothing_to_show_is_said_in_words(command: Command, published: str, arguments: str, nothing: str) -> None:
    said = command(*arguments.split(), "--data", published)

    assert (said.status, said.out) == (0, f"{nothing}\n")


def test_the_other_forms_have_every_column_and_row(command: Command, published: str) -> None:
    expected = pl.read_parquet(Path(published) / "tables" / "changes.parquet").sort("effective", descending=True)
    as_csv = list(csv.DictReader(StringIO(command("changes", "--data", published, "--format", "csv").out)))
    as_json = [
        json.loads(line) for line in command("changes", "--data", published, "--format", "json").out.splitlines()
    ]

    for rows in (as_csv, as_json):
        assert [list(row) for row in rows] == [expected.columns] * 2
        assert [row["change_id"] for row in rows] == expected["change_id"].to_list()


def test_what_was_known_on_a_day_can_be_asked(command: Command, published: str) -> None:
    before, then = (
        [command(name, "--as-known-on", day, "--data", published).out for name in ("ratings", "changes")]
        for day in ("2021-12-02", "2021-12-03")
    )

    assert before == ["No ratings known.\n", "No changes flagged.\n"]
    assert all("inadequate" in shown for shown in then)


def test_parquet_goes_to_standard_output_whole(published: str, no_environment: Path) -> None:
    program = [sys.executable, "-m", "flows.cli", "ratings", "--data", published, "--format", "parquet"]
    done = subprocess.run(program, capture_output=True, check=True, cwd=no_environment)

    assert pl.read_parquet(BytesIO(done.stdout)).height == 2


def test_publishing_says_how_much_is_where(command: Command, published: str, register: Path) -> None:
    Path("inspection-watch.toml").write_text(f'sources = "{register}"')
    said = command("publish", "--data", published)

    assert (said.status, said.out.strip().split(": ")[1]) == (0, f"{published}/tables")


def test_publishing_mends_a_damaged_table(command: Command, published: str, register: Path) -> None:
    Path("inspection-watch.toml").write_text(f'sources = "{register}"')
    (Path(published) / "tables" / "changes.parquet").write_bytes(b"PAR1 torn")
    complaint = command("changes", "--data", published).complaint
    assert complaint.endswith("; run `inspection-watch publish`")
    command("publish", "--data", published)

    assert "judged inadequate" in command("changes", "--data", published).out


def test_sources_are_listed_with_how_they_fare(command: Command, register: Path) -> None:
    Path("inspection-watch.toml").write_text(f'sources = "{register}"')
    said = command("sources", "list", "--format", "json")

    assert {row["source_id"]: row["state"] for row in map(json.loads, said.out.splitlines())} == {
        "gazette": "unverified",
        "nelincs": "unverified",
        "monthly": "paused",
    }


def test_a_test_message_without_a_server_is_a_file(command: Command) -> None:
    said = command("alerts", "send-test", "ann@council.example")

    assert said.status == 0
    assert Path(said.out.removeprefix("Delivered to ").strip()).suffix == ".eml"


def test_a_test_message_that_cannot_leave_says_why_with_status_1(command: Command) -> None:
    Path("inspection-watch.toml").write_text('[smtp]\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"')
    said = command("alerts", "send-test", "ann@council.example")

    assert said.complaint.startswith("the mail server 127.0.0.1:1 takes no mail: ")
    assert said.status == 1


def test_a_preview_shows_the_mail(command: Command, published: str) -> None:
    Path("inspection-watch.toml").write_text('[[subscribers]]\naddress = "ann@council.example"')
    said = command("alerts", "preview", "--full", "--data", published)
    to, _, subject, *_ = said.out.splitlines()

    assert said.status == 0
    assert to == "To: ann@council.example"
    assert subject.startswith("Subject: North East Lincolnshire: ")


def test_the_commands_are_those_of_the_design() -> None:
    named = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}

    assert {"run", "extract", "ratings", "changes", "commitments", "publish", "reprocess"} <= named
    assert {"backfill", "backup", "restore", "check", "status"} <= named
    assert {group.name for group in app.registered_groups} == {"sources", "alerts", "service"}
