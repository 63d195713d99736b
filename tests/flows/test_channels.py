"""Channels are told what their entries choose, each change once, on a real web server; their addresses show nowhere."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from flows.alert import Alerted, send_alerts
from flows.apprise_urls import secrets_in
from flows.channels import postman_to
from flows.deliver import DeliveryError
from flows.memory.layout import failures, outbox
from flows.memory.tries import PAUSES
from flows.needs import needs_of
from flows.redact import MASK, redacted
from flows.settings import Settings, load_settings
from flows.status import read_status
from flows.subscriptions import Channel, SubscriptionsError, read_channels
from flows.workshop import Workshop
from tests.flows.command import Command
from tests.flows.conftest import Clock
from tests.flows.digests import LEEDS, flag
from tests.flows.post_office import PostOffice
from tests.flows.press import PRESS
from tests.flows.readers import ANN, COMMISSIONER, serving, states
from tests.flows.test_corrections import RETRACTED, SAID
from tests.flows.webhook import TOKEN, Webhook, webhook

DEAD = f"json://127.0.0.1:1/hooks/{TOKEN}"


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook() as server:
        yield server


def channel(url: str, **fields: Any) -> Channel:
    return Channel.model_validate({"name": "team", "url": url, **fields})


def telling(workshop: Workshop, *channels: Channel, **more: Any) -> Workshop:
    return serving(workshop, channels=channels, **more)


def test_a_webhook_is_posted_text_and_columns_once(workshop: Workshop, hook: Webhook) -> None:
    workshop = telling(workshop, channel(hook.url))
    flag(workshop, PRESS)

    assert send_alerts(workshop) == Alerted(1, places=("channel:team",))
    [posted] = hook.posted
    assert posted["title"] == SAID
    assert posted["message"].startswith(f"Critical: {SAID} (30 November 2021; one source only")
    assert [change["type"] for change in posted["changes"]] == ["inadequate_new"]
    assert posted["corrections"] == []
    assert send_alerts(workshop) == Alerted()


def test_a_channel_chooses_as_a_subscriber_does(workshop: Workshop, hook: Webhook, clock: Clock) -> None:
    workshop = telling(workshop, channel(hook.url, authorities=["Leeds"], types=["rating_new"], frequency="daily"))
    flag(workshop, PRESS, LEEDS)
    send_alerts(workshop)
    assert hook.posted == []
    send_alerts(workshop, digest=True)

    assert [posted["title"] for posted in hook.posted] == ["inspection-watch, 3 December 2021: 1 change at 1 authority"]


@pytest.mark.parametrize("status", [302, 404, 429, 500])
def test_what_a_service_says_no_to_is_tried_again_later(
    workshop: Workshop, hook: Webhook, clock: Clock, status: int
) -> None:
    workshop = telling(workshop, channel(hook.url))
    hook.status = status
    flag(workshop, PRESS)
    assert send_alerts(workshop) == Alerted(0, 1)
    assert send_alerts(workshop) == Alerted()
    hook.status = 204
    clock.forward(seconds=PAUSES[0].total_seconds())

    assert send_alerts(workshop).sent == 1
    assert states(workshop) == {"channel:team": ("sent", 1)}


def test_a_channel_that_is_slow_or_dead_holds_up_nobody(workshop: Workshop, hook: Webhook, post: PostOffice) -> None:
    hook.delay = 3
    channels = (channel(DEAD, name="a-dead-one"), channel(hook.url, name="slow"))
    workshop = serving(workshop, ANN, channels=channels, smtp=post.smtp())
    flag(workshop, PRESS)

    assert send_alerts(workshop) == Alerted(1, 2, (f"127.0.0.1:{post.port}",))
    assert {address: state for address, (state, _) in states(workshop).items()} == {
        ANN.address: "sent",
        "channel:a-dead-one": "pending",
        "channel:slow": "pending",
    }


def test_a_mail_server_in_trouble_holds_up_no_channel(workshop: Workshop, hook: Webhook, post: PostOffice) -> None:
    away = post.smtp().model_copy(update={"port": 1})
    workshop = serving(workshop, ANN, channels=(channel(hook.url),), smtp=away)
    flag(workshop, PRESS)

    assert (send_alerts(workshop).sent, len(hook.posted)) == (1, 1)


def test_a_correction_goes_to_the_channel_that_was_told(workshop: Workshop, hook: Webhook) -> None:
    workshop = telling(workshop, channel(hook.url))
    flag(workshop, PRESS)
    send_alerts(workshop)
    flag(workshop, RETRACTED)
    send_alerts(workshop)

    first, correction = hook.posted
    assert correction["title"] == f"Correction: {first['title']}"
    assert correction["changes"] == []
    assert correction["corrections"][0]["holds"]["action"] == "withdrawn"


def test_what_a_channel_is_owed_that_is_no_more_is_let_go_and_told(workshop: Workshop, hook: Webhook) -> None:
    workshop = telling(workshop, channel(hook.url))
    flag(workshop, PRESS)
    send_alerts(telling(workshop))

    assert states(workshop) == {"channel:team": ("refused", 1)}
    assert hook.posted == []


def test_the_address_shows_nowhere(
    workshop: Workshop, hook: Webhook, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    workshop = telling(workshop, channel(DEAD), channel(hook.url, name="other"))
    hook.status = 500
    flag(workshop, PRESS, COMMISSIONER)
    with caplog.at_level(logging.DEBUG):
        send_alerts(workshop)
    with workshop.memory.connect() as connection:
        rows = [str(row) for table in (outbox, failures) for row in connection.execute(sa.select(table))]
    status = read_status(workshop)
    seen = [*rows, caplog.text, *capsys.readouterr(), str(status), str(needs_of(status, workshop.settings))]

    assert any("error=500" in row for row in rows)
    assert TOKEN not in "".join([*seen, repr(workshop.settings), str(workshop.settings)])


@pytest.mark.parametrize(
    "url",
    [
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
        "jsons://user:pa55word@hooks.example/services/ab12cd34?+X-Key=sesame123",
    ],
)
def test_no_part_that_gives_it_away_stays_in_a_text(workshop: Workshop, url: str) -> None:
    settings = telling(workshop, channel(url)).settings
    parts = list(secrets_in(SecretStr(url)))

    assert redacted(f"no answer from {url}, at /services of hooks.example", settings) == (
        f"no answer from {MASK}, at /services of hooks.example"
    )
    assert len(parts) >= 3
    assert not any(part in redacted(f"with {part}!", settings) for part in parts)


ENTRY = '[[channels]]\nname = "team"\n'


def test_the_address_may_stand_in_a_variable_or_a_secret_file(
    no_environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (no_environment / "subscriptions.toml").write_text(ENTRY + 'url_from = "INSPECTION_WATCH_CHANNEL_TEAM"\n')
    secrets = no_environment / "secrets"
    secrets.mkdir()
    (secrets / "inspection_watch_channel_team").write_text(f"{DEAD}\n")
    monkeypatch.setenv("INSPECTION_WATCH_SECRETS", str(secrets))
    assert [one.url.get_secret_value() for one in load_settings().channels] == [DEAD]
    monkeypatch.setenv("INSPECTION_WATCH_CHANNEL_TEAM", "json://elsewhere.example")

    assert [one.url.get_secret_value() for one in load_settings().channels] == ["json://elsewhere.example"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"url": f"nonsense://{TOKEN}"}, "channel 1 (team): url: what is given is no address of a service"),
        ({"url": f"slack://{TOKEN}"}, "channel 1 (team): url: what is given is no address of a service"),
        ({"url": 5}, "channel 1 (team): url: what is given must be an address in the form of Apprise"),
        ({}, "channel 1 (team): url is missing; give an address in the form of Apprise"),
        ({"url": DEAD, "url_from": "X"}, "channel 1 (team): url and url_from are both given; keep one of them"),
        ({"url_from": "NOT_SET"}, "channel 1 (team): url_from: there is neither an environment variable nor a secret"),
        ({"url": DEAD, "name": "our team"}, 'name: "our team" must be letters, digits, - and _, such as team'),
        ({"url": DEAD, "address": "a@b.example"}, "address is no field; allowed are name, url, url_from, authorities"),
        ({"url": DEAD, "authorities": ["Leds"]}, 'authorities: "Leds" is no authority'),
    ],
)
def test_a_wrong_entry_is_told_without_its_address(no_environment: Path, fields: dict[str, Any], told: str) -> None:
    with pytest.raises(SubscriptionsError) as error:
        read_channels([{"name": "team"} | fields])

    assert any(told in fault for fault in error.value.faults)
    assert TOKEN not in str(error.value)


def test_a_name_is_of_one_channel(no_environment: Path) -> None:
    with pytest.raises(SubscriptionsError, match=r"channel 2 \(TEAM\): name is that of channel 1 too"):
        read_channels([{"name": "team", "url": DEAD}, {"name": "TEAM", "url": DEAD}])


def test_check_shows_a_channel_without_its_address(command: Command, no_environment: Path) -> None:
    (no_environment / "subscriptions.toml").write_text(f'{ENTRY}url = "{DEAD}"\ntypes = ["inadequate_new"]\n')
    said = command("alerts", "check")

    assert said.out.splitlines() == [
        "channel:team (JSON)",
        "  authorities: all",
        "  changes: inadequate_new",
        "  when: at once",
    ]
    assert TOKEN not in said.out + said.err


def test_a_test_message_reaches_a_channel_by_its_name(command: Command, no_environment: Path, hook: Webhook) -> None:
    (no_environment / "subscriptions.toml").write_text(f'{ENTRY}url = "{hook.url}"\n')
    said = command("alerts", "send-test", "team")

    assert (said.status, said.out) == (0, "Delivered to channel:team\n")
    assert [posted["title"] for posted in hook.posted] == ["inspection-watch: test"]
    assert hook.paths == [f"/hooks/{TOKEN}"]
    assert command("alerts", "send-test", "other").complaint == (
        '"other" is no mail address and no channel; channels are: team'
    )


def test_a_test_message_that_fails_is_told_without_the_address(command: Command, no_environment: Path) -> None:
    (no_environment / "subscriptions.toml").write_text(f'{ENTRY}url = "{DEAD}"\n')
    said = command("alerts", "send-test", "team")

    assert said.status == 1
    assert said.complaint.startswith("channel:team took no message: ")
    assert TOKEN not in said.err


def test_a_preview_shows_what_a_channel_would_be_told(command: Command, workshop: Workshop) -> None:
    workshop = telling(workshop, channel(DEAD))
    flag(workshop, PRESS)
    settings = Path(workshop.settings.data) / "settings.toml"
    settings.write_text(f'data = "{workshop.settings.data}"\n{ENTRY}url = "{DEAD}"\n')
    said = command("alerts", "preview", "--full", "--settings", str(settings))

    assert f"Critical: {SAID} (30 November 2021" in said.out
    assert TOKEN not in said.out


def test_nobody_delivers_to_a_channel_that_is_not_there(no_environment: Path) -> None:
    with pytest.raises(DeliveryError, match="there is no channel:team in the subscriptions any more") as error:
        postman_to(Settings(), "channel:team")

    assert error.value.final
