"""Backups are verified and few, and the newest good one stands in for a damaged database."""

import os
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from tests.store.stores import lose_a_slice_from_an_index, write_past_an_index
from tests.usage.cases import DAY, HOUR, NOON

from forethought.store import Store, StoreDamaged, StoreUnsafe, backup, open_store
from forethought.store.problems import mark_seen, open_problems
from forethought.store.sqlite import APPLICATION_ID


def _store_with(folder: Path, value: str) -> None:
    store = open_store(folder)
    with store.begin() as connection:
        connection.execute("DELETE FROM setting")
        connection.execute("INSERT INTO setting VALUES ('known_for', :value)", {"value": value})
    store.close()


def _value(store: Store) -> str | None:
    with store.read() as connection:
        value: str | None = connection.execute("SELECT value FROM setting").scalar()
    return value


def _garbage_header(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(b"no database here" * 7 + content[112:])


def _garbage_pages(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096 : len(content) // 2] = b"\xa5" * (len(content) // 2 - 4096)
    file.write_bytes(bytes(content))


def _cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:9000])


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _of_another_program(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE bookmark (url TEXT)")
        connection.commit()


def _without_its_journal(file: Path) -> None:
    # What is left where everything was still in the journal, and that is lost.
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")


DAMAGE = [_garbage_header, _garbage_pages, _cut_short, _emptied, _of_another_program, _without_its_journal]


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__.strip("_"))
def test_a_damaged_database_is_set_aside_and_the_newest_good_backup_restored(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    file = tmp_path / "forethought.db"
    _store_with(tmp_path, "kept")
    backup.back_up(file, "daily", NOON)
    _store_with(tmp_path, "later")
    damage(file)
    damaged = file.read_bytes()

    store = open_store(tmp_path)

    assert _value(store) == "kept"
    [aside] = tmp_path.glob("broken-*.db")
    assert aside.read_bytes() == damaged
    with store.read() as connection:
        [told] = open_problems(connection)
    assert told["code"] == "damaged-database"
    assert told["facts"]["set_aside"] == aside.name
    assert told["facts"]["restored"] == "daily-2026-11-21.db"
    with store.begin() as connection:
        mark_seen(connection, told["id"], NOON)
        assert open_problems(connection) == []
    store.close()


def _give_two_rows_one_key(file: Path) -> None:
    write_past_an_index(
        file,
        "sqlite_autoindex_setting_1",
        "INSERT INTO setting SELECT \"key\", 'another' FROM setting",
        without='CONSTRAINT setting_key PRIMARY KEY ("key"),',
    )


def test_an_index_that_misses_a_row_is_made_anew_and_nothing_is_lost(tmp_path: Path) -> None:
    _store_with(tmp_path, "kept")
    lose_a_slice_from_an_index(tmp_path / "forethought.db")

    store = open_store(tmp_path)

    with store.read() as connection:
        [told] = open_problems(connection)
        found = connection.execute("SELECT src FROM slice WHERE start_ms = 1000").scalar()
    store.close()
    assert (told["code"], told["facts"], found) == ("damaged-indexes", {}, "a")
    assert backup.damage_of(tmp_path / "forethought.db", APPLICATION_ID) is None
    assert list(tmp_path.glob("broken-*")) == []


def test_two_rows_with_one_key_are_damage_that_a_backup_mends(tmp_path: Path) -> None:
    file = tmp_path / "forethought.db"
    _store_with(tmp_path, "kept")
    backup.back_up(file, "daily", NOON)
    _give_two_rows_one_key(file)
    damaged = file.read_bytes()

    store = open_store(tmp_path)

    with store.read() as connection:
        [told] = open_problems(connection)
        values = connection.execute("SELECT group_concat(value) FROM setting").scalar()
    store.close()
    assert (told["code"], told["facts"]["damage"]) == ("damaged-database", "its indexes do not fit its tables")
    assert values == "kept"
    assert (tmp_path / told["facts"]["set_aside"]).read_bytes() == damaged


def test_a_copy_whose_index_misses_a_row_is_no_backup(sqlite_store: Store) -> None:
    lose_a_slice_from_an_index(sqlite_store.file)
    with pytest.raises(StoreDamaged, match="could not be verified"):
        backup.back_up(sqlite_store.file, "daily", NOON)
    assert backup.backups_of(sqlite_store.file) == []


def test_a_damaged_backup_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "forethought.db"
    _store_with(tmp_path, "kept")
    backup.back_up(file, "daily", NOON - DAY)
    newest = backup.back_up(file, "daily", NOON)
    newest.write_bytes(b"garbage" * 1000)
    _garbage_header(file)

    store = open_store(tmp_path)
    assert _value(store) == "kept"
    store.close()


def test_damage_without_any_backup_starts_anew_and_says_so(tmp_path: Path) -> None:
    _store_with(tmp_path, "lost")
    _garbage_header(tmp_path / "forethought.db")

    store = open_store(tmp_path)

    with store.read() as connection:
        [told] = open_problems(connection)
    assert (_value(store), told["facts"]["restored"]) == (None, "")
    assert len(list(tmp_path.glob("broken-*.db"))) == 1
    store.close()


def test_two_damaged_databases_in_one_second_are_both_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forethought.store.connect._now_ms", lambda: NOON)
    for _ in range(2):
        _store_with(tmp_path, "lost")
        _garbage_header(tmp_path / "forethought.db")
    open_store(tmp_path).close()
    assert len(list(tmp_path.glob("broken-*.db"))) == 2


def test_without_leave_to_repair_damage_is_only_told(tmp_path: Path) -> None:
    _store_with(tmp_path, "later")
    file = tmp_path / "forethought.db"
    _garbage_header(file)
    before = file.read_bytes()
    with pytest.raises(StoreDamaged, match="Start the companion"):
        open_store(tmp_path, repair=False)
    assert file.read_bytes() == before


def test_seven_daily_and_four_weekly_backups_are_kept(sqlite_store: Store) -> None:
    for day in range(40):
        backup.keep_daily(sqlite_store.file, NOON + day * DAY)
    names = sorted(path.name for path in backup.backups_of(sqlite_store.file))
    assert names == [
        *(f"daily-2026-12-{day}.db" for day in range(24, 31)),
        "weekly-2026-W50-2026-12-07.db",
        "weekly-2026-W51-2026-12-14.db",
        "weekly-2026-W52-2026-12-21.db",
        "weekly-2026-W53-2026-12-28.db",
    ]


def test_a_link_in_place_of_the_folder_of_backups_is_refused(sqlite_store: Store, tmp_path: Path) -> None:
    (sqlite_store.data_dir / "backups").symlink_to(tmp_path)
    with pytest.raises(StoreUnsafe, match="symbolic link"):
        backup.keep_daily(sqlite_store.file, NOON)
    assert list(tmp_path.iterdir()) == []


def test_one_backup_a_day_is_enough(sqlite_store: Store) -> None:
    assert backup.keep_daily(sqlite_store.file, NOON) is not None
    assert backup.keep_daily(sqlite_store.file, NOON + 60_000) is None


def test_a_backup_is_the_persons_alone_and_one_whole_file(sqlite_store: Store) -> None:
    made = backup.back_up(sqlite_store.file, "daily", NOON)
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
    assert [path.name for path in made.parent.iterdir()] == [made.name]


def test_backups_made_at_the_same_moment_are_all_whole(sqlite_store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: backup.back_up(sqlite_store.file, "daily", NOON), range(8)))
    assert all(backup.is_good(path, APPLICATION_ID) for path in made)
    assert list(made[0].parent.glob("*.part*")) == []


def test_a_backup_that_a_kill_cut_short_is_cleared_away_after_a_day(sqlite_store: Store) -> None:
    made = backup.keep_daily(sqlite_store.file, NOON)
    assert made is not None
    begun = made.with_suffix(".0a1b2c3d.part")
    begun.write_bytes(b"half")
    os.utime(begun, (NOON / 1000, NOON / 1000))
    backup.keep_daily(sqlite_store.file, NOON + HOUR)
    assert begun.exists()
    backup.keep_daily(sqlite_store.file, NOON + DAY + HOUR)
    assert not begun.exists()


def test_a_backup_made_while_others_write_is_sound(sqlite_store: Store) -> None:
    with sqlite_store.begin() as connection:
        connection.execute("INSERT INTO setting VALUES ('counter', 'true')")
        made = backup.back_up(sqlite_store.file, "daily", NOON)
    with closing(sqlite3.connect(made)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM setting").fetchone() == (0,)
