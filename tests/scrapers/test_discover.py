"""Sites of several kinds on loopback, looked over from their front page."""

from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from scrapers.discover import Discovery, as_yaml, discover, entry_of
from tests.scrapers.conftest import QUICK
from tests.scrapers.sites import cmis, contensis, goss, jadu, localgov_drupal, moderngov
from tests.scrapers.sites import sitemap as sitemap_site
from tests.scrapers.sites.newsroom import TODAY, Newsroom
from tests.scrapers.sites.wordpress import WordPress
from tests.scrapers.web import Reply, Site, serving

RSS_TYPE = "application/rss+xml"


def page(body: str = "", head: str = "") -> str:
    return f"<!doctype html><html><head><title>Anytown</title>{head}</head><body>{body}</body></html>"


def alternate(href: str, title: str = "News", kind: str = RSS_TYPE) -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" title="{title}">'


def rss(*titles: str, below: str = "/news/", day: int = 18) -> str:
    items = "".join(
        f"<item><title>{title}</title><link>{below}{number}</link><pubDate>{day - number} Nov 2026</pubDate></item>"
        for number, title in enumerate(titles)
    )
    return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


HEADLINES = ("Council opens a new library", "Bridge to close for repairs", "Schools meet the new inspector")


def look_over(site: Site, path: str = "/", **options: Any) -> Discovery:
    return discover(site.url + path, QUICK, today=TODAY, **options)


def best(found: Discovery) -> tuple[str, str]:
    lead = (found.news or found.papers)[0].lead
    return lead.reader, lead.address


def with_headlines(site: Newsroom) -> None:
    site.items = [replace(item, title=f"Council says more about number {item.number}") for item in site.items]


def test_a_feed_that_the_head_announces_is_found_and_comments_are_left_out(site: Site) -> None:
    head = alternate("/comments/feed", "Comments") + alternate("/news/all.xml")
    site.serve("/", page(head=head))
    site.serve("/news/all.xml", rss(*HEADLINES))
    found = look_over(site)

    assert best(found) == ("feed", f"{site.url}/news/all.xml")
    assert [entry.title for entry in found.news[0].newest] == list(HEADLINES)
    assert [day.isoformat() for day in found.news[0].days or ()] == ["2026-11-16", "2026-11-18"]
    assert site.paths() == ["/", "/news/all.xml"]
    assert (found.failures, found.advice, found.requests) == ((), "", 2)


def test_of_several_feeds_news_comes_before_jobs_and_before_what_is_old(site: Site) -> None:
    feeds = {"/jobs.xml": "Jobs", "/old.xml": "Blog", "/latest.xml": "Latest news"}
    site.serve("/", page(head="".join(alternate(path, title) for path, title in feeds.items())))
    site.serve("/jobs.xml", rss(*HEADLINES))
    site.serve("/old.xml", rss(*HEADLINES).replace("2026", "2019"))
    site.serve("/latest.xml", rss(*HEADLINES))
    found = look_over(site)

    assert [trial.lead.address.removeprefix(site.url) for trial in found.news] == list(reversed(feeds))


def test_the_newsroom_that_the_front_page_names_is_looked_into(site: Site) -> None:
    site.serve("/", page('<a href="/about/our-news-team">People</a> <a href="/whatson/latest">Latest news</a>'))
    site.serve("/whatson/latest", page(head=alternate("feed.rss")))
    site.serve("/whatson/feed.rss", rss(*HEADLINES))

    assert best(look_over(site)) == ("feed", f"{site.url}/whatson/feed.rss")


def test_wordpress_is_read_through_its_interface() -> None:
    with serving(WordPress) as site:
        with_headlines(site)
        head = f'<link rel="https://api.w.org/" href="{site.url}/wp-json/">'
        site.serve("/", page(head=head))
        found = look_over(site)

        assert best(found) == ("wordpress", f"{site.url}/wp-json/wp/v2/posts")
        assert len(found.news[0].entries) == 25
        assert found.requests == 2


def test_headers_tell_of_an_interface_and_of_a_system_too(site: Site) -> None:
    with serving(WordPress) as newsroom:
        with_headlines(newsroom)
        told = f'<{newsroom.url}/wp-json/>; rel="https://api.w.org/", <{newsroom.url}/?p=2>; rel=shortlink'
        newsroom.serve("/", page(), Link=told)
        found = look_over(newsroom)
        assert best(found) == ("wordpress", f"{newsroom.url}/wp-json/wp/v2/posts")
        assert found.requests == 2

    site.serve("/", page(), X_Generator="Drupal 10 (LocalGov Drupal | https://localgovdrupal.org)")
    site.serve("/news/rss.xml", rss(*HEADLINES))
    found = look_over(site)
    assert best(found) == ("feed", f"{site.url}/news/rss.xml")
    assert found.requests == 2


