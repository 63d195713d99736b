from pathlib import Path

import pytest

from scrapers.errors import RegisterError
from scrapers.sources import LIVE_REGISTER, find_source, load_register

GOOD = """\
templates:
  paper:
    reader: feed
    source_kind: local_press
    noise_lines: ["^Hide Ad$"]
sources:
  - id: gazette
    name: The Gazette
    like: paper
    home: https://gazette.example/
    address: https://gazette.example/rss
  - id: council-news
    name: Council news
    reader: listing
    source_kind: council
    authority: Leeds
    home: https://council.example/
    address: https://council.example/news
    selectors: {item: article.teaser, link: "h3 a", date: time}
    delay_seconds: 2
    date_order: mdy
"""
PAPERS = """\
templates:
  paper:
    reader: feed
    source_kind: local_press
    selectors: {page_title: h1, body: .story}
    noise: [.advert, .share]
"""
ECHO = """\
sources:
  - id: echo
    name: The Echo
    like: paper
    home: https://echo.example/
    address: https://echo.example/rss
    selectors: {body: .text}
    noise: [.promo]
"""


def write(folder: Path, text: str, name: str = "sources.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def refused(register: Path, **known: set[str]) -> tuple[str, ...]:
    with pytest.raises(RegisterError) as raised:
        load_register(register, **known)
    return raised.value.faults


def faults(folder: Path, text: str, **known: set[str]) -> tuple[str, ...]:
    return refused(write(folder, text), **known)


def test_a_register_is_read_with_its_defaults_and_templates(tmp_path: Path) -> None:
    gazette, council = load_register(write(tmp_path, GOOD), known_authorities={"Leeds"})
    assert (gazette.noise_lines, gazette.every, gazette.delay_seconds, gazette.state) == (
        ("^Hide Ad$",),
        60,
        1.0,
        "unverified",
    )
    assert (council.selectors.item, council.delay_seconds, council.date_order) == ("article.teaser", 2.0, "mdy")
    assert council.is_read


def test_a_folder_is_one_register_whose_files_share_templates(tmp_path: Path) -> None:
    write(tmp_path, PAPERS, "templates.yaml")
    write(tmp_path, ECHO, "north.yaml")
    write(tmp_path, ECHO.replace("echo", "star"), "south.yaml")
    write(tmp_path, "no register", "notes.txt")

    assert [source.id for source in load_register(tmp_path)] == ["echo", "star"]


def test_a_block_of_keys_is_filled_from_the_template_and_a_list_takes_its_place(tmp_path: Path) -> None:
    [echo] = load_register(write(tmp_path, PAPERS + ECHO))

    assert (echo.reader, echo.selectors.page_title, echo.selectors.body) == ("feed", "h1", ".text")
    assert echo.noise == (".promo",)


def test_the_live_register_is_a_folder_that_nobody_has_tried() -> None:
    sources = load_register()
    assert LIVE_REGISTER.is_dir()
    assert {source.state for source in sources} == {"unverified", "paused", "blocked"}
    assert all(source.note for source in sources)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("reader: listing", "raeder: listing", 14, "council-news: raeder is no known key, did you mean 'reader'"),
        ("reader: listing", "reader: list", 14, "council-news: reader must be 'feed'"),
        ("home: https://council.example/", "home: council.example", 17, "council-news: home must be a web address"),
        ("delay_seconds: 2", "delay_seconds: fast", 20, "council-news: delay_seconds must be a number, not 'fast'"),
        ("delay_seconds: 2", "delay_seconds: .inf", 20, "council-news: delay_seconds"),
        ("delay_seconds: 2", "every: 1.5", 20, "council-news: every must be a whole number, not 1.5"),
        ("delay_seconds: 2", 'every: "60"', 20, "council-news: every must be a whole number, not '60'"),
        ("item: article.teaser", "item: 'p >'", 19, "council-news: selectors.item must be a CSS selector"),
        ("id: council-news", "id: Council", 12, "Council: id must be small letters and digits"),
        ("id: council-news", "id: gazette", 12, "gazette: id stands 2 times in the register"),
        ("authority: Leeds", "authority: Leads", 16, "council-news: authority 'Leads' is no known authority, did"),
        ("    authority: Leeds\n", "", 12, "council-news authority must be given"),
        ("selectors: {item: article.teaser, ", "selectors: {", 12, "council-news a listing needs selectors.item"),
        ("reader: listing", "reader: moderngov", 12, "council-news moderngov needs committees"),
        ("    home: https://council.example/\n", "", 12, "council-news: home is missing"),
        ("date_order: mdy", "committees: cabinet", 21, "council-news: committees must be a list, not 'cabinet'"),
        ("date_order: mdy", "committees: [1]", 21, "council-news: committees.0 must be text, not 1"),
        ("date_order: mdy", "date_order: [mdy", 22, "this is not YAML"),
        ("date_order: mdy", "delay_seconds: 3", 21, 'this is not YAML, found duplicate key "delay_seconds"'),
        ("sources:", "source:", 6, "source is no known key, did you mean 'sources'"),
        ("like: paper", "like: papers", 9, "source gazette: like 'papers' is no template, did you mean 'paper'"),
        ("like: paper", "like: [paper]", 9, "source gazette: like must be the name of a template, not ['paper']"),
        ("like: paper", "like:", 9, "source gazette: like must be the name of a template, not None"),
        ("like: paper", "liked: paper", 9, "source gazette: liked is no known key, did you mean 'like'"),
        ("like: paper", "like: paper\n    noise: p", 10, "source gazette: noise must be a list, not 'p'"),
        ("^Hide Ad$", "(Hide", 5, "template paper: noise_lines.0 must be a regular expression"),
        ("reader: feed", "raeder: feed", 3, "template paper: raeder is no known key, did you mean 'reader'"),
        ("reader: feed", "like: paper", 3, "template paper: like is no key of a template"),
        ("    source_kind: local_press\n", "", 6, "source gazette: source_kind is missing"),
        ("  paper:\n", "  paper: feed\n  other:\n", 2, "template paper must be a block of keys, not 'feed'"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_file_line_and_reason(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    told = faults(tmp_path, GOOD.replace(old, new), known_authorities={"Leeds"})
    assert any(f"sources.yaml, line {line}: " in fault and words in fault for fault in told), told
    assert all(fault.endswith(".") and "\n" not in fault for fault in told)


def test_all_faults_are_told_in_the_order_of_lines(tmp_path: Path) -> None:
    told = faults(
        tmp_path, GOOD.replace("name: Council news", "name: 5").replace("mdy", "ymd").replace("feed", "feeds", 1)
    )
    lines = [int(fault.partition("line ")[2].partition(":")[0]) for fault in told]
    assert lines == [3, 13, 21]


def test_the_faults_of_a_folder_are_told_with_the_file_that_each_stands_in(tmp_path: Path) -> None:
    write(tmp_path, PAPERS.replace("reader: feed", "reader: fed"), "templates.yaml")
    write(tmp_path, ECHO.replace("noise: [.promo]", "every: soon"), "north.yaml")
    write(tmp_path, ECHO.replace("like: paper", "like: newspaper"), "south.yaml")

    north, south, template = refused(tmp_path)
    assert north.startswith("north.yaml, line 8: source echo: every must be a whole number")
    assert south.startswith("south.yaml, line 4: source echo: like 'newspaper' is no template, did you mean 'paper'")
    assert template.startswith("templates.yaml, line 3: template paper: reader must be 'feed'")


def test_an_id_or_a_template_of_two_files_is_told_in_both(tmp_path: Path) -> None:
    write(tmp_path, PAPERS + ECHO, "north.yaml")
    write(tmp_path, PAPERS + ECHO, "south.yaml")

    told = refused(tmp_path)
    assert [fault.partition(" stands 2 times")[0] for fault in told] == [
        "north.yaml, line 2: template paper",
        "north.yaml, line 8: source echo: id",
        "south.yaml, line 2: template paper",
        "south.yaml, line 8: source echo: id",
    ]


def test_a_wrong_template_is_told_though_no_source_is_like_it(tmp_path: Path) -> None:
    assert faults(tmp_path, "templates:\n  spare: {every: 0}\nsources: []\n") == (
        "sources.yaml, line 2: template spare: every must be greater than or equal to 1, not 0.",
    )


@pytest.mark.parametrize("text", ["", "sources: 5", "- a", "just words", "sources:\n  - words\n", PAPERS])
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    assert faults(tmp_path, text)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"nowhere\.yaml: cannot be read"):
        load_register(tmp_path / "nowhere.yaml")


def test_a_folder_without_a_register_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"has no file that ends in \.yaml"):
        load_register(tmp_path)


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    file.write_bytes("sources: caf\xe9".encode("latin-1"))
    with pytest.raises(RegisterError, match="is not UTF-8"):
        load_register(file)


def test_a_source_is_found_by_id_and_the_nearest_is_offered(tmp_path: Path) -> None:
    sources = load_register(write(tmp_path, GOOD))
    assert find_source(sources, "gazette").name == "The Gazette"
    with pytest.raises(RegisterError, match="did you mean 'gazette'"):
        find_source(sources, "gazete")
