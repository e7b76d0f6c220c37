"""Writes everything that is kept as a stream, reads such an export back, and copies one database into another."""

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from typing import IO, Any

from sqlalchemy import BigInteger, Column, Text
from sqlalchemy.exc import DataError, IntegrityError

from forethought.store.cells import csv_cell
from forethought.store.errors import StoreError
from forethought.store.migrate import REVISIONS
from forethought.store.schema import metadata
from forethought.store.slices import write_slices
from forethought.store.sql import Connection, SqliteConnection
from forethought.usage.calendar import LAST_YEAR, parse_day
from forethought.usage.sites import is_site_id
from forethought.usage.slices import LARGEST, Slice, is_purpose

#: In an order in which a row comes after those it names. Tokens and codes stay: they are keys, not memories.
EXPORTED = (
    "setting",
    "goal",
    "goal_mark",
    "plan_item",
    "account",
    "account_link",
    "slice",
    "pause",
    "erasure",
    "event",
    "draft_outcome",
    "draft_warning",
    "rule_preference",
    "reflection",
)

_FIRST_LINE = '{"forethought_export": 1, "schema": %s, "exported_at": %d, "rows": ['
_LAST_LINE = "]}"

#: No honest row is longer; a longer line is not read into memory.
_LONGEST_LINE = 200_000

_BATCH = 1000

_BAD_ROW = (ValueError, TypeError, KeyError, RecursionError, IntegrityError, DataError, sqlite3.IntegrityError)

_LATEST_MS = int(datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC).timestamp() * 1000)
_LARGEST_SMALL = 2**31 - 1
_WEEK = re.compile(r"[0-9]{4}-W[0-9]{2}")


def _is_web_link(value: str) -> bool:
    return not value or value.lower().startswith(("http://", "https://"))


def _is_json(value: str) -> bool:
    json.loads(value)
    return True


#: What the schema cannot say of a text, by table and column: forms and calls let nothing else in, nor may a file.
_TAKES: dict[tuple[str, str], Callable[[str], bool]] = {
    ("setting", "value"): _is_json,
    ("slice", "purpose"): is_purpose,
    ("plan_item", "link"): _is_web_link,
    ("account", "address"): _is_web_link,
    ("account_link", "address"): _is_web_link,
    ("account_link", "moved_to"): _is_web_link,
    ("reflection", "week"): lambda value: _WEEK.fullmatch(value) is not None,
}


class NoExportError(StoreError):
    """A file is no export, or one of its rows cannot be taken; the message names the line. Nothing was imported."""


def export_json(connection: Connection, now_ms: int) -> Iterator[str]:
    """Give everything that is kept as the lines of one JSON document, one row a line."""
    yield _FIRST_LINE % (json.dumps(REVISIONS[-1]), now_ms) + "\n"
    before = ""
    for table, row in _rows(connection, EXPORTED):
        yield before + json.dumps({"table": table, **row}, ensure_ascii=False)
        before = ",\n"
    yield "\n" + _LAST_LINE + "\n"


