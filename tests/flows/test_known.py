from typing import Any

import sqlalchemy as sa

from flows.flag import flag_changes
from flows.memory.known import articles_known, facts_known
from flows.memory.layout import ARTICLES_TOLD, FACTS_TOLD
from flows.memory.reading import snapshot
from flows.workshop import Workshop
from tests.flows.press import PRESS, tell
from tests.transforms.telling import NEL_CODE, Told


def test_what_histories_are_made_of_is_read_from_indexes_alone(workshop: Workshop) -> None:
    """The rows lie far apart, beside their texts: with a million articles a pass would take twice as long."""
    asked: list[tuple[str, Any]] = []

    def listen(*told: Any) -> None:
        asked.append((told[2], told[3]))

    with workshop.memory.connect() as connection:
        sa.event.listen(workshop.memory, "before_cursor_execute", listen)
        articles_known(connection, NEL_CODE)
        facts_known(connection, NEL_CODE)
        sa.event.remove(workshop.memory, "before_cursor_execute", listen)
        plans = [
            " ".join(step.detail for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", values))
            for question, values in asked
        ]

    for index, plan in zip((ARTICLES_TOLD, *FACTS_TOLD.values()), plans, strict=True):
        assert f"COVERING INDEX {index.name}" in plan


def test_articles_that_name_no_authority_are_known_of_none(workshop: Workshop) -> None:
    tell(workshop, PRESS, Told("roads", "2021-11-30", (), subjects=()))
    flag_changes(workshop)
    with snapshot(workshop.memory) as connection:
        known = articles_known(connection, NEL_CODE)

    assert [row["article_id"] for row in known] == [PRESS.article_id]
