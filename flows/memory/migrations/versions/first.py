"""The first layout, as programs before 0.2 made it; they wrote no revision down."""

import sqlalchemy as sa
from alembic import op

from flows.memory.migrations.columns import DAY, FLAG, MOMENT, NUMBER, SHARE, TEXT, TEXTS, WHOLE, columns, key

revision = "0001_first"
down_revision = None

FACTS = {
    "ratings": "rating_id service framework? judgement grade standing date_precision?",
    "interventions": "intervention_id type person? standing remit",
    "peer_reviews": "peer_review_id body? lead? date_precision? scope?",
    "leadership": "leadership_id role person? event",
    "commitments": "commitment_id speaker? speaker_role? category text deadline_precision? status",
}
NUMBERS = {
    "ratings": "grade_rank",
    "peer_reviews": "strengths? recommendations?",
    "commitments": "amount_gbp?",
}
DAYS = {
    "ratings": "inspected_from? inspected_to?",
    "peer_reviews": "held_from? held_to?",
    "commitments": "deadline?",
}


def upgrade() -> None:
    """Make the tables: all in a new database, in an old one those that a killed program left out."""
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for make in (_make_articles, _make_facts, _make_log, _make_bookkeeping, _make_crawl):
        make(there)
    if "outbox" in there and "claimed_until" not in _columns_of("outbox"):
        op.add_column("outbox", sa.Column("claimed_until", MOMENT))


def _columns_of(table: str) -> set[str]:
    return {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}


def _make(there: set[str], name: str, *parts: sa.schema.SchemaItem) -> None:
    if name not in there:
        op.create_table(name, *parts)


def _index(there: set[str], table: str, *names: str, called: str | None = None) -> None:
    if table not in there:
        op.create_index(called or f"ix_{table}_{names[0]}", table, list(names))


def _make_articles(there: set[str]) -> None:
    _make(
        there,
        "articles",
        *columns(TEXT, "article_id source_id source_kind url title byline? text content_hash page_hash story_id"),
        *columns(WHOLE, "version"),
        *columns(DAY, "published? modified?"),
        *columns(MOMENT, "fetched_at flagged_at?"),
        *columns(TEXTS, "kinds subjects"),
        *columns(FLAG, "relevant"),
        key("article_id version"),
    )
    _index(there, "articles", "flagged_at")


def _make_facts(there: set[str]) -> None:
    for table, texts in FACTS.items():
        _make(
            there,
            table,
            *columns(TEXT, f"{texts} authority_code authority article_id source_id source_kind url evidence rule"),
            *columns(WHOLE, f"version evidence_start evidence_end {NUMBERS.get(table, '')}"),
            *columns(DAY, f"published? {DAYS.get(table, '')}"),
            *columns(SHARE, "confidence"),
            *columns(MOMENT, "recorded_at"),
            key(f"{texts.split()[0]} version"),
        )
        _index(there, table, "article_id", "version", called=f"ix_{table}_article")
        _index(there, table, "authority_code", called=f"ix_{table}_authority")


def _make_log(there: set[str]) -> None:
    _make(
        there,
        "changes",
        *columns(TEXT, "change_id type severity authority_code authority judgement? old_value? new_value?"),
        *columns(TEXT, "best_source_kind summary evidence url family subject?"),
        *columns(DAY, "effective"),
        *columns(MOMENT, "detected_at"),
        *columns(WHOLE, "n_sources"),
        *columns(TEXTS, "article_ids"),
        *columns(FLAG, "corroborated"),
        key("change_id"),
    )


def _make_bookkeeping(there: set[str]) -> None:
    _make(
        there,
        "failures",
        *columns(TEXT, "failure_id run_id step source_id? url? reason message"),
        *columns(MOMENT, "failed_at"),
        key("failure_id"),
    )
    _make(
        there,
        "runs",
        *columns(TEXT, "run_id"),
        *columns(MOMENT, "started_at finished_at?"),
        *columns(TEXTS, "counts?"),
        key("run_id"),
    )
    _make(
        there,
        "outbox",
        *columns(TEXT, "alert_id change_id address state message_id? last_error?"),
        *columns(MOMENT, "created_at claimed_until? sent_at?"),
        *columns(NUMBER, "attempts"),
        key("alert_id"),
    )
    _index(there, "outbox", "address")
    _index(there, "outbox", "state")


def _make_crawl(there: set[str]) -> None:
    _make(
        there,
        "addresses",
        *columns(TEXT, "url source_id title? state etag? last_modified? page_hash? reason?"),
        *columns(MOMENT, "published? found_at next_fetch?"),
        *columns(NUMBER, "attempts"),
        key("url"),
    )
    _index(there, "addresses", "source_id")
    _index(there, "addresses", "next_fetch")
    _make(there, "listings", *columns(TEXT, "source_id url etag? last_modified?"), key("source_id url"))
    _make(
        there,
        "pages",
        *columns(TEXT, "url page_hash source_id content_type?"),
        *columns(MOMENT, "fetched_at published? extracted_at?"),
        key("url page_hash"),
    )
    _index(there, "pages", "extracted_at")
    _make(
        there,
        "source_states",
        *columns(TEXT, "source_id last_error?"),
        *columns(MOMENT, "last_checked? last_success? last_new_item?"),
        *columns(WHOLE, "failures"),
        key("source_id"),
    )
