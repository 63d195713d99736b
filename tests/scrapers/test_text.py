import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.text import MOST_TEXT, joined, title_from


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/news/2026/report-on-care", "Report on care"),
        ("/news/24512345.report-on-care/", "Report on care"),
        ("/news/north-news/report-on-care-9876543", "Report on care"),
        ("/News/2026/Report_on%20care.aspx", "Report on care"),
        ("/article/1234/Report-on-care", "Report on care"),
        ("/Report-on-care/12345", "Report on care"),
        ("/news/DfE-visit.html?page=2", "DfE visit"),
        ("/news/5", "News"),
        ("/12/34", ""),
        ("", ""),
    ],
)
def test_the_words_of_an_address_make_a_title(path: str, title: str) -> None:
    assert title_from(f"https://a.example{path}") == title


@given(st.text(max_size=100))
def test_any_path_has_a_title_of_one_line(path: str) -> None:
    title = title_from(f"https://a.example/{path.translate({ord('['): None, ord(']'): None})}")
    assert len(title) <= MOST_TEXT
    assert title == " ".join(title.split())


def test_categories_are_joined_once_each_as_plain_text() -> None:
    assert joined(["Children &amp; families", None, "", " News ", "News"]) == "Children & families, News"
    assert joined(str(number) for number in range(20)) == "0, 1, 2, 3, 4, 5, 6, 7"
    assert joined([]) is None
