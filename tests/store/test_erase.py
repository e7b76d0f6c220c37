"""What was erased is gone: from the tables, from free pages, the journal and the backups, and for a late replay."""

from pathlib import Path

import pytest
from tests.usage.cases import HOUR, MINUTE, NOON, ms, report

from forethought.settings import Settings
from forethought.store import Store, StoreBusy, backup
from forethought.store.erase import Erasure, erase, erase_everything
from forethought.store.events import add_events, events_between
from forethought.store.outcomes import DraftOutcome, add_outcome, outcomes_between
from forethought.store.periods import PeriodError, period_to_erase
from forethought.store.schema import metadata
from forethought.store.settings import load_settings
from forethought.store.slices import ingest, slices_between
from forethought.store.today import calendar_of

MARKER = "marker-7f3a91"


def _fill(store: Store) -> None:
    """Store a slice, an event and an outcome in each of the hours nine and ten, the marker among them."""
    with store.begin() as connection:
        for n, hour in enumerate(("09:30", "10:30")):
            ingest(connection, [report(hour, 60, "x", MARKER, n)], Settings(), NOON)
            event = {"id": f"{MARKER}-{n}", "at": ms(hour), "kind": "prompt-shown", "site": "x"}
            add_events(connection, [event], Settings(), NOON)
            outcome = DraftOutcome(f"{MARKER}-{n}", ms(hour), "x", "post", "personal", "posted", "post")
            add_outcome(connection, outcome)


def _left(store: Store) -> tuple[int, int, int]:
    with store.read() as connection:
        return (
            len(slices_between(connection, 0, NOON)),
            len(events_between(connection, 0, NOON)),
            len(outcomes_between(connection, 0, NOON)),
        )


def _files_with(folder: Path, marker: str) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and marker.encode() in path.read_bytes()]


def test_an_hour_that_is_erased_takes_nothing_else_with_it(store: Store) -> None:
    _fill(store)
    assert erase(store, Erasure(ms("10:00"), ms("11:00")), NOON) == 1
    assert _left(store) == (1, 1, 1)


def test_erasing_one_site_leaves_the_other(store: Store) -> None:
    _fill(store)
    with store.begin() as connection:
        ingest(connection, [report("10:30", 60, "reddit", "other")], Settings(), NOON)
    erase(store, Erasure(0, NOON, "x"), NOON)
    with store.read() as connection:
        assert [one.site for one in slices_between(connection, 0, NOON)] == ["reddit"]
    assert _left(store) == (1, 0, 0)


def test_a_late_replay_of_what_was_erased_is_gone(store: Store) -> None:
    _fill(store)
    erase(store, Erasure(ms("10:00"), ms("11:00")), NOON)
    with store.begin() as connection:
        [answer] = ingest(connection, [report("10:30", 60, "x", MARKER, 1)], Settings(), NOON)
    assert (answer["status"], _left(store)) == ("gone", (1, 1, 1))


def test_erasing_today_does_not_stop_counting_from_now_on(store: Store) -> None:
    erase(store, Erasure(ms("00:00"), ms("2026-11-22T00:00:00")), NOON)
    with store.begin() as connection:
        answers = ingest(connection, [report("11:59:30", 20), report(NOON, 60, seq=1)], Settings(), NOON + 2 * MINUTE)
    assert [answer["status"] for answer in answers] == ["gone", "stored"]


def test_a_slice_open_while_its_day_is_erased_goes_on_from_there(store: Store) -> None:
    with store.begin() as connection:
        ingest(connection, [report("11:59:30", 30)], Settings(), NOON)
    erase(store, Erasure(ms("00:00"), ms("2026-11-22T00:00:00")), NOON)
    with store.begin() as connection:
        [answer] = ingest(connection, [report("11:59:30", 50)], Settings(), NOON + MINUTE)
        [left] = slices_between(connection, 0, NOON + HOUR)
    assert (answer["status"], left.start_ms, left.end_ms) == ("stored", NOON, NOON + 20_000)


