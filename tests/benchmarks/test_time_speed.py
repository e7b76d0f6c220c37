"""What ten years of history cost: as ratios to a store that holds one week only, in one run."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.usage.cases import DAY, NOON, ms, report

from forethought.settings import Settings
from forethought.store import Store, backup, open_store
from forethought.store.slices import ingest
from forethought.store.today import read_day, read_today, read_week

#: 200 slices a day for ten years.
SLICES_PER_DAY = 200
DAYS = 3650

#: The week that is shown is whole, and the clock stands in the week after.
WEEK = "2026-W46"
WEEK_ENDS_AT = ms("2026-11-16T04:00:00")
SETTINGS = Settings(zone="Europe/London")

# Slices of 15 s, 40 s apart, on three sites in turn: every day has an evening of use.
_HISTORY = """WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < :count)
              INSERT INTO slice (src, seq, site, start_ms, end_ms)
              SELECT 'document-' || (n / 20), n % 20,
                     CASE n % 200 % 3 WHEN 0 THEN 'x' WHEN 1 THEN 'linkedin' ELSE 'mastodon' END,
                     :first + (n / 200) * 86400000 + (n % 200) * 40000,
                     :first + (n / 200) * 86400000 + (n % 200) * 40000 + 15000
                FROM number"""


def _filled(folder: Path, days: int) -> Store:
    store = open_store(folder)
    with store.unlocked() as driver:
        first = WEEK_ENDS_AT - days * DAY + 14 * DAY // 24
        driver.execute(_HISTORY, {"count": days * SLICES_PER_DAY, "first": first})
    return store


@pytest.fixture(scope="module")
def week_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with the week that is shown."""
    store = _filled(tmp_path_factory.mktemp("week"), 7)
    yield store
    store.close()


@pytest.fixture(scope="module")
def ten_years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with ten years before and with the same week."""
    store = _filled(tmp_path_factory.mktemp("years"), DAYS)
    yield store
    store.close()


def _medians(first: Callable[[], object], second: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the median seconds of both, taken in turns so that a busy machine slows both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for measured, into in zip((first, second), times, strict=True):
            started = time.perf_counter()
            measured()
            into.append(time.perf_counter() - started)
    return statistics.median(times[0]), statistics.median(times[1])


def _week_of(store: Store) -> Callable[[], object]:
    def show() -> object:
        with store.read() as connection:
            return read_week(connection, SETTINGS, WEEK)

    return show


def _ingest_into(store: Store) -> Callable[[], object]:
    numbers = iter(range(1_000_000))

    def one_slice() -> object:
        with store.begin() as connection:
            seq = next(numbers)
            answers = ingest(connection, [report(NOON - 20_000 - seq, 15, "x", "now", seq)], SETTINGS, NOON)
            assert answers[0]["status"] == "stored"
            return read_today(connection, SETTINGS, NOON)

    return one_slice


def test_a_week_costs_no_more_after_ten_years(week_only: Store, ten_years: Store) -> None:
    assert _week_of(week_only)() == _week_of(ten_years)()
    few, many = _medians(_week_of(week_only), _week_of(ten_years), 15)
    print(f"week: {few * 1e3:.1f} ms with one week, {many * 1e3:.1f} ms with ten years, ratio {many / few:.2f}")
    assert many / few <= 1.5
    assert many < 0.1


def test_a_slice_costs_no_more_after_ten_years(week_only: Store, ten_years: Store) -> None:
    few, many = _medians(_ingest_into(week_only), _ingest_into(ten_years), 150)
    print(f"slice: {few * 1e6:.0f} us with one week, {many * 1e6:.0f} us with ten years, ratio {many / few:.2f}")
    assert many / few <= 1.5


def test_ten_years_open_in_under_two_seconds(ten_years: Store) -> None:
    started = time.perf_counter()
    store = open_store(ten_years.data_dir)
    with store.read() as connection:
        read_day(connection, SETTINGS, "2026-11-15")
    seconds = time.perf_counter() - started
    store.close()
    print(f"opened and checked {DAYS * SLICES_PER_DAY} slices in {seconds:.2f} s")
    assert seconds < 2


def test_a_backup_of_ten_years_takes_seconds(ten_years: Store) -> None:
    started = time.perf_counter()
    made = backup.back_up(ten_years.file, "asked", NOON)
    seconds = time.perf_counter() - started
    print(f"backed up {made.stat().st_size / 1e6:.0f} MB in {seconds:.2f} s")
    assert seconds < 10


_EXPORT = """
import sys, time
from pathlib import Path
from forethought.store import open_store
from forethought.store.transfer import export_json
store = open_store(sys.argv[1])
started, size = time.perf_counter(), 0
with store.read() as connection:
    for line in export_json(connection, 0):
        size += len(line)
# Not getrusage, which counts in what the parent used before it started this program.
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(size, int(status["VmHWM"].split()[0]) * 1024, time.perf_counter() - started)
"""


def test_an_export_of_ten_years_streams(ten_years: Store) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _EXPORT, str(ten_years.data_dir)],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    size, memory, seconds = (float(word) for word in done.stdout.split())
    print(f"exported {size / 1e6:.0f} MB in {seconds:.1f} s with at most {memory / 1e6:.0f} MB of memory")
    assert size > DAYS * SLICES_PER_DAY * 50
    assert memory < 100e6


@pytest.mark.parametrize(("batch", "most"), [(1, 20_000), (10, 4_000)])
def test_few_bytes_are_written_for_a_slice(ten_years: Store, batch: int, most: int) -> None:
    requests = 100
    before = _bytes_written()
    for number in range(requests):
        # One after another, as a browser counts them.
        seqs = range(number * batch, number * batch + batch)
        items = [report(NOON - DAY + 20_000 * seq, 15, "x", f"bytes-{batch}", seq) for seq in seqs]
        with ten_years.begin() as connection:
            ingest(connection, items, SETTINGS, NOON)
    written = (_bytes_written() - before) / requests / batch
    print(f"{written:.0f} bytes written for a slice in requests of {batch}")
    assert written <= most


def _bytes_written() -> int:
    """Return the bytes that this process has handed to the system: journal, database and all."""
    lines = Path("/proc/self/io").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("wchar")).split()[1])