def export_csv(connection: Connection, target: IO[bytes]) -> None:
    """Write everything that is kept as a zip archive of CSV files, one a table."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in EXPORTED:
            with archive.open(f"{name}.csv", "w", force_zip64=True) as entry:
                lines = io.TextIOWrapper(entry, encoding="utf-8", newline="")
                writer = csv.writer(lines, quoting=csv.QUOTE_ALL)
                writer.writerow([column.name for column in metadata.tables[name].columns])
                writer.writerows(map(csv_cell, row.values()) for _, row in _rows(connection, (name,)))
                lines.flush()
                lines.detach()


def import_json(connection: Connection, lines: Iterable[str]) -> dict[str, int]:
    """Read an export back and return how many rows each table gained.

    What is there stays; a row that is there already is not doubled, and a goal that has another's number gets a new
    one. ``connection`` is inside a write transaction: raises NoExportError at the first line that cannot be taken.
    """
    source = iter(enumerate(lines, start=1))
    _read_first_line(next(source, (1, ""))[1])
    taking = _Taking(connection)
    was_closed = False
    for number, line in source:
        content = line.strip().removesuffix(",")
        if not content:
            continue
        was_closed = content == _LAST_LINE
        if was_closed:
            continue
        try:
            taking.take(*_read_row(content))
        except _BAD_ROW:
            # Without the cause: the driver's words hold the row.
            raise NoExportError(f"Line {number} is no row of an export. Nothing was imported.") from None
    if not was_closed:
        raise NoExportError("The file ends too early: it is only part of an export. Nothing was imported.")
    try:
        taking.finish()
    except _BAD_ROW:
        raise NoExportError("One of the last rows is no row of an export. Nothing was imported.") from None
    return taking.gained


def text_lines(source: IO[bytes]) -> Iterator[str]:
    """Give the lines of a file, none much longer than an export's longest. Raises UnicodeDecodeError."""
    while line := source.readline(5 * _LONGEST_LINE):
        yield line.decode("utf-8")


def copy_everything(source: Connection, target: Connection) -> dict[str, int]:
    """Copy every row, tokens too, into a database that has none; return the number of rows by table.

    Raises StoreError when the target already holds something.
    """
    tables = metadata.sorted_tables
    if any(target.execute(f"SELECT count(*) FROM {table.name}").scalar() for table in tables):  # noqa: S608
        raise StoreError("The other database already holds something. Copy into an empty one; nothing was changed.")
    copied = {}
    for table in tables:
        copied[table.name] = 0
        rows = (row for _, row in _rows(source, (table.name,)))
        while batch := list(islice(rows, _BATCH)):
            target.execute(_insert(table.name, batch[0]), batch)
            copied[table.name] += len(batch)
    _set_counters(target)
    return copied


