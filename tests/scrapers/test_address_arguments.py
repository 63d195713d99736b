import pytest

from scrapers.addresses import is_feed, with_argument


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/news", "https://a.example/news?page=2"),
        ("https://a.example/news?page=1&q=*", "https://a.example/news?q=*&page=2"),
        ("https://a.example/news?q=%26&pages=3#top", "https://a.example/news?q=%26&pages=3&page=2"),
    ],
)
def test_an_argument_is_set_in_the_place_of_its_like(url: str, expected: str) -> None:
    assert with_argument(url, "page", 2) == expected
    assert with_argument(expected, "page", 2) == expected


def test_a_value_cannot_become_another_argument() -> None:
    assert with_argument("https://a.example/", "q", "a&b=c") == "https://a.example/?q=a%26b%3Dc"


@pytest.mark.parametrize(
    "path",
    ["/rss/news", "/feed/", "/news/1234/feed.rss", "/rss.xml", "/news/feed", "/article/1/News-RSS", "/RSS-News-Feed",
     "/custom/feed.ashx?articleid=1", "/news?rss=true", "/News.aspx?SyndicationType=1", "/planning?format=feed",
     "/?feed=rss2", "/news/?service=rss", "/atom.xml"],
)  # fmt: skip
def test_addresses_of_feeds_are_told_by_their_names(path: str) -> None:
    assert is_feed(f"https://a.example{path}")


@pytest.mark.parametrize(
    "path", ["/news", "/newsfeeds", "/feedback", "/article/1/News?p=2", "/news?q=rss", "/rssfeeds"]
)
def test_other_addresses_are_not(path: str) -> None:
    assert not is_feed(f"https://a.example{path}")
