"""Queries of the tables draft_outcome and draft_warning: what became of a draft and its warnings, never its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from forethought.store.sql import Connection


@dataclass(frozen=True, slots=True)
class WarningOutcome:
    """What became of one warning: changed, kept, dropped or unknown."""

    rule: str
    family: str
    level: str
    outcome: str


@dataclass(frozen=True, slots=True)
class DraftOutcome:
    """What became of a draft: posted, dropped or unknown. ``draft`` is a random id, ``kind`` the sort of post."""

    draft: str
    at: int
    site: str
    surface: str
    persona: str
    outcome: str
    kind: str
    warnings: tuple[WarningOutcome, ...] = ()


def add_outcome(connection: Connection, outcome: DraftOutcome) -> bool:
    """Store an outcome; return False when nothing changed.

    A draft has one outcome. A later report replaces only "unknown", so that a repeated request changes nothing.
    A word that is none of those the schema lists fails the transaction (StoreError).
    """
    was = connection.execute(
        "SELECT outcome FROM draft_outcome WHERE draft = :draft", {"draft": outcome.draft}
    ).scalar()
    if was is not None and (was != "unknown" or outcome.outcome == "unknown"):
        return False
    connection.execute("DELETE FROM draft_outcome WHERE draft = :draft", {"draft": outcome.draft})
    connection.execute(
        """INSERT INTO draft_outcome (draft, at, site, surface, persona, outcome, kind)
                     VALUES (:draft, :at, :site, :surface, :persona, :outcome, :kind)""",
        {
            "draft": outcome.draft,
            "at": outcome.at,
            "site": outcome.site,
            "surface": outcome.surface,
            "persona": outcome.persona,
            "outcome": outcome.outcome,
            "kind": outcome.kind,
        },
    )
    _add_warnings(connection, outcome)
    return True


def _add_warnings(connection: Connection, outcome: DraftOutcome) -> None:
    rows = [
        {
            "draft": outcome.draft,
            "n": n,
            "rule": warning.rule,
            "family": warning.family,
            "level": warning.level,
            "outcome": warning.outcome,
        }
        for n, warning in enumerate(outcome.warnings)
    ]
    if rows:
        connection.execute(
            """INSERT INTO draft_warning (draft, n, rule, family, level, outcome)
                         VALUES (:draft, :n, :rule, :family, :level, :outcome)""",
            rows,
        )


def outcomes_between(connection: Connection, since_ms: int, until_ms: int) -> list[DraftOutcome]:
    """Return what became of the drafts of a period, oldest first."""
    period = {"since": since_ms, "until": until_ms}
    warnings: dict[str, list[WarningOutcome]] = {}
    for row in connection.execute(
        """SELECT warning.draft, warning.rule, warning.family, warning.level, warning.outcome
                  FROM draft_warning AS warning
                  JOIN draft_outcome AS outcome ON outcome.draft = warning.draft
                 WHERE outcome.at >= :since AND outcome.at < :until
              ORDER BY warning.draft, warning.n""",
        period,
    ):
        warnings.setdefault(row.draft, []).append(WarningOutcome(row.rule, row.family, row.level, row.outcome))
    drafts = connection.execute(
        """SELECT draft, at, site, surface, persona, outcome, kind
                  FROM draft_outcome
                 WHERE at >= :since AND at < :until
              ORDER BY at, draft""",
        period,
    )
    return [
        DraftOutcome(
            row.draft,
            row.at,
            row.site,
            row.surface,
            row.persona,
            row.outcome,
            row.kind,
            tuple(warnings.get(row.draft, ())),
        )
        for row in drafts
    ]


def was_counted(connection: Connection, rule: str) -> bool:
    """Return whether any warning of this rule was ever stored."""
    found = connection.execute("SELECT 1 FROM draft_warning WHERE rule = :rule LIMIT 1", {"rule": rule})
    return found.first() is not None


def last_warning_outcomes(connection: Connection, rule: str, site: str, most: int) -> Sequence[str]:
    """Return what became of the latest warnings of a rule on a site, newest first, one a draft."""
    rows = connection.execute(
        """SELECT min(warning.outcome) AS outcome
                  FROM draft_warning AS warning
                  JOIN draft_outcome AS outcome ON outcome.draft = warning.draft
                 WHERE warning.rule = :rule AND outcome.site = :site
              GROUP BY outcome.draft, outcome.at
              ORDER BY outcome.at DESC, outcome.draft DESC
                 LIMIT :most""",
        {"rule": rule, "site": site, "most": most},
    )
    return [row.outcome for row in rows]
