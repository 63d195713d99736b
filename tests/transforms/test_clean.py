import time
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.article import Article
from transforms.clean import CleaningRules, clean_html
from transforms.errors import UnreadableDocument
from transforms.page_tree import LONGEST_PAGE

STORY = [
    "Inspectors have published a letter about children's services in the borough after a visit in May.",
    "Social workers told them that caseloads had come down and that managers had time to listen.",
    "The council said it would publish an improvement plan by the end of the summer.",
]
TITLE = "Inspectors publish letter after visit"


def page(*lines: str, head: str = "", before: str = "", after: str = "", title: str = TITLE) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<!doctype html><html><head><title>{title} | Borough News</title>{head}</head><body>{before}"
        f"<main><article><h1>{title}</h1>{paragraphs}</article></main>{after}</body></html>"
    )


def paragraphs(html: str, rules: CleaningRules | None = None) -> list[str]:
    return list(clean_html(html, rules or CleaningRules()).paragraphs)


def test_title_and_paragraphs_are_read() -> None:
    assert clean_html(page(*STORY)) == Article(TITLE, tuple(STORY))


def test_subheads_lists_quotations_and_line_breaks_are_lines() -> None:
    html = page(
        STORY[0],
        "</p><h2>What they found</h2><ul><li>children are <b>seen</b> quickly</li><li>plans are late</li></ul><p>",
        "</p><blockquote>“A fair letter,” said the leader of the council this morning.</blockquote><p>",
        "First line of an address<br>Second line<br/>Third line",
        STORY[1],
    )
    assert paragraphs(html) == [
        STORY[0],
        "What they found",
        "children are seen quickly",
        "plans are late",
        "“A fair letter,” said the leader of the council this morning.",
        "First line of an address",
        "Second line",
        "Third line",
        STORY[1],
    ]


def test_row_of_a_table_of_data_is_one_line() -> None:
    rows = "<tr><th>Judgement</th><th>Grade</th></tr><tr><td><p>Help and protection</p></td><td>Good</td></tr>"
    assert paragraphs(page(STORY[0], f"</p><table>{rows}</table><p>", STORY[1])) == [
        STORY[0],
        "Judgement | Grade",
        "Help and protection | Good",
        STORY[1],
    ]


def test_table_that_lays_out_the_page_is_read_by_paragraph() -> None:
    cell = "".join(f"<p>{line}</p>" for line in STORY)
    assert paragraphs(f"<h1>{TITLE}</h1><table><tr><td>{cell}</td></tr></table>") == STORY


def test_text_without_paragraph_tags_is_read() -> None:
    html = f"<html><body><h1>{TITLE}</h1><div>{STORY[0]}<br><br>{STORY[1]}</div></body></html>"
    assert paragraphs(html) == STORY[:2]


@pytest.mark.parametrize(
    "chrome",
    [
        "<nav><p>Home</p></nav>",
        "<header><p>Borough News</p></header>",
        "<footer><p>Contact us at the town hall in the square.</p></footer>",
        "<aside><p>Nursery rated inadequate after three warnings from inspectors.</p></aside>",
        '<div class="cookie-banner"><p>We use cookies to count the visitors of this site.</p></div>',
        '<div role="complementary"><p>Most read this week in the borough and beyond.</p></div>',
        '<section id="related-posts"><p>Other council rated outstanding by inspectors this year.</p></section>',
        "<form><p>Tell us what you think of this page in one line.</p></form>",
        "<script>document.write('<p>ad</p>')</script>",
        "<style>p { color: red }</style>",
        "<div hidden><p>Text that no reader of the page ever sees at all.</p></div>",
        '<div style="display: none"><p>Text that no reader of the page ever sees at all.</p></div>',
    ],
)
def test_chrome_around_and_inside_the_story_is_dropped(chrome: str) -> None:
    assert paragraphs(page(*STORY, before=chrome, after=chrome)) == STORY
    assert paragraphs(page(STORY[0], f"</p>{chrome}<p>", *STORY[1:])) == STORY


