"""How a page is set must not change what it says: white space, quotation marks, dashes, capitals, markup."""

from dataclasses import asdict, dataclass
from datetime import date
from html import escape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean import clean_html
from transforms.extract import extract_facts
from transforms.facts import Facts

JUDGED = (
    "Children's services in Walsall judged inadequate",
    (
        (
            'Children\'s services run by Walsall Council have been judged "inadequate" by Ofsted - four years after '
            "they were rated good."
        ),
        (
            "Inspectors, who visited in May, found leadership and help and protection to be inadequate. Children in "
            "care - and care leavers - were said to require improvement."
        ),
        (
            "The Department for Education has appointed Janet Holroyd as commissioner. Director of children's services "
            "Peter Allsop resigned last week."
        ),
        (
            "Council leader Maria Quennell said: \"We are sorry. We'll put £2.5m into social work by March 2025 and "
            'recruit 40 social workers."'
        ),
        '"We will publish an improvement plan by the end of September," she added.',
    ),
)
IMPROVED = (
    "Torbay moves up two grades",
    (
        "Torbay Council has moved up two grades - from inadequate to good - after an inspection in March.",
        "Ofsted rated leadership \"outstanding\"; the experiences of care leavers were graded 'good'.",
        "The improvement notice of 2021 has been lifted, and the council's improvement board will be wound up.",
        "A peer review by the Local Government Association (LGA) in January named four strengths.",
        "Chief executive Anne-Marie O'Dwyer said: \"We'll keep going. The council will spend £300,000 on early help.\"",
    ),
)
NOT_THE_COUNCILS = (
    "Nursery in Bolton found inadequate",
    (
        'A Bolton nursery has been rated "inadequate" - the lowest grade - by Ofsted.',
        "Bolton Council's children's services, which hope to be \"outstanding\" by 2027, were not inspected.",
    ),
)
STORIES = {"judged": JUDGED, "improved": IMPROVED, "not the council's": NOT_THE_COUNCILS}

QUOTES = {"straight": ('"', '"', "'"), "curly": ("“", "”", "’"), "single": ("‘", "’", "’")}
DASHES = [" - ", " – ", " — ", "\u00a0– ", " -- "]
SPACES = [" ", "  ", "\n    ", "\u00a0", "\u2009"]
CAPITALS = [str, str.upper, str.title]
MARKUP = [
    "<p>{}</p>",
    "<p><span>{}</span></p>",
    "<div><p>{}</p></div>",
    "<section><p class='lead'>{}</p></section>",
    "\n<p>\n  {}\n</p>\n",
]


@dataclass(frozen=True)
class Setting:
    """How a page is set."""

    quotes: tuple[str, str, str] = QUOTES["straight"]
    dash: str = " - "
    space: str = " "
    capitals: Any = str
    markup: str = MARKUP[0]

    def page(self, title: str, paragraphs: tuple[str, ...]) -> str:
        body = "".join(self.markup.format(self._text(one)) for one in paragraphs)
        heading = self.capitals(self._text(title)).replace("'S", "'s").replace("’S", "’s")
        return f"<html><head><title>{heading}</title></head><body><main><h1>{heading}</h1>{body}</main></body></html>"

    def _text(self, text: str) -> str:
        opening, closing, apostrophe = self.quotes
        marked, is_open = "", False
        for mark in text.replace(" - ", "@"):
            if mark == '"':
                marked += closing if is_open else opening
                is_open = not is_open
            else:
                marked += apostrophe if mark == "'" else mark
        return escape(marked.replace(" ", self.space), quote=False).replace("@", self.dash)


def facts_of(page: str) -> Facts:
    return extract_facts(clean_html(page), published=date(2024, 7, 12), source_kind="local_press")


def told(facts: Facts) -> dict[str, Any]:
    """What the facts say, without the places that say it."""
    plain = asdict(facts)
    for rows in plain.values():
        for row in rows if isinstance(rows, tuple) else ():
            if isinstance(row, dict):
                row["evidence"] = row["evidence"]["rule"]
    return plain


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
@pytest.mark.parametrize("quotes", QUOTES.values(), ids=QUOTES.keys())
def test_quotation_marks_say_nothing(story: tuple[str, tuple[str, ...]], quotes: tuple[str, str, str]) -> None:
    assert told(facts_of(Setting(quotes=quotes).page(*story))) == told(facts_of(Setting().page(*story)))


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
@given(
    setting=st.builds(
        Setting,
        quotes=st.sampled_from(list(QUOTES.values())),
        dash=st.sampled_from(DASHES),
        space=st.sampled_from(SPACES),
        capitals=st.sampled_from(CAPITALS),
        markup=st.sampled_from(MARKUP),
    )
)
@settings(max_examples=40, deadline=None)
def test_how_a_page_is_set_says_nothing(story: tuple[str, tuple[str, ...]], setting: Setting) -> None:
    assert told(facts_of(setting.page(*story))) == told(facts_of(Setting().page(*story)))


def test_the_stories_hold_facts_of_every_kind() -> None:
    judged, improved, nursery = (facts_of(Setting().page(*story)) for story in STORIES.values())

    assert {(one.judgement, one.grade) for one in judged.ratings if one.when == "current"} == {
        ("overall_effectiveness", "inadequate"),
        ("leadership", "inadequate"),
        ("help_and_protection", "inadequate"),
        ("children_in_care", "requires_improvement"),
        ("care_leavers", "requires_improvement"),
    }
    assert [one.person for one in judged.interventions] == ["Janet Holroyd"]
    assert [(one.person, one.event) for one in judged.leadership] == [("Peter Allsop", "left")]
    assert {one.amount_gbp for one in judged.commitments} == {2_500_000, None}
    assert [one.type for one in improved.interventions if one.when == "current"] == ["improvement_notice_lifted"]
    assert [(one.body, one.strengths) for one in improved.peer_reviews] == [("LGA", 4)]
    assert nursery.ratings == ()
