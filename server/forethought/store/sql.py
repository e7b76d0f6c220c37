"""Runs SQL that is written out once, on either database, without compiling it again at each call."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult

_BOUND = re.compile(r":([a-z_]+)")


class Query:
    """A statement with ``:name`` for each bound value, for the paths that a request takes many times an hour."""

    def __init__(self, sql: str) -> None:
        self._by_dialect = {"sqlite": sql, "postgresql": _BOUND.sub(r"%(\1)s", sql)}

    def run(
        self, connection: Connection, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Execute with these values; with a list of them, once for each."""
        sql = self._by_dialect[connection.dialect.name]
        return connection.exec_driver_sql(sql, values)
