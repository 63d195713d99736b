from datetime import date

import pytest

from scrapers.systems import completed, systems
from tests.scrapers.web import make_source
from transforms.clean import CleaningRules, clean_html

CHROME = "<a href='#main'>Skip to main content</a><nav><a href='/bins'>Bins</a></nav>"
STORY = "<p>Inspectors came on Monday and looked at how children are helped.</p><p>They will write to the council.</p>"
PAGES = {
    "localgov_drupal": f"""{CHROME}<main><article class="news-article node node--type-localgov-news-article">
<div class="news-article__metadata"><time datetime="2026-11-20" class="news-article__metadata-item
news-article__metadata-item--date">20 November 2026</time><ul
class="news-article__metadata--categories"><li>Families</li></ul></div>
<h1 class="news-article__title">Inspectors were here</h1><div class="news-article__content node__content">
{STORY}<h2>Related news</h2><article class="node--type-localgov-news-article node--view-mode-teaser"><h3><a href="/x">
Bin days change</a></h3><p>Bins are emptied on other days from now on.</p></article></div></article></main>""",
    "jadu": f"""{CHROME}<main id="content"><div class="page-content"><h1>Inspectors were here</h1>
<p class="date">Published: Friday, 20th November 2026</p><div class="editor">{STORY}</div>
<p>Was this page useful to you? Tell us what you think of it.</p></div></main>""",
    "goss": f"""{CHROME}<main id="maincontent"><h1 class="a-heading">Inspectors were here</h1>
<span class="news-item__published-date">20/11/2026</span><div class="a-body a-body--newsitem">
<div class="a-body__inner">{STORY}<div class="id-govmetric"><p>Rate this page with a smile or a frown.</p>
</div></div></div></main><ul><li class="socialmedia__item">Follow us on social media for more of this.</li></ul>""",
    "contensis": f"""{CHROME}<form><div class="sys_record-control sys_news-record"><h1>Inspectors were here</h1>
<div class="sys_news-posted-date">Posted on 20 November 2026</div><div class="sys_record-image-control">
<p>A picture of the town hall in the morning light.</p></div>{STORY}</div></form>""",
}


def rules(reader: str) -> CleaningRules:
    source = completed(make_source("https://a.example/news", reader=reader))
    chosen = source.selectors
    return CleaningRules(chosen.page_title, chosen.byline, chosen.published, chosen.body, source.noise)


@pytest.mark.parametrize("reader", PAGES)
def test_the_article_is_found_on_a_page_of_each_system(reader: str) -> None:
    page = f"<!doctype html><html><head><title>News</title></head><body>{PAGES[reader]}</body></html>"
    article = clean_html(page, rules(reader))
    assert article.title == "Inspectors were here"
    assert article.published == date(2026, 11, 20)
    assert article.paragraphs == (
        "Inspectors came on Monday and looked at how children are helped.",
        "They will write to the council.",
    )


LEAD_ONLY = f"""{CHROME}<main id="content"><h1>Inspectors were here</h1>
<p class="lead">A visit, in short, on one day.</p>
<div class="words">{STORY}</div></main>"""


@pytest.mark.parametrize("page", [LEAD_ONLY, LEAD_ONLY.replace("words", "editor")])
def test_a_lead_is_part_of_an_article_and_never_all_of_it(page: str) -> None:
    article = clean_html(f"<html><body>{page}</body></html>", rules("jadu"))
    assert [line.split()[0] for line in article.paragraphs] == ["A", "Inspectors", "They"]


def test_what_the_register_says_comes_first_and_noise_is_added() -> None:
    own = make_source("https://a.example/", reader="jadu", selectors={"body": ".words"}, noise=[".advert"])
    chosen = completed(own)
    usual = systems()["jadu"]
    assert chosen.selectors.body == ".words"
    assert chosen.selectors.item == usual.selectors.item
    assert chosen.noise == (*usual.noise, ".advert")


def test_a_source_of_no_system_is_left_as_it_is() -> None:
    source = make_source("https://a.example/feed", noise=[".advert"])
    assert completed(source) is source