def _rows(connection: Connection, names: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in names:
        table = metadata.tables[name]
        columns, keys = ([column.name for column in some] for some in (table.columns, table.primary_key))
        query = f"SELECT {_listed(columns)} FROM {name} ORDER BY {_listed(keys)}"  # noqa: S608 - the schema's names
        for row in connection.stream(query):
            yield name, dict(zip(columns, row, strict=True))


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _insert(table: str, row: Mapping[str, Any]) -> str:
    values = ", ".join(f":{column}" for column in row)
    return f"INSERT INTO {table} ({_listed(row)}) VALUES ({values})"  # noqa: S608 - the schema's names


def _read_first_line(line: str) -> None:
    try:
        facts = json.loads(line.strip() + _LAST_LINE)
        known = facts["forethought_export"] == 1 and facts["schema"] in REVISIONS
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NoExportError("This file is no export of Forethought. Nothing was imported.") from None
    if not known:
        raise NoExportError("A newer Forethought wrote this export. Update this one; nothing was imported.")


def _read_row(content: str) -> tuple[str, dict[str, Any]]:
    if len(content) > _LONGEST_LINE:
        raise ValueError
    row = json.loads(content)
    if not isinstance(row, dict) or row.get("table") not in EXPORTED:
        raise ValueError
    table: str = row.pop("table")
    judges = _judges(table)
    for name, value in row.items():
        if name not in judges or not judges[name](value):
            raise ValueError
    if not row.keys() - {"id"}:
        raise ValueError
    return table, row


@cache
def _judges(table: str) -> dict[str, Callable[[object], bool]]:
    """Return for each column of a table what says whether a row of an export may hold a value there.

    What the schema itself refuses may pass. The judges may raise ValueError.
    """
    return {column.name: _judge(table, column) for column in metadata.tables[table].columns}


def _judge(table: str, column: "Column[Any]") -> Callable[[object], bool]:
    low, high = -_LARGEST_SMALL, _LARGEST_SMALL
    if isinstance(column.type, Text):
        low, high = 1, 0
    elif column.name == "at" or column.name.endswith(("_at", "_ms")):
        low, high = 0, _LATEST_MS
    elif isinstance(column.type, BigInteger):
        low, high = 0, LARGEST
    takes = _TAKES.get((table, column.name), _takes_name(column.name))

    def judge(value: object) -> bool:
        if type(value) is int:
            return low <= value <= high
        if type(value) is str:
            return _is_storable(value) and takes(value)
        return value is None

    return judge


def _takes_name(name: str) -> Callable[[str], bool]:
    if name.endswith("_on"):
        return lambda value: bool(parse_day(value))
    if name == "site":
        return lambda value: not value or is_site_id(value)
    return lambda _: True


def _is_storable(value: str) -> bool:
    # Neither database takes half a surrogate pair, which has no UTF-8, and PostgreSQL takes no NUL.
    value.encode()
    return "\0" not in value


class _Taking:
    """Takes the rows of an export one by one, and remembers which number each goal and account has here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers: dict[tuple[str, int], int] = {}
        self._slices: list[Slice] = []
        self._slices_before = self._count_slices()
        self.gained = dict.fromkeys(EXPORTED, 0)

    def take(self, table: str, row: dict[str, Any]) -> None:
        self._renumber(row)
        if table == "slice":
            self._slices.append(Slice(**row))
            if len(self._slices) == _BATCH:
                self._write_slices()
        elif "id" in metadata.tables[table].columns and table != "event":
            self._take_numbered(table, row)
        else:
            self._take_keyed(table, row)

    def finish(self) -> None:
        self._write_slices()
        self.gained["slice"] = self._count_slices() - self._slices_before
        _set_counters(self._connection)

    def _count_slices(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM slice").scalar())

    def _write_slices(self) -> None:
        write_slices(self._connection, self._slices)
        self._slices = []

    def _renumber(self, row: dict[str, Any]) -> None:
        for key, table in (("goal_id", "goal"), ("account_id", "account")):
            if row.get(key) is not None:
                row[key] = self._numbers.get((table, row[key]), row[key])
        purpose = row.get("purpose")
        if isinstance(purpose, str) and purpose.startswith("goal:"):
            old = int(purpose.removeprefix("goal:"))
            row["purpose"] = f"goal:{self._numbers.get(('goal', old), old)}"

    def _take_numbered(self, table: str, row: dict[str, Any]) -> None:
        old = row.pop("id")
        here = self._find(table, row)
        if here is None:
            is_taken = self._find(table, {"id": old}) is not None
            values = row if is_taken else {"id": old, **row}
            here = self._connection.execute(f"{_insert(table, values)} RETURNING id", values).scalar()
            self.gained[table] += 1
        self._numbers[table, old] = here

    def _find(self, table: str, values: Mapping[str, Any]) -> int | None:
        """Return the lowest number of a row that holds these values, or None."""
        same = " AND ".join(
            f'"{column}" IS NULL' if value is None else f'"{column}" = :{column}' for column, value in values.items()
        )
        query = f"SELECT min(id) FROM {table} WHERE {same}"  # noqa: S608 - the schema's names
        found: int | None = self._connection.execute(query, values).scalar()
        return found

    def _take_keyed(self, table: str, row: Mapping[str, Any]) -> None:
        key = {column.name: row.get(column.name) for column in metadata.tables[table].primary_key}
        same = " AND ".join(f'"{column}" = :{column}' for column in key)
        query = f"SELECT count(*) FROM {table} WHERE {same}"  # noqa: S608 - the schema's names
        if not self._connection.execute(query, key).scalar():
            self._connection.execute(_insert(table, row), row)
            self.gained[table] += 1


def _set_counters(connection: Connection) -> None:
    """Let PostgreSQL count on from the highest number; SQLite does so by itself."""
    if isinstance(connection, SqliteConnection):
        return
    for table in metadata.sorted_tables:
        if "id" in table.columns and table.name not in {"event", "token"}:
            highest = f"SELECT coalesce(max(id), 0) + 1 FROM {table.name}"  # noqa: S608 - the schema's names
            connection.execute(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), ({highest}), false)")
