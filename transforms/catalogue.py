"""All tables that analysts read, in the order in which the data dictionary shows them."""

from transforms.history_tables import (
    CHANGES,
    CURRENT_RATINGS,
    HISTORY_TABLES,
    INSPECTIONS,
    INTERVENTION_SPELLS,
    PEER_REVIEW_VISITS,
    POST_SPELLS,
    RATING_SPELLS,
    UNDERTAKINGS,
)
from transforms.schema import DAY, INSTANT, TEXT, TEXTS, WHOLE, Column, Table
from transforms.tables import (
    ARTICLES,
    COMMITMENTS,
    DELIVERIES,
    FACT_TABLES,
    FAILURES,
    INTERVENTIONS,
    LEADERSHIP,
    PEER_REVIEWS,
    RATINGS,
    REJECTS,
    SOURCES,
)

AUTHORITIES = Table(
    "authorities",
    "English authority with children's services, of today, abolished or to come",
    ("authority_code",),
    (
        Column("authority_code", TEXT, "GSS code (ONS), or name:... where the ONS has given none yet"),
        Column("authority", TEXT, "short official name"),
        Column("region", TEXT, "English region", optional=True),
        Column("type", TEXT, "kind of council"),
        Column("dfe_code", TEXT, "three-digit code of the Department for Education", optional=True),
        Column("ofsted_urn", TEXT, "number of the authority at Ofsted", optional=True),
        Column("valid_from", DAY, "first day of its duties, empty for since before 2009", optional=True),
        Column("valid_to", DAY, "last day of its duties, empty for still", optional=True),
        Column("predecessor_codes", TEXTS, "GSS codes of the authorities whose duties it took over"),
        Column("successor_codes", TEXTS, "GSS codes of the authorities that took over its duties"),
        Column("statistical_neighbours", TEXTS, "GSS codes of its statistical neighbours (DfE), nearest first"),
    ),
)

KNOWN = (
    Column("known_from", INSTANT, "moment from which the row was what the pipeline knew"),
    Column("known_to", INSTANT, "moment at which another took its place, empty while it stands", optional=True),
)
HISTORY_FOLDER = "history"
REVISION = Column("revision", WHOLE, "counted from 1 for each key")
# Of the facts of articles, commitments alone change after they were read: by the status of their undertaking.
REVISED = (COMMITMENTS, *HISTORY_TABLES)


def history_name(table: Table) -> str:
    """Return the name, below the tables folder, under which the history of a table is published."""
    return f"{HISTORY_FOLDER}/{table.name}"


def with_history(table: Table) -> Table:
    """Return the table of all that the rows of `table` ever said: what `tables/history/` holds under its name."""
    revised = (REVISION,) if table in REVISED else ()
    return Table(
        table.name,
        f"{table.one_row_per}, as known from one moment to another",
        (*table.key, *(column.name for column in revised)),
        (*table.columns, *revised, *KNOWN),
    )


TABLES = (
    ARTICLES,
    RATINGS,
    INSPECTIONS,
    RATING_SPELLS,
    CURRENT_RATINGS,
    INTERVENTIONS,
    INTERVENTION_SPELLS,
    PEER_REVIEWS,
    PEER_REVIEW_VISITS,
    LEADERSHIP,
    POST_SPELLS,
    COMMITMENTS,
    DELIVERIES,
    UNDERTAKINGS,
    CHANGES,
    AUTHORITIES,
    SOURCES,
    REJECTS,
    FAILURES,
)
HISTORIES = tuple(with_history(table) for table in (*FACT_TABLES, *HISTORY_TABLES))
