"""From an article to the facts it states."""

from dataclasses import replace
from datetime import date

from transforms.article import Article
from transforms.extract.document import read_document
from transforms.extract.kinds import find_kinds, is_relevant
from transforms.extract.ratings import find_ratings
from transforms.facts import Facts, SourceKind


def extract_facts(
    article: Article,
    *,
    source_kind: SourceKind = "other",
    published: date | None = None,
    home_authority: str | None = None,
) -> Facts:
    """All facts of an article.

    `published` is used where the page shows no date; `home_authority` is the authority whose own site the page is of.
    """
    document = read_document(article, source_kind=source_kind, published=published, home_authority=home_authority)
    facts = Facts(relevant=False, subjects=document.subjects, ratings=tuple(find_ratings(document)))
    facts = replace(facts, kinds=find_kinds(document, facts))
    return replace(facts, relevant=is_relevant(document, facts))
