"""Queries of the table plan_item."""

from dataclasses import asdict
from typing import Any

from forethought.plan.items import Item, ItemWords
from forethought.store.sql import Connection

_COLUMNS = """id, kind, what, why, site, link, tag, goal_id, due_on, repeat, last_on, sees_differently, knows_many,
              state, created_at, closed_at"""


def list_items(connection: Connection, state: str | None = None) -> list[Item]:
    """Return entries of a state, or all: dated ones first, by day."""
    rows = connection.execute(
        f"""SELECT {_COLUMNS}
                   FROM plan_item
                  WHERE :state = '' OR state = :state
               ORDER BY due_on IS NULL, due_on, id""",  # noqa: S608 - a fixed list of columns
        {"state": state or ""},
    )
    return [_item(row) for row in rows]


def find_item(connection: Connection, item_id: int) -> Item | None:
    """Return one entry, or None."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM plan_item WHERE id = :id",  # noqa: S608 - a fixed list of columns
        {"id": item_id},
    ).first()
    return None if row is None else _item(row)


def add_item(connection: Connection, words: ItemWords, now_ms: int) -> int:
    """Store a new open entry and return its number."""
    return int(
        connection.execute(
            """INSERT INTO plan_item (kind, what, why, site, link, tag, goal_id, due_on, repeat, last_on,
                                           sees_differently, knows_many, state, created_at)
                         VALUES (:kind, :what, :why, :site, :link, :tag, :goal_id, :due_on, :repeat, :last_on,
                                 :sees_differently, :knows_many, 'open', :now)
                      RETURNING id""",
            {**_values(words), "now": now_ms},
        ).scalar()
    )


def save_item(connection: Connection, item_id: int, words: ItemWords) -> None:
    """Store what an entry says now."""
    connection.execute(
        """UPDATE plan_item
                   SET kind = :kind, what = :what, why = :why, site = :site, link = :link, tag = :tag,
                       goal_id = :goal_id, due_on = :due_on, repeat = :repeat, last_on = :last_on,
                       sees_differently = :sees_differently, knows_many = :knows_many
                 WHERE id = :id""",
        {**_values(words), "id": item_id},
    )


def set_item_state(connection: Connection, item_id: int, state: str, now_ms: int) -> None:
    """Open or close an entry; one that is in that state already keeps its day."""
    connection.execute(
        """UPDATE plan_item
                   SET state = :state, closed_at = :closed_at
                 WHERE id = :id AND state <> :state""",
        {"id": item_id, "state": state, "closed_at": None if state == "open" else now_ms},
    )


def delete_item(connection: Connection, item_id: int) -> None:
    """Remove an entry for good."""
    connection.execute("DELETE FROM plan_item WHERE id = :id", {"id": item_id})


def _values(words: ItemWords) -> dict[str, Any]:
    values = asdict(words)
    return {**values, "sees_differently": int(words.sees_differently), "knows_many": int(words.knows_many)}


def _item(row: Any) -> Item:
    words = ItemWords(
        row.kind,
        row.what,
        row.why,
        row.site,
        row.link,
        row.tag,
        row.goal_id,
        row.due_on,
        row.repeat,
        row.last_on,
        bool(row.sees_differently),
        bool(row.knows_many),
    )
    return Item(row.id, words, row.state, row.created_at, row.closed_at)
