"""On a full disk nothing that was stored is lost, reading works, and erasing makes room."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from tests.usage.cases import DAY, NOON, report

from forethought.settings import Settings
from forethought.store import Store, StoreFull, backup, open_store
from forethought.store.erase import Erasure, erase
from forethought.store.problems import open_problems
from forethought.store.slices import ingest, slices_between

# A limit on the size of files stands in for a full disk: the system refuses to let one grow.
_FILL = textwrap.dedent("""
    import resource, signal, sys
    from pathlib import Path
    from forethought.settings import Settings
    from forethought.store import StoreFull, open_store
    from forethought.store.slices import ingest, slices_between
    from tests.usage.cases import DAY, NOON, report

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    store = open_store(Path(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
    stored = 0
    try:
        while True:
            items = [report(NOON - DAY + 1000 * n, 1, "x", f"document-{stored}", n) for n in range(200)]
            with store.begin() as connection:
                ingest(connection, items, Settings(), NOON)
            stored += 200
    except StoreFull as full:
        print(full)
    with store.read() as connection:
        print(len(slices_between(connection, 0, NOON)) - stored)
    print(stored)
""")


def test_a_full_disk_refuses_in_words_and_keeps_what_was_stored(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FILL, str(tmp_path)], capture_output=True, text=True, timeout=60, cwd=Path.cwd()
    )
    words, difference, stored = done.stdout.splitlines()
    assert "The disk is full: nothing was stored." in words
    assert (difference, int(stored) > 0) == ("0", True)
    store = open_store(tmp_path)
    with store.read() as connection:
        assert len(slices_between(connection, 0, NOON)) == int(stored)
        assert open_problems(connection) == []
    store.close()


def test_erasing_works_where_there_is_no_room_for_a_backup(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: Path, _now: int) -> None:
        raise StoreFull("There is no room.")

    with sqlite_store.begin() as connection:
        ingest(connection, [report(NOON - DAY, 60)], Settings(), NOON)
    monkeypatch.setattr(backup, "keep_daily", full)
    assert erase(sqlite_store, Erasure(0, NOON), NOON) == 1


def test_the_reserve_is_there_before_and_after_erasing(sqlite_store: Store) -> None:
    ballast = sqlite_store.data_dir / "ballast"
    assert ballast.stat().st_size == 1_048_576
    erase(sqlite_store, Erasure(0, NOON), NOON)
    assert ballast.stat().st_size == 1_048_576
