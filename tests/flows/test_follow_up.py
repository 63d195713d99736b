"""A watch that goes on to the mails by itself, over real HTTP and SMTP."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import flows.follow_up
from flows.alert import send_alerts
from flows.extract import extract_pages
from flows.flag import flag_changes
from flows.follow_up import watch_and_follow_up
from flows.memory.facts import articles_to_flag
from flows.memory.locks import exclusive
from flows.settings import SettingsError, load_settings
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.log import ANN
from tests.flows.newsdesk import RATED, Newsdesk, watching
from tests.flows.post_office import PostOffice
from tests.flows.press import waiting
from tests.scrapers.sites.newsroom import NEWEST
from tests.scrapers.web import serving

JUDGED = (
    "Help and protection of children at Leeds City Council was judged inadequate by Ofsted in a report out on Monday.",
    "Inspectors said that leaders had been slow to notice how much had gone wrong since their last visit.",
)

FAULT = r"subscriptions\.toml: subscriber 1 \(ann\): address"

Told = Callable[[], list[Any]]


@pytest.fixture
def site() -> Iterator[Newsdesk]:
    with serving(Newsdesk) as opened:
        newest = opened.items[0]
        opened.items[0] = replace(newest, title=RATED)
        opened.told[newest.slug] = JUDGED
        yield opened


@pytest.fixture
def desk(workshop: Workshop, clock: Clock, site: Newsdesk, post: PostOffice, told: Told) -> Workshop:
    clock.now = NEWEST + timedelta(hours=3)
    opened = watching(workshop, site.source(delay_seconds=0))
    return replace(opened, settings=opened.settings.model_copy(update={"subscribers": (ANN,), "smtp": post.smtp()}))


def test_what_a_watch_keeps_is_mailed_before_it_ends_and_told_all_the_same(
    desk: Workshop, post: PostOffice, told: Told
) -> None:
    counts = watch_and_follow_up(desk, desk.register)

    assert counts["pages_kept"] == counts["articles"] == 5
    assert (counts["changes"], counts["mails_sent"]) == (1, 1)
    assert [one["Subject"] for one in post.accepted] == [
        "Leeds: children's services judged inadequate in help and protection"
    ]


def test_a_watch_that_keeps_nothing_follows_nothing_up(
    desk: Workshop, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch_and_follow_up(desk, desk.register)
    monkeypatch.setattr(flows.follow_up, "_follow_up", lambda _: pytest.fail("nothing was kept"))

    counts = watch_and_follow_up(desk, desk.register)

    assert counts["pages_kept"] == 0


def test_a_larger_backlog_is_left_to_its_own_steps(
    desk: Workshop, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows.follow_up, "PAGES_A_BATCH", 3)

    counts = watch_and_follow_up(desk, desk.register)

    assert counts["pages_kept"] == len(waiting(desk.memory)) == 5
    assert post.offered == []


def test_what_another_process_is_flagging_is_left_to_it(
    desk: Workshop, post: PostOffice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(flows.follow_up, "WAIT_FOR_FLAGGING", timedelta(milliseconds=50))
    with exclusive(desk.memory, "flag"):
        counts = watch_and_follow_up(desk, desk.register)

    assert counts["pages_kept"] == 5
    assert waiting(desk.memory) == []
    assert "left to the flows" in caplog.text
    assert flag_changes(desk).changes == 1


def test_a_mail_server_that_is_down_costs_the_watch_nothing(desk: Workshop, post: PostOffice) -> None:
    post.refusals[ANN.address] = "451 try later"

    counts = watch_and_follow_up(desk, desk.register)

    assert (counts["changes"], counts["mails_sent"]) == (1, 0)
    assert extract_pages(desk).pages == len(articles_to_flag(desk.memory)) == 0


def test_a_wrong_file_of_subscriptions_stops_mails_only_and_loses_none(
    desk: Workshop, post: PostOffice, no_environment: Path
) -> None:
    who = no_environment / "subscriptions.toml"
    who.write_text('[[subscribers]]\naddress = "ann"\n')
    wrong = load_settings(whoever_subscribes=True).model_copy(
        update={name: getattr(desk.settings, name) for name in ("data", "smtp", "mail_from", "allow_private_addresses")}
    )
    with pytest.raises(SettingsError, match=FAULT):
        load_settings()

    counts = watch_and_follow_up(replace(desk, settings=wrong), desk.register)
    assert counts["pages_kept"] == 5
    extract_pages(replace(desk, settings=wrong))
    with pytest.raises(SettingsError, match=FAULT):
        flag_changes(replace(desk, settings=wrong))
    assert not post.accepted

    flag_changes(desk)
    send_alerts(desk)
    assert [one["To"] for one in post.accepted] == [ANN.address]
