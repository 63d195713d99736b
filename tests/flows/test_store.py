import os
import pickle
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flows.store import FolderStore, Store, StoreError, open_store
from tests.flows.s3 import LoopbackS3, loopback_s3

SECRET = "kettle-otter-42"
ANY_USE = [
    pytest.param(lambda store: store.read("tables/a.parquet"), id="read"),
    pytest.param(lambda store: store.write("tables/a.parquet", b"new"), id="write"),
    pytest.param(lambda store: list(store.list("tables")), id="list"),
    pytest.param(lambda store: store.delete("tables/a.parquet"), id="delete"),
]


@pytest.fixture(scope="module")
def s3() -> Iterator[LoopbackS3]:
    with loopback_s3() as server:
        yield server


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An unused place of each kind, as it is written in the settings."""
    if request.param == "folder":
        return str(tmp_path / "data")
    server: LoopbackS3 = request.getfixturevalue("s3")
    return server.fresh()


@pytest.fixture
def store(place: str) -> Store:
    return open_store(place)


def complaint(store: Store, use: Callable[[Store], object]) -> str:
    """Say what the one error of that use says: one sentence that names the place."""
    with pytest.raises(StoreError) as error:
        use(store)
    told = str(error.value)
    assert told.startswith(store.place())
    assert "\n" not in told
    assert SECRET not in told
    return told


def test_a_file_comes_back_as_it_was_written(store: Store) -> None:
    store.write("tables/ratings.parquet", b"\x00PAR1\xff")

    assert store.read("tables/ratings.parquet") == b"\x00PAR1\xff"


@pytest.mark.parametrize("content", [b"", b"x", bytes(6_000_000)], ids=["empty", "small", "large"])
def test_the_last_one_written_stands(store: Store, content: bytes) -> None:
    store.write("a", b"the one before, longer than the next")
    store.write("a", content)

    assert store.read("a") == content
    assert list(store.list()) == ["a"]


def test_what_is_not_there_is_named(store: Store, place: str) -> None:
    store.write("tables/a", b"")

    with pytest.raises(FileNotFoundError, match=rf"^there is no \w+ {re.escape(place)}/tables/b$"):
        store.read("tables/b")
    assert (store.exists("tables/a"), store.exists("tables/b"), store.exists("tables")) == (True, False, False)


def test_what_is_deleted_is_gone_and_may_be_deleted_again(store: Store) -> None:
    store.write("tables/a", b"")
    store.write("tables/b", b"")
    for _ in range(2):
        store.delete("tables/a")

    assert list(store.list()) == ["tables/b"]


def test_names_are_listed_below_a_prefix_in_alphabetical_order(store: Store) -> None:
    names = ["tables/a/2.parquet", "tables/a.parquet", "tables/a-b/1.parquet", "pages/00/x.gz", "tables2/c"]
    for name in names:
        store.write(name, b"")

    assert list(store.list()) == sorted(names)
    assert list(store.list("tables")) == list(store.list("tables/")) == sorted(names)[1:4]
    assert list(store.list("table")) == list(store.list("nowhere")) == []


def test_more_names_are_listed_than_a_store_gives_at_once(s3: LoopbackS3) -> None:
    store = open_store(s3.fresh())
    names = [f"{number:04}" for number in range(1_005)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: store.write(name, b""), names))

    assert list(store.list()) == names


def test_an_unused_place_is_empty(store: Store) -> None:
    assert list(store.list()) == []
    assert not store.exists("a")
    store.delete("a")


def test_a_store_within_a_store_has_its_own_names(store: Store, place: str) -> None:
    history = store.sub("tables").sub("history/")
    history.write("a.parquet", b"old")

    assert list(store.list()) == ["tables/history/a.parquet"]
    assert list(history.list()) == ["a.parquet"]
    assert store.read("tables/history/a.parquet") == b"old"
    assert history.place("a.parquet") == f"{place}/tables/history/a.parquet"
    assert store.sub("").place() == store.place() == place


def test_a_store_may_be_handed_to_another_process(store: Store) -> None:
    store.write("a", b"x")

    assert pickle.loads(pickle.dumps(store.sub("deep"))).place() == store.place("deep")
    assert pickle.loads(pickle.dumps(store)).read("a") == b"x"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.text("abcXYZ019._=-+ %#?&*~()'üé", min_size=1, max_size=12).filter(lambda name: name.strip(".")))
@example("month=2021-12")
@example("%2e%2e")
@example("%2F")
def test_any_name_comes_back_from_the_list(store: Store, name: str) -> None:
    store.write(f"names/{name}/{name}", name.encode())

    assert f"names/{name}/{name}" in set(store.list("names"))
    assert store.read(f"names/{name}/{name}") == name.encode()
    store.delete(f"names/{name}/{name}")


@pytest.mark.parametrize("name", ["", "/a", "a/", "a//b", ".", "..", "../a", "a/../../b", "a\\b", "a.tmp"])
def test_a_name_that_leads_elsewhere_is_refused(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="no name of a file"):
        store.write(name, b"")
    with pytest.raises(ValueError, match="no name of a file"):
        store.read(name)


ROUNDS = """
import sys
from flows.store import open_store
place, letter = sys.argv[1:]
store = open_store(place)
for _ in range(10):
    for name in ("a.parquet", "deep/b.parquet", "deep/er/c.parquet"):
        store.write(name, letter.encode() * 300_000)
