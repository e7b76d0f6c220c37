"""Queries of the tables goal and goal_mark."""

from dataclasses import asdict
from typing import Any

from forethought.plan.goals import Goal, GoalWords
from forethought.store.sql import Connection

_COLUMNS = """goal.id, goal.what, goal.why, goal.who, goal.site, goal.target, goal.unit, goal.due_on, goal.review_on,
              goal.state, goal.created_at, goal.closed_at,
              coalesce((SELECT sum(n)
                          FROM goal_mark
                         WHERE goal_mark.goal_id = goal.id AND goal_mark.at < :until), 0) AS done"""

#: Later than any mark.
_ALWAYS = 2**53


def list_goals(connection: Connection, state: str | None = None, until_ms: int = _ALWAYS) -> list[Goal]:
    """Return goals of a state, or all, oldest first; ``done`` counts the marks before ``until_ms``."""
    rows = connection.execute(
        f"""SELECT {_COLUMNS}
                   FROM goal
                  WHERE :state = '' OR goal.state = :state
               ORDER BY goal.id""",  # noqa: S608 - a fixed list of columns
        {"state": state or "", "until": until_ms},
    )
    return [_goal(row) for row in rows]


def find_goal(connection: Connection, goal_id: int) -> Goal | None:
    """Return one goal, or None."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM goal WHERE goal.id = :id",  # noqa: S608 - a fixed list of columns
        {"id": goal_id, "until": _ALWAYS},
    ).first()
    return None if row is None else _goal(row)


def add_goal(connection: Connection, words: GoalWords, now_ms: int) -> int:
    """Store a new open goal and return its number."""
    return int(
        connection.execute(
            """INSERT INTO goal (what, why, who, site, target, unit, due_on, review_on, state, created_at)
                         VALUES (:what, :why, :who, :site, :target, :unit, :due_on, :review_on, 'open', :now)
                      RETURNING id""",
            {**asdict(words), "now": now_ms},
        ).scalar()
    )


def save_goal(connection: Connection, goal_id: int, words: GoalWords) -> None:
    """Store what a goal says now."""
    connection.execute(
        """UPDATE goal
                   SET what = :what, why = :why, who = :who, site = :site, target = :target, unit = :unit,
                       due_on = :due_on, review_on = :review_on
                 WHERE id = :id""",
        {**asdict(words), "id": goal_id},
    )


def set_goal_state(connection: Connection, goal_id: int, state: str, now_ms: int) -> None:
    """Open or close a goal; one that is in that state already keeps its day."""
    connection.execute(
        """UPDATE goal
                   SET state = :state, closed_at = :closed_at
                 WHERE id = :id AND state <> :state""",
        {"id": goal_id, "state": state, "closed_at": None if state == "open" else now_ms},
    )


def set_review(connection: Connection, goal_id: int, review_on: str) -> None:
    """Note when to look at a goal again."""
    connection.execute("UPDATE goal SET review_on = :day WHERE id = :id", {"id": goal_id, "day": review_on})


def add_mark(connection: Connection, goal_id: int, now_ms: int) -> None:
    """Note one step of progress."""
    connection.execute("INSERT INTO goal_mark (goal_id, at, n) VALUES (:id, :now, 1)", {"id": goal_id, "now": now_ms})


def take_mark_back(connection: Connection, goal_id: int) -> bool:
    """Remove the latest step of progress; return whether there was one."""
    found = connection.execute(
        "DELETE FROM goal_mark WHERE id = (SELECT max(id) FROM goal_mark WHERE goal_id = :id)", {"id": goal_id}
    )
    return found.rowcount == 1


def _goal(row: Any) -> Goal:
    words = GoalWords(row.what, row.why, row.who, row.site, row.target, row.unit, row.due_on, row.review_on)
    return Goal(row.id, words, row.state, row.created_at, row.closed_at, int(row.done))
