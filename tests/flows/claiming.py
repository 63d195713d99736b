"""Workers that claim, for processes of their own: each imports this anew, so it needs little."""

import os
import signal
from datetime import datetime, timedelta

from flows.memory.claims import claim_host, claim_pages
from flows.memory.engine import open_memory

HOST, LASTS = "www.gazette.example", timedelta(minutes=20)
A_BATCH = 20


def claim_all(url: str, now: datetime) -> list[str]:
    """Claim pages until there are none; return their addresses."""
    memory = open_memory(url)
    claimed = []
    while batch := claim_pages(memory, A_BATCH, now):
        claimed += [page.url for page in batch]
    memory.dispose()
    return claimed


def claim_and_die(url: str, now: datetime) -> None:
    """Claim a batch of pages and a host, and be killed."""
    memory = open_memory(url)
    claim_pages(memory, A_BATCH, now)
    claim_host(memory, HOST, "run-1", LASTS, now)
    os.kill(os.getpid(), signal.SIGKILL)