@pytest.mark.parametrize(
    "wrapper",
    [
        '<form id="aspnetForm">{}</form>',
        '<div class="sidebar-layout"><div class="content-area">{}</div></div>',
        '<div class="post category-social-care tag-related news">{}</div>',
        '<div class="share">{}</div>',
    ],
)
def test_what_holds_the_story_is_no_chrome_whatever_its_name(wrapper: str) -> None:
    body = f"<h1>{TITLE}</h1>" + "".join(f"<p>{line}</p>" for line in STORY)
    assert paragraphs(f"<html><body>{wrapper.format(body)}</body></html>") == STORY


@pytest.mark.parametrize(
    "line",
    [
        "Hide Ad",
        "Advertisement",
        "SIGN UP",
        "For your free daily news bulletin",
        "Sign up to our daily newsletter",
        "4 mins read",
        "Home > News > 2023",
        "Home / News / 2023",
        "Share this page: Facebook | Twitter | Email | Print",
        "Share on: Facebook, X, LinkedIn",
        "Image source, LDRS",
        "Photo: Studio Brandt/Fotolia",
        "Civic Centre at dusk. Picture: Borough Council",
        "The town hall (photo: R. Brandt)",
        "Comments are closed.",
        "This article is more than 5 years old",
        "Follow the Herald on Facebook",
        TITLE,
        f"{TITLE} image",
        "Coun Ann Example at the town hall.Coun Ann Example at the town hall.",
        "Related: Nursery rated inadequate | School rated good",
        "[email protected]",
    ],
)
def test_line_of_chrome_is_dropped(line: str) -> None:
    assert paragraphs(page(STORY[0], line, *STORY[1:])) == STORY


@pytest.mark.parametrize(
    "line",
    [
        "Sign up to the new charter, the leader told his officers, or explain to parents why you will not do it.",
        "“Share this report with every social worker,” the director told her managers.",
        "Inspectors painted a grim picture: drift, delay and a lack of curiosity at every level of the service.",
        "Advertisement of the post will follow in the new year, once the committee has agreed a salary.",
        "Photo: it was the first thing the children asked to see when they came home.",
        "By Christmas no social worker will hold more than eighteen cases.",
        "Notes to editors",
        "9 May 2018: a direction was issued.",
        "Corporate Parenting Panel, 19 July 2023",
        "Overall effectiveness: inadequate",
        "Good",
    ],
)
def test_prose_that_looks_like_chrome_is_kept(line: str) -> None:
    assert line in paragraphs(page(STORY[0], line, *STORY[1:]))


def test_short_lines_may_repeat_and_longer_ones_are_kept_once() -> None:
    lines = ["Leadership", "Good", "Care leavers", "Good", STORY[1], STORY[1], STORY[2]]
    assert paragraphs(page(STORY[0], *lines)) == [STORY[0], "Leadership", "Good", "Care leavers", "Good", *STORY[1:]]


def test_caption_said_three_times_goes_altogether() -> None:
    caption = "Coun Ann Example, who was praised by the reviewers for her scrutiny of the service."
    assert paragraphs(page(STORY[0], caption + caption, caption, *STORY[1:])) == STORY
    assert paragraphs(page(caption, STORY[0], caption, STORY[1], caption, STORY[2])) == STORY


def test_sentence_that_comes_back_under_several_items_is_no_caption() -> None:
    items = [
        line for item in "ABC" for line in (f"Item {item}", STORY[0] + item, "RESOLVED", "That the report be noted.")
    ]
    assert "That the report be noted." in paragraphs(page(*items))


def test_adverts_of_vacancies_are_dropped_from_their_heading_on() -> None:
    adverts = [
        "Highways jobs",
        "Social Worker",
        "Durham County Council",
        "£34,834 - £43,421",
        "Our services for children are rated good and we have room for newly qualified people.",
        "Recuriter: Durham County Council",
        "Clerk",
        "Harborough District Council",
        "£24,000 pro rata",
        "You will like £5 lunches and our canteen, which looks out on the canal.",
        "Recruiter: Harborough District Council",
        "Linkedin Banner",
    ]
    assert paragraphs(page(*STORY, *adverts)) == STORY


