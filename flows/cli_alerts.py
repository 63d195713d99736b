"""The commands about alerts."""

from typing import Annotated

import typer
from rich.console import Console

from flows.alert import send_test
from flows.cli_held import drop_held, release_held, retry_mails, show_held
from flows.cli_options import DataOption, SettingsOption, WrongUse, parse_day, say
from flows.deliver import DeliveryError
from flows.needs import counted
from flows.open_workshop import open_for
from flows.preview import Previewed, preview, too_old
from flows.settings import Settings, SettingsError, load_settings
from flows.show_subscriber import lines_of
from flows.subscription_file import FILE_NAME
from flows.subscriptions import Subscription, channel_address, subscriber_at
from transforms.health import LONDON

app = typer.Typer(help="The mail to subscribers.", no_args_is_help=True)
app.command("held")(show_held)
app.command("release")(release_held)
app.command("drop")(drop_held)
app.command("retry")(retry_mails)


@app.command("preview")
def show_preview(
    since: Annotated[str | None, typer.Option(help="Changes flagged on that day or later, YYYY-MM-DD.")] = None,
    full: Annotated[bool, typer.Option("--full", help="The text of each mail too.")] = False,
    settings: SettingsOption = None,
    data: DataOption = None,
) -> None:
    """What each subscriber would get for the changes since a day, and when; nothing is sent."""
    with open_for(settings, data) as workshop:
        _refuse_none(workshop.settings)
        day = parse_day("--since", since)
        for subscriber, messages in preview(workshop, day):
            for message in messages:
                say(_full(message) if full else _line(subscriber, message))
            if not messages:
                say(f"{subscriber.address}: nothing")
        if old := too_old(workshop, day):
            longest = workshop.settings.mail_max_age_days
            changes = counted(old, "change took", "changes took")
            say(f"{changes} effect more than {longest} days before being flagged: mailed to nobody (mail_max_age_days)")


@app.command("check")
def check_subscriptions(settings: SettingsOption = None) -> None:
    """What each entry of the subscriptions comes to, or what is wrong with them."""
    try:
        found = load_settings(settings)
    except SettingsError as error:
        for fault in error.faults:
            _complain(fault)
        raise typer.Exit(1) from error
    _refuse_none(found)
    for subscriber in found.audience:
        say("\n".join(lines_of(subscriber)))


@app.command("send-test")
def deliver_test(
    to: Annotated[str, typer.Argument(metavar="ADDRESS|CHANNEL", help="A mail address, or the name of a channel.")],
    settings: SettingsOption = None,
    data: DataOption = None,
) -> None:
    """Send a test message, to see that mail leaves or a channel takes it."""
    with open_for(settings, data) as workshop:
        try:
            place = send_test(workshop, _address(workshop.settings, to))
        except DeliveryError as error:
            _complain(str(error))
            raise typer.Exit(1) from error
    Console().print(f"Delivered to {place}", soft_wrap=True)


def _address(settings: Settings, to: str) -> str:
    if "@" in to:
        return to
    channel = subscriber_at(settings.channels, channel_address(to))
    if channel is None:
        known = ", ".join(one.name for one in settings.channels) or "none"
        raise WrongUse(f'"{to}" is no mail address and no channel; channels are: {known}')
    return channel.address


def _refuse_none(settings: Settings) -> None:
    if not settings.audience:
        raise WrongUse(f"there are no subscribers; add [[subscribers]] to {FILE_NAME} beside the settings file")


def _line(subscriber: Subscription, message: Previewed) -> str:
    return f"{subscriber.address}  {message.at.astimezone(LONDON):%Y-%m-%d %H:%M}  {message.mail['Subject']}"


def _full(message: Previewed) -> str:
    body = message.mail.get_body(("plain",))
    headers = (f"{name}: {message.mail[name]}" for name in ("To", "Date", "Subject"))
    return "\n".join([*headers, "", body.get_content() if body else ""])


def _complain(sentence: str) -> None:
    Console(stderr=True).print(f"inspection-watch: {sentence}", markup=False, highlight=False, soft_wrap=True)
