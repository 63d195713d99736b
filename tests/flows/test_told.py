"""What is gathered from the memory for a mail besides the change itself."""

from dataclasses import replace

import pytest

from flows.alert import send_alerts
from flows.flag import flag_changes
from flows.mail_view import certainty
from flows.memory.reading import read_standing
from flows.told import Told, tell
from flows.workshop import Workshop
from tests.flows.digests import flag
from tests.flows.post_office import PostOffice
from tests.flows.press import COUNCIL, IN_2017, PRESS
from tests.flows.readers import ANN, COMMISSIONER, serving
from tests.flows.told_changes import facts_in, lines, page
from tests.transforms.telling import EVIDENCE, NEL, intervention, ratings
from tests.transforms.telling import Told as Article
from transforms.facts import Commitment, PeerReview
from transforms.history_tables import CHANGES

IN_2013 = Article("older", "2013-03-01", ratings("2013-01", overall_effectiveness="adequate"))
NOTICE = Article("notice", "2020-05-01", (intervention("improvement_notice_issued"),), kinds=("intervention",))
PLEDGE = Article("pledge", "2021-11-01", (Commitment(NEL, None, None, "funding", 2_000_000, "2022-03", EVIDENCE),))


def of_type(workshop: Workshop, change_type: str) -> Told:
    types = dict(read_standing(workshop.memory, CHANGES).select("type", "change_id").iter_rows())
    return tell(workshop, [types[change_type]])[types[change_type]]


def test_a_mail_tells_what_is_known_of_the_authority(workshop: Workshop, post: PostOffice) -> None:
    workshop = serving(workshop, ANN, smtp=post.smtp())
    flag(workshop, IN_2013, NOTICE, IN_2017, COMMISSIONER, PLEDGE)
    post.accepted.clear()
    send_alerts(workshop)
    post.accepted.clear()
    flag(workshop, PRESS, COUNCIL)
    send_alerts(workshop)
    (mail,) = post.accepted
    told = lines(mail)

    assert (
        "Intervention in force: commissioner (Ann Lee), since December 2021; improvement notice, since May 2020."
        in told
    )
    place = told.index("Earlier history")
    assert told[place + 1 : place + 4] == [
        "- May 2020: improvement notice for children's services",
        "- July 2017: good overall (inspection)",
        "- January 2013: adequate overall (inspection)",
    ]
    assert "- funding, £2,000,000 (by the end of March 2022)" in told
    assert [cell.get_text() for cell in page(mail).find_all("td")].count("good") == 3
    assert facts_in(mail)[0] == facts_in(mail)[1]


def test_undertakings_due_next_come_first_and_then_those_just_missed(workshop: Workshop) -> None:
    months = ("2021-09", "2022-06", "2021-11", "2022-02")
    pledges = tuple(Commitment(NEL, None, None, "funding", 1000, month, EVIDENCE) for month in months)
    flag(workshop, Article("pledges", "2021-08-01", pledges), PRESS)

    listed = of_type(workshop, "inadequate_new").background.undertakings
    assert [f"{row['deadline']:%Y-%m}" for row in listed] == ["2022-02", "2022-06", "2021-11", "2021-09"]


def test_grades_are_those_of_the_change_s_own_inspection_though_a_newer_one_is_known(workshop: Workshop) -> None:
    flag(workshop, IN_2013, IN_2017, PRESS)

    assert [(one.judgement, one.now, one.before) for one in of_type(workshop, "rating_upgraded").grades] == [
        ("overall", "good", "adequate"),
        ("leadership", "good", None),
    ]


def test_an_inspection_without_an_overall_grade_is_told_by_its_areas(workshop: Workshop) -> None:
    by_area = ratings("2017-07", leadership="good", help_and_protection="inadequate", care_leavers="good")
    flag(workshop, replace(IN_2017, facts=by_area), PRESS)

    assert [one.what for one in of_type(workshop, "inadequate_new").background.past][1:] == [
        "inadequate in help and protection; good in leadership and care leavers (inspection)"
    ]


@pytest.mark.parametrize(
    ("articles", "said"),
    [
        ([PRESS], "low, as told by one unofficial source only and not confirmed by another yet"),
        ([COUNCIL], "high, as stated by an official source"),
        ([PRESS, COUNCIL], "high, as stated by an official source, told in 2 independent stories"),
        (
            [PRESS, replace(PRESS, article_id="other", source="monthly")],
            "fair, as told in 2 independent stories, but by no official source yet",
        ),
        (
            [
                PRESS,
                replace(
                    PRESS,
                    article_id="other",
                    source="monthly",
                    facts=ratings("2021-10", overall_effectiveness="good", leadership="inadequate"),
                ),
            ],
            "fair, as told in 2 independent stories, but by no official source yet. Sources contradict each other",
        ),
    ],
)
def test_certainty_says_who_states_it_and_in_how_many_stories(
    workshop: Workshop, articles: list[Article], said: str
) -> None:
    flag(workshop, *articles)

    assert certainty(of_type(workshop, "inadequate_new")) == said


def test_a_peer_review_of_which_sources_tell_other_numbers_says_so(workshop: Workshop) -> None:
    def review(strengths: int) -> tuple[PeerReview, ...]:
        return (PeerReview(NEL, "LGA", None, "2021-11", strengths, 4, None, EVIDENCE),)

    first = Article("one", "2021-11-20", review(5), kinds=("peer_review",))
    flag(workshop, first, replace(first, article_id="two", published="2021-11-21", facts=review(9)))

    assert certainty(of_type(workshop, "peer_review")).endswith(". Sources contradict each other")


def test_nothing_is_asked_for_no_change(workshop: Workshop) -> None:
    assert tell(workshop, []) == {}
    assert flag_changes(workshop).changes == 0
