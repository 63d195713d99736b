"""What an entry of the subscriptions comes to, in words."""

from collections.abc import Iterator

from flows.apprise_urls import service_name
from flows.chosen import codes_of
from flows.due import DIGEST_TIME
from flows.subscriptions import Channel, Subscriber, Subscription
from transforms.authorities import authority_register

NAMED = 5
WHEN = {"at_once": "at once", "daily": f"daily at {DIGEST_TIME:%H:%M}", "weekly": f"on Mondays at {DIGEST_TIME:%H:%M}"}


def lines_of(subscriber: Subscription) -> Iterator[str]:
    """Yield the lines that tell who hears of which authorities and changes, and when."""
    yield _who(subscriber)
    yield f"  authorities: {_authorities(subscriber)}"
    yield f"  changes: {', '.join(subscriber.types_heard)}{_unless_uncorroborated(subscriber)}"
    yield f"  when: {WHEN[subscriber.frequency]}{_quiet(subscriber)}{_pause(subscriber)}"


def _who(subscriber: Subscription) -> str:
    match subscriber:
        case Channel(url=url):
            return f"{subscriber.address} ({service_name(url)})"
        case Subscriber(name=str(name)):
            return f"{subscriber.address} ({name})"
    return subscriber.address


def _authorities(subscriber: Subscription) -> str:
    """The authorities counted and some named; those that no longer have their duties are left out."""
    codes = codes_of(subscriber.authorities)
    if codes is None:
        return "all"
    names = sorted(one.name for one in authority_register().authorities if one.code in codes and one.valid_to is None)
    if not names:
        return f"none that still has its duties ({', '.join(subscriber.authorities)})"
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{len(names)}: {', '.join(names[:NAMED])}{more}"


def _unless_uncorroborated(subscriber: Subscription) -> str:
    return "" if subscriber.uncorroborated else "; once an official source or a second story tells it"


def _quiet(subscriber: Subscription) -> str:
    if subscriber.quiet_hours is None or subscriber.frequency != "at_once":
        return ""
    exempt = ", critical changes at any time" if subscriber.critical_any_time else ""
    return f", but not from {subscriber.quiet_hours}{exempt}"


def _pause(subscriber: Subscription) -> str:
    return f"; nothing before {subscriber.pause_until:%-d %B %Y}" if subscriber.pause_until else ""