"""


def test_two_writers_of_the_same_names_tear_nothing(store: Store, place: str) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", ROUNDS, place, letter]) for letter in "xy"]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        seen |= {store.read(name) for name in store.list()}
    seen |= {store.read(name) for name in store.list()}

    assert [writer.returncode for writer in writers] == [0, 0]
    assert list(store.list()) == ["a.parquet", "deep/b.parquet", "deep/er/c.parquet"]
    assert seen <= {b"x" * 300_000, b"y" * 300_000}


KILLED = """
import os, signal, sys
from flows.store import open_store
store = open_store(sys.argv[1])
store.write("ratings.parquet", b"old")
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
store.write("ratings.parquet", b"new")
"""


def test_what_a_killed_writer_leaves_is_never_listed_and_swept_after_an_hour(tmp_path: Path) -> None:
    assert subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False).returncode == -9
    store = open_store(tmp_path)
    (left,) = tmp_path.glob("*.tmp")

    assert list(store.list()) == ["ratings.parquet"]
    assert store.read("ratings.parquet") == b"old"
    assert left.exists()
    an_hour_ago = time.time() - 3_700
    os.utime(left, (an_hour_ago, an_hour_ago))
    assert list(store.list()) == ["ratings.parquet"]
    assert not left.exists()


def test_a_crash_in_mid_write_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path)
    store.write("ratings.parquet", b"old")

    def crash(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", crash)
    told = complaint(store, lambda store: store.write("ratings.parquet", b"new"))

    assert "cannot be written: No space left on device; free some space there" in told
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("ratings.parquet", b"old")]


def test_whoever_reads_while_a_file_is_replaced_reads_the_old_one_whole(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.write("ratings.parquet", b"old and longer")
    with (tmp_path / "ratings.parquet").open("rb") as reader:
        first = reader.read(3)
        store.write("ratings.parquet", b"new")
        rest = reader.read()

    assert (first + rest, store.read("ratings.parquet")) == (b"old and longer", b"new")


TOO_LARGE = """
import resource, sys
from flows.store import StoreError, open_store
store = open_store(sys.argv[1])
store.write("a.parquet", b"old")
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
try:
    store.write("a.parquet", bytes(2_000))
except StoreError as error:
    print(error)
"""


def test_a_file_larger_than_allowed_is_one_error_and_the_old_one_stands(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", TOO_LARGE, str(tmp_path)], check=True, capture_output=True, text=True)

    assert ran.stdout == (
        f"{tmp_path}/a.parquet cannot be written: File too large; raise the limit on the size of files\n"
    )
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.parquet", b"old")]


# A small file system of its own in a name space of its own: full and read-only for root too.
SMALL_DISK = """
set -e
mount -t tmpfs -o size=64k tmpfs "$1"
"$2" -c "
import os, subprocess, sys
from flows.store import StoreError, open_store
store = open_store(sys.argv[1])
store.write('a.parquet', b'old')
def attempt(content):
    try:
        store.write('a.parquet', content)
    except StoreError as error:
        print(error)
    print(os.listdir(sys.argv[1]), store.read('a.parquet'))
