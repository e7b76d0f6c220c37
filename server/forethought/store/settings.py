"""Queries of the table setting: one row a setting that the person changed."""

import json
from typing import Any

from forethought.settings import Settings, check_setting, plain
from forethought.store.sql import Connection, Query

_ALL = Query("SELECT key, value FROM setting")


def load_settings(connection: Connection) -> Settings:
    """Return all settings: what is stored, and defaults for the rest.

    A stored value that this version cannot use, written by another version, counts as not stored.
    """
    values: dict[str, Any] = {}
    for key, value in _ALL.rows(connection):
        try:
            values[key] = check_setting(key, json.loads(value))
        except (ValueError, RecursionError):
            continue
    return Settings(**values)


def save_setting(connection: Connection, key: str, value: object) -> Any:
    """Store one setting and return its value; ``value`` is what JSON gives. Raises SettingsError and stores nothing."""
    checked = check_setting(key, plain(value))
    connection.execute(
        """INSERT INTO setting (key, value)
                     VALUES (:key, :value)
                ON CONFLICT (key) DO UPDATE SET value = excluded.value""",
        {"key": key, "value": json.dumps(plain(checked), ensure_ascii=False)},
    )
    return checked


def reset_setting(connection: Connection, key: str) -> None:
    """Give a setting its default again. Raises SettingsError when there is no such setting."""
    if key not in Settings.__struct_fields__:
        check_setting(key, None)
    connection.execute("DELETE FROM setting WHERE key = :key", {"key": key})
