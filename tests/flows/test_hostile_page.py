"""A page that means harm is read, flagged, mailed and published: none of what shows it carries anything that acts."""

import json
import re
import socket
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from flows.alert import send_alerts
from flows.health_report import report_health
from flows.passes import run_pass
from flows.run_report import run_report
from flows.settings import load_settings
from flows.workshop import Workshop, open_workshop
from tests.flows.command import Command
from tests.flows.conftest import Clock
from tests.flows.digests import html, plain
from tests.flows.hostile_site import EVIL, IN_PUNYCODE, LOOK_ALIKE, HostileSite
from tests.flows.listeners import read_calendar, read_feed
from tests.flows.newsdesk import written_register
from tests.flows.post_office import PostOffice, post_office
from tests.flows.webhook import Webhook, webhook
from tests.scrapers.web import serving
from tests.transforms.telling import NEL

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("hostile")]

ANN, DEE, OPERATOR = "ann@council.example", "dee@council.example", "ops@council.example"
TYPES = ["ratings", "interventions", "leadership", "commitments"]
HEADERS = {"Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}
HEADERS |= {"Content-Transfer-Encoding", "List-Unsubscribe", "In-Reply-To", "References"}
TAGS = {"html", "head", "meta", "title", "style", "body", "table", "tbody", "tr", "td", "th", "h1", "h2", "h3", "p"}
TAGS |= {"ul", "li", "a", "strong", "span", "br", "em", "blockquote"}
LINKED = re.compile(r"https?://\S|\bwww\.\w|\w\.(?:example|uk|com)\b", re.IGNORECASE)
A_NAME = re.compile(r"[A-Za-z0-9_=-][A-Za-z0-9_.=-]*", re.ASCII)


@dataclass
class Aftermath:
    """What the passes left: the site still answers, and looks up names as a name server of the wicked would."""

    site: HostileSite
    post: PostOffice
    hook: Webhook
    workshop: Workshop
    settings: Path
    failures: tuple[str, ...]
    report: str
    health: str

    @property
    def mails(self) -> list[EmailMessage]:
        return [mail for mail in self.post.accepted if mail["To"] != OPERATOR]

    def tables(self, *path: str) -> Path:
        return self.settings.parent.joinpath("data", "tables", *path)


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aftermath]:
    folder, clock = tmp_path_factory.mktemp("hostile"), Clock()
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.chdir(folder)
        patch.setattr(socket, "getaddrinfo", _look_up)
        site, post = stack.enter_context(serving(HostileSite)), stack.enter_context(post_office())
        hook = stack.enter_context(webhook())
        written_register(folder, site.source())
        settings = folder / "settings.toml"
        settings.write_text(_settings(folder, post, hook), encoding="utf-8")
        workshop = stack.enter_context(open_workshop(load_settings(settings)))
        yield _read_thrice(
            replace(workshop, clock=clock), clock, Aftermath(site, post, hook, workshop, settings, (), "", "")
        )


def _settings(folder: Path, post: PostOffice, hook: Webhook) -> str:
    return f"""
data = "{folder}/data"
sources = "{folder}/register.yaml"
allow_private_addresses = true
operator = "{OPERATOR}"
smtp = {{host = "127.0.0.1", port = {post.port}, security = "none"}}
[[subscribers]]
address = "{ANN}"
types = {TYPES}
[[subscribers]]
address = "{DEE}"
types = {TYPES}
frequency = "daily"
[[channels]]
name = "hook"
url = "{hook.url}"
types = {TYPES}
"""


def _read_thrice(workshop: Workshop, clock: Clock, after: Aftermath) -> Aftermath:
    """First harmless, then hostile, then with another grade, which corrects what was mailed."""
    run_pass(workshop, workshop.register)
    after.post.accepted.clear()
    after.hook.posted.clear()
    after.site.is_quiet = False
    clock.forward(hours=2)
    done = run_pass(workshop, workshop.register)
    send_alerts(workshop, digest=True)
    after.site.grade = "good"
    clock.forward(days=1, hours=1)
    run_pass(workshop, workshop.register)
    clock.forward(days=1)
    send_alerts(workshop, digest=True)
    health = report_health(workshop).markdown
    return replace(
        after, workshop=workshop, failures=done.failures, report=run_report(done.counts(), done.failures), health=health
    )


