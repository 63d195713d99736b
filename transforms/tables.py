"""The tables that analysts read, each written down once."""

from transforms.schema import DAY, FLAG, INSTANT, SHARE, TEXT, TEXTS, WHOLE, Column, Table

AUTHORITY = (
    Column("authority_code", TEXT, "GSS code of the authority (ONS)"),
    Column("authority", TEXT, "short official name of the authority"),
)

PROVENANCE = (
    Column("article_id", TEXT, "article that states the fact"),
    Column("version", WHOLE, "version of the article, counted from 1"),
    Column("source_id", TEXT, "source that published the article"),
    Column(
        "source_kind",
        TEXT,
        "council, sector_press, local_press, national_press, government, inspectorate, committee or other",
    ),
    Column("url", TEXT, "address of the article"),
    Column("published", DAY, "day that the article was published, by the page or else by the feed", optional=True),
    Column("evidence", TEXT, "the sentence that states the fact, word for word"),
    Column("evidence_start", WHOLE, "where the sentence starts in articles.text, in characters"),
    Column("evidence_end", WHOLE, "where the sentence ends in articles.text, in characters"),
    Column("rule", TEXT, "rule that found the fact"),
    Column("confidence", SHARE, "how sure the rule is, from 0 to 1"),
    Column("rules", TEXT, "version of the rules that found it"),
    Column("recorded_at", INSTANT, "moment that the pipeline first learned the fact"),
)

INSPECTED = (
    Column("inspected_from", DAY, "first day of the inspection, or of the month or year stated", optional=True),
    Column("inspected_to", DAY, "last day of the inspection, or of the month or year stated", optional=True),
    Column("date_precision", TEXT, "how exactly the inspection is dated: day, month or year", optional=True),
)

ARTICLES = Table(
    "articles",
    "version of an article",
    ("article_id", "version"),
    (
        Column("article_id", TEXT, "id of the article, made from its address"),
        Column("version", WHOLE, "counted from 1; a new one when the text changes or better rules read it otherwise"),
        Column("source_id", TEXT, "source that published it"),
        Column("source_kind", TEXT, "kind of that source"),
        Column("url", TEXT, "address of the article"),
        Column("title", TEXT, "headline"),
        Column("byline", TEXT, "author as shown", optional=True),
        Column("published", DAY, "day of publication, by the page or else by the feed", optional=True),
        Column("modified", DAY, "day of the last change that the page shows", optional=True),
        Column("fetched_at", INSTANT, "moment that this version was fetched"),
        Column("kinds", TEXTS, "what the article is about, as in the annotation guide"),
        Column("subjects", TEXTS, "authorities that the news is about"),
        Column("relevant", FLAG, "reports on children's services of a named authority"),
        Column(
            "text",
            TEXT,
            "title and paragraphs; empty where the source's licence is not ogl, unless the operator chose otherwise; "
            "every evidence span counts in the whole text, empty or not",
            withheld=True,
        ),
        Column("content_hash", TEXT, "SHA-256 of the text"),
        Column("page_hash", TEXT, "SHA-256 of the page as fetched; names the kept page"),
        Column("story_id", TEXT, "the same for copies of one text on several titles"),
        Column("rules", TEXT, "version of the rules that read it"),
        Column("edited", FLAG, "its text states other facts than that of the version before, read by the same rules"),
        Column("known_from", INSTANT, "moment from which this version was what the pipeline knew"),
        Column("known_to", INSTANT, "moment at which a newer version took its place", optional=True),
    ),
)

RATINGS = Table(
    "ratings",
    "grade stated in an article",
    ("rating_id", "version"),
    (
        Column("rating_id", TEXT, "id, made from the article and what is stated"),
        *AUTHORITY,
        Column("service", TEXT, "childrens_services, adult_social_care, send or youth_justice"),
        Column("framework", TEXT, "inspection framework: slac, sif, ilacs or ilacs_2026", optional=True),
        Column("judgement", TEXT, "judgement area, as in the frameworks file"),
        Column("grade", TEXT, "outstanding, good, requires_improvement, adequate or inadequate"),
        Column("grade_rank", WHOLE, "4 outstanding to 1 inadequate"),
        Column("standing", TEXT, "current or previous, as the article treats it"),
        *INSPECTED,
        *PROVENANCE,
    ),
)

INTERVENTIONS = Table(
    "interventions",
    "step of government intervention stated in an article",
    ("intervention_id", "version"),
    (
        Column("intervention_id", TEXT, "id, made from the article and what is stated"),
        *AUTHORITY,
        Column("type", TEXT, "commissioner_appointed, improvement_notice_issued, ... as in the annotation guide"),
        Column("person", TEXT, "full name of the commissioner or adviser", optional=True),
        Column("standing", TEXT, "current, previous or proposed"),
        Column("remit", TEXT, "childrens_services or whole_council"),
        *PROVENANCE,
    ),
)

PEER_REVIEWS = Table(
    "peer_reviews",
    "peer review stated in an article",
    ("peer_review_id", "version"),
    (
        Column("peer_review_id", TEXT, "id, made from the article and what is stated"),
        *AUTHORITY,
        Column("body", TEXT, "LGA or regional", optional=True),
        Column("lead", TEXT, "who led the reviewers", optional=True),
        Column("held_from", DAY, "first day of the review, or of the month or year stated", optional=True),
        Column("held_to", DAY, "last day of the review, or of the month or year stated", optional=True),
        Column("date_precision", TEXT, "how exactly the review is dated: day, month or year", optional=True),
        Column("strengths", WHOLE, "number of strengths found", optional=True),
        Column("recommendations", WHOLE, "number of recommendations made", optional=True),
        Column("scope", TEXT, "what was reviewed, in free words", optional=True),
        *PROVENANCE,
    ),
)

