"""Looks at the data folder and the database, and says in words what is well and what is not."""

import shutil
import sqlite3
from dataclasses import dataclass

from forethought.settings import Environment
from forethought.store import backup
from forethought.store.connect import FILE_NAME, open_store
from forethought.store.errors import StoreError
from forethought.store.folder import prepare_folder
from forethought.store.problems import open_problems
from forethought.store.sqlite import APPLICATION_ID

#: Less free space than this many times the database is too little for a backup before a migration.
_SPACE_FACTOR = 3

_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    what: str
    is_well: bool
    words: str


def look(environment: Environment, now_ms: int) -> list[Check]:
    """Return what was found, without repairing anything; creates the data folder and database if they are missing."""
    try:
        prepare_folder(environment.data_dir)
    except StoreError as error:
        return [Check("data folder", False, str(error))]
    checks = [Check("data folder", True, str(environment.data_dir))]
    if environment.database_url is None:
        checks += _look_at_file(environment, now_ms)
    checks.append(_look_inside(environment))
    return checks


def _look_at_file(environment: Environment, now_ms: int) -> list[Check]:
    file = environment.data_dir / FILE_NAME
    if not file.exists():
        return [Check("database", True, "not there yet; the first start makes it")]
    try:
        damage = backup.damage_of(file, APPLICATION_ID)
    except sqlite3.Error:
        damage = "another program holds it"
    size = sum(part.stat().st_size for part in (file, file.with_name(f"{file.name}-wal")) if part.exists())
    free = shutil.disk_usage(environment.data_dir).free
    newest = next(iter(backup.backups_of(file)), None)
    is_fresh = newest is not None and now_ms - newest.stat().st_mtime_ns // 1_000_000 < 2 * _DAY_MS
    words = (
        f"{damage}. Stop and start the companion: it mends the file or restores a backup"
        if damage
        else f"sound, {size:,} bytes"
    )
    return [
        Check("database", damage is None, words),
        Check("free space", free >= _SPACE_FACTOR * size, f"{free:,} bytes"),
        Check("backups", is_fresh, f"the newest is {newest.name}" if newest else "none yet. Run: forethought backup"),
    ]


def _look_inside(environment: Environment) -> Check:
    try:
        store = open_store(environment, repair=False)
    except StoreError as error:
        return Check("contents", False, str(error))
    try:
        with store.read() as connection:
            problems = open_problems(connection)
    except StoreError as error:
        return Check("contents", False, str(error))
    finally:
        store.close()
    if problems:
        return Check(
            "contents", False, "to be read on the page Your data: " + ", ".join(one["code"] for one in problems)
        )
    return Check("contents", True, "readable")
