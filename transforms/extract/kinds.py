"""What kind of news a text is, and whether it matters to a reader of inspections at all."""

from collections import defaultdict
from collections.abc import Iterable

from transforms.extract.document import Document
from transforms.extract.matters import has_ended, tells_of_intervention, tells_of_new_leaders
from transforms.extract.news import News, read_news
from transforms.extract.papers import is_paper
from transforms.facts import Facts, Rating

_VISITS = ("monitoring_visit", "focused_visit")
# How often a topic is named that is one; how many authorities make a round-up.
_NAMED_AGAIN, _MANY = 2, 3


def _is_inspection_result(news: News, ratings: Iterable[Rating]) -> bool:
    """Whether the outcome of a graded inspection is the news: fresh, and told in the opening or its topic."""
    own = [one for one in ratings if one.when == "current" and one.authority in news.document.subjects]
    fresh = [one for one in own if not news.is_past(one)]
    if any(one.evidence.end <= news.title_end for one in fresh):
        return True
    if news.in_title("elsewhere") or _is_of_a_home(news) or _has_other_title(news):
        return False
    new = [one for one in fresh if not news.is_old_at(one.evidence)]
    if any(one.evidence.end <= news.opening_end for one in new):
        return True
    is_out = any({"inspections", "made_public"} <= told for told in news.told())
    return bool(own if is_out else fresh) and news.in_opening("inspections") and not news.in_opening(*_VISITS)


def _is_of_a_home(news: News) -> bool:
    """Whether the first full sentence is of a children's home or the like, and not of the services."""
    first = news.kinds_in(news.lead) if news.lead else frozenset()
    return "homes" in first and not news.in_title("topic") and "topic" not in first


def _has_other_title(news: News) -> bool:
    """Whether the title, or the government that writes, tells of something else than an inspection's outcome."""
    if news.in_title("inspections", "outcomes"):
        return news.in_title("posts") and news.is_old(news.document.sentences[0])
    is_step = news.in_title("interveners") and news.in_title("interferes")
    other = news.in_title("peer_review", "intervention", "new_posts", *_VISITS)
    return other or is_step or news.count("government_paper") > 0


def _is_peer_review(news: News, facts: Facts) -> bool:
    if news.in_opening("peer_review", even_old=True) or news.count("peer_review") > _NAMED_AGAIN:
        return True
    return any(
        one.evidence.end <= news.beginning_end and not news.is_old_at(one.evidence) for one in facts.peer_reviews
    )


def _is_progress(news: News, facts: Facts, kinds: set[str]) -> bool:
    """Whether the text follows how services get better: as its topic, or by an intervention that is being wound up."""
    if facts.ratings and all(one.service != "childrens_services" for one in facts.ratings):
        return False
    is_paper_on_it = "committee_report" in kinds and news.in_title("progress") and not news.in_title("elsewhere")
    if news.in_title("recovery") or is_paper_on_it:
        return True
    if kinds & {"inspection_result", "peer_review"}:
        return False
    if "intervention" in kinds and any({"endings", "intervention"} <= told for told in news.told()):
        return True
    if "leadership_change" in kinds:
        return False
    if has_ended(news, facts) and _is_better(news, facts):
        return True
    topics = news.values("improvement_progress")
    return news.in_opening("improvement_progress") or (not kinds - {"committee_report"} and len(topics) >= _NAMED_AGAIN)


def _is_better(news: News, facts: Facts) -> bool:
    """Whether a subject's services as a whole are told to be no longer inadequate."""
    return any(
        one.judgement == "overall_effectiveness" and one.grade != "inadequate"
        for one in facts.ratings
        if one.when == "current" and one.authority in news.document.subjects
    )


def _visits(news: News) -> set[str]:
    """Ungraded visits that are the news: in the opening of a text, or named again and again."""
    return {kind for kind in _VISITS if news.in_opening(kind) or news.count(kind) >= _NAMED_AGAIN}


def _is_round_up(news: News, kinds: set[str], ratings: Iterable[Rating]) -> bool:
    """Whether several authorities are the news: many of them, or two with a result each, not those of one trust."""
    new = {one.authority for one in ratings if one.when == "current" and not news.is_past(one)}
    subjects = set(news.document.subjects)
    if news.in_title("round_up") and len(subjects) > 1:
        return True
    is_many = len(subjects) >= _MANY or ("inspection_result" in kinds and len(new & subjects) > 1)
    return is_many and not _are_of_one_trust(news.document)


def _are_of_one_trust(document: Document) -> bool:
    partners: dict[int, set[str]] = defaultdict(set)
    for one in document.mentions:
        if one.trust:
            partners[one.start].add(one.authority)
    return any(served.issuperset(document.subjects) for served in partners.values())


def find_kinds(document: Document, facts: Facts) -> tuple[str, ...]:
    """The kinds of news, sorted; `other` where none fits. `facts` are the facts found so far."""
    news = read_news(document)
    if facts.report:
        return ("inspection_result",) if facts.report.graded else tuple(sorted(_visits(news))) or ("other",)
    papers = {"committee_report"} if is_paper(news) else set()
    kinds = set() if _is_of_adults(document) else _kinds_of_news(news, facts, papers)
    return tuple(sorted((kinds or {"other"}) | papers))


def _kinds_of_news(news: News, facts: Facts, papers: set[str]) -> set[str]:
    """What the news is, wherever it stands."""
    ratings = [one for one in facts.ratings if one.service == "childrens_services"]
    kinds: set[str] = set()
    if _is_inspection_result(news, ratings):
        kinds.add("inspection_result")
    else:
        kinds |= _visits(news)
    if _is_peer_review(news, facts):
        kinds.add("peer_review")
    if tells_of_intervention(news, facts, kinds):
        kinds.add("intervention")
    if tells_of_new_leaders(news, facts, kinds):
        kinds.add("leadership_change")
    if _is_progress(news, facts, kinds | papers):
        kinds.add("improvement_progress")
    if _is_round_up(news, kinds, ratings):
        kinds.add("round_up")
    return kinds


def is_relevant(document: Document, facts: Facts) -> bool:
    """Whether the text reports inspection, review, intervention or leadership of an authority's children's services."""
    news = set(facts.kinds) - {"other", "committee_report"}
    if _is_of_adults(document) or (not news and _is_of_a_home(read_news(document))):
        return False
    if facts.report or any(one.service == "childrens_services" for one in facts.ratings):
        return True
    if facts.interventions or facts.peer_reviews or facts.leadership:
        return True
    return bool(news) and is_about_children(document)


def is_about_children(document: Document) -> bool:
    """Whether the text speaks of children's social care at all."""
    return read_news(document).count("topic") > 0


def is_about_care(document: Document) -> bool:
    """Whether the text speaks of children's social care or of a council's services for adults."""
    news = read_news(document)
    return news.count("topic") > 0 or news.count("adults") > 0


def _is_of_adults(document: Document) -> bool:
    """Whether title or opening tell that the text is of a council's other services: those for adults."""
    news = read_news(document)
    if news.in_title("adults"):
        return not news.in_title("topic", "children")
    return news.in_opening("adults", even_old=True) and not news.in_opening("topic", "children", even_old=True)