LEADERSHIP = Table(
    "leadership",
    "coming or going stated in an article",
    ("leadership_id", "version"),
    (
        Column("leadership_id", TEXT, "id, made from the article and what is stated"),
        *AUTHORITY,
        Column("role", TEXT, "director_of_childrens_services, chief_executive, lead_member or council_leader"),
        Column("person", TEXT, "full name", optional=True),
        Column("event", TEXT, "appointed, interim_appointed, leaving or left"),
        *PROVENANCE,
    ),
)

COMMITMENTS = Table(
    "commitments",
    "undertaking stated in an article",
    ("commitment_id", "version"),
    (
        Column("commitment_id", TEXT, "id, made from the article and what is stated"),
        *AUTHORITY,
        Column("speaker", TEXT, "who undertakes it", optional=True),
        Column("speaker_role", TEXT, "the speaker's post", optional=True),
        Column(
            "category",
            TEXT,
            "improvement_plan, funding, recruitment, governance, review, service_change or general_pledge",
        ),
        Column("text", TEXT, "the undertaking, word for word"),
        Column("amount_gbp", WHOLE, "money undertaken, in pounds", optional=True),
        Column("deadline", DAY, "last day by which it is to be done", optional=True),
        Column("deadline_precision", TEXT, "how exactly the deadline is stated: day, month or year", optional=True),
        Column("status", TEXT, "open, overdue, done, undated or lapsed: that of its undertaking"),
        *PROVENANCE,
    ),
)

DELIVERIES = Table(
    "deliveries",
    "report in an article that an undertaking was done",
    ("delivery_id", "version"),
    (
        Column("delivery_id", TEXT, "id, made from the article and what is stated"),
        *AUTHORITY,
        Column("category", TEXT, "category of the undertaking, as in commitments"),
        Column("text", TEXT, "what was done, word for word"),
        Column("amount_gbp", WHOLE, "money spent or given, in pounds", optional=True),
        *PROVENANCE,
    ),
)

SOURCES = Table(
    "sources",
    "source",
    ("source_id",),
    (
        Column("source_id", TEXT, "id in the register of sources"),
        Column("name", TEXT, "name of the source"),
        Column("source_kind", TEXT, "kind of source"),
        Column("authority", TEXT, "authority whose own source it is", optional=True),
        Column("reader", TEXT, "kind of site"),
        Column("address", TEXT, "address that is read"),
        Column("licence", TEXT, "ogl, copyright or unknown"),
        Column("state", TEXT, "unverified, working, failing, paused or blocked: as registered until it is visited"),
        Column("state_since", DAY, "day from which the register has it in that state", optional=True),
        Column("state_why", TEXT, "why it is in that state, by the register or the last visit", optional=True),
        Column("verdict", TEXT, "untried, alive, quiet, stale, broken or blocked, at the moment of publishing"),
        Column("verdict_why", TEXT, "what the verdict rests on, in a sentence"),
        Column("verdict_since", INSTANT, "moment from which the verdict holds", optional=True),
        Column("verdict_run", TEXT, "run that decided it; none where time alone or the register did", optional=True),
        Column("least_items", WHOLE, "items that its list must have at least"),
        Column("usual_gap_days", WHOLE, "days for which it is silent at the longest, usually", optional=True),
        Column("last_found", WHOLE, "items on its list when it was last read", optional=True),
        Column("newest_published", INSTANT, "newest date on its list when it was last read", optional=True),
        Column("last_checked", INSTANT, "moment of the last attempt", optional=True),
        Column("last_success", INSTANT, "moment of the last attempt that worked", optional=True),
        Column("last_new_item", INSTANT, "moment that something new was last found", optional=True),
        Column("failures", WHOLE, "failed attempts in a row"),
        Column("last_error", TEXT, "what went wrong at the last attempt, if it failed", optional=True),
    ),
)

FAILURES = Table(
    "failures",
    "failure and day: what fails all day long is one row",
    ("failure_id",),
    (
        Column("failure_id", TEXT, "id, made from day (UTC), step, source, address, reason and message"),
        Column("run_id", TEXT, "latest run in which it happened"),
        Column("step", TEXT, "watch, check_sources, extract, reprocess, alert or operator_mail"),
        Column("source_id", TEXT, "source concerned", optional=True),
        Column("url", TEXT, "address concerned", optional=True),
        Column("reason", TEXT, "code that failures are counted by"),
        Column("message", TEXT, "what, where and what to do, in one sentence"),
        Column("failed_at", INSTANT, "moment of the failure, of the latest that day"),
    ),
)

REJECTS = Table(
    "rejects",
    "row that breaks its schema or a rule of sense",
    ("reject_id",),
    (
        Column("reject_id", TEXT, "id, made from the article and the row"),
        Column("table", TEXT, "table that the row was meant for"),
        Column("rule", TEXT, "rule that it breaks"),
        Column("message", TEXT, "what is wrong with it, in one sentence"),
        Column("row", TEXT, "the row as JSON"),
        Column("article_id", TEXT, "article that it was read in"),
        Column("version", WHOLE, "version of the article"),
        Column("source_id", TEXT, "source that published the article"),
        Column("url", TEXT, "address of the article"),
        Column("rules", TEXT, "version of the rules that made it"),
        Column("run_id", TEXT, "run that rejected it"),
        Column("rejected_at", INSTANT, "moment of the rejection"),
        Column("known_to", INSTANT, "moment at which a newer version of the article took its place", optional=True),
    ),
)

FACT_TABLES = (RATINGS, INTERVENTIONS, PEER_REVIEWS, LEADERSHIP, COMMITMENTS, DELIVERIES)
