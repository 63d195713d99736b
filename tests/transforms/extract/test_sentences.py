from hypothesis import given
from hypothesis import strategies as st

from transforms.article import Article
from transforms.extract.sentences import TITLE, split_article, split_paragraph


def sentences_of(text: str) -> list[str]:
    return [text[start:end] for start, end in split_paragraph(text)]


def test_sentences_end_at_points_not_at_titles_and_saints() -> None:
    text = "Cllr. Ann Lee of St. Helens spoke. Dr. Ray agreed."
    assert sentences_of(text) == ["Cllr. Ann Lee of St. Helens spoke.", "Dr. Ray agreed."]


def test_sentence_ends_behind_the_month_of_may() -> None:
    assert sentences_of("Inspectors came in May. Leaders spoke.") == ["Inspectors came in May.", "Leaders spoke."]
    quoted = '"We met in May. It rained," she said.'
    assert sentences_of(quoted) == [quoted]


def test_places_count_in_the_text_of_the_article() -> None:
    article = Article("A title", ("One here. Two here.", "Three."))
    found = split_article(article)
    assert [one.text for one in found] == ["A title", "One here.", "Two here.", "Three."]
    assert [one.paragraph for one in found] == [TITLE, 0, 0, 1]
    assert all(article.text[one.start : one.end] == one.text for one in found)


@given(st.text(max_size=200))
def test_sentences_cover_all_but_white_space(text: str) -> None:
    assert "".join("".join(sentences_of(text)).split()) == "".join(text.split())
