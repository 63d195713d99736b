import unicodedata

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.page_words import LONGEST_ADDRESS, Link, link_to, one_line, page_text, shortened


@given(st.text())
def test_one_line_is_one_printable_line_and_stays_so(text: str) -> None:
    line = one_line(text)

    assert line.isprintable()
    assert len(line.splitlines()) <= 1
    assert one_line(line) == line
    assert not any(unicodedata.category(char) == "Cf" for char in line)


OF_DIRECTION = [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F]


@pytest.mark.parametrize("mark", [chr(code) for code in OF_DIRECTION])
@pytest.mark.parametrize("kind", ["{}Leeds", "Le{}eds", "Leeds{}"])
def test_marks_of_direction_leave_no_trace(mark: str, kind: str) -> None:
    assert one_line(kind.format(mark)) == "Leeds"


@given(st.text(), st.integers(1, 50))
def test_a_shortened_text_is_no_longer_than_asked(text: str, most: int) -> None:
    short = shortened(text, most)

    assert len(short) <= most
    assert short == one_line(text) or short.endswith("…")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see https://evil.example/x now", "see https:// evil. example/x now"),
        ("see WWW.evil.example now", "see WWW. evil. example now"),
        ("write to who@sub.gov.uk", "write to who@sub. gov. uk"),
        ("at 10.30am, £1.5m, e.g. in the U.K. so", "at 10.30am, £1.5m, e.g. in the U.K. so"),
        ("plain words. Of a page", "plain words. Of a page"),
    ],
)
def test_mail_programs_find_no_address_in_words_of_a_page(text: str, shown: str) -> None:
    assert page_text(text, 100) == shown


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://gazette.example/a?id=1&b=2", Link("https://gazette.example/a?id=1&b=2", "gazette.example")),
        ("HTTP://Gazette.Example:8080/A", Link("http://gazette.example:8080/A", "gazette.example")),
        ("https://bücher.example/ä b", Link("https://xn--bcher-kva.example/%C3%A4%20b", "xn--bcher-kva.example")),
        ("https://www.gov.uk@evil.example/", Link("https://evil.example/", "evil.example")),
        ("https://www.gov.uk\\@evil.example/", Link("https://evil.example/", "evil.example")),
        ("https://[::1]/x", Link("https://[::1]/x", "::1")),
        ('https://x.example/"><script>', Link("https://x.example/%22%3E%3Cscript%3E", "x.example")),
        ("HTTP://X.example:80/../a", Link("http://x.example/a", "x.example")),
        ("https://x.example/\u202egpj.exe", Link("https://x.example/%E2%80%AEgpj.exe", "x.example")),
    ],
)
def test_a_link_shows_where_it_leads(address: str, link: Link) -> None:
    assert link_to(address) == link


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,<script>",
        "mailto:all@council.example",
        "ftp://x.example/",
        "//x.example/",
        "https:///x",
        "https://a b.example/",
        "https://a<b>.example/",
        "https://x.example/\r\nBcc: all",
        "https://x.example/" + "a" * LONGEST_ADDRESS,
        "https://" + "ä" * 300 + ".example/",
        "https://[::1/",
        "https://x.example:port/",
        "",
    ],
)
def test_what_is_no_address_of_the_web_is_no_link(address: str) -> None:
    assert link_to(address) is None


@given(st.one_of(st.text(), st.text().map("https://{}".format), st.text().map("https://x.example/{}".format)))
def test_any_address_is_a_plain_link_or_none(address: str) -> None:
    link = link_to(address)

    assert link is None or (link.url.isascii() and link.url.startswith(("http://", "https://")))
    assert link is None or not set("\"'<> \r\n") & set(link.host)
    assert link is None or not set('"<> \r\n') & set(link.url)


@given(st.from_regex(r"https?://([a-z.]{0,6}@)?[a-z0-9.]{1,9}(:(80|443|8080))?(/[^\n]{0,9})?", fullmatch=True))
def test_where_a_link_leads_is_a_link_to_the_same(address: str) -> None:
    link = link_to(address)

    assert link is None or link_to(link.url) == link
    assert link is None or "@" not in httpx.URL(link.url).netloc.decode()
