"""The commands about alerts."""

from typing import Annotated

import typer
from rich.console import Console

from flows.alert import preview, send_test
from flows.cli_options import DataOption, SettingsOption, WrongUse, parse_day
from flows.deliver import DeliveryError
from flows.open_workshop import open_for

app = typer.Typer(help="The mail to subscribers.", no_args_is_help=True)


@app.command("preview")
def show_preview(
    since: Annotated[str | None, typer.Option(help="Changes flagged on that day or later, YYYY-MM-DD.")] = None,
    settings: SettingsOption = None,
    data: DataOption = None,
) -> None:
    """What each subscriber would get for the changes since a day; nothing is sent."""
    with open_for(settings, data) as workshop:
        if not workshop.settings.subscribers:
            raise WrongUse("there are no subscribers; add [[subscribers]] to the settings file")
        console = Console(highlight=False)
        for address, message in preview(workshop, parse_day("--since", since)):
            if message is None:
                console.print(f"{address}: nothing\n", markup=False)
                continue
            body = message.get_body(("plain",))
            console.print(f"To: {address}\nSubject: {message['Subject']}\n", markup=False, soft_wrap=True)
            console.print(body.get_content() if body else "", markup=False, soft_wrap=True)


@app.command("send-test")
def deliver_test(address: str, settings: SettingsOption = None, data: DataOption = None) -> None:
    """Send a test message, to see that mail leaves."""
    with open_for(settings, data) as workshop:
        try:
            place = send_test(workshop, address)
        except DeliveryError as error:
            Console(stderr=True).print(f"inspection-watch: {error}", markup=False, highlight=False, soft_wrap=True)
            raise typer.Exit(1) from error
    Console().print(f"Delivered to {place}", soft_wrap=True)
