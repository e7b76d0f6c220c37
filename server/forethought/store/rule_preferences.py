"""Queries of the table rule_preference: how loud the person wants a rule, everywhere or on one site."""

from collections.abc import Iterable
from dataclasses import dataclass

from forethought.store.outcomes import last_warning_outcomes
from forethought.store.sql import Connection, Query

# Every check asks this.
_ALL = Query("SELECT rule, site, state, since_at, set_by FROM rule_preference ORDER BY rule, site")

#: A rule whose warning was kept as it was so many times running on a site goes quiet there.
KEPT_RUNNING = 3

#: Rules of this family never go quiet by themselves: their harm is to somebody else.
NEVER_QUIET = "confidentiality"


@dataclass(frozen=True, slots=True)
class RulePreference:
    """How loud one rule is. ``site`` "" means everywhere; ``set_by`` is "person" or "program".

    ``state`` is "quiet", "off", a level, or "loud": as its pack says, and never to be made quiet by the program.
    """

    rule: str
    site: str
    state: str
    since_at: int
    set_by: str


def rule_preferences(connection: Connection) -> list[RulePreference]:
    """Return every preference, by rule and site."""
    return [RulePreference(*row) for row in _ALL.rows(connection)]


def set_rule_preference(connection: Connection, preference: RulePreference) -> None:
    """Store a preference in place of the one for the same rule and site."""
    connection.execute(
        """INSERT INTO rule_preference (rule, site, state, since_at, set_by)
                     VALUES (:rule, :site, :state, :since_at, :set_by)
                ON CONFLICT (rule, site) DO UPDATE
                        SET state = excluded.state, since_at = excluded.since_at, set_by = excluded.set_by""",
        {
            "rule": preference.rule,
            "site": preference.site,
            "state": preference.state,
            "since_at": preference.since_at,
            "set_by": preference.set_by,
        },
    )


def clear_rule_preference(connection: Connection, rule: str, site: str) -> bool:
    """Let a rule be as loud as its pack says again; return whether it was otherwise."""
    found = connection.execute(
        "DELETE FROM rule_preference WHERE rule = :rule AND site = :site", {"rule": rule, "site": site}
    )
    return found.rowcount == 1


def quiet_what_is_kept(
    connection: Connection, warnings: Iterable[tuple[str, str]], site: str, now_ms: int
) -> list[str]:
    """Quieten on ``site`` each rule whose last three warnings there were all kept; return those rules.

    ``warnings`` are (rule, family) of the draft just reported. Any preference that is there is left as it is: an undo
    is the preference "loud".
    """
    have = {(preference.rule, preference.site) for preference in rule_preferences(connection)}
    quieted = []
    for rule, family in sorted(set(warnings)):
        is_settled = (rule, site) in have or (rule, "") in have
        if family == NEVER_QUIET or is_settled:
            continue
        if list(last_warning_outcomes(connection, rule, site, KEPT_RUNNING)) == ["kept"] * KEPT_RUNNING:
            set_rule_preference(connection, RulePreference(rule, site, "quiet", now_ms, "program"))
            quieted.append(rule)
    return quieted
