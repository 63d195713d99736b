"""A made-up record of seven authorities that do not exist: docs/questions.md answers its questions on it."""

from pathlib import Path
from typing import Any

from tests.made_up import day, frame_of, moment
from transforms.catalogue import HISTORIES, TABLES
from transforms.frameworks import grade_rank

OVERALL = "overall_effectiveness"
NAMES = {
    "Ashmere": "E99000001",
    "Birchfield": "E99000002",
    "Cedarholm": "E99000003",
    "Dunmarsh": "E99000004",
    "Elmstead": "E99000005",
    "Fernhill": "E99000006",
    "Gorsley": "E99000007",
}
NEIGHBOURS = {"Ashmere": ["E99000005", "E99000002", "E99000004"]}
Row = dict[str, Any]


def of(name: str, **more: Any) -> Row:
    return {"authority": name, "authority_code": NAMES[name], "url": f"https://{name.lower()}.example/news"} | more


def inspection(
    name: str,
    published: str,
    framework: str,
    grades: dict[str, str],
    articles: tuple[str, ...] = (),
    conflict: bool = False,
) -> list[Row]:
    shared = {
        "inspection_id": f"{name}-{published}",
        "framework": framework,
        "published": day(published),
        "conflict": conflict,
    }
    return [
        of(name, judgement=judgement, grade=grade, grade_rank=grade_rank(grade), article_ids=list(articles), **shared)
        for judgement, grade in grades.items()
    ]


def rating(name: str, kind: str, published: str, grade: str, article: str) -> Row:
    told = {"rating_id": article, "article_id": article, "source_kind": kind, "published": day(published)}
    what = {"service": "childrens_services", "judgement": OVERALL, "grade": grade, "grade_rank": grade_rank(grade)}
    return of(name, standing="current", **told, **what) | {"url": f"https://{kind}.example/{name.lower()}"}


def standing(name: str, grade: str, since: str, **more: Any) -> Row:
    what = {"judgement": OVERALL, "grade": grade, "grade_rank": grade_rank(grade), "since": day(since)}
    return of(name, framework="ilacs", **what) | more


def known(row: Row, since: str, until: str | None = None, revision: int = 1) -> Row:
    return row | {"revision": revision, "known_from": moment(since), "known_to": moment(until) if until else None}


def change(name: str, kind: str, effective: str, summary: str, **more: Any) -> Row:
    return of(name, change_id=f"{name}-{effective}", type=kind, effective=day(effective), summary=summary) | more


def stood(name: str, grade: str, since: str, until: str | None = None, previous: str | None = None, **more: Any) -> Row:
    times = {"since": day(since), "stood_until": day(until) if until else None}
    what = {"judgement": OVERALL, "grade": grade, "grade_rank": grade_rank(grade), "previous_grade": previous}
    return of(name, framework="ilacs", inspection_id=f"{name}-{since}", **what, **times) | more


def undertaking(name: str, text: str, deadline: str | None, status: str, **more: Any) -> Row:
    told = {"deadline": day(deadline), "deadline_precision": "day"} if deadline else {}
    return of(name, undertaking_id=text, evidence=text, status=status, category="funding", **told) | more


def spell(name: str, kind: str, status: str, began: str, person: str | None = None) -> Row:
    course = {"intervention_spell_id": f"{name}-{kind}-{began}", "kind": kind, "status": status, "began_on": day(began)}
    return of(name, person=person, remit="childrens_services", **course)


