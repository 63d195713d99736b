from typing import Any

import sqlalchemy as sa

from flows.flag import flag_changes
from flows.memory.known import articles_known
from flows.memory.layout import ARTICLES_TOLD
from flows.memory.reading import snapshot
from flows.workshop import Workshop
from tests.flows.press import PRESS, tell
from tests.transforms.telling import NEL_CODE, Told


def test_articles_of_an_authority_are_read_without_their_texts(workshop: Workshop) -> None:
    """Their rows lie far apart, each beside its text: with a million of them a pass would take twice as long."""
    asked: list[tuple[str, Any]] = []

    def listen(*told: object) -> None:
        asked.append((str(told[2]), told[3]))

    with workshop.memory.connect() as connection:
        sa.event.listen(workshop.memory, "before_cursor_execute", listen)
        articles_known(connection, NEL_CODE)
        sa.event.remove(workshop.memory, "before_cursor_execute", listen)
        ((question, values),) = asked
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", values).all()

    assert any(f"COVERING INDEX {ARTICLES_TOLD.name}" in step.detail for step in plan), plan


def test_articles_that_name_no_authority_are_known_of_none(workshop: Workshop) -> None:
    tell(workshop, PRESS, Told("roads", "2021-11-30", (), subjects=()))
    flag_changes(workshop)
    with snapshot(workshop.memory) as connection:
        known = articles_known(connection, NEL_CODE)

    assert [row["article_id"] for row in known] == [PRESS.article_id]
