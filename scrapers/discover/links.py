"""What a page says of itself: its feeds, WordPress's interface, the way to the newsroom and to the committees."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit, urlunsplit

from scrapers.addresses import absolute, is_feed, origin
from scrapers.discover.leads import Lead
from scrapers.discover.looks import Look, attribute
from scrapers.discover.signs import signs

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
ALTERNATE = 'link[rel~="alternate" i][type][href]'
API = 'link[rel="https://api.w.org/"]'
COLLECTION = "wp/v2/posts"
COMMENTS = re.compile(r"\bcomments?\b", re.I)
COMMITTEE_PAGE = re.compile(r"/(?:mg|ie)[a-z0-9]{1,40}\.(?:aspx|asmx)$", re.I)
CMIS_MODULE = "MeetingCalendarPublic"
MOST_ANNOUNCED = 6
MOST_FEED_LINKS = 3
MOST_NEWS_PAGES = 2


def announced_feeds(look: Look) -> Iterator[Lead]:
    """Yield WordPress's interface and the feeds that the page's head announces; those of comments are left out."""
    for root in (look.api, *(attribute(tag, "href") for tag in look.tree.select(API))):
        if root:
            yield Lead("wordpress", collection(look.base, root), "WordPress's own link to its interface")
    tags = (tag for tag in look.tree.select(ALTERNATE) if attribute(tag, "type").lower().strip() in FEED_TYPES)
    named = ((absolute(look.base, attribute(tag, "href")), attribute(tag, "title")) for tag in tags)
    leads = (
        Lead("feed", url, f"link in the head of {look.url}", label)
        for url, label in named
        if url and not _is_comments(url, label)
    )
    yield from islice(leads, MOST_ANNOUNCED)


def linked_feeds(look: Look) -> list[Lead]:
    """Return feeds that the page links to in its body, the first few."""
    named = ((url, text) for url, text in look.links() if is_feed(url))
    leads = [
        Lead("feed", url, f"link on {look.url}", text)
        for url, text in named
        if _is_same_site(url, look.url) and not _is_comments(url, text)
    ]
    return leads[:MOST_FEED_LINKS]


def collection(base: str, root: str) -> str:
    """Return the address of the posts behind the root of a REST interface, in either of its two forms."""
    parts = urlsplit(absolute(base, root) or base)
    if "rest_route=" in root:
        return f"{parts.scheme}://{parts.netloc}/?rest_route=/{COLLECTION}"
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/{COLLECTION}"


def news_pages(look: Look) -> list[str]:
    """Return the addresses that the page calls its news, likeliest first, two at most."""
    names = {name: position for position, name in enumerate(signs().news_links)}
    ranks: dict[str, int] = {}
    for url, text in look.links():
        rank = names.get(text.casefold(), len(names) if _ends_in_news(url) else -1)
        # Further pages and choices of a newsroom are no newsrooms.
        whole = url.partition("?")[0]
        if rank >= 0 and _may_be_newsroom(whole, look.url.partition("?")[0]):
            ranks[whole] = min(rank, ranks.get(whole, rank))
    return sorted(ranks, key=lambda url: ranks[url])[:MOST_NEWS_PAGES]


def committee_systems(look: Look) -> list[Lead]:
    """Return ModernGov and CMIS as the page is one, links to one, or names the host of one."""
    leads = [lead for url in (look.url, *(url for url, _ in look.links())) if (lead := committee_lead(url))]
    if look.tree.select_one("#modgov, .mgMainTitleTxt, .mgContent, .mgFooter"):
        leads.insert(0, Lead("moderngov", _directory(look.url), f"signs of ModernGov on {look.url}"))
    if CMIS_MODULE in str(look.tree):
        leads.insert(0, Lead("cmis", look.url, f"a meeting calendar of CMIS on {look.url}"))
    return list({(lead.reader, lead.address): lead for lead in reversed(leads)}.values())[::-1]


def committee_lead(url: str) -> Lead | None:
    """Return the committee system that an address belongs to by its name, None where it belongs to none."""
    parts, known = urlsplit(url), signs()
    host = parts.hostname or ""
    if parts.path.lower().rpartition("/")[2] in known.cmis_pages:
        return Lead("cmis", url, "the name of a page")
    if host.endswith(known.cmis_hosts):
        return Lead("cmis", _installation(url), "the name of a host")
    if COMMITTEE_PAGE.search(parts.path):
        return Lead("moderngov", _directory(url), "a link to a page of ModernGov")
    if parts.path.lower().rstrip("/").endswith(known.moderngov_folders):
        return Lead("moderngov", url.rstrip("/"), "the name of a folder")
    if host.endswith(known.moderngov_hosts) or host.startswith(known.democracy_hosts):
        return Lead("moderngov", origin(url), "the name of a host")
    return None


def _directory(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rpartition("/")[0], "", ""))


def _installation(url: str) -> str:
    """Return the directory of a CMIS; pages of its modules stand below `tabid`."""
    whole = url.partition("/tabid/")[0]
    return _directory(whole) if whole == url and urlsplit(url).path.lower().endswith(".aspx") else whole.rstrip("/")


def _is_comments(url: str, label: str) -> bool:
    return bool(COMMENTS.search(label) or COMMENTS.search(urlsplit(url).path))


def _ends_in_news(url: str) -> bool:
    return urlsplit(url).path.rstrip("/").rpartition("/")[2].lower() in ("news", "newsroom", "latest-news")


def _may_be_newsroom(url: str, page: str) -> bool:
    # Councils keep newsrooms on hosts of their own; a link "News" to another site is usually not one.
    return url != page and (_is_same_site(url, page) or "news" in (urlsplit(url).hostname or ""))


def _is_same_site(one: str, other: str) -> bool:
    first, second = (_site(url) for url in (one, other))
    return first == second or first.endswith("." + second) or second.endswith("." + first)


def _site(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")