AREAS = ("leadership", "help_and_protection", "children_in_care", "care_leavers")
ILACS_2026 = dict(zip(AREAS, ("inadequate", "requires_improvement", "good", "good"), strict=True))
GOOD_ALL_OVER = dict.fromkeys(AREAS, "good")
INSPECTIONS = [
    *inspection("Ashmere", "2022-05-10", "ilacs", {OVERALL: "inadequate"}),
    *inspection("Ashmere", "2024-07-02", "ilacs", {OVERALL: "requires_improvement"}),
    *inspection("Birchfield", "2021-11-23", "ilacs", {OVERALL: "good"}),
    *inspection(
        "Birchfield", "2026-03-05", "ilacs", {OVERALL: "requires_improvement"}, ("said the same", "found"), True
    ),
    *inspection("Cedarholm", "2022-02-01", "ilacs", {OVERALL: "good"} | GOOD_ALL_OVER),
    *inspection("Cedarholm", "2026-06-18", "ilacs_2026", ILACS_2026),
    *inspection("Dunmarsh", "2019-01-15", "ilacs", {OVERALL: "inadequate"}),
    *inspection("Dunmarsh", "2020-06-30", "ilacs", {OVERALL: "inadequate"}),
    *inspection("Dunmarsh", "2021-09-07", "ilacs", {OVERALL: "requires_improvement"}),
    *inspection("Dunmarsh", "2025-09-30", "ilacs", {OVERALL: "inadequate"}),
    *inspection("Elmstead", "2026-09-09", "ilacs_2026", GOOD_ALL_OVER | {"leadership": "outstanding"}),
    *inspection("Fernhill", "2021-05-11", "ilacs", {OVERALL: "outstanding"}, ("recalled",)),
    *inspection("Fernhill", "2024-03-04", "ilacs", {OVERALL: "inadequate"}, ("found there",), True),
    *inspection("Fernhill", "2026-07-06", "ilacs_2026", GOOD_ALL_OVER),
    *inspection("Gorsley", "2019-08-30", "ilacs", {OVERALL: "inadequate"}),
]
SPELLS_OF_GRADES = [
    stood("Ashmere", "inadequate", "2022-05-10", "2024-07-02"),
    stood("Ashmere", "requires_improvement", "2024-07-02", previous="inadequate"),
    stood("Birchfield", "good", "2021-11-23", "2026-03-05"),
    stood("Birchfield", "requires_improvement", "2026-03-05", previous="good"),
    stood("Cedarholm", "good", "2022-02-01", historic_from=day("2026-06-18")),
    *(
        stood("Cedarholm", grade, "2026-06-18", previous="good", judgement=area, framework="ilacs_2026")
        for area, grade in ILACS_2026.items()
    ),
    stood("Dunmarsh", "inadequate", "2019-01-15", "2020-06-30"),
    stood("Dunmarsh", "inadequate", "2020-06-30", "2021-09-07", "inadequate"),
    stood("Dunmarsh", "requires_improvement", "2021-09-07", "2025-09-30", "inadequate"),
    stood("Dunmarsh", "inadequate", "2025-09-30", previous="requires_improvement"),
    stood("Fernhill", "inadequate", "2024-03-04", historic_from=day("2026-07-06")),
    stood("Gorsley", "inadequate", "2019-08-30", "2021-04-01"),
]
RATINGS = [
    rating("Birchfield", "council", "2026-03-05", "good", "said"),
    rating("Birchfield", "inspectorate", "2026-03-12", "requires_improvement", "found"),
    rating("Birchfield", "council", "2025-06-17", "good", "said long before"),
    rating("Birchfield", "council", "2026-04-02", "good", "said after"),
    rating("Birchfield", "local_press", "2026-03-06", "good", "not the council"),
    rating("Birchfield", "council", "2026-03-06", "requires_improvement", "said the same"),
    rating("Fernhill", "council", "2024-03-04", "good", "said there"),
    rating("Fernhill", "council", "2024-03-06", "outstanding", "recalled"),
    rating("Fernhill", "inspectorate", "2024-03-12", "inadequate", "found there"),
]
CURRENT = [
    standing("Ashmere", "requires_improvement", "2024-07-02"),
    standing("Birchfield", "requires_improvement", "2026-03-05"),
    standing("Cedarholm", "good", "2022-02-01", historic=True),
    standing("Dunmarsh", "inadequate", "2025-09-30"),
]
KNOWN_RATINGS = [
    known(CURRENT[0], "2026-01-05T06:30"),
    known(standing("Birchfield", "good", "2021-11-23"), "2026-01-05T06:30", "2026-03-13T06:30"),
    known(CURRENT[1], "2026-03-13T06:30", revision=2),
    known(standing("Cedarholm", "good", "2022-02-01"), "2026-01-05T06:30", "2026-06-19T06:30"),
    known(CURRENT[2], "2026-06-19T06:30", revision=2),
    known(CURRENT[3], "2026-01-05T06:30"),
]
DOWN = {"old_value": "good", "action": "flagged", "judgement": OVERALL}
MISTAKEN = change("Elmstead", "rating_new", "2026-09-09", "Elmstead: children's services judged good in four areas")
CORRECTED = MISTAKEN | {
    "summary": "Elmstead: children's services judged outstanding in leadership",
    "action": "corrected",
    "corrects": "Elmstead-2026-09-09/1",
    "because": "article_edited",
}
TAKEN_BACK = change("Ashmere", "commissioner_appointed", "2026-08-28", "Ashmere: commissioner appointed")
DATED_WRONGLY = change("Fernhill", "director_left", "2026-08-31", "Fernhill: director of children's services left")
DATED = DATED_WRONGLY | {
    "change_id": "Fernhill-2026-08-24",
    "effective": day("2026-08-24"),
    "action": "corrected",
    "corrects": "Fernhill-2026-08-31/1",
    "because": "stronger_source",
}
CHANGES = [
    change("Dunmarsh", "inadequate_new", "2025-09-30", "Dunmarsh: children's services judged inadequate", **DOWN)
    | {"old_value": "requires_improvement", "new_value": "inadequate"},
    change("Birchfield", "rating_downgraded", "2026-03-05", "Birchfield: down to requires improvement", **DOWN)
    | {"new_value": "requires_improvement"},
    change("Cedarholm", "inadequate_new", "2026-06-18", "Cedarholm: leadership judged inadequate", **DOWN)
    | {"new_value": "inadequate", "judgement": "leadership"},
    CORRECTED,
    DATED,
]
KNOWN_CHANGES = [
    *(known(row, f"{row['effective']}T06:30") for row in CHANGES[:3]),
    known(MISTAKEN | {"action": "flagged"}, "2026-09-10T06:30", "2026-09-11T06:30"),
    known(CORRECTED, "2026-09-11T06:30", revision=2),
    known(TAKEN_BACK | {"action": "flagged"}, "2026-08-29T06:30", "2026-09-02T06:30"),
    known(
        TAKEN_BACK | {"action": "withdrawn", "corrects": "Ashmere-2026-08-28/1", "because": "article_edited"},
        "2026-09-02T06:30",
        revision=2,
    ),
    known(DATED_WRONGLY | {"action": "flagged"}, "2026-09-01T06:30", "2026-09-07T06:30"),
    known(
        DATED_WRONGLY | {name: DATED[name] for name in ("corrects", "because")} | {"action": "withdrawn"},
        "2026-09-07T06:30",
        revision=2,
    ),
    known(DATED, "2026-09-07T06:30"),
]
UNDERTAKINGS = [
    undertaking("Ashmere", "Twelve more social workers by the end of November.", "2026-11-30", "open")
    | {"category": "recruitment"},
    undertaking("Cedarholm", "An improvement board will meet by 13 November.", "2026-11-13", "open")
    | {"category": "governance"},
    undertaking("Birchfield", "A new placement team from 1 December.", "2026-12-01", "open"),
    undertaking("Birchfield", "£1 million for foster carers in November.", "2026-11-30", "open")
    | {"deadline_precision": "month"},
    undertaking("Dunmarsh", "£2 million more for early help by November.", "2026-11-30", "done"),
    undertaking("Dunmarsh", "A review of caseloads by 31 August.", "2026-08-31", "overdue") | {"category": "review"},
]
SPELLS = [
    spell("Dunmarsh", "commissioner", "in_force", "2025-11-04", "Jo Sample"),
    spell("Cedarholm", "commissioner", "proposed", "2026-07-01"),
    spell("Ashmere", "commissioner", "ended", "2022-06-20", "Al Sample"),
    spell("Ashmere", "improvement_notice", "in_force", "2022-06-20"),
]
ROWS: dict[str, list[Row]] = {
    "ratings": RATINGS,
    "inspections": INSPECTIONS,
    "rating_spells": SPELLS_OF_GRADES,
    "current_ratings": CURRENT,
    "intervention_spells": SPELLS,
    "undertakings": UNDERTAKINGS,
    "changes": CHANGES,
    "authorities": [of(name, statistical_neighbours=NEIGHBOURS.get(name, [])) for name in NAMES],
}
KNOWN_ROWS: dict[str, list[Row]] = {"current_ratings": KNOWN_RATINGS, "changes": KNOWN_CHANGES}


def publish_record(folder: Path) -> None:
    """Write the record as tables into the folder, those without rows too."""
    (folder / "history").mkdir(parents=True)
    for table in TABLES:
        frame_of(table, ROWS.get(table.name, ())).write_parquet(folder / f"{table.name}.parquet")
    for table in HISTORIES:
        frame_of(table, KNOWN_ROWS.get(table.name, ())).write_parquet(folder / "history" / f"{table.name}.parquet")
