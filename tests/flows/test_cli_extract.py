import json
import re
from pathlib import Path

import pytest

import flows.extract_files
import flows.read
from tests.flows.command import Command
from tests.flows.press import story
from tests.transforms.telling import NEL
from transforms.article import Article
from transforms.extract import extract_facts

BAD_FILES = {
    "empty.html": b"",
    "empty.txt": b" \n",
    "empty.pdf": b"",
    "none.pdf": b"<html>Please sign in</html>",
    "torn.pdf": b"%PDF-1.7\n1 0 obj <<",
    "chrome.html": b"<html><body><nav>Home</nav></body></html>",
}
DOUBTFUL = """Children's services in North East Lincolnshire judged inadequate
Ofsted judged children's services at North East Lincolnshire Council to be inadequate overall on Monday.
Councillors fear that adoption will be rated requires improvement next.
"We are sorry," said Glen Sample, a foster carer.
"""


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