def test_wordpress_that_hides_its_interface_is_known_by_its_marks_and_read_by_its_feed(site: Site) -> None:
    site.serve("/", page('<img src="/wp-content/uploads/a.png">'))
    site.serve("/wp-json/wp/v2/posts", Reply(b"{}", 401))
    site.serve("/feed/", rss(*HEADLINES))
    found = look_over(site)

    assert best(found) == ("feed", f"{site.url}/feed/")


def test_jadu_is_read_by_its_own_reader_where_its_feed_is_gone() -> None:
    with serving(jadu.NEWSROOM) as site:
        with_headlines(site)
        site.serve("/", page('<a href="/news">News</a>'))
        found = look_over(site)

        assert best(found) == ("jadu", f"{site.url}/news")
        assert found.requests <= 5


def test_jadus_feed_comes_before_its_pages() -> None:
    with serving(jadu.NEWSROOM) as site:
        with_headlines(site)
        site.serve("/", page('<a href="/news">News</a>'))
        site.serve("/rss/news", rss(*HEADLINES))

        assert best(look_over(site)) == ("feed", f"{site.url}/rss/news")


def test_a_committee_system_linked_from_a_council_is_found_beside_its_news() -> None:
    with serving(moderngov.NEWSROOM) as papers, serving(Site) as council:
        base = papers.source().address
        link = f'<a href="{base}/mgListCommittees.aspx?bcr=1">Meetings</a>'
        council.serve("/", page(link, head=alternate("/feed.xml")))
        council.serve("/feed.xml", rss(*HEADLINES))
        found = look_over(council)

    assert [(trial.lead.reader, trial.lead.address) for trial in found.best] == [
        ("feed", f"{council.url}/feed.xml"),
        ("moderngov", base),
    ]
    assert all(entry.media == "pdf" for entry in found.papers[0].entries)


def test_a_committee_system_that_shuts_its_pages_is_asked_for_its_service() -> None:
    with serving(moderngov.NEWSROOM) as site:
        base = site.source().address
        path = f"{base.removeprefix(site.url)}/mgListCommittees.aspx"
        site.serve(path, Reply(b"no", 403))
        found = look_over(site, path)

    assert best(found) == ("moderngov", base)
    assert found.news == ()


def test_a_paper_with_nothing_but_a_news_sitemap_is_read_by_that(site: Site) -> None:
    site.serve("/", page("<h1>The Anytown Gazette</h1>", head='<meta property="og:site_name" content="The Gazette">'))
    site.serve("/robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site.url}/sitemaps/news.xml\n")
    entry = (
        "<url><loc>{url}/story/{number}</loc><news:news><news:publication_date>2026-11-1{number}T08:00:00Z"
        "</news:publication_date><news:title>{title}</news:title></news:news></url>"
    )
    entries = "".join(
        entry.format(url=site.url, number=number, title=title) for number, title in enumerate(HEADLINES, start=5)
    )
    site.serve(
        "/sitemaps/news.xml",
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{entries}</urlset>',
    )
    found = look_over(site)

    assert best(found) == ("sitemap", f"{site.url}/sitemaps/news.xml")
    assert [entry.title for entry in found.news[0].newest] == list(reversed(HEADLINES))
    assert found.site_name == "The Gazette"


def test_a_newsroom_of_no_known_system_is_read_by_the_selectors_that_fit(site: Site) -> None:
    cards = "".join(
        f'<li><a href="/n/{number}"><h3>{title}</h3><span class="card-date">{number + 1} November 2026</span></a></li>'
        for number, title in enumerate(HEADLINES)
    )
    site.serve("/", page('<a href="/media">Newsroom</a><ul><li><a href="/">Home</a></li></ul>'))
    site.serve("/media", page(f"<ul>{cards}</ul>"))
    found = look_over(site)

    assert best(found) == ("listing", f"{site.url}/media")
    assert [entry.title for entry in found.news[0].newest] == list(reversed(HEADLINES))
    assert found.news[0].days is not None


