import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.decode import decode

SENTENCE = "Inspectors said the service was ‘good’ – better than “safe” – and praised Zoë’s team."


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
def test_undeclared_page_keeps_its_quotation_marks(encoding: str) -> None:
    assert decode(f"<p>{SENTENCE}</p>".encode(encoding), None) == f"<p>{SENTENCE}</p>"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (SENTENCE.encode("windows-1252"), "text/html; charset=iso-8859-1"),
        (SENTENCE.encode("utf-8"), "text/html; charset=UTF-8"),
        (b"\xef\xbb\xbf" + SENTENCE.encode("utf-8"), "text/html; charset=windows-1252"),
        (b"\xff\xfe" + SENTENCE.encode("utf-16-le"), None),
    ],
    ids=["header of its time", "header", "byte-order mark before header", "utf-16 with mark"],
)
def test_what_is_declared_is_followed(body: bytes, content_type: str | None) -> None:
    assert decode(body, content_type) == SENTENCE


@pytest.mark.parametrize("tag", ['<meta charset="windows-1252">', '<?xml version="1.0" encoding="windows-1252"?>'])
def test_declaration_in_the_page_is_followed(tag: str) -> None:
    assert decode((tag + SENTENCE).encode("windows-1252"), "text/html") == tag + SENTENCE


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "us-ascii", "utf-16", "iso-8859-2", "unknown"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_utf8_is_read_as_such_whatever_is_declared(encoding: str, mark: bytes) -> None:
    page = f'<meta charset="{encoding}">{SENTENCE}'
    assert decode(mark + page.encode(), None) == page
    assert decode(mark + page.encode(), f"text/html; charset={encoding}") == page


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("content_type", [None, "text/html", "text/html; charset=utf-16"])
def test_utf16_without_a_mark_is_known_by_its_first_letter(encoding: str, content_type: str | None) -> None:
    page = f"<p>{SENTENCE}</p>"
    assert decode(page.encode(encoding), content_type) == page


def test_a_page_that_says_utf16_in_plain_letters_is_none() -> None:
    page = f'<meta charset="utf-16"><p>{SENTENCE}</p>'
    assert decode(page.encode("windows-1252"), "text/html") == page


@pytest.mark.parametrize("far", [10, 1_100, 3_900])
def test_a_declaration_far_down_is_followed(far: int) -> None:
    page = f'<!-- {"x" * far} --><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2"><p>Łódź</p>'
    assert decode(page.encode("iso-8859-2"), "text/html") == page


def test_header_goes_before_the_page() -> None:
    page = '<meta charset="windows-1252">' + SENTENCE
    assert decode(page.encode("utf-8"), "text/html; charset=utf-8") == page


def test_stray_bytes_in_a_page_that_promises_utf8_are_read_as_windows_1252() -> None:
    body = "Café ‘one’".encode() + b" \x91two\x92"
    assert decode(body, "text/html; charset=utf-8") == "Café ‘one’ ‘two’"


@pytest.mark.parametrize("charset", ["x-klingon", "", '"', "utf-8; charset=latin-1"])
def test_unknown_charset_falls_back(charset: str) -> None:
    assert "Inspectors said" in decode(SENTENCE.encode(), f"text/html; charset={charset}")


@given(st.binary(max_size=300), st.sampled_from([None, "text/html", "text/html; charset=utf-8", "a/b; charset=\x00"]))
def test_any_bytes_become_text(body: bytes, content_type: str | None) -> None:
    assert isinstance(decode(body, content_type), str)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_utf8_without_declaration_comes_back_whole(text: str) -> None:
    page = "<p>" + text
    assert decode(page.encode(), None) == page
