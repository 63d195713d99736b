"""The HTML of mails: readable by contrast, without colours, in the dark and on a telephone."""

import json
import re
import shutil
import subprocess
from email.message import EmailMessage
from html import escape
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from flows.background import Background
from flows.corrections import Correction, compose_correction
from flows.digest import compose_digest
from flows.memory.corrections import Corrected
from flows.messages import compose
from flows.summary import Standing, Summary, compose_summary
from flows.told import Reported
from tests.flows.told_changes import BEHIND, NEAREST, NOW, ROW, bare, content, envelope, told

ENOUGH = 4.5
NO_GAP = "x" * 400
CORRECTIONS = [
    Correction(Corrected(ROW, None, NOW, ()), told(new_value="good", summary="York: good"), "stronger_source"),
    Correction(Corrected(ROW, None, NOW, ()), told(action="withdrawn", evidence=NO_GAP), "article_edited"),
]
CHANGES = [
    told(behind=Background(BEHIND.interventions, BEHIND.past, (NEAREST,) * 8)),
    bare(change_id="c2", summary=f"Leeds: {NO_GAP}", evidence=NO_GAP, new_value=NO_GAP, type="peer_review"),
    told(
        (Reported(NO_GAP, ROW["url"]), *(Reported(NO_GAP, f"https://{'a' * 60}.example/{n}") for n in range(30))),
        change_id="c3",
        authority_code="other",
        authority=NO_GAP,
        corroborated=False,
    ),
]
STANDING = Standing(NO_GAP, "overall and in leadership", ("commissioner (Joan Dee), since December 2020",))
MAILS = {
    "message": compose(envelope(), CHANGES),
    "correction": compose_correction(envelope(), CORRECTIONS),
    "digest": compose_digest(envelope(), CHANGES, CORRECTIONS),
    "summary": compose_summary(envelope(), Summary(150, (STANDING,) * 31, {"critical": 40}, tuple(CHANGES), 90)),
}
EVERY_MAIL = pytest.mark.parametrize("mail", MAILS.values(), ids=MAILS)
COLOUR = re.compile(r"(?<![\w-])color:\s*(#[0-9a-f]{6})")
DARK_RULE = re.compile(
    r"(\S[^{}]*?) \{ (background-color: (#[0-9a-f]{6}) !important; )?color: (#[0-9a-f]{6}) !important; \}"
)


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, other: str) -> float:
    darker, lighter = sorted((luminance(colour), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def dark_rules(html: str) -> dict[str, tuple[str, str]]:
    """Selector of each rule for dark mode with its background, empty for none, and its colour."""
    block = html.partition("dark) {")[2].partition("</style>")[0]
    return {found[1]: (found[3] or "", found[4]) for found in DARK_RULE.finditer(block)}


def test_contrast_is_computed_as_wcag_has_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@EVERY_MAIL
def test_every_text_stands_out_from_its_ground_in_the_light(mail: EmailMessage) -> None:
    html = content(mail, "html").partition("<body")[2]
    grounds = set(re.findall(r"background-color:(#[0-9a-f]{6})", html))

    assert grounds == {"#ffffff"}
    assert min(contrast(colour, "#ffffff") for colour in COLOUR.findall(html)) >= ENOUGH


@EVERY_MAIL
def test_every_text_stands_out_from_its_ground_in_the_dark(mail: EmailMessage) -> None:
    rules = dark_rules(content(mail, "html"))
    ground = rules[".page"][0]

    assert set(rules) == {".page", ".quiet", ".grave", ".page a"}
    assert min(contrast(colour, ground) for _, colour in rules.values()) >= ENOUGH


@EVERY_MAIL
def test_what_has_a_colour_has_one_for_the_dark_too(mail: EmailMessage) -> None:
    soup = BeautifulSoup(content(mail, "html"), "lxml")
    coloured = [tag for tag in soup.find_all(style=COLOUR) if isinstance(tag, Tag)]

    assert coloured
    assert all(tag.name == "a" or {"page", "quiet", "grave"} & set(tag.get("class") or []) for tag in coloured)


@EVERY_MAIL
def test_mail_programs_that_drop_the_style_block_lose_nothing_but_the_dark(mail: EmailMessage) -> None:
    soup = BeautifulSoup(content(mail, "html"), "lxml")
    assert next(tag.name for tag in soup.find_all("style")[0].parents) == "head"
    assert soup.html
    assert soup.html["lang"] == "en-GB"
    assert soup.find("meta", {"name": "color-scheme", "content": "light dark"})
    assert not soup.find_all(["img", "script", "link", "svg", "iframe", "div"])
    assert not re.search(r"url\(|@import|position:|float:", content(mail, "html"))


def test_how_grave_a_change_is_is_told_in_words() -> None:
    assert "Critical" in content(MAILS["message"])
    assert "Critical" in content(MAILS["digest"])


def test_headings_go_down_one_step_at_a_time() -> None:
    for mail in MAILS.values():
        soup = BeautifulSoup(content(mail, "html"), "lxml")
        levels = [int(tag.name[1]) for tag in soup.find_all(re.compile("^h[1-6]$"))]
        assert levels[0] == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


MEASURE = """<script>
onload = () => {
  const found = {};
  for (const frame of document.querySelectorAll("iframe")) {
    const root = frame.contentDocument.documentElement, wide = [];
    for (const one of root.querySelectorAll("body *"))
      if (one.getBoundingClientRect().right > root.clientWidth + 0.5) wide.push(one.outerHTML.slice(0, 200));
    const scrolls = root.scrollWidth > root.clientWidth;
    found[frame.id] = {width: frame.contentWindow.innerWidth, scrolls, wide};
  }
  document.body.replaceChildren(Object.assign(document.createElement("output"), {textContent: JSON.stringify(found)}));
};
</script>"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What Chromium measures of each mail at each width, all in one start of it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no Chromium here; install the package chromium to measure mails")
    folder: Path = tmp_path_factory.mktemp("chromium")
    frames = "".join(
        f'<iframe id="{name} {width}" width="{width}" height="2000" srcdoc="{escape(content(mail, "html"))}"></iframe>'
        for name, mail in MAILS.items()
        for width in (360, 700)
    )
    file = folder / "mails.html"
    file.write_text(f'<!doctype html><meta charset="utf-8"><body>{frames}{MEASURE}</body>', encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    done = subprocess.run(
        [chromium, *options, "--dump-dom", file.as_uri()], capture_output=True, text=True, timeout=120, check=True
    )
    output = BeautifulSoup(done.stdout, "lxml").find("output")
    assert output
    measured: dict[str, dict[str, object]] = json.loads(output.get_text())
    return measured


@pytest.mark.parametrize("width", [360, 700])
@pytest.mark.parametrize("name", MAILS)
def test_nothing_is_wider_than_the_screen(measured: dict[str, dict[str, object]], name: str, width: int) -> None:
    assert measured[f"{name} {width}"] == {"width": width, "scrolls": False, "wide": []}
