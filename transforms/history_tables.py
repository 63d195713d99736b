"""The tables of what articles tell together: inspections, what stands, spells of intervention, posts, undertakings."""

from transforms.schema import DAY, FLAG, INSTANT, TEXT, TEXTS, WHOLE, Column, Table
from transforms.tables import AUTHORITY, INSPECTED

WITNESSES = (
    Column("n_sources", WHOLE, "number of sources that state it"),
    Column("article_ids", TEXTS, "articles that state it, in order of publication"),
    Column(
        "best_source_kind",
        TEXT,
        "kind of the best source: inspectorate, government, council, committee, "
        "sector_press, national_press, local_press, other",
    ),
    Column("corroborated", FLAG, "stated by an official source or in two different stories"),
    Column("evidence", TEXT, "sentence of the best source, word for word"),
    Column("url", TEXT, "address of that source"),
)

RULES = Column("rules", TEXT, "version of the rules by which it first came out so")

INSPECTIONS = Table(
    "inspections",
    "reconciled inspection and judgement",
    ("inspection_id", "judgement"),
    (
        Column("inspection_id", TEXT, "id of the inspection, made from authority and date of publication"),
        *AUTHORITY,
        Column("framework", TEXT, "inspection framework", optional=True),
        Column("judgement", TEXT, "judgement area"),
        Column("grade", TEXT, "grade by the best source"),
        Column("grade_rank", WHOLE, "4 outstanding to 1 inadequate"),
        *INSPECTED,
        Column("published", DAY, "first publication that reports the outcome", optional=True),
        *WITNESSES,
        Column("conflict", FLAG, "sources state different grades"),
        Column("recorded_at", INSTANT, "moment that the pipeline first learned of it"),
        RULES,
    ),
)

CURRENT_RATINGS = Table(
    "current_ratings",
    "authority and judgement",
    ("authority_code", "judgement"),
    (
        *AUTHORITY,
        Column("judgement", TEXT, "judgement area"),
        Column("framework", TEXT, "inspection framework of the standing grade", optional=True),
        Column("grade", TEXT, "the standing grade"),
        Column("grade_rank", WHOLE, "4 outstanding to 1 inadequate"),
        Column("since", DAY, "day from which it stands: publication, or else the inspection", optional=True),
        Column("previous_grade", TEXT, "the grade before", optional=True),
        Column("previous_since", DAY, "day from which the grade before stood", optional=True),
        Column("inspection_id", TEXT, "inspection that gave the standing grade"),
        Column("historic", FLAG, "the newest inspection no longer grades this judgement: the grade stands as history"),
        *WITNESSES,
        Column("conflict", FLAG, "sources state different grades"),
        RULES,
    ),
)

SPELL = (
    Column("status", TEXT, "proposed, in_force or ended, as last told or with the authority"),
    Column("proposed_on", DAY, "first day on which it was told as proposed", optional=True),
    Column("began_on", DAY, "first day on which it was told as begun", optional=True),
    Column("ended_on", DAY, "first day on which it was told as over", optional=True),
)

RATING_SPELLS = Table(
    "rating_spells",
    "time for which a grade stood",
    ("inspection_id", "judgement"),
    (
        *AUTHORITY,
        Column("judgement", TEXT, "judgement area"),
        Column("framework", TEXT, "inspection framework of the grade", optional=True),
        Column("grade", TEXT, "the grade"),
        Column("grade_rank", WHOLE, "4 outstanding to 1 inadequate"),
        Column("since", DAY, "day from which it stood: publication, or else the inspection", optional=True),
        Column(
            "stood_until",
            DAY,
            "day from which the next grade stood or the authority was no more, empty while it stands",
            optional=True,
        ),
        Column(
            "historic_from",
            DAY,
            "day from which it stood as history only: the newer inspection does not grade this judgement",
            optional=True,
        ),
        Column("previous_grade", TEXT, "the grade before", optional=True),
        Column("previous_since", DAY, "day from which the grade before stood", optional=True),
        Column("inspection_id", TEXT, "inspection that gave the grade"),
        *WITNESSES,
        Column("conflict", FLAG, "sources state different grades"),
        RULES,
    ),
)

INTERVENTION_SPELLS = Table(
    "intervention_spells",
    "course of an intervention, from its proposal to its end",
    ("intervention_spell_id",),
    (
        Column("intervention_spell_id", TEXT, "id, made from authority, kind and month of its beginning"),
        *AUTHORITY,
        Column("kind", TEXT, "commissioner, improvement_notice, direction, trust, adviser or improvement_board"),
        Column("person", TEXT, "full name of the commissioner or adviser", optional=True),
        Column("remit", TEXT, "childrens_services or whole_council"),
        *SPELL,
        *WITNESSES,
        RULES,
    ),
)

