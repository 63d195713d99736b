import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.memory.engine import MemoryUnavailable, connect_to, disposed_after
from flows.memory.locks import exclusive
from tests.flows.postgres import postgres_url

AT_ONCE = timedelta(milliseconds=50)
SOON = timedelta(seconds=10)
HOLDER = """
import sys, time
from flows.memory.engine import connect_to
from flows.memory.locks import exclusive
with exclusive(connect_to(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'memory.db'}"
    return str(request.getfixturevalue("a_postgres_url"))


@pytest.fixture
def a_postgres_url() -> str:
    return postgres_url()


@contextmanager
def engine_of(url: str) -> Iterator[sa.Engine]:
    with disposed_after(connect_to(url)) as engine:
        yield engine


@contextmanager
def another_process_holding(url: str, name: str) -> Iterator[subprocess.Popen[str]]:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, url, name], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield holder
    finally:
        holder.kill()
        holder.communicate()


def test_a_lock_that_another_process_holds_is_waited_for_and_then_refused(url: str) -> None:
    with (
        engine_of(url) as memory,
        another_process_holding(url, "flag"),
        pytest.raises(MemoryUnavailable, match=r"is in use: another process has held its lock 'flag' for 0 s; let it"),
        exclusive(memory, "flag", AT_ONCE),
    ):
        pytest.fail("two held it")


def test_locks_of_other_names_are_free(url: str) -> None:
    with engine_of(url) as memory, another_process_holding(url, "flag"), exclusive(memory, "publish", AT_ONCE):
        pass


def test_a_killed_process_lets_go(url: str) -> None:
    with engine_of(url) as memory, another_process_holding(url, "flag") as holder:
        holder.kill()
        with exclusive(memory, "flag", SOON):
            pass


def test_a_lock_is_free_after_it_was_held_even_where_the_work_failed(url: str) -> None:
    with engine_of(url) as memory:
        for _ in range(2):
            with pytest.raises(ZeroDivisionError), exclusive(memory, "flag", AT_ONCE):
                _ = 1 // 0


@pytest.mark.parametrize("kind", ["sqlite", "sqlite in memory", "postgresql"])
def test_threads_of_a_process_exclude_each_other(kind: str, tmp_path: Path) -> None:
    urls = {"sqlite": f"sqlite:///{tmp_path / 'memory.db'}", "sqlite in memory": "sqlite://"}
    inside, most = [0], [0]

    def work(memory: sa.Engine) -> None:
        for _ in range(5):
            with exclusive(memory, f"counting in {kind}", SOON):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    with engine_of(urls.get(kind) or postgres_url()) as memory:
        threads = [threading.Thread(target=work, args=(memory,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == [1]


def test_a_thread_waits_no_longer_than_it_was_told(url: str) -> None:
    refused: list[str] = []

    def try_it(memory: sa.Engine) -> None:
        try:
            with exclusive(memory, "flag", AT_ONCE):
                pass
        except MemoryUnavailable as error:
            refused.append(str(error))

    with engine_of(url) as memory, exclusive(memory, "flag", AT_ONCE):
        thread = threading.Thread(target=try_it, args=(memory,))
        thread.start()
        thread.join()
    assert len(refused) == 1


def test_a_place_that_takes_no_lock_file_is_refused_by_name() -> None:
    with (
        engine_of("sqlite:////proc/memory.db") as memory,
        pytest.raises(MemoryUnavailable, match=r"^the memory at sqlite:////proc/memory.db cannot be locked: .*; check"),
        exclusive(memory, "flag"),
    ):
        pytest.fail("it was held")
