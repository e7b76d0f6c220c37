"""Counts how often each rule spoke to this person, and what became of it."""

from dataclasses import dataclass

from forethought.store.sql import Connection


@dataclass(frozen=True, slots=True)
class RuleStats:
    """``fired`` warnings in all; of those whose end is ``known``, so many were ``heeded``: changed or not posted."""

    fired: int = 0
    known: int = 0
    heeded: int = 0


def rule_stats(connection: Connection) -> dict[str, RuleStats]:
    """Return the counts of each rule that ever spoke, by its id."""
    rows = connection.execute(
        """SELECT rule,
                       count(*) AS fired,
                       sum(CASE WHEN outcome = 'unknown' THEN 0 ELSE 1 END) AS known,
                       sum(CASE WHEN outcome IN ('changed', 'dropped') THEN 1 ELSE 0 END) AS heeded
                  FROM draft_warning
              GROUP BY rule"""
    )
    return {row.rule: RuleStats(int(row.fired), int(row.known), int(row.heeded)) for row in rows}
