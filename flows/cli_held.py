"""The commands about mail that waits: for the mail server, or for the operator who is to judge a flood."""

from collections.abc import Sequence
from typing import Annotated

import typer

from flows.alert import send_alerts
from flows.cli_options import DataOption, SettingsOption, WrongUse, say
from flows.held import LIST, HeldChange, held_changes
from flows.memory.held import drop, held, release
from flows.memory.tries import try_at_once
from flows.needs import counted, moment_of
from flows.open_workshop import open_for
from flows.page_words import shortened
from flows.workshop import Workshop

LONGEST_REASON = 300

IdsArgument = Annotated[list[str] | None, typer.Argument(metavar="[CHANGE_ID]...", help="Changes that are held back.")]
AllOption = Annotated[bool, typer.Option("--all", help="All that are held back.")]


def retry_mails(
    address: Annotated[str | None, typer.Argument(help="Of this address only.")] = None,
    settings: SettingsOption = None,
    data: DataOption = None,
) -> None:
    """Try at once whatever waits because the mail server did not take it."""
    with open_for(settings, data) as workshop:
        waited = try_at_once(workshop.memory, address, workshop.clock())
        done = send_alerts(workshop)
    say(f"{counted(waited, 'mail', 'mails')} had waited: {done.sent} delivered, {done.failed} failed, {done.left} left")
    raise typer.Exit(1 if done.failed else 0)


def show_held(settings: SettingsOption = None, data: DataOption = None) -> None:
    """The critical changes that are held back, as too many came at once."""
    with open_for(settings, data) as workshop:
        found = held_changes(workshop)
    for one in found:
        say(_described(one))
    if not found:
        say("nothing is held back")


def release_held(
    change_ids: IdsArgument = None, every: AllOption = False, settings: SettingsOption = None, data: DataOption = None
) -> None:
    """Let the mails of changes that are held back go out with the next alerts."""
    with open_for(settings, data) as workshop:
        number = release(workshop.memory, _chosen(workshop, change_ids or [], every), workshop.clock())
    say(f"{counted(number, 'change', 'changes')} released: mailed with the next alerts")


def drop_held(
    change_ids: IdsArgument = None,
    every: AllOption = False,
    because: Annotated[str, typer.Option("--because", help="Why, for whoever asks later.")] = "",
    settings: SettingsOption = None,
    data: DataOption = None,
) -> None:
    """Never mail the changes that are held back."""
    reason = shortened(because, LONGEST_REASON)
    if not reason:
        raise WrongUse('say why they are dropped: --because "the page was misread"')
    with open_for(settings, data) as workshop:
        number = drop(workshop.memory, _chosen(workshop, change_ids or [], every), reason)
    say(f"{counted(number, 'change', 'changes')} dropped: nobody is mailed of them")


def _chosen(workshop: Workshop, change_ids: Sequence[str], every: bool) -> list[str]:
    """The ids that are meant; raises WrongUse for none, for both ways at once, and for one that is not held back."""
    if bool(change_ids) == every:
        raise WrongUse("name the ids of changes, or give --all")
    ids = [one.change_id for one in held(workshop.memory)]
    if unknown := [one for one in change_ids if one not in ids]:
        raise WrongUse(f"{unknown[0]!r} is no change that is held back; `{LIST}` lists those")
    return ids if every else list(change_ids)


def _described(one: HeldChange) -> str:
    return "\n".join(
        (
            f"{one.change_id}  {one.summary}",
            f"  authority: {one.authority}",
            f"  sources: {', '.join(one.sources)}",
            f"  rules: {', '.join(one.rules) or 'not known'}",
            f"  since {moment_of(one.since)}, owed to {counted(one.addresses, 'address', 'addresses')}",
        )
    )