PEER_REVIEW_VISITS = Table(
    "peer_review_visits",
    "reconciled peer review",
    ("peer_review_visit_id",),
    (
        Column("peer_review_visit_id", TEXT, "id, made from authority and month"),
        *AUTHORITY,
        Column("body", TEXT, "LGA or regional", optional=True),
        Column("lead", TEXT, "who led the reviewers", optional=True),
        Column("held_from", DAY, "first day of the review, or of the month or year stated", optional=True),
        Column("held_to", DAY, "last day of the review, or of the month or year stated", optional=True),
        Column("date_precision", TEXT, "how exactly the review is dated: day, month or year", optional=True),
        Column("reported_on", DAY, "first publication that tells of it", optional=True),
        Column("strengths", WHOLE, "number of strengths found, by the best source", optional=True),
        Column("recommendations", WHOLE, "number of recommendations made, by the best source", optional=True),
        Column("scope", TEXT, "what was reviewed, in free words", optional=True),
        Column("conflict", FLAG, "sources state different numbers"),
        *WITNESSES,
        RULES,
    ),
)

POST_SPELLS = Table(
    "post_spells",
    "spell of a person in a post",
    ("post_spell_id",),
    (
        Column("post_spell_id", TEXT, "id, made from authority, role and month"),
        *AUTHORITY,
        Column("role", TEXT, "director_of_childrens_services, chief_executive, lead_member or council_leader"),
        Column("person", TEXT, "full name", optional=True),
        Column("interim", FLAG, "appointed on an interim basis"),
        Column("status", TEXT, "in_post, leaving or left, as last told or with the authority"),
        Column("appointed_on", DAY, "first day on which the coming was told", optional=True),
        Column("leaving_told_on", DAY, "first day on which the going was told", optional=True),
        Column("left_on", DAY, "first day on which it was told as over", optional=True),
        Column("succeeded_by", TEXT, "next spell in the same post, where one is known", optional=True),
        *WITNESSES,
        RULES,
    ),
)

UNDERTAKINGS = Table(
    "undertakings",
    "undertaking, however often it was repeated",
    ("undertaking_id",),
    (
        Column("undertaking_id", TEXT, "id, made from authority, category, money, deadline and month first made"),
        *AUTHORITY,
        Column(
            "category",
            TEXT,
            "improvement_plan, funding, recruitment, governance, review, service_change or general_pledge",
        ),
        Column("speaker", TEXT, "who undertook it, by the best source", optional=True),
        Column("speaker_role", TEXT, "the speaker's post", optional=True),
        Column("amount_gbp", WHOLE, "money undertaken, in pounds", optional=True),
        Column("deadline", DAY, "last day by which it is to be done, as last told", optional=True),
        Column("deadline_precision", TEXT, "how exactly the deadline is stated: day, month or year", optional=True),
        Column(
            "status",
            TEXT,
            "open, overdue (deadline past, not reported done), done, undated or lapsed (the authority is no more)",
        ),
        Column("made_on", DAY, "first publication that tells of it", optional=True),
        Column("repeated_on", DAY, "last publication that tells of it again", optional=True),
        Column("done_on", DAY, "first publication that reports it done", optional=True),
        Column("done_evidence", TEXT, "sentence that reports it done, word for word", optional=True),
        Column("done_url", TEXT, "address of that source", optional=True),
        Column("commitment_ids", TEXTS, "rows of commitments that state it"),
        *WITNESSES,
        RULES,
    ),
)

CHANGES = Table(
    "changes",
    "flagged change",
    ("change_id",),
    (
        Column("change_id", TEXT, "id, made from what happened"),
        Column("type", TEXT, "what changed, see the list of change types"),
        Column("severity", TEXT, "critical, high, medium or low"),
        *AUTHORITY,
        Column("judgement", TEXT, "judgement area; the overall one where an inspection has it", optional=True),
        Column("old_value", TEXT, "what was known before", optional=True),
        Column("new_value", TEXT, "what is so now", optional=True),
        Column("effective", DAY, "day on which it took effect, as near as the sources say"),
        Column("detected_at", INSTANT, "moment that the pipeline flagged it"),
        *WITNESSES,
        Column("summary", TEXT, "the change in one sentence"),
        Column("overtaken", FLAG, "something newer of the kind, or a newer inspection, is known: history, not news"),
        Column("action", TEXT, "what the log's latest entry on it did: flagged, witnessed, overtaken or corrected"),
        Column("corrects", TEXT, "entry that this one corrects, as change_id/revision", optional=True),
        Column(
            "because",
            TEXT,
            "what overturned that entry: article_edited, rules_changed, stronger_source or further_article",
            optional=True,
        ),
        RULES,
    ),
)

HISTORY_TABLES = (
    INSPECTIONS,
    RATING_SPELLS,
    CURRENT_RATINGS,
    INTERVENTION_SPELLS,
    PEER_REVIEW_VISITS,
    POST_SPELLS,
    UNDERTAKINGS,
    CHANGES,
)
