"""A page that rots in a backup costs that page at most, and the next backup mends it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flows.keep.backups import pages_at, read_backup
from flows.keep.restore import restore
from tests.flows.command import Command
from tests.flows.keeping import BODIES, Kept


def rot(file: Path) -> None:
    file.write_bytes(b"rot")


def alter(file: Path) -> None:
    """Make it another whole page."""
    other = next(one for one in file.parent.parent.rglob("*.gz") if one != file)
    file.write_bytes(other.read_bytes())


spoilt = pytest.mark.parametrize("spoil", [rot, alter, Path.unlink])
Spoil = Callable[[Path], None]


def a_page_of(place: Path) -> Path:
    return min((place / "pages").rglob("*.gz"))


@spoilt
def test_the_next_backup_mends_a_page_that_rotted(spoil: Spoil, kept: Kept, place: Path) -> None:
    page = a_page_of(place)
    spoil(page)
    kept.back_up(place)

    assert pages_at(place).get(page.stem) in BODIES
    assert read_backup(place).missing == ()


@spoilt
def test_a_page_that_rotted_on_both_sides_is_named_and_comes_back_where_it_turns_up(
    spoil: Spoil, kept: Kept, place: Path, tmp_path: Path
) -> None:
    kept.back_up(tmp_path / "another")
    page = a_page_of(place)
    spoil(page)
    (kept.folder / "pages" / page.parent.name / page.name).unlink()
    kept.back_up(place)

    assert read_backup(place).missing == (page.stem,)
    assert restore(tmp_path / "another", kept.url, kept.pages, only_pages=True).lost == {}
    assert kept.damage() == []
    kept.back_up(place)
    assert read_backup(place).missing == ()


@spoilt
def test_all_but_a_rotten_page_comes_back_and_the_page_is_named(
    spoil: Spoil, kept: Kept, place: Path, tmp_path: Path, command: Command
) -> None:
    page, new = a_page_of(place), tmp_path / "new"
    spoil(page)
    url = next(row["url"] for row in kept.rows()["articles"] if row["page_hash"] == page.stem)
    said = command("restore", str(place), "--data", str(new))

    assert said.status == 1
    assert said.out.splitlines() == [
        f"44 rows and 2 pages as of {read_backup(place).moment} are back.",
        "Run publish, so that the tables say the same.",
        (
            f"The page {page.stem} of {url} is lost or damaged in the backup and here; if another backup has it, "
            "restore that one with --only-pages."
        ),
    ]
    other = Kept(new, f"sqlite:///{new / 'memory.db'}")
    assert other.rows() == kept.rows()
    (damage,) = other.damage()
    assert page.name in damage


@spoilt
@pytest.mark.parametrize("how", ["--replace", "--only-pages"])
def test_a_rotten_page_that_is_here_whole_is_left_as_it_is(
    how: str, spoil: Spoil, kept: Kept, place: Path, command: Command
) -> None:
    spoil(a_page_of(place))
    max((kept.folder / "pages").rglob("*.gz")).unlink()
    said = command("restore", str(place), "--data", str(kept.folder), how)

    assert said.status == 0
    assert kept.damage() == []
