import os
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.pagestore import PageStore, replace_file

BODY = b"<p>Inspectors came in October.</p>" * 20


@pytest.fixture
def store(tmp_path: Path) -> PageStore:
    return PageStore(tmp_path / "pages")


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.binary(max_size=2_000))
def test_a_page_comes_back_as_it_was_put(store: PageStore, body: bytes) -> None:
    assert store.get(store.put(body)) == body


def test_a_page_is_kept_compressed_under_its_hash(store: PageStore) -> None:
    page_hash = store.put(BODY)
    (file,) = files(store.folder)

    assert page_hash == sha256(BODY).hexdigest()
    assert file == store.folder / page_hash[:2] / f"{page_hash}.gz"
    assert file.stat().st_size < len(BODY)


def test_a_page_is_kept_once(store: PageStore) -> None:
    store.put(BODY)
    (file,) = files(store.folder)
    before = file.stat()
    store.put(BODY)

    assert files(store.folder) == [file]
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_same_page_is_the_same_file_everywhere(tmp_path: Path) -> None:
    contents = set()
    for name in ("one", "other"):
        store = PageStore(tmp_path / name)
        store.put(BODY)
        contents.add(files(store.folder)[0].read_bytes())

    assert len(contents) == 1


def test_many_may_keep_one_page_at_once(store: PageStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        hashes = set(pool.map(store.put, [BODY] * 32))

    assert [file.stem for file in files(store.folder)] == list(hashes)
    assert store.get(hashes.pop()) == BODY


def test_a_page_that_is_not_kept_is_an_os_error(store: PageStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.get(sha256(BODY).hexdigest())


@pytest.mark.parametrize("content", [b"", b"not gzip at all"], ids=["empty", "other"])
def test_a_file_that_is_no_page_is_an_os_error_that_names_it(store: PageStore, content: bytes) -> None:
    page_hash = store.put(BODY)
    files(store.folder)[0].write_bytes(content)

    with pytest.raises(OSError, match=rf"{page_hash}\.gz is "):
        store.get(page_hash)


@pytest.mark.parametrize("length", [5, 20, -9, -1])
def test_a_torn_file_is_an_os_error_that_names_it(store: PageStore, length: int) -> None:
    page_hash = store.put(BODY)
    (file,) = files(store.folder)
    file.write_bytes(file.read_bytes()[:length])

    with pytest.raises(OSError, match=rf"{page_hash}\.gz is damaged .*; delete the file"):
        store.get(page_hash)


def test_a_file_with_flipped_bits_is_an_os_error(store: PageStore) -> None:
    page_hash = store.put(BODY)
    (file,) = files(store.folder)
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    file.write_bytes(whole)

    with pytest.raises(OSError, match=page_hash):
        store.get(page_hash)


def test_another_page_under_the_name_is_an_os_error(store: PageStore) -> None:
    page_hash, other = store.put(BODY), store.put(b"other")
    (store.folder / other[:2] / f"{other}.gz").replace(store.folder / page_hash[:2] / f"{page_hash}.gz")

    with pytest.raises(OSError, match="is not the page it is named after"):
        store.get(page_hash)


def test_a_crash_in_mid_write_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "ratings.parquet"
    replace_file(file, b"old")

    def crash(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(OSError, match="No space left"):
        replace_file(file, b"new")

    assert [(path.name, path.read_bytes()) for path in files(tmp_path)] == [("ratings.parquet", b"old")]


def test_whoever_reads_while_a_file_is_replaced_reads_the_old_one_whole(tmp_path: Path) -> None:
    file = tmp_path / "ratings.parquet"
    replace_file(file, b"old and longer")
    with file.open("rb") as reader:
        first = reader.read(3)
        replace_file(file, b"new")
        rest = reader.read()

    assert (first + rest, file.read_bytes()) == (b"old and longer", b"new")
