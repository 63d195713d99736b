import socket
from typing import Any

import pytest

from scrapers.errors import BadAddress, Unreachable
from scrapers.fetch import Fetcher, FetchSettings
from scrapers.guard import is_public, refuse_private, resolve
from tests.scrapers.web import Reply, Site

CAUTIOUS = FetchSettings(delay_seconds=0.0, retries=0)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "2130706433",
        "0x7f.1",
        "0.0.0.0",
        "127.1",
        "0",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[fe80::1]",
        "[fc00::1]",
        "[::127.0.0.1]",
    ],
)
def test_private_hosts_are_refused_however_they_are_written(host: str) -> None:
    with Fetcher(CAUTIOUS) as fetcher, pytest.raises(BadAddress, match="no public address"):
        fetcher.get(f"http://{host}:9/")


def test_a_name_that_leads_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _everything_is("127.0.0.1"))
    port = site.url.rpartition(":")[2]
    with Fetcher(CAUTIOUS) as fetcher, pytest.raises(BadAddress, match=r"'news.example'.*127\.0\.0\.1"):
        fetcher.get(f"http://news.example:{port}/page")
    assert site.asked == []


def test_one_private_address_among_public_ones_is_enough() -> None:
    with pytest.raises(BadAddress):
        refuse_private("news.example", ["93.184.216.34", "10.0.0.7"])


def test_a_redirect_to_a_private_host_is_refused(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    """The first hop is let through as if it were public; the second is a private address by number."""
    monkeypatch.setattr("scrapers.guard.is_public", lambda address: address == "127.0.0.1")
    url = site.serve("/page", Reply(b"", 302, {"Location": "http://10.0.0.1/admin"}))
    with Fetcher(CAUTIOUS) as fetcher, pytest.raises(BadAddress, match=r"10\.0\.0\.1"):
        fetcher.get(url)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("172.16.0.1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("2002:7f00:1::", False),
        ("192.0.2.1", False),
        ("0.0.0.0", False),
        ("255.255.255.255", False),
        ("198.18.0.1", False),
        ("240.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b::93.184.216.34", True),
        ("64:ff9b:1::5db8:d822", False),
        ("::127.0.0.1", False),
        ("::", False),
        ("::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
        ("2001::7f00:1", False),
        ("100::1", False),
    ],
)
def test_public_addresses_are_told_from_others(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_name_that_changes_its_mind_is_connected_to_as_it_was_checked(
    monkeypatch: pytest.MonkeyPatch, site: Site
) -> None:
    """Rebinding: the first look-up is public, the next private; the look-up that counts is the only one."""
    answers = ["192.0.2.1", "127.0.0.1"]
    asked: list[str] = []

    def look_up(host: str, port: int, **_: Any) -> Any:
        asked.append(host)
        return _everything_is(answers[len(asked) - 1])(host, port)

    connected: list[str] = []

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> Any:
        connected.append(address[0])
        raise OSError("no way there")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    monkeypatch.setattr("scrapers.guard.is_public", lambda address: address == "192.0.2.1")
    with Fetcher(CAUTIOUS) as fetcher, pytest.raises(Unreachable):
        fetcher.get("http://news.example/page")
    assert (asked, connected) == (["news.example"], ["192.0.2.1"])


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"])
def test_a_proxy_of_the_environment_does_not_lead_past_the_guard(
    monkeypatch: pytest.MonkeyPatch, site: Site, name: str
) -> None:
    monkeypatch.setenv(name, site.url)
    site.serve("http://10.0.0.1/page", "from inside")
    with Fetcher(CAUTIOUS) as fetcher, pytest.raises(BadAddress, match=r"10\.0\.0\.1"):
        fetcher.get("http://10.0.0.1/page")
    assert site.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.216.34@127.0.0.1:9/",
        "http://127.0.0.1:9#@93.184.216.34/",
        "http://127.0.0.1:9?@93.184.216.34/",
        "http://93.184.216.34\\@127.0.0.1:9/",
        "http://93.184.216.34%40127.0.0.1:9/",
        "http:///127.0.0.1/",
        "http://0177.0.0.1:9/",
        "http://localhost.:9/",
        "http://\u2460\u2461\u2466.0.0.1:9/",
        "http://\uff11\uff12\uff17.0.0.1:9/",
        "http:127.0.0.1:9",
        "unix:///run/x.sock",
    ],
)
def test_an_address_that_hides_its_host_leads_nowhere(url: str) -> None:
    with Fetcher(CAUTIOUS) as fetcher, pytest.raises((BadAddress, Unreachable)):
        fetcher.get(url)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 70 + ".example", "xn--\udcff"])
def test_a_name_that_leads_nowhere_is_unreachable(host: str) -> None:
    with pytest.raises(Unreachable):
        resolve(host, 80)


def _everything_is(address: str) -> Any:
    return lambda host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]