def test_a_list_that_writes_the_month_first_is_read_so(site: Site) -> None:
    dates = ("2/4/2025", "1/30/2025", "1/2/2025")
    items = "".join(
        f'<div class="news-item"><h3><a href="/news/{place}">{title}</a></h3><span class="date">{day}</span></div>'
        for place, (title, day) in enumerate(zip(HEADLINES, dates, strict=True))
    )
    site.serve("/", page(body='<a href="/news">News</a>'))
    site.serve("/news", page(body=items))
    (trial, *_) = look_over(site).news

    assert [entry.published.date().isoformat() for entry in trial.entries if entry.published] == [
        "2025-02-04",
        "2025-01-30",
        "2025-01-02",
    ]
    assert "date_order: mdy" in as_yaml(entry_of(trial, today=TODAY))


def test_a_site_with_nothing_says_what_was_tried_and_what_to_do(site: Site) -> None:
    site.serve("/", page("<p>We mend bicycles.</p>"))
    site.serve("/rss", page("<p>We mend bicycles.</p>"))
    found = look_over(site)

    assert found.best == ()
    assert f"{site.url}/rss is no feed" in " ".join(found.failures)
    assert sum(f"{site.url}/feed/ answered 404" in sentence for sentence in found.failures) == 1
    assert "Look in a browser" in found.advice
    assert found.requests <= 25
    assert len(site.paths()) == len(set(site.paths()))


def test_a_site_that_refuses_us_is_left_alone_after_three_times(site: Site) -> None:
    for path in ("/", "/news", "/feed/", "/rss", "/rss/news", "/wp-json/wp/v2/posts"):
        site.serve(path, Reply(b"<title>Just a moment...</title>", 403))
    found = look_over(site)

    assert found.best == ()
    assert len(site.paths()) <= 6
    assert "Cloudflare" in found.failures[0]
    assert "refuses programs" in found.advice


def test_robots_txt_is_obeyed(site: Site) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /\n")
    found = look_over(site)

    assert site.paths() == []
    assert "robots.txt keeps programs out" in found.advice


def test_a_host_that_is_not_there_is_asked_once() -> None:
    found = discover("http://no-such-host.invalid/", QUICK, today=TODAY)

    assert "There is no host" in found.failures[0]
    assert "check the address" in found.advice


def test_no_more_is_asked_for_than_allowed(site: Site) -> None:
    site.serve("/", page(head=alternate("/a.xml")))
    found = look_over(site, most_requests=4)

    assert found.requests == len(site.paths()) == 4
    assert found.is_cut_short


def test_the_address_of_a_feed_is_taken_as_it_is(site: Site) -> None:
    site.serve("/feeds/all", rss(*HEADLINES))
    found = look_over(site, "/feeds/all")

    assert best(found) == ("feed", f"{site.url}/feeds/all")
    assert found.requests == 1


@pytest.mark.parametrize("path", ["/", "/a/deep/page?with=arguments"])
def test_an_address_that_is_gone_does_not_end_the_search(path: str, site: Site) -> None:
    site.serve("/feed/", rss(*HEADLINES))

    assert best(look_over(site, path)) == ("feed", f"{site.url}/feed/")


@pytest.mark.parametrize("kind", [localgov_drupal, goss, contensis], ids=lambda kind: kind.NEWSROOM.reader)
def test_a_newsroom_without_a_feed_is_read_by_the_reader_of_its_system(kind: ModuleType) -> None:
    with serving(kind.NEWSROOM) as site:
        with_headlines(site)
        address = site.source().address
        site.serve("/", page(f'<a href="{address}">Latest news</a>'))
        found = look_over(site)

    assert best(found) == (kind.NEWSROOM.reader, address.partition("?")[0])


def test_the_papers_of_cmis_are_found_from_its_page_of_meetings() -> None:
    with serving(cmis.NEWSROOM) as site:
        base = site.source().address
        site.serve("/", page(f'<a href="{base}/Meetings.aspx">Meetings</a>'))
        found = look_over(site)

    assert [(trial.lead.reader, trial.lead.address) for trial in found.papers[:1]] == [
        ("cmis", f"{base}/Meetings.aspx")
    ]


def test_an_index_of_sitemaps_comes_before_its_parts_and_knows_where_news_stands() -> None:
    with serving(sitemap_site.NEWSROOM) as site:
        address = site.source().address
        site.serve("/robots.txt", f"Sitemap: {address}")
        site.serve("/", page())
        lead = look_over(site).news[0].lead

        assert (lead.address, lead.home) == (address, f"{site.url}/news/")