def test_nothing_erased_is_left_in_any_file(sqlite_store: Store) -> None:
    _fill(sqlite_store)
    backup.keep_daily(sqlite_store.file, NOON)
    assert len(_files_with(sqlite_store.data_dir, MARKER)) > 1

    erase(sqlite_store, Erasure(0, NOON), NOON)

    assert _files_with(sqlite_store.data_dir, MARKER) == []
    assert [path.name for path in backup.backups_of(sqlite_store.file)] != []


@pytest.mark.parametrize(
    "left",
    [
        "broken-2026-11-01T000000.db",
        "forethought.db.part",
        "backups/daily-2026-11-01.0a1b2c3d.part",
        "backups/daily-2026-11-01.0a1b2c3d.part-wal",
    ],
)
def test_what_a_kill_or_damage_left_goes_with_the_backups(sqlite_store: Store, left: str) -> None:
    (sqlite_store.data_dir / "backups").mkdir()
    (sqlite_store.data_dir / left).write_bytes(MARKER.encode())
    erase(sqlite_store, Erasure(0, NOON), NOON)
    assert _files_with(sqlite_store.data_dir, MARKER) == []


def test_erasing_everything_leaves_empty_tables_and_no_backups(store: Store) -> None:
    _fill(store)
    with store.begin() as connection:
        connection.execute("INSERT INTO setting VALUES ('known_for', :value)", {"value": f'"{MARKER}"'})

    erase_everything(store, NOON)

    with store.read() as connection:
        counts = {name: connection.execute(f"SELECT count(*) FROM {name}").scalar() for name in metadata.tables}
        assert load_settings(connection) == Settings()
    assert {name: count for name, count in counts.items() if count} == {"erasure": 1}
    assert _files_with(store.data_dir, MARKER) == []
    with store.begin() as connection:
        [answer] = ingest(connection, [report("10:30", 60, "x", MARKER, 1)], Settings(), NOON)
    assert answer["status"] == "gone"


def test_a_reader_that_keeps_the_journal_open_is_named(sqlite_store: Store) -> None:
    _fill(sqlite_store)
    with sqlite_store.unlocked() as one, sqlite_store.unlocked() as other:
        one.execute("PRAGMA busy_timeout=10")
        other.execute("PRAGMA busy_timeout=10")
    with sqlite_store.read() as reading:
        reading.execute("SELECT count(*) FROM slice").scalar()
        with pytest.raises(StoreBusy, match="erase once more"):
            erase(sqlite_store, Erasure(0, NOON), NOON)
    erase(sqlite_store, Erasure(0, NOON), NOON)
    assert _files_with(sqlite_store.data_dir, MARKER) == []


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({}, "Name what to erase: a day, a week, a range of days, a site, or everything."),
        ({"day": "2026-11-21", "week": "2026-W47"}, "Name a day, a week or a range of days: only one of them."),
        ({"since": "2026-11-21", "until": "2026-11-20"}, "The range has to end on the day it starts or later."),
        ({"day": "yesterday"}, "A day is written like 2026-11-22."),
        ({"week": "2026-W54"}, "The year 2026 has no week 54."),
    ],
)
def test_a_period_that_cannot_be_erased_is_refused_in_words(names: dict[str, str], words: str) -> None:
    with pytest.raises(PeriodError) as refused:
        period_to_erase(calendar_of(Settings(zone="Europe/London")), **names)
    assert str(refused.value) == words


def test_a_range_includes_both_its_days() -> None:
    calendar = calendar_of(Settings(zone="Europe/London", day_start="00:00"))
    named = period_to_erase(calendar, since="2026-11-20", until="2026-11-21", site="x")
    assert named.erasure == Erasure(ms("2026-11-20T00:00:00"), ms("2026-11-22T00:00:00"), "x")
    assert named.words == "the days from 2026-11-20 to 2026-11-21 on x"
