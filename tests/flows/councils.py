"""Critical news of one council after the other."""

from dataclasses import replace
from typing import Any

from tests.transforms.telling import Told, rating

COUNCILS = ("Kent", "Essex", "Surrey", "Devon", "Barnet", "Camden", "Hull")


def of(council: str, grade: str = "inadequate", **more: Any) -> Told:
    """An article that tells the council's grade, by a paper if not told otherwise."""
    told = Told(
        f"news-of-{council}",
        "2021-11-30",
        (rating(grade, inspected="2021-10", authority=council),),
        source="gazette",
        source_kind="local_press",
        subjects=(council,),
    )
    return replace(told, **more)
