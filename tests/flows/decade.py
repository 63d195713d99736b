"""Ten years of an archive, lived through day by day: what comes out is kept, read, flagged and mailed as it comes."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from operator import attrgetter
from pathlib import Path
from shutil import copyfile
from typing import Any

from ruamel.yaml import YAML

from examples import FOLDER, REGISTER
from examples.site import example_sites
from flows.alert import send_alerts
from flows.due import DIGEST_TIME
from flows.extract import extract_pages
from flows.flag import flag_changes
from flows.memory.crawl import Found, KeptPage, remember_listing, remember_page
from flows.settings import Settings
from flows.subscription_file import read_file
from flows.watch import watch_source
from flows.workshop import Workshop, open_workshop
from scrapers.source import Source
from tests.flows.newsdesk import Newsdesk, fetching, written_register
from tests.scrapers.sites.newsroom import Item
from transforms.health import LONDON

ARCHIVE = Path(__file__).parent / "archive"
ROUND = time(9)
WEEKLY = "weekly"
REPLY = "reply"
ALIKE = """<!doctype html><html lang="en-GB"><head><title>{title}</title></head><body><main><article>
<h1>{title}</h1><p>{day:%-d %B %Y}</p>{told}</article></main></body></html>"""


@dataclass(frozen=True)
class Piece:
    """What comes out at a moment: our own sentences, or a page of the example sites."""

    at: datetime
    source: str
    name: str = ""
    title: str = ""
    says: tuple[str, ...] = ()
    example: str = ""
    dated: date | None = None
    why: str = ""

    @property
    def day(self) -> date:
        return self.dated or self.at.date()

    @property
    def address(self) -> str:
        if not self.example:
            return f"https://{self.source}.example/{self.name}"
        site, _, path = self.example.partition("/")
        return f"{_origin(site)}/{path.removesuffix('index.html').removesuffix('.html')}"

    @property
    def content_type(self) -> str:
        return "application/pdf" if self.example.endswith(".pdf") else "text/html; charset=utf-8"

    def body(self) -> bytes:
        if not self.example:
            told = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in self.says)
            return ALIKE.format(title=escape(self.title), day=self.day, told=told).encode()
        body = (FOLDER / "sites" / self.example).read_bytes()
        return body.replace(b"{{origin}}", _origin(self.example.partition("/")[0]).encode())


@dataclass(frozen=True, order=True)
class Mail:
    """A mail as it is expected or came: London's time to the minute, who got it, and whether it answers another.

    `lines` are those that a digest or summary has, each behind the name of its authority.
    """

    at: datetime
    to: str
    subject: str
    lines: tuple[str, ...] = ()
    is_reply: bool = False


@dataclass
class Time:
    """Says what it was set to; a moment passes with each look."""

    now: datetime = datetime(2016, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)
        return self.now


@dataclass
class Weekly(Newsdesk):
    """A newspaper that shows what it has published so far."""

    def __post_init__(self) -> None:
        self.items = []

    def bring_out(self, piece: Piece) -> None:
        item = Item(len(self.items) + 1, piece.title, piece.at.astimezone(UTC))
        self.told[item.slug] = piece.says
        self.items.insert(0, item)

    def move_house(self, yesterday: datetime) -> None:
        """Show every item under another address, as one of yesterday."""
        texts = [self.told[item.slug] for item in self.items]
        self.items = [replace(item, number=item.number + 100, published=yesterday) for item in self.items]
        self.told |= {item.slug: text for item, text in zip(self.items, texts, strict=True)}


@dataclass
class Decade:
    """The years below a folder; `settings` are those of the run to come."""

    settings: Settings
    weekly: Weekly
    clock: Time = field(default_factory=Time)

    @contextmanager
    def opened(self) -> Iterator[Workshop]:
        """The workshop on what the memory has from before."""
        with open_workshop(self.settings, run_id="run-1") as workshop:
            yield replace(workshop, clock=self.clock)

    def change(self, **values: object) -> None:
        """Let these settings hold from the next run on."""
        self.settings = self.settings.model_copy(update=values)

    def live(self, pieces: Iterable[Piece], first: date, last: date) -> None:
        """Live through these days: at each moment what comes out then, a round at nine, and the digest before it."""
        coming = sorted((one for one in pieces if first <= one.at.date() <= last), key=attrgetter("at"))
        with self.opened() as workshop:
            for day in _days(first, last):
                rounds = {_london(day, ROUND), *(one.at for one in coming if one.at.date() == day)}
                for moment in sorted({_london(day, DIGEST_TIME), *rounds}):
                    self.clock.now = moment.astimezone(UTC)
                    if moment in rounds:
                        self._round(workshop, [one for one in coming if one.at == moment])
                    else:
                        send_alerts(workshop, digest=True)

    def _round(self, workshop: Workshop, pieces: Sequence[Piece]) -> None:
        for piece in pieces:
            if piece.source == WEEKLY:
                self.weekly.bring_out(piece)
                with fetching() as fetcher:
                    watch_source(workshop, _source(workshop, WEEKLY), fetcher)
            else:
                _keep(workshop, piece)
        if pieces:
            extract_pages(workshop)
        flag_changes(workshop)
        send_alerts(workshop)


def decade(folder: Path, weekly: Weekly, **settings: Any) -> Decade:
    """Ten years to be lived in the folder, with the readers and the sources of the archive."""
    register = _register(folder / "sources", weekly)
    given: dict[str, Any] = {"mail_from": "watch@watch.example", "allow_private_addresses": True} | settings
    given |= read_file(ARCHIVE / "subscriptions.toml")
    return Decade(Settings(data=folder / "data", sources=register, **given), weekly)


def pieces() -> list[Piece]:
    return [Piece(**row | {"at": _moment(row["at"]), "says": tuple(row.get("says", ()))}) for row in _read("pieces")]


def expected_mails() -> list[Mail]:
    return [
        Mail(_moment(at), to, subject, tuple(one for one in more if one != REPLY), REPLY in more)
        for at, to, subject, *more in _read("mails")
    ]


def _read(name: str) -> list[Any]:
    rows: list[Any] = YAML(typ="safe").load((ARCHIVE / f"{name}.yaml").read_text(encoding="utf-8"))
    return rows


def _moment(written: str) -> datetime:
    return datetime.strptime(str(written), "%Y-%m-%d %H:%M").replace(tzinfo=LONDON)


def _register(folder: Path, weekly: Weekly) -> Path:
    folder.mkdir()
    copyfile(REGISTER, folder / "examples.yaml")
    copyfile(ARCHIVE / "sources.yaml", folder / "archive.yaml")
    written_register(folder, weekly.source(id=WEEKLY, name="The Weekly", days_back=3_650))
    return folder


def _origin(site: str) -> str:
    return next(f"http://127.0.0.1:{one.port}" for one in example_sites() if one.id == site)


def _source(workshop: Workshop, source_id: str) -> Source:
    source = workshop.source(source_id)
    assert source
    return source


def _keep(workshop: Workshop, piece: Piece) -> None:
    """Keep the page as the watch does."""
    now, announced = workshop.clock(), datetime.combine(piece.day, time(), LONDON)
    remember_listing(workshop.memory, piece.source, [Found(piece.address, piece.title, announced)], {}, now)
    page_hash = workshop.pages.put(piece.body())
    page = KeptPage(piece.address, page_hash, piece.source, piece.content_type, now, announced)
    remember_page(workshop.memory, page, etag=None, last_modified=None, now=now)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _london(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LONDON)
