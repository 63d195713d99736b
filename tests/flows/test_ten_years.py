"""Ten years of an archive, replayed day by day, send exactly the mails that its articles and its readers ask for."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from flows.reprocess import reprocess
from flows.settings import Smtp
from flows.workshop import Workshop
from tests.flows.decade import Decade, Mail, Weekly, decade, expected_mails, pieces
from tests.flows.digests import plain
from tests.flows.post_office import PostOffice
from tests.flows.readers import failures
from tests.scrapers.web import serving
from transforms.health import LONDON

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("ten years")]

A_DAY = timedelta(days=1)
FIRST, LAST = date(2016, 11, 23), date(2026, 11, 20)
RESTARTED = date(2019, 6, 3)
NEW_SITE = date(2022, 3, 10)
PAUSED, RESUMES = date(2023, 6, 1), date(2023, 9, 4)
AWAY, BACK = date(2025, 3, 3), date(2025, 3, 6)
READ_ANEW = date(2025, 6, 2)
NO_SERVER = Smtp(host="127.0.0.1", port=1, security="none", timeout_seconds=1)


def test_ten_years_of_the_archive_send_exactly_the_expected_mails(no_environment: Path, post: PostOffice) -> None:
    with serving(Weekly) as weekly:
        years = decade(no_environment, weekly, smtp=post.smtp())
        live_through(years, post)
        with years.opened() as workshop:
            assert {reason for reason, _ in failures(workshop)} == {"not_delivered"}

    assert came(post.accepted) == sorted(expected_mails())
    assert len({mail["Message-ID"] for mail in post.accepted}) == len(post.accepted)


def live_through(years: Decade, post: PostOffice) -> None:
    """Live from the first day to the last, the workshop closed and opened again wherever something else happens."""
    archive = pieces()
    years.live(archive, FIRST, RESTARTED - A_DAY)
    years.live(archive, RESTARTED, NEW_SITE - A_DAY)
    years.weekly.move_house(datetime.combine(NEW_SITE - A_DAY, time(), UTC))
    years.live(archive, NEW_SITE, PAUSED - A_DAY)
    pause(years, "summer@reader.example")
    years.live(archive, PAUSED, AWAY - A_DAY)
    years.change(smtp=NO_SERVER)
    years.live(archive, AWAY, BACK - A_DAY)
    years.change(smtp=post.smtp())
    years.live(archive, BACK, READ_ANEW)
    with years.opened() as workshop:
        read_anew(workshop)
    years.live(archive, READ_ANEW + A_DAY, LAST)


def pause(years: Decade, address: str) -> None:
    readers = [
        one.model_copy(update={"pause_until": RESUMES}) if one.has_address(address) else one
        for one in years.settings.subscribers
    ]
    years.change(subscribers=tuple(readers))


def read_anew(workshop: Workshop) -> None:
    read = reprocess(workshop, apply=True, jobs=1)
    assert read.pages
    assert not read.failures


def came(accepted: Sequence[EmailMessage]) -> list[Mail]:
    """The mails that came; each reply answers one to the same reader of the subject that it names."""
    by_id = {mail["Message-ID"]: mail for mail in accepted}
    for mail in accepted:
        if mail["In-Reply-To"]:
            answered = by_id[mail["In-Reply-To"]]
            assert (answered["To"], f"Correction: {answered['Subject']}") == (mail["To"], mail["Subject"])
    return sorted(map(as_expected, accepted))


def as_expected(mail: EmailMessage) -> Mail:
    at = parsedate_to_datetime(mail["Date"]).astimezone(LONDON).replace(second=0)
    subject = str(mail["Subject"])
    lines = tuple(lines_of(plain(mail))) if subject.startswith("inspection-watch") else ()
    return Mail(at, str(mail["To"]).partition("@")[0], subject, lines, bool(mail["In-Reply-To"]))


def lines_of(text: str) -> Iterator[str]:
    """The lines of a digest behind the authority over them, and those of a summary, which have theirs."""
    authority = ""
    for line in text.splitlines():
        if line.startswith("- "):
            yield f"{authority}: {line[2:]}" if authority else line[2:]
        elif line and not line.startswith(" "):
            authority = "" if ":" in line else line.strip("-=")
