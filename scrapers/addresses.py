"""One spelling for each address, so that the same page is not read twice."""

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

# Parameters that campaigns, social networks and comment forms add; none of them chooses the content.
TRACKING = {
    *("fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "twclid", "yclid", "igshid"),
    *("mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "_hsenc", "_hsmi"),
    *("at_medium", "at_campaign", "ito", "int_source", "int_medium", "int_campaign"),
    "replytocom",
}
TRACKING_PREFIX = "utm_"
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# As council systems name their feeds: /rss/news, /feed/, /news/feed.rss, /rss.xml, /article/12/News-RSS, feed.ashx.
FEED_PATH = re.compile(r"(?:^|[/._-])(?:rss|atom|feed)(?:$|[/._-])", re.I)
FEED_ARGUMENT = re.compile(r"(?:^|&)(?:rss=true|feed=\w|format=feed|service=rss|SyndicationType=\d)", re.I)


def canonical(url: str) -> str:
    """Return the one spelling of an address: no fragment, no tracking, arguments sorted, case of the path kept.

    Parameters that choose content (ModernGov's `ID=`, `?page=`) stay. Idempotent.

    Raises:
        ValueError: the address cannot be read at all (such as a port that is no number).
    """
    scheme, netloc, path, query, _ = urlsplit(canonicalize_url(_clean(url)))
    netloc = netloc.removesuffix(DEFAULT_PORTS.get(scheme, ":"))
    kept = [argument for argument in query.split("&") if argument and not is_tracking(argument)]
    return urlunsplit((scheme, netloc, path, "&".join(kept), ""))


def is_tracking(argument: str) -> bool:
    """Tell whether a query argument (`name=value`) only says where a reader came from."""
    name = argument.partition("=")[0].lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIX)


def absolute(base: str, href: str | None) -> str | None:
    """Return the canonical address of a link found on page `base`, or None where it leads to no web page."""
    if not href or not href.strip():
        return None
    try:
        url = canonical(urljoin(base, _clean(href)))
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def origin(url: str) -> str:
    """Return scheme, host and port of an address, as robots.txt and the pace count hosts."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def with_argument(url: str, name: str, value: int | str) -> str:
    """Return an address with one argument of its query set, in the place of one of that name."""
    parts = urlsplit(url)
    kept = [argument for argument in parts.query.split("&") if argument and argument.partition("=")[0] != name]
    return urlunsplit(parts._replace(query="&".join([*kept, f"{name}={quote(str(value), safe='')}"]), fragment=""))


def is_feed(url: str) -> bool:
    """Tell by its name whether an address leads to a feed."""
    parts = urlsplit(url)
    return bool(FEED_PATH.search(parts.path) or FEED_ARGUMENT.search(parts.query))


def is_pdf(url: str) -> bool:
    """Tell by its name whether an address leads to a PDF."""
    return urlsplit(url).path.lower().endswith(".pdf")


def _clean(url: str) -> str:
    # ModernGov writes blanks and line ends into href attributes.
    return safe_url_string(CONTROL.sub("", url).strip(" "))
