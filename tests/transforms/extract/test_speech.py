"""Who is speaking."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract.document import Document, read_document
from transforms.extract.people import PersonMention
from transforms.extract.speech import read_speech

QUOTES = [('"', '"'), ("“", "”"), ("‘", "’"), ("'", "'")]


def document(*paragraphs: str) -> Document:
    return read_document(Article("Medway Council's children's services", paragraphs, None, date(2024, 3, 22)))


def speaker_at(text: Document, pos: int) -> PersonMention | None:
    said = read_speech(text).at(pos)
    return said.speaker.person if said else None


@pytest.mark.parametrize(("left", "right"), QUOTES)
def test_a_quotation_runs_on_over_paragraphs(left: str, right: str) -> None:
    text = document(
        f"Cllr Ada Quill, cabinet member for children, said: {left}It is fair.",
        f"{left}We know what to do.{right}",
        f"{left}It is late,{right} said chief executive Bo Tarn.",
        f"{left}But not too late.{right}",
    )
    speakers = [speaker_at(text, text.text.index(words)) for words in ("is fair", "We know", "is late", "not too late")]
    assert [one.name if one else None for one in speakers] == ["Ada Quill", "Ada Quill", "Bo Tarn", "Bo Tarn"]


def test_what_follows_a_line_ending_in_a_colon_is_that_persons() -> None:
    text = document("Speaking today, Councillor Ada Quill, leader of Medway Council, said:", "“We will act.”")
    found = speaker_at(text, text.text.index("We will"))
    assert found is not None
    assert found.name == "Ada Quill"


def test_a_pronoun_means_the_last_speaker() -> None:
    text = document("Chief executive Bo Tarn said it was late.", '"We will act," he added.')
    found = speaker_at(text, text.text.index("We will"))
    assert found is not None
    assert found.name == "Bo Tarn"


def test_a_report_is_nobody() -> None:
    text = document("Chief executive Bo Tarn spoke.", '"Leaders will need to act," says the report.')
    assert speaker_at(text, text.text.index("Leaders")) is None


def test_plain_narration_has_no_speaker() -> None:
    text = document("Chief executive Bo Tarn said it was late.", "The council meets in May.")
    assert speaker_at(text, text.text.index("meets")) is None


def test_a_nameless_speaker_has_the_role_of_the_words() -> None:
    text = document('"We will act," said a spokesperson for the authority.')
    said = read_speech(text).at(text.text.index("We will"))
    assert said is not None
    assert (said.speaker.side, said.speaker.role) == ("authority", "spokesperson")


def test_speech_may_be_asked_for_in_any_order() -> None:
    paragraphs = [f'"It is late {number}," said Councillor Ada Quill.' for number in range(5)]
    text = document(*paragraphs)
    speech = read_speech(text)
    late = [speech.at(text.text.index(f"late {number}")) for number in (3, 0, 4, 1)]
    assert all(one is not None and one in speech.utterances for one in late)
    assert [one.start for one in speech.utterances] == sorted(one.start for one in speech.utterances)
