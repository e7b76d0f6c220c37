"""A companion that is killed at any moment has stored all that it acknowledged."""

import multiprocessing
import os
import random
import signal
from multiprocessing.connection import Connection
from pathlib import Path

from tests.usage.cases import NOON, report

from forethought.settings import Settings
from forethought.store import open_store
from forethought.store.problems import open_problems
from forethought.store.slices import ingest

ROUNDS = 40


def _write_until_killed(folder: Path, src: str, acknowledge: Connection) -> None:
    store = open_store(folder)
    for seq in range(1_000_000):
        with store.begin() as connection:
            # Slices of one round touch each other, and grow: both ways of writing are interrupted.
            items = [report(NOON - 1000 * (seq // 2) - 1000, 0.5 * (1 + seq % 2), "x", src, seq // 2)]
            ingest(connection, items, Settings(), NOON)
        acknowledge.send_bytes(b"%d" % seq)


def test_no_acknowledged_slice_is_lost_in_forty_kills(tmp_path: Path) -> None:
    # Seeded: a failure can be repeated.
    moments = random.Random(7)
    acknowledged: dict[str, int] = {}
    for number in range(ROUNDS):
        reading, writing = multiprocessing.Pipe(duplex=False)
        child = multiprocessing.get_context("fork").Process(
            target=_write_until_killed, args=(tmp_path, f"round-{number}", writing)
        )
        child.start()
        writing.close()
        last = -1
        for _ in range(moments.randint(1, 25)):
            last = int(reading.recv_bytes())
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        try:
            while True:
                last = int(reading.recv_bytes())
        except (EOFError, OSError):
            acknowledged[f"round-{number}"] = last
        child.join()
        reading.close()

    store = open_store(tmp_path)
    with store.read() as connection:
        rows = list(connection.execute("SELECT src, seq, end_ms - start_ms AS length FROM slice"))
        assert open_problems(connection) == []
        assert connection.execute("PRAGMA integrity_check").scalar() == "ok"
    store.close()
    lengths = {(row.src, row.seq): row.length for row in rows}
    lost = [
        (src, seq)
        for src, last in acknowledged.items()
        for seq in range(last + 1)
        if lengths.get((src, seq // 2), 0) < 500 * (1 + seq % 2)
    ]
    assert lost == []
    assert sum(last + 1 for last in acknowledged.values()) >= ROUNDS
