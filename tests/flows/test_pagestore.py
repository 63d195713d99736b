import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.pagestore import DamagedPage, PageStore
from flows.store import StoreError, open_store
from tests.flows.s3 import LoopbackS3, loopback_s3

BODY = b"<p>Inspectors came in October.</p>" * 20
HASH = sha256(BODY).hexdigest()
NAME = f"{HASH[:2]}/{HASH}.gz"


@pytest.fixture(scope="module")
def s3() -> Iterator[LoopbackS3]:
    with loopback_s3() as server:
        yield server


@pytest.fixture(params=["folder", "bucket"])
def pages(request: pytest.FixtureRequest, tmp_path: Path) -> PageStore:
    if request.param == "folder":
        return PageStore(open_store(tmp_path / "pages"))
    server: LoopbackS3 = request.getfixturevalue("s3")
    return PageStore(open_store(server.fresh()).sub("pages"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.binary(max_size=2_000))
def test_a_page_comes_back_as_it_was_put(pages: PageStore, body: bytes) -> None:
    assert pages.get(pages.put(body)) == body


def test_a_page_is_kept_compressed_under_its_hash(pages: PageStore) -> None:
    assert pages.put(BODY) == HASH

    assert list(pages.store.list()) == [NAME]
    assert pages.place(HASH) == pages.store.place(NAME)
    assert len(pages.store.read(NAME)) < len(BODY)


def test_a_page_is_kept_once(tmp_path: Path) -> None:
    pages = PageStore(open_store(tmp_path))
    pages.put(BODY)
    before = (tmp_path / NAME).stat()
    pages.put(BODY)
    after = (tmp_path / NAME).stat()

    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_same_page_is_the_same_file_everywhere(pages: PageStore, tmp_path: Path) -> None:
    other = PageStore(open_store(tmp_path / "other"))
    for store in (pages, other):
        store.put(BODY)

    assert pages.store.read(NAME) == other.store.read(NAME)


def test_many_may_keep_one_page_at_once(pages: PageStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        hashes = set(pool.map(pages.put, [BODY] * 32))

    assert hashes == {HASH}
    assert list(pages.store.list()) == [NAME]
    assert pages.get(HASH) == BODY


def test_a_page_that_is_not_kept_is_an_os_error(pages: PageStore) -> None:
    with pytest.raises(FileNotFoundError):
        pages.get(HASH)


KEPT = gzip.compress(BODY, mtime=0)
FLIPPED = KEPT[: len(KEPT) // 2] + bytes([KEPT[len(KEPT) // 2] ^ 0xFF]) + KEPT[len(KEPT) // 2 + 1 :]
DAMAGED = {
    "empty": b"",
    "other": b"not gzip at all",
    "torn in the header": KEPT[:5],
    "torn in the body": KEPT[:20],
    "torn in the checksum": KEPT[:-1],
    "flipped bits": FLIPPED,
    "another page": gzip.compress(b"another page"),
    "text": BODY,
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_page_is_an_error_that_names_it_until_the_page_comes_in_again(
    pages: PageStore, content: bytes
) -> None:
    pages.store.write(NAME, content)

    with pytest.raises(DamagedPage, match=rf"{HASH}\.gz is .*; delete the file$"):
        pages.get(HASH)
    assert pages.put(BODY) == HASH
    assert pages.get(HASH) == BODY
    assert list(pages.store.list()) == [NAME]


def test_a_place_that_cannot_be_written_is_told_and_not_taken_for_a_missing_page(tmp_path: Path) -> None:
    (tmp_path / "pages").write_text("a file in its place")
    pages = PageStore(open_store(tmp_path / "pages"))

    with pytest.raises(StoreError, match=r"^.*/pages/.* cannot be read: Not a directory; move away the file"):
        pages.put(BODY)


def test_a_missing_bucket_is_told_and_not_taken_for_a_missing_page(s3: LoopbackS3) -> None:
    with pytest.raises(StoreError, match="the bucket is missing"):
        PageStore(open_store("s3://nowhere")).put(BODY)
