"""The commands `backup`, `restore` and `check`."""

from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from flows.cli_options import DataOption, SettingsOption
from flows.keep.backup import back_up
from flows.keep.backups import opened
from flows.keep.check import find_damage
from flows.keep.restore import restore
from flows.memory.engine import refuse_no_memory
from flows.pagestore import PageStore
from flows.settings import Settings, load_settings
from flows.workshop import now_utc

MOST_LOST_SHOWN = 20
ELSEWHERE = "if another backup has it, restore that one with --only-pages"

PlaceArgument = Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of the backup.")]


def backup_command(place: PlaceArgument, settings: SettingsOption = None, data: DataOption = None) -> None:
    """Copy the memory as it is now, and the pages that the folder lacks."""
    chosen = load_settings(settings, data=data)
    refuse_no_memory(chosen.memory_url, "put a backup back with restore")
    with opened(chosen.memory_url) as memory:
        made = back_up(memory, _pages(chosen), place, now_utc())
    _say(f"{sum(made.rows.values())} rows and {made.pages} pages: {place}")
    for page_hash in made.missing:
        _say(f"The page {page_hash} is lost or damaged and in no backup here; run check.")
    raise typer.Exit(1 if made.missing else 0)


def restore_command(
    place: PlaceArgument,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite the memory that is there.")] = False,
    only_pages: Annotated[bool, typer.Option("--only-pages", help="Leave the memory as it is.")] = False,
    settings: SettingsOption = None,
    data: DataOption = None,
) -> None:
    """Put a backup back: its pages and its memory. Then publish anew."""
    chosen = load_settings(settings, data=data)
    put_back = restore(place, chosen.memory_url, _pages(chosen), replace=replace, only_pages=only_pages)
    what = f"{put_back.pages} pages" if only_pages else f"{put_back.rows} rows and {put_back.pages} pages"
    _say(f"{what} as of {put_back.moment} are back.")
    if not only_pages:
        _say("Run publish, so that the tables say the same.")
    for page_hash, url in islice(put_back.lost.items(), MOST_LOST_SHOWN):
        _say(f"The page {page_hash} of {url} is lost or damaged in the backup and here; {ELSEWHERE}.")
    if len(put_back.lost) > MOST_LOST_SHOWN:
        _say(f"{len(put_back.lost) - MOST_LOST_SHOWN} more are; check names them all.")
    raise typer.Exit(1 if put_back.lost else 0)


def check_command(settings: SettingsOption = None, data: DataOption = None) -> None:
    """Whether the memory, the kept pages and the published tables are whole; a line for each damage."""
    chosen = load_settings(settings, data=data)
    found = 0
    with Console(stderr=True).status("Looking") as shown:
        found_now = find_damage(
            chosen.memory_url, chosen.store, now_utc(), lambda what: shown.update(f"Looking at {what}")
        )
        for damage in found_now:
            found += 1
            _say(damage)
    if not found:
        _say("No damage found.")
    raise typer.Exit(1 if found else 0)


def _pages(settings: Settings) -> PageStore:
    return PageStore(settings.store.sub("pages"))


def _say(sentence: str) -> None:
    Console().print(sentence, markup=False, highlight=False, soft_wrap=True)
