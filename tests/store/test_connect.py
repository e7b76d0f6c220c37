"""Opening the store: private files, SQLite's settings, and folders and files that are refused."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect
from tests.store.stores import KINDS, engine_of, environment_of, fresh_store

from forethought.settings import Environment
from forethought.store import Store, StoreBusy, StoreError, StoreReadOnly, StoreTooNew, StoreUnsafe, open_store
from forethought.store.schema import metadata
from forethought.store.sqlite import APPLICATION_ID


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_and_every_file_are_the_persons_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = open_store(tmp_path / "a" / "data")
        with store.begin() as connection:
            connection.execute("INSERT INTO setting VALUES ('counter', 'true')")
        modes = {path.name: _mode(path) for path in store.data_dir.iterdir()}
        store.close()
    finally:
        os.umask(before)
    assert _mode(tmp_path / "a" / "data") == 0o700
    assert modes == dict.fromkeys(("ballast", "forethought.db", "forethought.db-wal", "forethought.db-shm"), 0o600)


def test_an_empty_folder_that_others_can_read_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    open_store(tmp_path).close()
    assert _mode(tmp_path) == 0o700


def test_a_folder_with_other_files_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("not ours")
    tmp_path.chmod(0o755)
    open_store(tmp_path).close()
    assert _mode(tmp_path) == 0o755


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o722])
def test_a_folder_that_others_can_write_is_refused(tmp_path: Path, mode: int) -> None:
    tmp_path.chmod(mode)
    with pytest.raises(StoreUnsafe, match="chmod 700"):
        open_store(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = tmp_path.stat().st_uid
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    with pytest.raises(StoreUnsafe, match="belongs to another user"):
        open_store(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(StoreUnsafe, match="symbolic link"):
        open_store(tmp_path / "link")
    assert list((tmp_path / "real").iterdir()) == []


def test_a_link_in_place_of_the_database_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / "forethought.db").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreUnsafe, match="symbolic link"):
        open_store(folder)
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreUnsafe, match="is a file"):
        open_store(tmp_path / "data")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(StoreReadOnly, match="cannot be made"):
        open_store(tmp_path / "file" / "data")


def test_every_connection_has_the_safe_settings(sqlite_store: Store) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "secure_delete": 1,
        "busy_timeout": 5000,
        "cell_size_check": 1,
        "application_id": APPLICATION_ID,
    }
    with sqlite_store.read() as one, sqlite_store.read() as other:
        for connection in (one, other):
            found = {name: connection.execute(f"PRAGMA {name}").scalar() for name in wanted}
            assert found == wanted


def test_every_table_is_strict(sqlite_store: Store) -> None:
    with sqlite_store.read() as connection:
        strict = {row.name: row.strict for row in connection.execute("PRAGMA table_list")}
    assert {name: strict[name] for name in metadata.tables} == dict.fromkeys(metadata.tables, 1)


def test_a_text_that_is_too_long_is_refused_by_the_database_itself(store: Store) -> None:
    values = {"key": "counter", "value": "x" * 20_001}
    with pytest.raises(StoreError), store.begin() as connection:
        connection.execute("INSERT INTO setting VALUES (:key, :value)", values)
    with store.read() as connection:
        assert connection.execute("SELECT count(*) FROM setting").scalar() == 0


def test_an_error_of_the_database_does_not_carry_the_values(store: Store) -> None:
    with pytest.raises(StoreError) as failed, store.begin() as connection:
        connection.execute("INSERT INTO setting VALUES (:key, :value)", {"key": "k", "value": "secret" * 5000})
    assert "secret" not in str(failed.value)
    assert (failed.value.__cause__, failed.value.__suppress_context__) == (None, True)


def test_a_block_that_raises_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.begin() as connection:
        connection.execute("INSERT INTO setting VALUES ('counter', 'true')")
        raise ZeroDivisionError
    with store.read() as connection:
        assert connection.execute("SELECT count(*) FROM setting").scalar() == 0


def test_a_reader_sees_one_state_and_does_not_hold_up_a_writer(sqlite_store: Store) -> None:
    count = "SELECT count(*) FROM setting"
    with sqlite_store.read() as reading:
        assert reading.execute(count).scalar() == 0
        with sqlite_store.begin() as writing:
            writing.execute("INSERT INTO setting VALUES ('counter', 'true')")
        assert reading.execute(count).scalar() == 0
    with sqlite_store.read() as reading:
        assert reading.execute(count).scalar() == 1


def test_many_threads_write_without_losing_a_row(store: Store) -> None:
    def write(number: int) -> None:
        for n in range(5):
            with store.begin() as connection:
                connection.execute("INSERT INTO setting VALUES (:key, '1')", {"key": f"{number}-{n}"})

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        assert connection.execute("SELECT count(*) FROM setting").scalar() == 40


def test_a_database_that_stays_locked_is_busy(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite_store.begin() as connection:
        connection.execute("PRAGMA busy_timeout=10")
    with closing(sqlite3.connect(sqlite_store.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="Another program"), sqlite_store.begin():
            raise AssertionError("the lock was not needed")


def test_a_database_that_another_program_keeps_to_itself_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(tmp_path).close()
    connect = sqlite3.connect
    with closing(connect(tmp_path / "forethought.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: connect(*given, **{**named, "timeout": 0}))
        with pytest.raises(StoreBusy, match="Another program holds"):
            open_store(tmp_path)


@pytest.mark.parametrize("name", ["forethought.db", "ballast"])
def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(StoreUnsafe, match=f"{name} is no file. Move it away."):
        open_store(tmp_path)


def test_a_database_of_a_newer_version_is_left_alone(store: Store) -> None:
    url = None if store.is_sqlite else engine_of(store).url.render_as_string(hide_password=False)
    with store.begin() as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    try:
        with pytest.raises(StoreTooNew, match="newer Forethought"):
            open_store(Environment(store.data_dir, database_url=url))
    finally:
        with store.begin() as connection:
            connection.execute("UPDATE alembic_version SET version_num = '0001'")


@pytest.mark.parametrize("name", ["with spaces", "Büro 🌿", "per%cent?and#hash"])
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    store = open_store(tmp_path / name)
    with store.begin() as connection:
        connection.execute("INSERT INTO setting VALUES ('counter', 'true')")
    store.close()
    assert (tmp_path / name / "forethought.db").stat().st_size > 0


@pytest.mark.parametrize("kind", KINDS)
def test_many_starts_at_once_make_one_database(kind: str) -> None:
    program = (
        "import sys; from pathlib import Path; from forethought.settings import Environment;"
        "from forethought.store import open_store;"
        "open_store(Environment(Path(sys.argv[1]), database_url=sys.argv[2] or None)).close()"
    )
    with environment_of(kind) as environment:
        command = [sys.executable, "-c", program, str(environment.data_dir), environment.database_url or ""]
        started = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(4)]
        errors = [process.communicate(timeout=60)[1].decode() for process in started]
        assert errors == [""] * 4
        store = open_store(environment)
        assert set(inspect(engine_of(store)).get_table_names()) == {*metadata.tables, "alembic_version"}
        store.close()


def test_a_database_server_that_is_not_there_is_told_without_the_password(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://me:secret@/forethought?host={tmp_path}"
    with pytest.raises(StoreBusy) as failed:
        open_store(Environment(tmp_path / "data", database_url=url))
    assert str(failed.value) == "The database server does not answer. Start it, or check FORETHOUGHT_DATABASE_URL."
    assert failed.value.__suppress_context__ is True


@pytest.mark.skipif("postgresql" not in KINDS, reason="PostgreSQL only")
def test_two_computers_in_each_others_way_are_busy_not_broken() -> None:
    with fresh_store("postgresql") as store:
        with store.begin() as connection:
            connection.execute("INSERT INTO setting VALUES ('known_for', ''), ('profession', '')")
        both_hold_one = threading.Barrier(2)

        def change(first: str, second: str) -> bool:
            try:
                with store.begin() as connection:
                    connection.execute("UPDATE setting SET value = 'x' WHERE key = :key", {"key": first})
                    both_hold_one.wait(10)
                    connection.execute("UPDATE setting SET value = 'y' WHERE key = :key", {"key": second})
            except StoreBusy:
                return False
            return True

        keys = ["known_for", "profession"]
        with ThreadPoolExecutor(2) as threads:
            stored = list(threads.map(change, keys, keys[::-1]))
    assert sorted(stored) == [False, True]


@pytest.mark.skipif("postgresql" not in KINDS, reason="PostgreSQL only")
def test_a_server_that_is_stopped_in_the_middle_is_busy_and_back_at_the_next_call() -> None:
    with fresh_store("postgresql") as store:
        with pytest.raises(StoreBusy), store.begin() as connection:
            connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        with store.read() as connection:
            assert connection.execute("SELECT count(*) FROM setting").scalar() == 0


def test_a_database_url_that_cannot_be_read_is_told_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as failed:
        open_store(Environment(tmp_path / "data", database_url="postgresql+psycopg://me:secret@host:port/db"))
    assert "secret" not in str(failed.value)
    assert "cannot be read" in str(failed.value)


def test_both_databases_have_the_same_tables_and_columns() -> None:
    with fresh_store("sqlite") as store:
        found = inspect(engine_of(store))
        columns = {table: [column["name"] for column in found.get_columns(table)] for table in metadata.tables}
    assert columns == {name: [column.name for column in table.columns] for name, table in metadata.tables.items()}


def test_a_second_opening_in_one_process_leaves_the_journal_to_the_first(tmp_path: Path) -> None:
    first = open_store(tmp_path)
    with first.begin() as connection:
        connection.execute("INSERT INTO erasure (start_ms, end_ms, at) VALUES (1, 2, 3)")
    open_store(tmp_path).close()
    script = f"from forethought.store import open_store; open_store({str(tmp_path)!r}).close()"
    subprocess.run([sys.executable, "-c", script], check=True)
    assert (tmp_path / "forethought.db-wal").exists()
    first.close()
