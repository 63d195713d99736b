"""A site that tells true news and puts into all that it has a say in what might act on whoever reads it."""

from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from scrapers.source import Source
from tests.scrapers.web import Reply, Site, make_source
from tests.transforms.telling import NEL

MILLION = 1_000_000
# Its second letter is Cyrillic.
LOOK_ALIKE = "gоv.example"
IN_PUNYCODE = LOOK_ALIKE.encode("idna").decode()
EVIL = "evil.example"
UNSEEN = "\u202e\u2066\u2069\u200f\u200b\u2060\ufeff\u00ad"
TERMINAL = (
    f"\x1b[31m red \x1b]8;;http://{EVIL}\x07click\x1b]8;;\x07 \x1b]0;owned\x07 \x9b2J \x9d0;owned\x9c \x08\x7f \x00"
)
MARKUP = (
    '<script>alert(1)</script></td></tr></table><h1 onclick="alert(1)">Owned</h1> --><![CDATA[ ]]> &lt;b&gt; '
    f"[here](javascript:alert(1)) ![seen](http://{EVIL}/seen.png) <http://{EVIL}/> | `code` **loud** "
    f"{{{{ 7*7 }}}} {{% raw %}} ${{7*7}} http://gov.uk@{EVIL} www.{EVIL} data:text/html,hello"
)
BREAKS = f"\r\nBcc: x@{EVIL}\r\n\r\nEND:VEVENT\r\nBEGIN:VALARM\u2028ATTACH:http://{EVIL}\u0085"
VENOM = f"{MARKUP} {UNSEEN}{TERMINAL} {BREAKS}"
FORMULA = f'=HYPERLINK("http://{EVIL}","Grades")'
ABOUT = f"{NEL} Council's children's services"
TOLD = (
    f"{FORMULA} {ABOUT} have been rated inadequate by Ofsted after an inspection in October 2021 {VENOM}.",
    f"Jo {UNSEEN}Sample has been appointed as commissioner for children's services in {NEL} {VENOM}.",
    f"{FORMULA} The council has appointed Al Sample as its director of children's services {VENOM}.",
    f"{FORMULA} {NEL} Council will spend £3m on children's services by March 2022 {VENOM}.",
)
QUIET = "<p>Works on the new path along the river were finished a week before they had to be.</p>"


@dataclass
class HostileSite(Site):
    """Tells the same at two addresses, the one with a path that acts, the other on a host that looks like another."""

    is_quiet: bool = True
    grade: str = "inadequate"

    def source(self) -> Source:
        return make_source(f"{self.url}/feed", id="hostile", name="The Gazette", source_kind="local_press")

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0

    def answer(self, path: str) -> Reply:
        if path == "/robots.txt":
            return Reply(b"", 404)
        if path == "/feed":
            return Reply(self._feed().encode(), headers={"Content-Type": "application/rss+xml"})
        if "missing" in path:
            return Reply(b"", 404)
        return Reply(self._page(path).encode(), headers={"Content-Type": "text/html; charset=utf-8"})

    def _links(self) -> tuple[str, ...]:
        if self.is_quiet:
            return (f"{self.url}/news/river",)
        return (
            f'{self.url}/news/children-services/../"><script>alert(1)</script>?a=\r\nBcc:x@{EVIL}&b=\u202e=1+1',
            f"http://{LOOK_ALIKE}:{self.port}/children-services/..%2f..%2f..%2fetc%2fpasswd",
            f"http://gov.uk@127.0.0.1:{self.port}/children-services/`*missing*`|[x](javascript:1)\x1b[31m",
            f"javascript:alert('{EVIL}')",
            f"data:text/html,<script>{EVIL}</script>",
            "file:///../../etc/passwd",
        )

    def _feed(self) -> str:
        endless = f"Children's services {VENOM} {'x' * MILLION}"
        items = "".join(
            f"<item><title>{escape(endless[: 1_000 if number else None])}</title><link>{escape(link)}</link>"
            f"<guid>../../etc/{number}</guid><author>{escape(VENOM)}</author><description>{escape(escape(VENOM))}</description></item>"
            for number, link in enumerate(self._links())
        )
        return f'<rss version="2.0"><channel><title>{escape(VENOM)}</title>{items}</channel></rss>'

    def _page(self, path: str) -> str:
        told = "".join(f"<p>{escape(one)}</p>" for one in TOLD).replace("rated inadequate", f"rated {self.grade}")
        paragraphs = QUIET if self.is_quiet else told
        title = f"{FORMULA} Children's services {VENOM} {'x' * MILLION}"
        return (
            f'<!doctype html><html><head><title>{escape(VENOM)}</title><meta name="author" content="{escape(VENOM)}">'
            f'<link rel="canonical" href="javascript:alert(1)"></head><body><main><article><h1>{escape(title)}</h1>'
            f"<p>By {escape(VENOM)}</p><p>29 November 2021</p>{paragraphs}"
            f'<p><a href="http://gov.uk@{EVIL}/{escape(path)}">More</a></p></article></main></body></html>'
        )