attempt(bytes(100_000))
subprocess.run(['mount', '-o', 'remount,ro', sys.argv[1]], check=True)
attempt(b'new')
" "$1"
"""


def test_a_full_and_a_read_only_disk_are_one_error_each_and_the_old_file_stands(tmp_path: Path) -> None:
    apart = ["unshare", "--mount", "--map-root-user", "sh", "-c"]
    try:
        subprocess.run([*apart, f"mount -t tmpfs tmpfs '{tmp_path}'"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no file system can be mounted here: {error}")
    command = [*apart, SMALL_DISK, "sh", str(tmp_path), sys.executable]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)

    full, after_full, read_only, after_read_only = ran.stdout.splitlines()
    unable = f"{tmp_path}/a.parquet cannot be written: "
    assert full == f"{unable}No space left on device; free some space there"
    assert read_only == f"{unable}Read-only file system; make it writable, or set data to another place"
    assert after_full == after_read_only == "['a.parquet'] b'old'"


@pytest.mark.parametrize("use", ANY_USE)
def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path, use: Callable[[Store], object]) -> None:
    (tmp_path / "tables").write_text("a note")

    told = complaint(open_store(tmp_path), use)

    assert "move away the file that stands where a folder should be" in told
    assert (tmp_path / "tables").read_text() == "a note"


def test_a_folder_where_a_file_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    store = open_store(tmp_path)

    told = "move away the folder that stands where a file should be"
    assert told in complaint(store, lambda store: store.write("a", b""))
    assert told in complaint(store, lambda store: store.read("a"))
    assert list(store.list()) == []


@pytest.mark.parametrize("use", ANY_USE)
def test_a_missing_bucket_is_told(s3: LoopbackS3, use: Callable[[Store], object]) -> None:
    told = complaint(open_store("s3://nowhere/data"), use)

    assert told.endswith(": the bucket is missing; create it, or correct its name")


@pytest.mark.parametrize("use", ANY_USE)
def test_a_host_that_does_not_answer_is_told(
    s3: LoopbackS3, monkeypatch: pytest.MonkeyPatch, use: Callable[[Store], object]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")

    told = complaint(open_store(s3.fresh()), use)

    assert told.endswith(": the host does not answer; check the network and the endpoint (for S3 AWS_ENDPOINT_URL)")


@pytest.mark.parametrize("use", ANY_USE)
def test_keys_that_are_refused_are_told_of_and_not_shown(s3: LoopbackS3, use: Callable[[Store], object]) -> None:
    s3.check_keys(after=0)
    try:
        told = complaint(open_store(s3.fresh()), use)
    finally:
        s3.check_keys(after=1_000_000)

    assert ": access is refused; check the keys in the environment" in told


def test_keys_that_are_missing_are_told_of(s3: LoopbackS3, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")

    with pytest.raises(StoreError, match="access is refused; check the keys"):
        open_store(s3.fresh()).write("a", b"")


def test_plain_http_must_be_meant(s3: LoopbackS3, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ALLOW_HTTP")

    assert "AWS_ALLOW_HTTP=true" in complaint(open_store(s3.fresh()), lambda store: store.read("a"))


@pytest.mark.parametrize(
    "address", ["s3://", "s3:///data", "ftp://host/data", "file:///data", "http://host/data", "s3://b/data?x=1"]
)
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(StoreError, match="is no address of an object store; give s3://bucket/prefix"):
        open_store(address)


def test_keys_in_an_address_are_not_shown() -> None:
    with pytest.raises(StoreError, match=r"^s3://bucket/data is no address .* keys by environment variables") as error:
        open_store(f"s3://somebody:{SECRET}@bucket/data")
    assert SECRET not in str(error.value)


def test_a_path_is_a_folder_that_is_made_when_it_is_needed(tmp_path: Path) -> None:
    store = open_store(tmp_path / "new" / "data")

    assert isinstance(store, FolderStore)
    assert not (tmp_path / "new").exists()
    store.write("a", b"")
    assert (tmp_path / "new" / "data" / "a").is_file()
