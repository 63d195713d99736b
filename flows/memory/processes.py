"""Which process has claimed something, as a line of text, and whether it runs still."""

import os
import socket
from functools import cache
from pathlib import Path

import psutil

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
PROCESS_NUMBERS = Path("/proc/self/ns/pid")


def this_process() -> str:
    """Name this process so that no other, on whatever machine, has or will have the name."""
    return f"{_machine()}:{os.getpid()}:{_started(psutil.Process())}"


def is_running(process: str) -> bool:
    """Whether the process of that name runs; of one on another machine or in another container nobody here can tell."""
    machine, number, started = process.rsplit(":", 2)
    if machine != _machine():
        return True
    try:
        found = psutil.Process(int(number))
        return _started(found) == started and found.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


@cache
def _machine() -> str:
    """Name what process numbers hold within: containers on one machine count each for itself, as some see no others."""
    try:
        return f"{BOOT_ID.read_text(encoding='ascii').strip()}/{PROCESS_NUMBERS.stat().st_ino}"
    except OSError:
        return socket.gethostname()


def _started(process: psutil.Process) -> str:
    # Seconds since the machine started: they stay as they are when its clock is put right.
    return f"{process.create_time() - psutil.boot_time():.2f}"
