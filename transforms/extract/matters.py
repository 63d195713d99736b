"""Whether an intervention or a change of leader is news of a text or its background: by all that it tells of it.

One step or one name in passing makes no news; several, or one in the opening or said to be new, do.
"""

from collections.abc import Iterator

from transforms.extract.news import News
from transforms.facts import Evidence, Facts, Intervention, LeadershipEvent

# What a matter must weigh to be news.
_ENOUGH_OF_STEPS, _ENOUGH_OF_EVENTS = 6, 5
# A sentence that tells a step of intervention; those of a trust or board that is there are told in all news of it.
_STEP = 2
_STANDING = ("trust_established", "improvement_board_established")
_ENDINGS = ("direction_revoked", "improvement_notice_lifted")
# What is still to come weighs more than what may be told of the past.
_EVENTS = {"leaving": 4, "interim_appointed": 3, "appointed": 2, "left": 1}
# What words add in the opening, of which the facts may have been missed, and the places of facts.
_IN_OPENING, _IN_BEGINNING, _JUST_TAKEN, _FROM_GOVERNMENT, _ENDED = 2, 1, 2, 2, 3
# What a sentence that says that a fact is new adds: steps are often told as new that are long taken.
_FRESH_STEP, _FRESH_EVENT = 1, 2
# That a commissioner is being sent is news wherever it stands.
_SENT_NOW = 1
# What other news takes off: a visit is told with the steps that it follows on.
_A_VISIT, _ANOTHER = 3, 1
# What it adds that the text has no other news.
_ALONE = 1
# In a sentence with terms of these kinds no step is told as taken.
_UNSURE = {"doubts", "others"}
_MANY = 3


def tells_of_intervention(news: News, facts: Facts, kinds: set[str]) -> bool:
    """Whether steps of intervention are the news, beside the `kinds` of news that the text is already known to be."""
    return sum(_weights_of_steps(news, facts, kinds)) >= _ENOUGH_OF_STEPS


def _weights_of_steps(news: News, facts: Facts, kinds: set[str]) -> Iterator[int]:
    own = [one for one in facts.interventions if one.authority in news.document.subjects and not _stands(one)]
    told = [news.document.sentence_at(one.evidence.start) for one in own]
    yield _STEP * len({one.index for one in told})
    yield _places(news, [one.evidence for one in own], _FRESH_STEP)
    yield _ENDED * has_ended(news, facts)
    yield _SENT_NOW * any(one.type == "commissioner_appointed" and _is_new(news, one) for one in own)
    is_done = news.in_title("interveners") and news.in_title("interferes")
    yield _IN_OPENING * (is_done or news.in_opening("intervention"))
    found = map(news.kinds_in, news.document.sentences)
    yield _JUST_TAKEN * any("news" in one and one & {"steps", "intervention"} and not one & _UNSURE for one in found)
    yield _FROM_GOVERNMENT * bool(news.count("government_paper"))
    yield -_A_VISIT * bool(kinds & {"monitoring_visit", "focused_visit"})
    yield _ALONE * (not kinds)


def has_ended(news: News, facts: Facts) -> bool:
    """Whether an intervention in a subject's services is told to be over, as something new."""
    return any(
        one.type in _ENDINGS and one.when == "current" and not news.is_old_at(one.evidence)
        for one in facts.interventions
        if one.authority in news.document.subjects
    )


def _is_new(news: News, step: Intervention) -> bool:
    return step.when == "current" and not news.is_old_at(step.evidence)


def _stands(step: Intervention) -> bool:
    return step.type in _STANDING and step.when != "proposed"


def _places(news: News, evidence: list[Evidence], fresh_weight: int) -> int:
    """What it adds that facts stand in the opening or close behind it, or, `fresh_weight`, are said to be new."""
    new = [one.end for one in evidence if not news.is_old_at(one)]
    fresh = any("fresh" in news.kinds_in(news.document.sentence_at(one.start)) for one in evidence)
    first = min(new, default=len(news.document.text) + 1)
    place = _IN_OPENING if first <= news.opening_end else _IN_BEGINNING if first <= news.beginning_end else 0
    return place + fresh_weight * fresh


def tells_of_new_leaders(news: News, facts: Facts, kinds: set[str]) -> bool:
    """Whether posts change hands as news, beside the `kinds` of news that the text is already known to be."""
    if not news.document.subjects or (news.in_title("elsewhere") and not news.in_title("posts")):
        return False
    return news.in_title("new_posts") or sum(_weights_of_events(news, facts, kinds)) >= _ENOUGH_OF_EVENTS


def _weights_of_events(news: News, facts: Facts, kinds: set[str]) -> Iterator[int]:
    own = [one for one in facts.leadership if one.authority in news.document.subjects]
    yield sum(_by_person(own).values())
    yield _places(news, [one.evidence for one in own], _FRESH_EVENT)
    yield _IN_OPENING * sum(_tells_of_a_change(news.kinds_in(one)) for one in news.opening)
    yield -_ANOTHER * bool(kinds - {"inspection_result", "committee_report"})
    yield _ALONE * (not kinds)
    yield -_ANOTHER * (len(news.document.subjects) >= _MANY)


def _by_person(events: list[LeadershipEvent]) -> dict[str | int, int]:
    """What the events weigh, those of one person as much as the weightiest: who goes was once appointed."""
    weights: dict[str | int, int] = {}
    for place, one in enumerate(events):
        who = one.person or place
        weight = _EVENTS[one.event]
        weights[who] = max(weights.get(who, 0), weight)
    return weights


def _tells_of_a_change(kinds: frozenset[str]) -> bool:
    return {"posts", "comings_and_goings"} <= kinds and not kinds & {"steps", "intervention"}