def test_list_of_other_stories_is_dropped_and_prose_behind_it_is_kept() -> None:
    related = ["Related articles", "Slough trust rating held at requires improvement", "A quick guide"]
    assert paragraphs(page(STORY[0], *related, *STORY[1:], "Most read", "Nursery rated inadequate")) == STORY


def test_comments_of_readers_are_dropped() -> None:
    comments = ["2 responses to Inspectors publish letter", "Ann: And Bradford is inadequate as well, everybody knows."]
    assert paragraphs(page(*STORY, *comments)) == STORY


def test_writers_dates_and_headlines_of_other_stories_are_dropped_from_the_end() -> None:
    others = [
        "Nursery rated inadequate",
        "Megan",
        "10/3/2024 8:11:09 AM",
        "Bins to change",
        "Harriet",
        "7/5/2024 4:20:33 PM",
    ]
    article = clean_html(page(*STORY, *others))
    assert list(article.paragraphs) == STORY
    assert (article.byline, article.published) == (None, None)


@pytest.mark.parametrize(
    ("lines", "byline", "published"),
    [
        (["William Example 29 November 2021"], "William Example", date(2021, 11, 29)),
        (["Megan", "1/31/2025 7:15:02 AM", "4 mins read"], "Megan", date(2025, 1, 31)),
        (["By Jo Example on March 29, 2016 in Children, Inspection"], "Jo Example", date(2016, 3, 29)),
        (["By Helen Example | Monday, 4 March 2019"], "Helen Example", date(2019, 3, 4)),
        (["9:30 am, Friday, 26th November 2021 - 3 years ago"], None, date(2021, 11, 26)),
        (["PUBLISHED: 16:42 24 October 2018", "Orla Example"], "Orla Example", date(2018, 10, 24)),
        (["Published 9th Apr 2025, 14:35 BST"], None, date(2025, 4, 9)),
        (["News | Wednesday 15 July 2026 | 3 minute read"], None, date(2026, 7, 15)),
        (["17/04/25"], None, date(2025, 4, 17)),
        (["3/4/2025 7:15:02 AM"], None, date(2025, 3, 4)),
        (["3/4/2025 07:15"], None, date(2025, 4, 3)),
        (["31 February 2021"], None, None),
    ],
)
def test_byline_and_date_lines_are_kept_as_facts(lines: list[str], byline: str | None, published: date | None) -> None:
    article = clean_html(page(*lines, *STORY))
    assert (article.byline, article.published) == (byline, published)
    assert list(article.paragraphs[-3:]) == STORY
    assert published is None or list(article.paragraphs) == STORY


def test_byline_below_the_story_is_read() -> None:
    article = clean_html(page(*STORY, "Ben Example, Local Democracy Reporting Service"))
    assert article.byline == "Ben Example, Local Democracy Reporting Service"
    assert list(article.paragraphs) == STORY


def test_writer_and_date_between_heading_and_story_are_read() -> None:
    text = "".join(f"<p>{line}</p>" for line in STORY)
    top = '<div class="info"><p>By <a href="/ann">Ann Example</a></p><span>29 November 2021</span></div>'
    article = clean_html(f"<html><body><div><h1>{TITLE}</h1>{top}<div>{text}</div></div></body></html>")
    assert article == Article(TITLE, tuple(STORY), "Ann Example", date(2021, 11, 29))


def test_updates_are_told_from_publication() -> None:
    article = clean_html(page(STORY[0], STORY[1], "Published 26 January 2018", "Last updated 9 May 2018", STORY[2]))
    assert (article.published, article.modified) == (date(2018, 1, 26), date(2018, 5, 9))
    assert list(article.paragraphs) == STORY


@pytest.mark.parametrize("order", ["dmy", "mdy"])
def test_order_of_numbers_in_a_date_is_the_sites(order: str) -> None:
    rules = CleaningRules(date_order=order)  # type: ignore[arg-type]
    expected = date(2025, 4, 3) if order == "dmy" else date(2025, 3, 4)
    assert clean_html(page("Published: 3/4/2025", *STORY), rules).published == expected


JSON_LD = '<script type="application/ld+json">{}</script>'
NEWS = '{"@type": "NewsArticle", "datePublished": "2021-11-26T09:30:00Z", "dateModified": "2021-12-01", "author": %s}'
META = '<meta property="article:published_time" content="2021-11-27T00:01:00+00:00">'
TIME = '<time datetime="2021-11-28">28 November 2021</time>'


