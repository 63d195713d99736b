"""Rules of sense: what a row of facts cannot say if it is true."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from transforms.authorities import Authority, authority_register
from transforms.extract.periods import add_months
from transforms.frameworks import Framework, framework_on, frameworks
from transforms.page_dates import Dated, is_ahead

Row = Mapping[str, Any]
OURS = "childrens_services"
MOST_POUNDS = 10_000_000_000
_TEN_YEARS = 120


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a row breaks, and in one clause what the row says against it."""

    rule: str
    says: str


Rule = Callable[[Row], str | None]
"""Tells in one clause what is wrong with a row, or None."""


def broken_rule(table: str, row: Row, text: str, fetched: date) -> Fault | None:
    """Return the first rule of sense that a row of the table breaks.

    `text` is that of its article, `fetched` the day on which we had its page.
    """
    if found := evidence_not_in_text(row, text):
        return Fault("evidence_not_in_text", found)
    if found := published_in_future(row, fetched):
        return Fault("published_in_future", found)
    for rule in (*_OF_EVERY_ROW, *_OF_TABLE.get(table, ())):
        if found := rule(row):
            return Fault(rule.__name__, found)
    return None


def evidence_not_in_text(row: Row, text: str) -> str | None:
    """The evidence is not word for word what stands at its place in the text, or it is empty."""
    start, end, evidence = row["evidence_start"], row["evidence_end"], row["evidence"]
    is_there = 0 <= start < end <= len(text) and text[start:end] == evidence and evidence.strip()
    return None if is_there else f"the article's text has no such evidence at {start} to {end}"


def unknown_authority(row: Row) -> str | None:
    """The register has no authority of that name."""
    return None if row["authority_code"] else f"the register has no authority {row['authority']!r}"


def confidence_out_of_range(row: Row) -> str | None:
    """The confidence is none between 0 and 1."""
    return None if 0 <= row["confidence"] <= 1 else f"the confidence {row['confidence']} is not between 0 and 1"


def published_in_future(row: Row, fetched: date) -> str | None:
    """The article is dated later than the day after the one on which its page was fetched, whenever it is read."""
    published = row["published"]
    return (
        f"its article is dated {published}, and was fetched on {fetched}"
        if is_ahead(Dated(published, fetched))
        else None
    )


def unknown_framework(row: Row) -> str | None:
    """There is no framework of the key that the row names."""
    is_known = not row["framework"] or any(one.key == row["framework"] for one in frameworks())
    return None if is_known else f"there is no framework {row['framework']!r}"


def grade_off_scale(row: Row) -> str | None:
    """The grade is not on the scale of the framework that the row names or that was in force at the inspection."""
    if row["grade_rank"] is None:
        return f"{row['grade']!r} is a grade of no framework"
    possible = _frameworks_of(row)
    is_given = not possible or any(row["grade"] in one.scale for one in possible)
    return None if is_given else f"{possible[0].key} gives no grade {row['grade']!r}"


def judgement_not_in_framework(row: Row) -> str | None:
    """The judgement never was one of the framework that the row names or that was in force at the inspection."""
    possible = _frameworks_of(row)
    is_known = not possible or any(row["judgement"] in (*one.judgements, *_LOOSE.get(one.key, ())) for one in possible)
    return None if is_known else f"{possible[0].key} has no judgement {row['judgement']!r}"


def inspected_after_published(row: Row) -> str | None:
    """The inspection began later than the article that tells of it appeared."""
    inspected, published = row["inspected_from"], row["published"]
    is_ahead = inspected is not None and published is not None and inspected > published
    return f"the inspection is dated {inspected}, and the article {published}" if is_ahead else None


def authority_not_in_being(row: Row) -> str | None:
    """What is dated was before the authority had its duties or after it gave them up."""
    first, last = _days_of(row)
    if first is None or last is None:
        return None
    authority = _authority(row)
    is_in_being = first <= (authority.valid_to or date.max) and last >= (authority.valid_from or date.min)
    return None if is_in_being else f"{authority.name} ({row['authority_code']}) had no such duties on {first}"


def deadline_long_before_published(row: Row) -> str | None:
    """What is undertaken was due ten years before the article appeared, or earlier."""
    deadline, published = row["deadline"], row["published"]
    is_old = deadline is not None and published is not None and deadline < add_months(published, -_TEN_YEARS)
    return f"the deadline {deadline} is more than ten years before the article's day, {published}" if is_old else None


def amount_out_of_range(row: Row) -> str | None:
    """The sum is none that a council could undertake or spend."""
    amount = row["amount_gbp"]
    is_possible = amount is None or 0 < amount <= MOST_POUNDS
    return None if is_possible else f"£{amount} is no sum between £1 and £{MOST_POUNDS:,}"


# Areas that an inspection of 2009 to 2013 had under other names, or within its two: news and reports name them so.
_LOOSE = {"slac": ("overall_effectiveness", "leadership", "help_and_protection", "children_in_care", "care_leavers")}


def _frameworks_of(row: Row) -> list[Framework]:
    """The framework that a row names, else those in force on its days; none for another service or no day."""
    if row["service"] != OURS:
        return []
    if row["framework"]:
        return [one for one in frameworks() if one.key == row["framework"]]
    in_force = (framework_on(day) for day in _days_of(row) if day)
    return list({one.key: one for one in in_force}.values())


def _days_of(row: Row) -> tuple[date | None, date | None]:
    """First and last day of the inspection or review, as near as it is dated."""
    prefix = "inspected" if "inspected_from" in row else "held"
    return row[f"{prefix}_from"], row[f"{prefix}_to"]


def _authority(row: Row) -> Authority:
    """The authority of a row: of two of one name that of its code."""
    named = (row["authority"], row["authority_code"])
    return next(one for one in authority_register().authorities if (one.name, one.code) == named)


_OF_EVERY_ROW: tuple[Rule, ...] = (unknown_authority, confidence_out_of_range)
_OF_TABLE: dict[str, tuple[Rule, ...]] = {
    "ratings": (
        unknown_framework,
        grade_off_scale,
        judgement_not_in_framework,
        inspected_after_published,
        authority_not_in_being,
    ),
    "peer_reviews": (authority_not_in_being,),
    "commitments": (deadline_long_before_published, amount_out_of_range),
    "deliveries": (amount_out_of_range,),
}
