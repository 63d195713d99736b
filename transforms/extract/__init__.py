"""From an article to the facts it states."""

from dataclasses import replace
from datetime import date

from transforms.article import Article
from transforms.extract.commitments import find_commitments
from transforms.extract.deliveries import find_deliveries
from transforms.extract.document import Document, read_document
from transforms.extract.explanation import Explanation, explained
from transforms.extract.interventions import find_interventions
from transforms.extract.kinds import find_kinds, is_about_care, is_relevant
from transforms.extract.leadership import find_leadership
from transforms.extract.ofsted_report import read_report
from transforms.extract.peer_reviews import find_peer_reviews
from transforms.extract.ratings import find_ratings
from transforms.extract.trace import because, listen
from transforms.facts import Facts, Rating, Report, SourceKind
from transforms.page_origin import origin_of

# Of an inspection report only the opening is read as prose: it tells of earlier grades, the rest of practice.
_REPORT_OPENING = 9000


def extract_facts(
    article: Article,
    *,
    source_kind: SourceKind = "other",
    published: date | None = None,
    home_authority: str | None = None,
) -> Facts:
    """All facts of an article.

    `published` is used where the page shows no date; `home_authority` is the authority whose own site the page is of.
    Where none is given, the page's own address may tell it.
    """
    home_authority = home_authority or origin_of(article.address).authority
    read = read_report(article)
    told = _opening(article) if read else article
    document = read_document(told, source_kind=source_kind, published=published, home_authority=home_authority)
    facts = _report_facts(document, *read) if read else _article_facts(document)
    facts = replace(facts, kinds=find_kinds(document, facts))
    facts = replace(facts, relevant=is_relevant(document, facts))
    # What a council promises about its bins, or does, is none of ours.
    is_ours = not (read and read[0].graded) and (facts.relevant or is_about_care(document))
    if not is_ours:
        return facts
    return replace(facts, commitments=tuple(find_commitments(document)), deliveries=tuple(find_deliveries(document)))


def explain_facts(
    article: Article,
    *,
    source_kind: SourceKind = "other",
    published: date | None = None,
    home_authority: str | None = None,
) -> Explanation:
    """The same facts, with why each was taken and what else was considered and dropped."""
    with listen() as notes:
        facts = extract_facts(article, source_kind=source_kind, published=published, home_authority=home_authority)
    return explained(article, facts, notes)


def _article_facts(document: Document) -> Facts:
    if document.of_provider:
        return Facts(relevant=False, subjects=())
    return Facts(
        relevant=False,
        subjects=document.subjects,
        ratings=tuple(find_ratings(document)),
        interventions=tuple(find_interventions(document)),
        peer_reviews=tuple(find_peer_reviews(document)),
        leadership=tuple(find_leadership(document)),
    )


def _opening(article: Article) -> Article:
    """The first paragraphs of a report, as many as make up its opening."""
    length, kept = len(article.title), 0
    while kept < len(article.paragraphs) and length < _REPORT_OPENING:
        length += len(article.paragraphs[kept])
        kept += 1
    return replace(article, paragraphs=article.paragraphs[:kept])


def _is_earlier(rating: Rating, subjects: tuple[str, ...]) -> bool:
    is_earlier = rating.when == "previous" and rating.authority in subjects
    return is_earlier or because(False, "rating.in_report", rating.evidence)


def _report_facts(document: Document, report: Report, ratings: tuple[Rating, ...]) -> Facts:
    """Facts of an inspection report: its own grades, the earlier ones that its opening tells, and interventions.

    A letter after a visit gives no grades of its own, so that those it tells of stand, and it tells who came and went.
    """
    subjects = tuple(sorted({rating.authority for rating in ratings})) or document.subjects
    earlier = tuple(one for one in find_ratings(document) if not report.graded or _is_earlier(one, subjects))
    return Facts(
        relevant=True,
        subjects=subjects,
        ratings=ratings + earlier,
        interventions=tuple(find_interventions(document)),
        peer_reviews=tuple(find_peer_reviews(document)),
        leadership=() if report.graded else tuple(find_leadership(document)),
        report=report,
    )
