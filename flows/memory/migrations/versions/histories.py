"""Versions and facts are known from one moment to another; what they tell together is kept in every form it had."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from flows.memory.migrations.columns import DAY, FLAG, MOMENT, NUMBER, SHARE, TEXT, TEXTS, WHOLE, columns, key

revision = "0002_histories"
down_revision = "0001_first"

RULES_BEFORE = "before 0.2"
FACTS = ("ratings", "interventions", "peer_reviews", "leadership", "commitments")
WITNESSES = (
    (TEXT, "best_source_kind evidence url"),
    (WHOLE, "n_sources"),
    (TEXTS, "article_ids"),
    (FLAG, "corroborated"),
)
SPELL = ((TEXT, "status"), (DAY, "proposed_on? began_on? ended_on?"), *WITNESSES)
HISTORIES = {
    "inspections": (
        (TEXT, "inspection_id framework? judgement grade date_precision?"),
        (WHOLE, "grade_rank"),
        (DAY, "inspected_from? inspected_to? published?"),
        (FLAG, "conflict"),
        (MOMENT, "recorded_at"),
        *WITNESSES,
    ),
    "current_ratings": (
        (TEXT, "judgement framework? grade previous_grade? inspection_id"),
        (WHOLE, "grade_rank"),
        (DAY, "since? previous_since?"),
        (FLAG, "historic conflict"),
        *WITNESSES,
    ),
    "rating_spells": (
        (TEXT, "judgement framework? grade previous_grade? inspection_id"),
        (WHOLE, "grade_rank"),
        (DAY, "since? stood_until? historic_from? previous_since?"),
        (FLAG, "conflict"),
        *WITNESSES,
    ),
    "intervention_spells": ((TEXT, "intervention_spell_id kind person? remit"), *SPELL),
    "peer_review_visits": (
        (TEXT, "peer_review_visit_id body? lead? date_precision? scope?"),
        (WHOLE, "strengths? recommendations?"),
        (DAY, "held_from? held_to? reported_on?"),
        (FLAG, "conflict"),
        *WITNESSES,
    ),
    "post_spells": (
        (TEXT, "post_spell_id role person? status succeeded_by?"),
        (DAY, "appointed_on? leaving_told_on? left_on?"),
        (FLAG, "interim"),
        *WITNESSES,
    ),
    "undertakings": (
        (TEXT, "undertaking_id category speaker? speaker_role? deadline_precision? status done_evidence? done_url?"),
        (WHOLE, "amount_gbp?"),
        (DAY, "deadline? made_on? repeated_on? done_on?"),
        (TEXTS, "commitment_ids"),
        *WITNESSES,
    ),
    "changes": (
        (TEXT, "change_id type severity judgement? old_value? new_value? summary action corrects? because?"),
        (TEXT, "family subject?"),
        (DAY, "effective"),
        (MOMENT, "detected_at"),
        (FLAG, "overtaken"),
        *WITNESSES,
    ),
}
KEYS = {
    "inspections": "inspection_id judgement",
    "current_ratings": "authority_code judgement",
    "rating_spells": "judgement inspection_id",
    "intervention_spells": "intervention_spell_id",
    "peer_review_visits": "peer_review_visit_id",
    "post_spells": "post_spell_id",
    "undertakings": "undertaking_id",
    "changes": "change_id",
}
LOGGED = (
    "change_id, type, severity, authority_code, authority, judgement, old_value, new_value, effective, detected_at, "
    "n_sources, article_ids, best_source_kind, corroborated, evidence, url, summary, family, subject"
)


def upgrade() -> None:
    """Alter the old tables, add the new ones, and have everything that stands looked at anew."""
    _let_articles_say_from_when()
    for table in FACTS:
        _let_facts_say_from_when(table)
    op.add_column("commitments", sa.Column("settled_at", MOMENT))
    op.create_index("ix_commitments_settled_at", "commitments", ["settled_at"])
    op.rename_table("changes", "changes_before")
    if op.get_context().dialect.name == "postgresql":
        op.drop_constraint("changes_pkey", "changes_before", type_="primary")
    for table in HISTORIES:
        _make_history(table)
    _make_entries_of_the_log()
    _make_deliveries()
    _make_rejects()
    _make_joins()
    op.execute("UPDATE articles SET flagged_at = NULL WHERE known_to IS NULL AND relevant")


def _let_articles_say_from_when() -> None:
    for column in (*columns(TEXT, "rules?"), *columns(FLAG, "edited?"), *columns(MOMENT, "known_from? known_to?")):
        op.add_column("articles", column)
    op.add_column("articles", sa.Column("joined_at", MOMENT))
    op.execute(
        sa.text(
            "UPDATE articles SET rules = :rules, edited = false, known_from = fetched_at, known_to = ("
            "SELECT newer.fetched_at FROM articles AS newer WHERE newer.article_id = articles.article_id "
            "AND newer.version > articles.version ORDER BY newer.version LIMIT 1)"
        ).bindparams(rules=RULES_BEFORE)
    )
    _must_be_there("articles", rules=TEXT, edited=FLAG, known_from=MOMENT)
    op.create_index("ix_articles_joined_at", "articles", ["joined_at"])
    op.create_index("ix_articles_story", "articles", ["story_id"])
    _index_moments("articles")


def _let_facts_say_from_when(table: str) -> None:
    for column in (*columns(TEXT, "rules?"), *columns(MOMENT, "known_from? known_to?")):
        op.add_column(table, column)
    op.execute(
        sa.text(
            f"UPDATE {table} SET rules = :rules, known_from = recorded_at, known_to = ("
            f"SELECT told.known_to FROM articles AS told "
            f"WHERE told.article_id = {table}.article_id AND told.version = {table}.version)"
        ).bindparams(rules=RULES_BEFORE)
    )
    _must_be_there(table, rules=TEXT, known_from=MOMENT)
    op.drop_index(f"ix_{table}_authority", table)
    _index_authority(table)
    _index_moments(table)


def _must_be_there(table: str, **kinds: sa.types.TypeEngine[Any]) -> None:
    with op.batch_alter_table(table) as altered:
        for name, kind in kinds.items():
            altered.alter_column(name, existing_type=kind, nullable=False)


def _index_authority(table: str) -> None:
    op.create_index(f"ix_{table}_authority", table, ["authority_code", "known_to"])


def _index_moments(table: str) -> None:
    op.create_index(f"ix_{table}_known_from", table, ["known_from"])
    gone = sa.text("known_to IS NOT NULL")
    op.create_index(f"ix_{table}_known_to", table, ["known_to"], sqlite_where=gone, postgresql_where=gone)


def _make_history(table: str) -> None:
    op.create_table(
        table,
        *columns(TEXT, "authority_code authority"),
        *(column for kind, names in HISTORIES[table] for column in columns(kind, names)),
        *columns(WHOLE, "revision"),
        *columns(MOMENT, "known_from known_to?"),
        key(f"{KEYS[table]} revision"),
    )
    _index_authority(table)
    _index_moments(table)


def _make_entries_of_the_log() -> None:
    op.execute(
        f"INSERT INTO changes ({LOGGED}, overtaken, action, revision, known_from) "
        f"SELECT {LOGGED}, false, 'flagged', 1, detected_at FROM changes_before"
    )
    op.drop_table("changes_before")
    for (subject,) in op.get_bind().execute(sa.text("SELECT DISTINCT subject FROM changes")).all():
        family, name = _as_named_now(subject or "")
        values = {"family": family, "now": name, "subject": subject}
        if name != subject:
            op.execute(
                sa.text(
                    "UPDATE changes SET subject = :now, family = coalesce(:family, family) WHERE subject = :subject"
                ).bindparams(**values)
            )


def _as_named_now(subject: str) -> tuple[str | None, str]:
    """The family, where it was renamed, and the subject of a change: the log must know its entries again."""
    category, is_of_commitment, _ = subject.partition("/")
    if is_of_commitment:
        return "commitment_made", category
    role, _, event = subject.partition(" ")
    moves = {"appointed": "coming", "interim_appointed": "coming", "leaving": "going"}
    return None, f"{role} {moves[event]}" if event in moves else subject


def _make_deliveries() -> None:
    op.create_table(
        "deliveries",
        *columns(TEXT, "delivery_id category text authority_code authority"),
        *columns(TEXT, "article_id source_id source_kind url evidence rule rules"),
        *columns(WHOLE, "version amount_gbp? evidence_start evidence_end"),
        *columns(DAY, "published?"),
        *columns(SHARE, "confidence"),
        *columns(MOMENT, "recorded_at known_from known_to?"),
        key("delivery_id version"),
    )
    op.create_index("ix_deliveries_article", "deliveries", ["article_id", "version"])
    _index_authority("deliveries")
    _index_moments("deliveries")


def _make_rejects() -> None:
    op.create_table(
        "rejects",
        *columns(TEXT, "reject_id table rule message row article_id source_id url rules run_id"),
        *columns(WHOLE, "version"),
        *columns(MOMENT, "rejected_at"),
        key("reject_id"),
    )
    op.create_index("ix_rejects_rejected_at", "rejects", ["rejected_at"])
    op.create_index("ix_failures_failed_at", "failures", ["failed_at"])


def _make_joins() -> None:
    op.create_table(
        "article_authorities",
        *columns(TEXT, "authority_code article_id authority"),
        *columns(WHOLE, "version"),
        key("authority_code article_id version"),
    )
    op.create_index("ix_article_authorities_article", "article_authorities", ["article_id", "version"])
    op.create_table(
        "paragraphs",
        sa.Column("paragraph", WHOLE, nullable=False, autoincrement=False),
        *columns(TEXT, "article_id"),
        *columns(DAY, "published?"),
        *columns(NUMBER, "paragraphs"),
        key("paragraph article_id"),
    )
    op.create_index("ix_paragraphs_article", "paragraphs", ["article_id"])
