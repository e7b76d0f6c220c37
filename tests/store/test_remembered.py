"""What is remembered of the day is always what a fresh look at the slices would find."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.stores import empty
from tests.usage.cases import HOUR, MINUTE, NOON, ms, report

from forethought.settings import Settings
from forethought.store import Store, open_store
from forethought.store.erase import Erasure, erase
from forethought.store.slices import ingest, write_slices
from forethought.store.today import read_today
from forethought.usage.slices import Slice

LONDON = Settings(zone="Europe/London")


def _remembered(store: Store) -> int:
    with store.read() as connection:
        total: int = read_today(connection, LONDON, NOON)["total_ms"]
    return total


def _fresh(store: Store) -> int:
    with store.read() as connection:
        connection.info.clear()
        total: int = read_today(connection, LONDON, NOON)["total_ms"]
    return total


def _report(store: Store, start: int, seconds: int, src: str = "a", seq: int = 0) -> int:
    """Report one slice and return the total that its answer holds."""
    with store.begin() as connection:
        ingest(connection, [report(start, seconds, "x", src, seq)], LONDON, NOON)
        total: int = read_today(connection, LONDON, NOON)["total_ms"]
    return total


def test_an_answer_holds_what_it_has_just_stored(store: Store) -> None:
    totals = [_report(store, ms("10:00") + n * HOUR // 60, 60, seq=n) for n in range(5)]
    assert totals == [n * MINUTE for n in range(1, 6)]
    assert _fresh(store) == 5 * MINUTE


def test_what_was_undone_is_forgotten(store: Store) -> None:
    _report(store, ms("10:00"), 60)
    with pytest.raises(ZeroDivisionError), store.begin() as connection:
        ingest(connection, [report("11:00", 60, "x", "b")], LONDON, NOON)
        assert read_today(connection, LONDON, NOON)["total_ms"] == 2 * MINUTE
        raise ZeroDivisionError
    assert _remembered(store) == MINUTE


def test_what_another_program_wrote_is_seen(sqlite_store: Store) -> None:
    _report(sqlite_store, ms("10:00"), 60)
    other = open_store(sqlite_store.data_dir)
    _report(other, ms("11:00"), 60, "other")
    other.close()
    assert _remembered(sqlite_store) == 2 * MINUTE


def test_what_was_erased_is_not_remembered(store: Store) -> None:
    _report(store, ms("10:00"), 60)
    erase(store, Erasure(0, NOON), NOON)
    assert _remembered(store) == 0


def test_what_was_written_another_way_is_seen(store: Store) -> None:
    _report(store, ms("10:00"), 60)
    with store.begin() as connection:
        write_slices(connection, [Slice("b", 0, "x", ms("11:00"), ms("11:01"))])
    assert _remembered(store) == 2 * MINUTE


def test_yesterday_is_not_taken_for_today(store: Store) -> None:
    _report(store, ms("10:00"), 60)
    with store.read() as connection:
        assert read_today(connection, LONDON, NOON + 24 * HOUR)["total_ms"] == 0
        assert read_today(connection, LONDON, NOON)["total_ms"] == MINUTE


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["report", "undo", "read", "erase", "write"]),
        st.integers(0, 40),
        st.integers(1, 600),
        st.integers(0, 5),
    ),
    max_size=15,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_STEPS)
def test_after_any_steps_what_is_remembered_is_what_is_there(
    store: Store, steps: list[tuple[str, int, int, int]]
) -> None:
    empty(store)
    for kind, minute, seconds, seq in steps:
        # The start goes with the number, so that reports under one key agree.
        start = ms("06:00") + seq * 7 * MINUTE
        if kind == "report":
            _report(store, start, seconds, seq=seq)
        elif kind == "undo":
            with contextlib.suppress(ZeroDivisionError), store.begin() as connection:
                ingest(connection, [report(start, seconds, seq=seq)], LONDON, NOON)
                read_today(connection, LONDON, NOON)
                raise ZeroDivisionError
        elif kind == "erase":
            with store.begin() as connection:
                connection.execute("DELETE FROM slice")
        elif kind == "write":
            with store.begin() as connection:
                begin = ms("03:00") + minute * MINUTE
                write_slices(connection, [Slice("w", minute, "x", begin, begin + seconds * 1000)])
        assert _remembered(store) == _fresh(store)
