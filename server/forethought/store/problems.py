"""Queries of the table problem: what the person has to be told, until they have seen it."""

import json
from collections.abc import Mapping
from typing import Any

from forethought.store.sql import Connection


def add_problem(connection: Connection, code: str, facts: Mapping[str, str], at: int) -> None:
    """Note that the person has to be told ``code``; ``facts`` are file names, days and counts (1,000 characters)."""
    connection.execute(
        """INSERT INTO problem (at, code, facts)
                     VALUES (:at, :code, :facts)""",
        {"at": at, "code": code, "facts": json.dumps(dict(facts))},
    )


def open_problems(connection: Connection) -> list[dict[str, Any]]:
    """Return what the person has not marked as seen, newest first: id, at, code, facts."""
    rows = connection.execute(
        """SELECT id, at, code, facts
                  FROM problem
                 WHERE seen_at IS NULL
              ORDER BY at DESC, id DESC"""
    )
    return [{"id": row.id, "at": row.at, "code": row.code, "facts": json.loads(row.facts)} for row in rows]


def mark_seen(connection: Connection, problem_id: int, at: int) -> None:
    """Note that the person has seen a problem."""
    connection.execute("UPDATE problem SET seen_at = :at WHERE id = :id", {"at": at, "id": problem_id})
