"""A vocabulary finds the longest of its phrases that compete for a place, in the letter case that they ask for."""

from transforms.extract.terms import Vocabulary

ENTRIES = [
    ("director", "posts", ""),
    ("deputy director", "other_posts", ""),
    ("director", "people", "senior"),
    ("MAY", "months", ""),
    ("left", "endings", ""),
]


def _found(vocabulary: Vocabulary, text: str, **ends: int) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.kind) for one in vocabulary.find(text, text.lower(), ends)]


def test_of_one_family_the_longest_phrase_wins_its_place() -> None:
    text = "A deputy director left."
    assert _found(Vocabulary(ENTRIES, [("posts", "other_posts")]), text) == [
        ("deputy director", "other_posts"),
        ("director", "people"),
        ("left", "endings"),
    ]


def test_kinds_of_no_family_share_a_place() -> None:
    assert _found(Vocabulary(ENTRIES), "deputy director") == [
        ("deputy director", "other_posts"),
        ("director", "posts"),
        ("director", "people"),
    ]


def test_finds_whole_words_and_capitals_only_where_the_phrase_has_them() -> None:
    assert _found(Vocabulary(ENTRIES), "Directors may have leftovers in MAY") == [("MAY", "months")]


def test_reads_some_kinds_no_further_than_told() -> None:
    text = "The director left. The director left."
    assert _found(Vocabulary(ENTRIES), text, posts=18, endings=10) == [
        ("director", "posts"),
        ("director", "people"),
        ("director", "people"),
    ]
