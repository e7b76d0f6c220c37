"""Finds the processes of a browser by its profile, to stop, continue or kill it from outside."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path


def processes(profile: Path) -> set[int]:
    """The ids of the browser with this profile and of all its children, who do not all name the profile."""
    parents, found = {}, set()
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with suppress(OSError):
                one = int(process.name)
                # After the program's name, which may hold spaces: the state and the parent.
                parents[one] = int((process / "stat").read_text().rpartition(")")[2].split()[1])
                if str(profile).encode() in (process / "cmdline").read_bytes():
                    found.add(one)
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def send(profile: Path, number: signal.Signals) -> None:
    """Send a signal to every process of the browser with this profile."""
    for process in processes(profile):
        with suppress(ProcessLookupError):
            os.kill(process, number)


def kill_all(profile: Path) -> None:
    """End every process of the browser with this profile, and wait until none is left."""
    for process in processes(profile):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    while processes(profile):
        time.sleep(0.02)
