"""An export is whole, comes back without doubling anything, and is refused when it is not ours."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from tests.store.stores import KINDS, fresh_store, put
from tests.usage.cases import NOON, ms

from forethought.store import Store, StoreError
from forethought.store.schema import metadata
from forethought.store.transfer import (
    EXPORTED,
    NoExportError,
    copy_everything,
    csv_cell,
    export_csv,
    export_json,
    import_json,
    text_lines,
)

#: A row of every table that is exported, with texts that are hard to carry.
ROWS: dict[str, dict[str, Any]] = {
    "setting": {"key": "known_for", "value": '"=1+1 \\"hand\\" 🌿"'},
    "goal": {
        "id": 7,
        "what": "Find a group\nof hand therapists",
        "why": "",
        "who": "",
        "site": "x",
        "unit": "",
        "state": "open",
        "created_at": NOON,
    },
    "goal_mark": {"id": 3, "goal_id": 7, "at": NOON, "n": 2},
    "plan_item": {
        "id": 4,
        "kind": "task",
        "what": "=cmd",
        "why": "@x",
        "site": "",
        "link": "",
        "tag": "",
        "goal_id": 7,
        "repeat": "none",
        "state": "open",
        "created_at": NOON,
    },
    "account": {
        "id": 9,
        "site": "x",
        "handle": "@me",
        "address": "",
        "use": "often",
        "purpose": "",
        "persona": "professional",
        "closing_done": "",
        "note": "",
        "state": "open",
        "created_at": NOON,
    },
    "account_link": {
        "id": 2,
        "account_id": 9,
        "address": "https://example.org",
        "moved_to": "",
        "result": "works",
        "why": "",
        "checked_at": NOON,
    },
    "slice": {
        "src": "a",
        "seq": 0,
        "site": "x",
        "start_ms": ms("10:00"),
        "end_ms": ms("10:01"),
        "purpose": "goal:7",
    },
    "pause": {"id": 1, "start_ms": 5, "end_ms": 6},
    "erasure": {"id": 1, "site": None, "start_ms": 5, "end_ms": 6, "at": 7},
    "event": {"id": "e", "at": NOON, "kind": "level-shown", "site": "x", "level": 2},
    "draft_outcome": {
        "draft": "d",
        "at": NOON,
        "site": "x",
        "surface": "post",
        "persona": "professional",
        "outcome": "posted",
        "kind": "post",
    },
    "draft_warning": {
        "draft": "d",
        "n": 0,
        "rule": "respect.shouting",
        "family": "respect",
        "level": "warn",
        "outcome": "kept",
    },
    "rule_preference": {
        "rule": "respect.shouting",
        "site": "",
        "state": "quiet",
        "since_at": NOON,
        "set_by": "person",
    },
    "reflection": {"week": "2026-W47", "question": "valuable", "answer": "a\u2028b", "at": NOON},
}


def _fill(store: Store) -> None:
    with store.begin() as connection:
        for name in EXPORTED:
            put(connection, name, ROWS[name])


def _contents(store: Store) -> dict[str, list[dict[str, Any]]]:
    with store.read() as connection:
        return {name: [row._asdict() for row in connection.execute(f"SELECT * FROM {name}")] for name in EXPORTED}


def _export(store: Store) -> str:
    with store.read() as connection:
        return "".join(export_json(connection, NOON))


def _import(store: Store, text: str) -> dict[str, int]:
    with store.begin() as connection:
        return import_json(connection, io.StringIO(text))


def test_every_table_but_keys_and_problems_is_exported() -> None:
    assert set(metadata.tables) - set(EXPORTED) == {"token", "pairing_code", "ticket", "problem"}


def test_an_export_is_one_json_document(store: Store) -> None:
    _fill(store)
    exported = json.loads(_export(store))
    assert exported["forethought_export"] == 1
    assert [row["table"] for row in exported["rows"]] == list(EXPORTED)


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_comes_back_into_an_empty_store(store: Store, kind: str) -> None:
    _fill(store)
    with fresh_store(kind) as other:
        gained = _import(other, _export(store))
        assert gained == dict.fromkeys(EXPORTED, 1)
        assert _contents(other) == _contents(store)


def test_an_export_that_comes_back_twice_doubles_nothing(store: Store) -> None:
    _fill(store)
    before = _contents(store)
    assert _import(store, _export(store)) == dict.fromkeys(EXPORTED, 0)
    assert _contents(store) == before


def test_a_goal_with_anothers_number_gets_its_own_and_keeps_its_time(store: Store) -> None:
    _fill(store)
    exported = _export(store)
    with store.begin() as connection:
        for name in reversed(EXPORTED):
            connection.execute(f"DELETE FROM {name}")
        put(connection, "goal", {**ROWS["goal"], "what": "Another goal"})

    _import(store, exported)

    found = _contents(store)
    [other, mine] = sorted(found["goal"], key=lambda row: row["id"])
    assert (other["what"], mine["what"]) == ("Another goal", ROWS["goal"]["what"])
    assert found["goal_mark"][0]["goal_id"] == mine["id"]
    assert found["plan_item"][0]["goal_id"] == mine["id"]
    assert found["slice"][0]["purpose"] == f"goal:{mine['id']}"


def test_numbers_go_on_after_an_import(store: Store) -> None:
    _fill(store)
    with fresh_store("sqlite" if store.is_sqlite else "postgresql") as other:
        _import(other, _export(store))
        new = {key: value for key, value in ROWS["goal"].items() if key != "id"}
        with other.begin() as connection:
            put(connection, "goal", new)
            assert connection.execute("SELECT max(id) FROM goal").scalar() == 8


@pytest.mark.parametrize(
    "line",
    [
        '{"table": "token", "id": "12345678"}',
        '{"table": "nowhere"}',
        '{"table": "setting", "key": "a", "value": "b", "more": 1}',
        '{"table": "setting", "key": "a"}',
        '{"table": "setting", "key": "a", "value": 1.5}',
        '{"table": "setting", "key": "a", "value": {"b": 1}}',
        '{"table": "setting", "key": "a", "value": true}',
        '{"table": "setting", "key": "a", "value": "\\ud800"}',
        '{"table": "setting", "key": "a", "value": "\\u0000"}',
        '{"table": "goal_mark", "id": 1, "goal_id": 99, "at": 1, "n": 1}',
        '{"table": "slice", "src": "a"}',
        '{"table": "slice", "src": "a", "seq": 0, "site": "x", "start_ms": 5, "end_ms": 5, "purpose": null}',
        '{"table": "slice", "src": "a", "seq": 0, "site": "x", "start_ms": 5, "end_ms": 6, "purpose": "goal:x"}',
        '{"table": "event", "id": "e", "at": 1, "kind": "fun", "site": "", "level": null}',
        '["setting"]',
        "not json",
        "[" * 5000,
        '{"table": "setting", "key": "a", "value": "' + "b" * 200_001 + '"}',
    ],
    ids=lambda line: line[:60],
)
def test_a_row_that_is_none_is_refused_and_nothing_is_imported(store: Store, line: str) -> None:
    good = '{"table": "setting", "key": "counter", "value": "true"},\n'
    text = '{"forethought_export": 1, "schema": "0001", "exported_at": 1, "rows": [\n' + good + line + "\n]}\n"
    with pytest.raises(NoExportError, match="Nothing was imported"):
        _import(store, text)
    assert _contents(store)["setting"] == []


#: What no form and no call lets in, by table and column; some of it would make a page fail, or a link do harm.
_NEVER_WRITTEN: list[tuple[str, str, Any]] = [
    ("setting", "value", "javascript:alert(1)"),
    ("setting", "value", "[" * 5000),
    ("goal", "what", 5),
    ("goal", "id", 2**63 - 1),
    ("goal", "id", 2**63),
    ("goal", "target", 2**40),
    ("goal", "due_on", "zzzzzzzzzz"),
    ("goal", "review_on", "2026-02-30"),
    ("goal", "closed_at", 2**53),
    ("goal", "created_at", -1),
    ("goal", "site", "<script>"),
    ("goal_mark", "n", 2**31),
    ("goal_mark", "at", 2**63),
    ("plan_item", "link", "javascript:alert(1)"),
    ("plan_item", "link", " https://example.org"),
    ("plan_item", "last_on", "9999-12-31"),
    ("account", "address", "data:text/html,hello"),
    ("account", "picture_on", "0001-01-01"),
    ("account_link", "address", "file:///etc/passwd"),
    ("account_link", "moved_to", "JavaScript:alert(1)"),
    ("account_link", "checked_at", 253_402_300_800_000),
    ("slice", "site", "nowhere at all"),
    ("slice", "purpose", "posted"),
    ("slice", "purpose", "goal:99999999999999999999"),
    ("slice", "seq", 2**53),
    ("slice", "start_ms", 2**63),
    ("pause", "end_ms", 2**53),
    ("erasure", "id", 2**63 - 1),
    ("erasure", "site", "a b"),
    ("event", "level", 2**63),
    ("draft_outcome", "at", 2**53),
    ("rule_preference", "since_at", 2**53),
    ("reflection", "week", "2026-47!"),
]


@pytest.mark.parametrize(("table", "column", "value"), _NEVER_WRITTEN)
def test_a_row_that_nothing_here_would_write_is_refused(store: Store, table: str, column: str, value: Any) -> None:
    rows = [{"table": name, **ROWS[name]} for name in EXPORTED]
    lines = [json.dumps(row | {column: value} if row["table"] == table else row) for row in rows]
    head = '{"forethought_export": 1, "schema": "0001", "exported_at": 1, "rows": [\n'
    with pytest.raises(NoExportError, match="Nothing was imported"):
        _import(store, head + ",\n".join(lines) + "\n]}\n")
    assert all(rows == [] for rows in _contents(store).values())


@pytest.mark.parametrize("text", ["", "{}", "[]", "hello", '{"forethought_export": 2', '{"a": [', "null"])
def test_a_file_that_is_no_export_is_refused(store: Store, text: str) -> None:
    with pytest.raises(NoExportError, match="no export of Forethought"):
        _import(store, text)


def test_a_line_without_an_end_is_not_read_into_memory() -> None:
    lines = text_lines(io.BytesIO(b"a" * 3_000_000 + "\né\n".encode()))
    assert [len(line) for line in lines] == [1_000_000] * 3 + [1, 2]


def test_half_an_export_is_refused(store: Store) -> None:
    _fill(store)
    half = _export(store)[:-4]
    with fresh_store("sqlite") as other:
        with pytest.raises(NoExportError, match="only part"):
            _import(other, half)
        assert all(rows == [] for rows in _contents(other).values())


def test_an_export_of_a_newer_version_is_refused(store: Store) -> None:
    with pytest.raises(NoExportError, match="newer"):
        _import(store, '{"forethought_export": 1, "schema": "9999", "exported_at": 1, "rows": [\n]}\n')


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_cell_is_never_a_formula(start: str) -> None:
    assert csv_cell(f"{start}1") == f"'{start}1"


def test_numbers_and_nothing_are_plain_cells() -> None:
    assert [csv_cell(value) for value in (-5, None, "x-ray")] == ["-5", "", "x-ray"]


def test_csv_has_a_file_a_table_with_safe_cells(store: Store) -> None:
    _fill(store)
    target = io.BytesIO()
    with store.read() as connection:
        export_csv(connection, target)
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == [f"{name}.csv" for name in EXPORTED]
        plan = list(csv.DictReader(io.StringIO(archive.read("plan_item.csv").decode())))
    assert (plan[0]["what"], plan[0]["why"]) == ("'=cmd", "'@x")


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_holds_everything_with_the_tokens(store: Store, kind: str) -> None:
    _fill(store)
    token = {"id": "12345678", "name": "t", "sha256": "0" * 64, "scopes": "read", "kind": "program", "created_at": 1}
    with store.begin() as connection:
        put(connection, "token", token)
    with fresh_store(kind) as other:
        with store.read() as source, other.begin() as target:
            copied = copy_everything(source, target)
        assert sum(copied.values()) == len(EXPORTED) + 1
        assert _contents(other) == _contents(store)
        with other.read() as connection:
            assert connection.execute("SELECT id FROM token").scalar() == "12345678"


def test_a_copy_into_a_store_that_holds_something_is_refused(store: Store) -> None:
    _fill(store)
    with fresh_store("sqlite") as other:
        _fill(other)
        before = _contents(other)
        with (
            pytest.raises(StoreError, match="already holds something"),
            store.read() as source,
            other.begin() as target,
        ):
            copy_everything(source, target)
        assert _contents(other) == before
