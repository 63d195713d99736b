"""One machine outgrown: 5,000 pages on three workers of two work pools, PostgreSQL and S3, against one process."""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.flows.many_pages import Place, keep_pages, worked_off
from tests.flows.outgrown import POOLS, shared_place, two_pools, work_off_all, working
from tests.flows.s3 import loopback_s3
from tests.flows.sameness import differences

PAGES = 5_000
PATIENCE = 3_600.0


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long the block takes."""
    begun = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - begun:.0f} s", flush=True)


def main() -> int:
    """Work the pages off both ways; 1 where the tables differ, or a page was lost or read twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES)
    number = parser.parse_args().pages
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        s3 = stack.enter_context(loopback_s3())
        with timed(f"{number:,} pages, one process, SQLite and a folder"):
            alone = worked_off(folder / "alone", number)
        shared = shared_place(folder / "shared", s3)
        keep_pages(shared, number)
        with timed("a Prefect server on PostgreSQL and its deployments"):
            service = stack.enter_context(two_pools(folder))
        stack.enter_context(working(service, shared, *POOLS))
        with timed(f"{number:,} pages, three workers of two work pools, PostgreSQL and S3"):
            work_off_all(service, shared, PATIENCE)
        wrong = [*differences(alone, shared.outcome()), *_counted(shared, number)]
    print("\n".join(wrong) or "the same tables, none lost, none read twice")
    return int(bool(wrong))


def _counted(shared: Place, number: int) -> Iterator[str]:
    read = shared.read()
    print(f"runs of extract have read {', '.join(map(str, read))} pages, {shared.articles():,} article versions")
    if shared.waiting():
        yield f"{shared.waiting()} pages were not read"
    if sum(read) != number:
        yield f"{sum(read)} pages were read, not {number}"


if __name__ == "__main__":
    sys.exit(main())