@pytest.mark.parametrize(
    ("head", "time_tag", "expected"),
    [
        (JSON_LD.format(NEWS % "null") + META, TIME, date(2021, 11, 26)),
        (JSON_LD.format('{"@graph": [{"@type": "WebSite"}, ' + NEWS % "[]" + "]}"), TIME, date(2021, 11, 26)),
        (JSON_LD.format("//<![CDATA[\n" + NEWS % '"x"' + "\n//]]>") + META, TIME, date(2021, 11, 26)),
        (JSON_LD.format('{"@type": "NewsArticle", ') + META, TIME, date(2021, 11, 27)),
        (JSON_LD.format('{"@type": "NewsArticle", "datePublished": 5}') + META, TIME, date(2021, 11, 27)),
        (JSON_LD.format("[" * 50_000), TIME, date(2021, 11, 28)),
        ("", TIME, date(2021, 11, 28)),
        ("", "29 November 2021", date(2021, 11, 29)),
    ],
)
def test_date_comes_from_the_surest_place(head: str, time_tag: str, expected: date) -> None:
    assert clean_html(page(time_tag, *STORY, head=head)).published == expected


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ('{"name": "Ann Example"}', "Ann Example"),
        ('[{"name": "Ann Example"}, {"name": "Bo Example"}]', "Ann Example, Bo Example"),
        ('"https://example.org/ann"', None),
        ('"admin"', None),
    ],
)
def test_byline_comes_from_json_ld(author: str, byline: str | None) -> None:
    assert clean_html(page(*STORY, head=JSON_LD.format(NEWS % author))).byline == byline


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>x</title>", "<h1>Borough</h1><h1>The story of the day</h1>", "Borough"),
        (
            "<title>The story of the day | Borough</title>",
            "<h1>Borough</h1><h1>The story of the day</h1>",
            "The story of the day",
        ),
        ("<title>The story of the day - Borough Council</title>", "", "The story of the day"),
        ('<meta property="og:title" content="The story of the day"><title>x</title>', "", "The story of the day"),
        ("<title>Leeds - Bradford link road agreed</title>", "", "Leeds - Bradford link road agreed"),
        ("", "<h1> </h1><h2>The story of the day</h2>", "The story of the day"),
    ],
)
def test_title_is_the_storys_without_the_sites_name(head: str, body: str, title: str) -> None:
    text = "".join(f"<p>{line}</p>" for line in STORY)
    assert clean_html(f"<html><head>{head}</head><body>{body}{text}</body></html>").title == title


def test_selectors_decide_where_given() -> None:
    html = """<h1>Site</h1><div class="t">A story of ours</div><div class="who">By Ann Example</div>
    <div class="when">3/4/2025</div><div class="x"><p>One paragraph of the story.</p><p class="ad">Buy a sofa.</p>
    <p>Ref: 12345</p></div><div class="x"><p>Another paragraph of it.</p></div><p>A third that is not.</p>"""
    rules = CleaningRules(
        title=".t", byline=".who", published=".when", body=".x, .x p", noise=(".ad",), noise_lines=(r"ref: \d{5}",)
    )
    assert clean_html(html, rules) == Article(
        "A story of ours",
        ("One paragraph of the story.", "Another paragraph of it."),
        "Ann Example",
        date(2025, 4, 3),
    )


def test_selectors_that_find_nothing_leave_it_to_the_general_rule() -> None:
    rules = CleaningRules(title=".t", byline=".b", published=".d", body=".x", noise=(".ad",))
    assert clean_html(page(*STORY), rules) == clean_html(page(*STORY))


@pytest.mark.parametrize("wrong", [{"title": "h1["}, {"noise": ("::",)}, {"noise_lines": ("(",)}])
def test_rules_that_do_not_hold_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"is no (CSS selector|regular expression): "):
        CleaningRules(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "html",
    [
        "",
        "   ",
        "<html></html>",
        "<h1>Only a title</h1>",
        "<script>var x</script>",
        "<p>One line</p>",
        "<!-- nothing -->",
        "\x00",
        "<nav><p>Home</p></nav>",
        '<?xml version="1.0" encoding="utf-8"?>',
    ],
)
def test_page_without_text_is_unreadable(html: str) -> None:
    with pytest.raises(UnreadableDocument, match=r"The page .*\.$"):
        clean_html(html)


