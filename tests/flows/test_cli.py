import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path

import polars as pl
import pytest

import flows.extract_files
import flows.read
from flows.cli import app, main
from flows.extract import extract_pages
from flows.flag import flag_changes
from flows.publish import publish_tables
from flows.workshop import Workshop
from tests.flows.conftest import REGISTER
from tests.flows.press import COUNCIL, IN_2017, PRESS, keep, story, tell
from tests.transforms.telling import NEL
from transforms.article import Article
from transforms.extract import extract_facts
from transforms.facts import Facts
from transforms.rules_version import rules_version


@dataclass(frozen=True)
class Said:
    """What a command said; `complaint` is its only line on stderr."""

    status: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        (line,) = self.err.splitlines()
        assert line.startswith("inspection-watch: ")
        assert self.out == ""
        return line.removeprefix("inspection-watch: ")


Command = Callable[..., Said]


@pytest.fixture
def command(no_environment: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The program as its entry point runs it, in an empty working folder."""

    def run(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["inspection-watch", *arguments])
        with pytest.raises(SystemExit) as exit_:
            main()
        out, err = capsys.readouterr()
        return Said(int(exit_.value.code or 0), out, err)

    return run


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
        ("alerts preview", "there are no subscribers; add [[subscribers]] to the settings file"),
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


@pytest.mark.parametrize(
    "name",
    ["", "run", "extract", "ratings", "changes", "commitments", "publish", "reprocess", "sources", "sources list",
     "sources check", "alerts", "alerts preview", "alerts send-test"],
)  # fmt: skip
def test_every_command_has_help(command: Command, name: str) -> None:
    said = command(*name.split(), "--help")

    assert (said.status, said.err) == (0, "")
    assert "Usage" in said.out


def test_grades_are_shown_as_a_table(command: Command, published: str) -> None:
    said = command("ratings", "--data", published)

    assert (said.status, said.err) == (0, "")
    assert said.out.strip().splitlines()[0].split() == ["authority", "judgement", "grade", "since", "before"]
    assert [part for line in said.out.splitlines() if "overall" in line for part in line.split()[-3:]] == [
        "inadequate",
        "2021-11-29",
        "good",
    ]


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


@pytest.fixture
def kept(workshop: Workshop, register: Path) -> str:
    """A data folder with a kept page that was read, flagged and published."""
    Path("inspection-watch.toml").write_text(f'sources = "{register}"')
    keep(workshop, "https://gazette.example/1", story())
    extract_pages(workshop)
    flag_changes(workshop)
    publish_tables(workshop)
    return str(workshop.settings.data)


def test_reprocessing_by_the_same_rules_says_that_nothing_differs(command: Command, kept: str) -> None:
    said = command("reprocess", "--jobs", "1", "--data", kept)

    assert (said.status, said.err) == (0, "")
    assert said.out.startswith(f"1 pages read by rules {rules_version()} in ")
    assert said.out.endswith("Nothing differs from what stands.\n")


def test_reprocessing_by_other_rules_shows_what_differs_and_applies_it_where_asked_to(
    command: Command, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows.read, "extract_facts", lambda article, **_: Facts(relevant=False))
    shown = command("reprocess", "--jobs", "1", "--data", kept)
    assert "Nothing was written; --apply does so." in shown.out
    assert ["ratings", "0", "1", "0"] in [line.split() for line in shown.out.splitlines()]
    assert "inadequate" in command("ratings", "--data", kept).out

    applied = command("reprocess", "--jobs", "1", "--apply", "--data", kept)
    assert "Applied." in applied.out
    assert command("ratings", "--data", kept).out == "No ratings known.\n"


def test_a_kept_page_that_cannot_be_read_is_listed_with_status_1(command: Command, kept: str) -> None:
    for page in (Path(kept) / "pages").rglob("*.gz"):
        page.unlink()
    said = command("reprocess", "--jobs", "1", "--data", kept)

    assert said.status == 1
    assert said.out.splitlines()[-1].startswith("- https://gazette.example/1: ")


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

    assert said.complaint.startswith("the mail server 127.0.0.1:1 did not take the mail to ann@council.example")
    assert said.status == 1


def test_a_preview_shows_the_mail(command: Command, published: str) -> None:
    Path("inspection-watch.toml").write_text('[[subscribers]]\naddress = "ann@council.example"')
    said = command("alerts", "preview", "--data", published)

    assert said.status == 0
    assert said.out.startswith("To: ann@council.example\nSubject: North East Lincolnshire: ")


def test_extract_prints_an_object_an_article_with_evidence_in_every_row(command: Command) -> None:
    for name in ("a.html", "b.html"):
        Path(name).write_bytes(story(f"Headline of {name}"))
    said = command("extract", "--json", "a.html", "b.html")
    found = [json.loads(line) for line in said.out.splitlines()]

    assert (said.status, said.err) == (0, "")
    assert [one["file"] for one in found] == ["a.html", "b.html"]
    for one in found:
        (row,) = one["ratings"]
        assert one["subjects"] == [NEL]
        assert (row["authority"], row["grade"], row["when"]) == (NEL, "inadequate", "current")
        assert row["evidence"] == one["article"]["text"][row["start"] : row["end"]]
        assert {"rule", "confidence"} <= set(row)
        assert one["published"] == "2021-11-29"


def test_extract_tells_a_person_the_facts_and_what_proves_them(command: Command) -> None:
    Path("a.html").write_bytes(story())
    said = command("extract", "a.html")

    assert said.out.splitlines()[0] == "Children's services rated inadequate  (2021-11-29)"
    assert "have been rated inadequate by Ofsted" in said.out


def test_a_text_file_is_read_with_the_day_and_kind_that_are_given(command: Command) -> None:
    Path("a.txt").write_text(
        "Leeds praised\n\nLeeds City Council's children's services have been rated outstanding by Ofsted.\n"
    )
    said = command("extract", "--json", "--published", "2022-03-18", "--source-kind", "council", "a.txt")
    found = json.loads(said.out)

    assert (found["published"], found["source_kind"], found["article"]["title"]) == (
        "2022-03-18",
        "council",
        "Leeds praised",
    )
    assert [row["grade"] for row in found["ratings"]] == ["outstanding"]


BAD_FILES = {
    "empty.html": b"",
    "empty.txt": b" \n",
    "empty.pdf": b"",
    "none.pdf": b"<html>Please sign in</html>",
    "torn.pdf": b"%PDF-1.7\n1 0 obj <<",
    "chrome.html": b"<html><body><nav>Home</nav></body></html>",
}


@pytest.mark.parametrize("name", [*BAD_FILES, "missing.html", "folder.html"])
def test_a_file_that_cannot_be_read_costs_one_line_and_the_others_are_printed(command: Command, name: str) -> None:
    if name in BAD_FILES:
        Path(name).write_bytes(BAD_FILES[name])
    Path("folder.html").mkdir(exist_ok=True)
    Path("good.html").write_bytes(story())
    said = command("extract", "--json", "good.html", name, "good.html")
    (line,) = said.err.splitlines()

    assert line.startswith(f"inspection-watch: {name}")
    assert [json.loads(found)["file"] for found in said.out.splitlines()] == ["good.html", "good.html"]
    assert said.status == 1


def test_a_page_that_our_own_code_trips_over_stops_no_other(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def trip(article: Article, **more: object) -> object:
        if "poison" in article.title:
            raise ZeroDivisionError("division by zero")
        return extract_facts(article, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(flows.extract_files, "extract_facts", trip)
    Path("good.html").write_bytes(story())
    Path("poison.html").write_bytes(story("A headline with poison in it"))
    said = command("extract", "--json", "poison.html", "good.html")

    assert "poison.html: ZeroDivisionError: division by zero; please report this page" in said.err
    assert (len(said.out.splitlines()), said.status) == (1, 1)


DOUBTFUL = """Children's services in North East Lincolnshire judged inadequate
Ofsted judged children's services at North East Lincolnshire Council to be inadequate overall on Monday.
Councillors fear that adoption will be rated requires improvement next.
"We are sorry," said Glen Sample, a foster carer.
"""


def test_extract_explains_what_was_taken_and_what_was_dropped(command: Command) -> None:
    Path("a.txt").write_text(DOUBTFUL, encoding="utf-8")
    said = command("extract", "--explain", "a.txt")
    lines = [line.strip() for line in said.out.splitlines()]
    taken = lines.index("Taken (1)")
    dropped = next(number for number, line in enumerate(lines) if line.startswith("Considered and dropped"))

    assert (said.status, said.err) == (0, "")
    assert any(line.startswith("rule ") and "grade_of_area" in line for line in lines[taken:dropped])
    assert any(line.startswith("authority ") and NEL in line for line in lines[taken:dropped])
    assert any("a fear (“fear”), no rating" in line for line in lines[dropped:])
    assert "Glen Sample: quoted only, no event" in lines


def test_extract_explains_in_json_what_each_row_rests_on(command: Command) -> None:
    Path("a.txt").write_text(DOUBTFUL, encoding="utf-8")
    plain, explained = (
        json.loads(command("extract", "--json", *options, "a.txt").out) for options in ((), ("--explain",))
    )
    considered = explained.pop("considered")
    (taken,) = (one for one in considered if one["fact"] == {"list": "ratings", "row": 0})
    (fear,) = (one for one in considered if one["reason"].startswith("a fear"))

    assert explained == plain
    assert {ground["about"] for ground in taken["grounds"]} >= {"rule", "words", "authority", "when", "confidence"}
    assert (fear["kind"], fear["words"], fear["outcome"]) == ("rating", "requires improvement", "dropped")
    assert plain["article"]["text"][fear["start"] : fear["end"]] == fear["words"]
    assert fear["sentence"].startswith("Councillors fear")


def test_an_explanation_reads_as_the_documentation_shows_it(command: Command) -> None:
    documented = (Path(__file__).parents[2] / "docs" / "extraction.md").read_text(encoding="utf-8")
    story, told = re.findall(r"```text\n(.*?)```", documented, flags=re.DOTALL)
    Path("a.txt").write_text(story, encoding="utf-8")
    lines = command("extract", "--explain", "--published", "2023-06-01", "a.txt").out.splitlines()

    shown = told.splitlines()
    assert len(lines[: len(shown)]) == len(shown)
    for line, said in zip(shown, lines, strict=False):
        assert said.startswith(line.removesuffix("...")) if line.endswith("...") else said == line


def test_an_explanation_holds_no_marks_of_a_terminal_where_none_is(command: Command) -> None:
    Path("a.txt").write_text(DOUBTFUL.replace("Monday", "[bold]Monday[/bold] \x1b[31m"), encoding="utf-8")
    said = command("extract", "--explain", "a.txt")

    assert "\x1b" not in said.out
    assert all(len(line) <= 160 for line in said.out.splitlines())


def test_extract_stores_nothing(command: Command) -> None:
    Path("a.html").write_bytes(story())
    command("extract", "a.html")

    assert [path.name for path in Path().iterdir()] == ["a.html"]


def test_the_commands_are_those_of_the_design() -> None:
    named = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}

    assert {"run", "extract", "ratings", "changes", "commitments", "publish", "reprocess"} <= named
    assert {group.name for group in app.registered_groups} == {"sources", "alerts"}