_really = socket.getaddrinfo


def _look_up(host: object, *arguments: object, **named: object) -> object:
    name = host.decode() if isinstance(host, bytes) else host
    if name not in ("127.0.0.1", IN_PUNYCODE):
        raise socket.gaierror(socket.EAI_NONAME, f"{name} is not known")
    return _really("127.0.0.1", *arguments, **named)  # type: ignore[arg-type]


def acting(text: str) -> list[str]:
    """Characters that steer a terminal, turn the direction of writing, or are not seen."""
    return [unicodedata.name(char, hex(ord(char))) for char in text if not char.isprintable() and char not in "\n\xa0"]


def test_the_page_is_read_for_what_it_tells(after: Aftermath) -> None:
    subjects = [mail["Subject"] for mail in after.mails]

    assert subjects[0] == f"{NEL}: children's services judged inadequate overall (and 2 more changes)"
    assert subjects[1].startswith("inspection-watch, 3 December 2021: ")
    assert any(subject.startswith("Correction: ") for subject in subjects)
    assert len(subjects) >= 4


def test_mails_have_the_headers_that_mails_have_and_one_reader_each(after: Aftermath) -> None:
    for mail in after.post.accepted:
        assert set(mail.keys()) <= HEADERS
        assert len(mail.get_all("To", [])) == 1
        assert not any(acting(str(value)) for value in mail.values())
        assert len(mail["Subject"]) <= 140
        assert mail.is_multipart() == (mail["To"] != OPERATOR)
        assert len(list(mail.walk())) in (1, 3)


def test_nothing_in_the_text_of_a_mail_acts_and_only_sources_are_linked(after: Aftermath) -> None:
    for mail in after.post.accepted:
        text = plain(mail)
        assert acting(text) == []
        for line in text.splitlines():
            hosts = [urlsplit(url).hostname for url in re.findall(r"https?://\S+", line)]
            assert set(hosts) <= {"127.0.0.1", IN_PUNYCODE}
            assert hosts or mail["To"] == OPERATOR or not LINKED.search(line)


def test_the_markup_of_a_mail_is_ours_alone(after: Aftermath) -> None:
    for mail in after.mails:
        page = html(mail)
        assert {tag.name for tag in page.find_all(True)} <= TAGS
        assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
        assert acting(page.get_text().replace("\t", " ")) == []
        assert (
            "{{ 7*7 }}" in page.get_text() or "Correction" in mail["Subject"] or "inspection-watch" in mail["Subject"]
        )
        for link in page.find_all("a"):
            host = urlsplit(str(link["href"])).hostname
            assert host in ("127.0.0.1", IN_PUNYCODE)
            assert link.parent
            assert host in link.parent.get_text()
        assert not re.search(r"://\S|www\.\w", _outside_of_links(page))


def _outside_of_links(page: BeautifulSoup) -> str:
    for link in page.find_all("a"):
        link.decompose()
    return page.body.get_text() if page.body else ""


def test_the_look_alike_shows_in_punycode(after: Aftermath) -> None:
    assert IN_PUNYCODE in plain(after.mails[0])
    assert not any(LOOK_ALIKE in str(mail) for mail in after.mails)


def test_feeds_and_calendars_keep_their_standards_and_link_to_sources_alone(after: Aftermath) -> None:
    feeds, calendars = (sorted(after.tables().rglob(form)) for form in ("*.atom", "*.ics"))
    assert len(feeds) == len(calendars) == 3
    for entry in (entry for file in feeds for entry in read_feed(file.read_bytes()).entries):
        assert urlsplit(entry.link).hostname in ("127.0.0.1", IN_PUNYCODE)
        assert acting(entry.title + entry.content[0].value) == []
        assert len(entry.links) == 1
    for event in (event for file in calendars for event in read_calendar(file.read_bytes())):
        assert event.subcomponents == []
        assert "ATTACH" not in event
        assert acting(event["SUMMARY"] + event["DESCRIPTION"]) == []
        assert urlsplit(event["URL"]).hostname in ("127.0.0.1", IN_PUNYCODE)