HOSTILE = {
    "30 MB": "<p>" + "Words without end. " * 1_600_000,
    "unclosed tags": "<div>" * 90_000 + "".join(f"<p>{line}" for line in STORY),
    "nested inline": "<h1>T</h1><p>" + "<b>" * 50_000 + "x",
    "nested tables": "<h1>T</h1>" + "<table><tr><td>" * 30_000 + STORY[0],
    "nested lists": "<h1>T</h1>" + "<ul><li>" * 40_000 + STORY[0],
    "many tags": "<p>a</p>" * 2_000_000,
    "many paragraphs": "<h1>T</h1>" + "<p>Published 9 May 2018</p><p>a b c d e f</p>" * 20_000,
    "one long line": "<h1>T</h1><p>" + "By A Name, " * 300_000,
    "attributes": "<p " + "a=1 " * 200_000 + ">" + STORY[0],
    "chrome in chrome": "<h1>T</h1>" + '<div class="share">' * 40_000 + STORY[0],
    "spaces": "<h1>T</h1><p>" + " " * 2_000_000 + "x",
    "angle brackets": "<" * 100_000,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_page_ends_soon(html: str) -> None:
    begin = time.process_time()
    with suppress(UnreadableDocument):
        clean_html(html)
    assert time.process_time() - begin < 8


def test_page_over_the_limit_is_refused_with_its_size() -> None:
    with pytest.raises(UnreadableDocument, match=r"has 30 million characters"):
        clean_html("x" * 3 * LONGEST_PAGE)


WORDS = st.text(alphabet="abcdefghij", min_size=1, max_size=8)
SENTENCES = st.lists(WORDS, min_size=9, max_size=20, unique=True).map(lambda words: " ".join(words) + ".")
SPACES = st.sampled_from([" ", "\n", "\r\n   ", "\xa0", "\t", " \u200b "])
WRAPPERS = st.sampled_from(["{}", "<b>{}</b>", "<a href='/x'>{}</a>", "<span><i>{}</i></span>", "{}<!-- x -->"])


@given(
    st.lists(SENTENCES, min_size=2, max_size=5, unique=True),
    st.data(),
)
@settings(max_examples=40, deadline=None)
def test_white_space_and_inline_markup_do_not_change_the_text(story: list[str], data: st.DataObject) -> None:
    def dress(sentence: str) -> str:
        space = data.draw(SPACES)
        words = [data.draw(WRAPPERS).format(word) for word in sentence.split()]
        return space + space.join(words) + data.draw(SPACES)

    plain = clean_html(page(*story))
    assert list(plain.paragraphs) == story
    assert clean_html(page(*map(dress, story))) == plain


FRAGMENTS = st.one_of(
    st.sampled_from(
        [
            *(
                "<p>",
                "</p>",
                "<div",
                ">",
                "<table><tr>",
                "<td>",
                "<br>",
                "</body>",
                "<h1>",
                "</h1>",
                "<script>",
                "&#x0;",
            ),
            *(
                "<meta name=author content=",
                "<time datetime=x>",
                "\x00",
                "\ud800",
                "Published 31/31/2021",
                "By ",
                "Home > ",
            ),
            '<script type="application/ld+json">{"@graph": [1, {"@type": ["Article"], "datePublished": {}}]}</script>',
        ]
    ),
    st.text(max_size=20),
)


@given(st.lists(FRAGMENTS, max_size=30).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_text_becomes_an_article_or_is_unreadable(html: str) -> None:
    rules = CleaningRules(title="h1", published="time", body="p, td", noise=("div",), date_order="mdy")
    for each in (CleaningRules(), rules):
        try:
            article = clean_html(html, each)
        except UnreadableDocument:
            continue
        assert article.title
        assert article.paragraphs
        assert all(line == " ".join(line.split()) for line in article.paragraphs)
