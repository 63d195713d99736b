"""A framework of the future, with other areas and a five-point scale, is learnt from the data files alone."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import transforms

FRAMEWORK = """
  - key: family_2027
    name: Inspecting family services
    begins: 2027-04-01
    judgements: [family_help, corporate_parenting, leadership]
    scale: [exceptional, strong_standard, expected_standard, needs_attention, urgent_improvement]
"""
RANKS = "exceptional: 5, strong_standard: 4, expected_standard: 3, needs_attention: 2, urgent_improvement: 1"
GRADES = """grades:
  exceptional: [exceptional]
  strong_standard: [strong standard]
  expected_standard: [expected standard]
  needs_attention: [needs attention]
  urgent_improvement: [urgent improvement]
"""
AREAS = """areas:
  family_help: ["{family help|help for families}"]
  corporate_parenting: [corporate parenting]
"""
PROGRAM = """
import json, sys
from datetime import date
from transforms.article import Article
from transforms.extract.document import read_document
from transforms.extract.ratings import find_ratings
from transforms.frameworks import framework_on, grade_rank
article = Article("News", tuple(sys.argv[1].split("|")), published=date.fromisoformat(sys.argv[2]))
rows = find_ratings(read_document(article))
ranks = [grade_rank(grade) for grade in framework_on(date(2027, 6, 1)).scale]
print(json.dumps({"ranks": ranks, "rows": [
    [one.authority, one.judgement, one.grade, one.when, one.inspected, one.framework] for one in rows
]}))
"""


def put(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package of which only data files were edited."""
    folder = tmp_path_factory.mktemp("taught")
    shutil.copytree(Path(transforms.__file__).parent, folder / "transforms")
    data = folder / "transforms" / "data"
    put(data / "frameworks.yaml", "begins: 2026-04-01\n", "begins: 2026-04-01\n    ends: 2027-03-31\n")
    put(data / "frameworks.yaml", "inadequate: 1}", f"inadequate: 1, {RANKS}}}")
    with (data / "frameworks.yaml").open("a", encoding="utf-8") as file:
        file.write(FRAMEWORK)
    put(data / "ratings.yaml", "grades:\n", GRADES)
    put(data / "ratings.yaml", "areas:\n", AREAS)
    return folder


def read(folder: Path, text: str, published: str) -> dict[str, Any]:
    command = [sys.executable, "-c", PROGRAM, text, published]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_new_areas_and_grades_are_read_like_the_old(taught: Path) -> None:
    found = read(
        taught,
        "Inspectors came to Leeds in May 2027.|Family help at Leeds City Council was judged to be exceptional, "
        "corporate parenting was rated 'needs attention' and leadership met the expected standard."
        "|In 2022 Leeds was rated outstanding.",
        "2027-07-10",
    )
    assert found["ranks"] == [5, 4, 3, 2, 1]
    assert sorted(found["rows"]) == [
        ["Leeds", "corporate_parenting", "needs_attention", "current", "2027-05", "family_2027"],
        ["Leeds", "family_help", "exceptional", "current", "2027-05", "family_2027"],
        ["Leeds", "leadership", "expected_standard", "current", "2027-05", "family_2027"],
        ["Leeds", "overall_effectiveness", "outstanding", "previous", "2022", "ilacs"],
    ]


def test_new_framework_has_no_overall_grade_where_its_data_name_none(taught: Path) -> None:
    text = "Inspectors came to Leeds in May 2027.|Leeds children's services were rated exceptional."
    assert read(taught, text, "2027-07-10")["rows"] == []