def test_a_webhook_is_posted_nothing_that_acts_in_a_chat_or_program(after: Aftermath) -> None:
    news, correction = after.hook.posted
    assert len(news["changes"]) == 3
    assert correction["corrections"]
    for posted in (news, correction):
        assert acting(json.dumps(posted, ensure_ascii=False)) == []
        assert set(posted["title"] + posted["message"]).isdisjoint("<>[]*_`~|@")
        assert not re.search(rf"(?:://|www\.|@){EVIL}", posted["message"])
        told = [*posted["changes"], *(one[which] for one in posted["corrections"] for which in ("said", "holds"))]
        assert {urlsplit(row["url"]).hostname for row in told} <= {"127.0.0.1", IN_PUNYCODE}
        assert max(len(str(value)) for row in told for value in row.values()) <= 600


def test_the_workbook_has_no_formula_and_links_to_sources_alone(after: Aftermath) -> None:
    content = after.tables("current-ratings.xlsx").read_bytes()
    cells = [cell for sheet in openpyxl.load_workbook(BytesIO(content)) for row in sheet.iter_rows() for cell in row]

    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert any(isinstance(cell.value, str) and "=HYPERLINK" in cell.value for cell in cells)
    assert [found for cell in cells if isinstance(cell.value, str) for found in acting(cell.value)] == []
    links = [urlsplit(str(cell.hyperlink.target)) for cell in cells if cell.hyperlink]
    assert {(link.scheme, link.hostname) for link in links} <= {("http", "127.0.0.1"), ("http", IN_PUNYCODE)}
    assert links
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]


@pytest.mark.parametrize(
    "arguments",
    [
        ("changes",),
        ("changes", "--format", "csv"),
        ("changes", "--format", "json"),
        ("commitments",),
        ("commitments", "--format", "csv"),
        ("ratings",),
        ("status",),
        ("status", "--format", "json"),
        ("status", "--format", "prometheus"),
        ("sources", "list"),
        ("alerts", "preview", "--full"),
        ("run", "--no-prefect", "--data", "again"),
    ],
    ids=" ".join,
)
def test_nothing_on_the_terminal_acts(after: Aftermath, command: Command, arguments: tuple[str, ...]) -> None:
    said = command(*arguments, "--settings", str(after.settings))

    assert said.out
    assert acting(said.out + said.err) == []


@pytest.mark.parametrize("option", ["--explain", "--json", None])
def test_nothing_of_a_page_that_is_read_on_its_own_acts_on_the_terminal(
    after: Aftermath, command: Command, tmp_path: Path, option: str | None
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(after.site.answer("/children-services/page").body)
    said = command("extract", str(page), *([option] if option else []))

    assert "North East Lincolnshire" in said.out
    assert acting(said.out + said.err) == []


def test_nothing_that_is_discovered_of_a_site_acts_on_the_terminal(after: Aftermath, command: Command) -> None:
    said = command("sources", "discover", f"{after.site.url}/feed", "--settings", str(after.settings))

    assert "feed" in said.out
    assert acting(said.out + said.err) == []


def test_csv_for_a_spreadsheet_has_no_formula(after: Aftermath, command: Command) -> None:
    said = command("commitments", "--format", "csv", "--settings", str(after.settings))

    assert "HYPERLINK" in said.out
    assert not re.search(r'(?:^|,)"?[=+@-](?!\d)', said.out, re.MULTILINE)


def test_pages_in_markdown_show_what_the_site_said_as_text(after: Aftermath) -> None:
    assert after.failures
    for page in (after.report, after.health):
        drawn = BeautifulSoup(MarkdownIt("commonmark").enable("table").render(page), "lxml")
        assert drawn.find_all(["a", "img", "script", "code", "strong"]) == []
        assert acting(page) == []


def test_files_have_names_of_ours_and_stay_below_the_data_folder(after: Aftermath) -> None:
    folder = after.settings.parent
    assert {path.name for path in folder.iterdir()} == {"data", "register.yaml", "settings.toml"}
    names = [name for path in (folder / "data").rglob("*") for name in path.relative_to(folder).parts]
    assert [name for name in names if not A_NAME.fullmatch(name) or len(name) > 100] == []


def test_the_memory_tells_of_failures_in_a_line(after: Aftermath) -> None:
    assert [found for sentence in after.failures for found in acting(sentence)] == []
    assert not any(EVIL in sentence for sentence in after.failures)
