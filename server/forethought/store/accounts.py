"""Queries of the tables account and account_link."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from forethought.plan.accounts import UPKEEP, Account, AccountWords
from forethought.store.sql import Connection

_COLUMNS = """id, site, handle, address, use, purpose, persona, note, picture_on, bio_on, links_on, contact_on,
              privacy_on, closing_done, state, created_at"""

_UPKEEP_COLUMNS = frozenset(column for column, _, _ in UPKEEP)


@dataclass(frozen=True, slots=True)
class CheckedLink:
    """What a test of a link came to: works, moved, not-found or cannot-tell, and why in words."""

    address: str
    result: str
    moved_to: str = ""
    why: str = ""
    checked_at: int = 0


def list_accounts(connection: Connection, state: str | None = None) -> list[Account]:
    """Return accounts of a state, or all, by site and handle."""
    rows = connection.execute(
        f"""SELECT {_COLUMNS}
                   FROM account
                  WHERE :state = '' OR state = :state
               ORDER BY site, handle, id""",  # noqa: S608 - a fixed list of columns
        {"state": state or ""},
    )
    return [_account(row) for row in rows]


def find_account(connection: Connection, account_id: int) -> Account | None:
    """Return one account, or None."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM account WHERE id = :id",  # noqa: S608 - a fixed list of columns
        {"id": account_id},
    ).first()
    return None if row is None else _account(row)


def add_account(connection: Connection, words: AccountWords, now_ms: int) -> int:
    """Store a new account and return its number."""
    return int(
        connection.execute(
            """INSERT INTO account (site, handle, address, use, purpose, persona, note, picture_on, bio_on,
                                         links_on, contact_on, privacy_on, closing_done, state, created_at)
                         VALUES (:site, :handle, :address, :use, :purpose, :persona, :note, :picture_on, :bio_on,
                                 :links_on, :contact_on, :privacy_on, '', 'open', :now)
                      RETURNING id""",
            {**asdict(words), "now": now_ms},
        ).scalar()
    )


def save_account(connection: Connection, account_id: int, words: AccountWords) -> None:
    """Store what an account says now."""
    connection.execute(
        """UPDATE account
                   SET site = :site, handle = :handle, address = :address, use = :use, purpose = :purpose,
                       persona = :persona, note = :note, picture_on = :picture_on, bio_on = :bio_on,
                       links_on = :links_on, contact_on = :contact_on, privacy_on = :privacy_on
                 WHERE id = :id""",
        {**asdict(words), "id": account_id},
    )


def note_looked_at(connection: Connection, account_id: int, columns: Collection[str], day: str) -> None:
    """Note that parts of a profile were looked at on a day. Raises KeyError for a column that is no part."""
    for column in columns:
        if column not in _UPKEEP_COLUMNS:
            raise KeyError(column)
        connection.execute(
            f"UPDATE account SET {column} = :day WHERE id = :id",  # noqa: S608 - one of five fixed names
            {"id": account_id, "day": day},
        )


def set_closing(connection: Connection, account_id: int, done: Collection[str], state: str) -> None:
    """Store which closing steps are ticked, and whether the account is still there (open) or gone (closed)."""
    connection.execute(
        "UPDATE account SET closing_done = :done, state = :state WHERE id = :id",
        {"id": account_id, "done": ",".join(sorted(done)), "state": state},
    )


def delete_account(connection: Connection, account_id: int) -> None:
    """Remove an account from the list for good, with the results of its links."""
    connection.execute("DELETE FROM account_link WHERE account_id = :id", {"id": account_id})
    connection.execute("DELETE FROM account WHERE id = :id", {"id": account_id})


def save_links(connection: Connection, account_id: int, links: Sequence[CheckedLink]) -> None:
    """Store the results of a test in place of the ones before."""
    connection.execute("DELETE FROM account_link WHERE account_id = :id", {"id": account_id})
    if links:
        connection.execute(
            """INSERT INTO account_link (account_id, address, moved_to, result, why, checked_at)
                         VALUES (:id, :address, :moved_to, :result, :why, :checked_at)""",
            [{**asdict(link), "id": account_id} for link in links],
        )


def links_by_account(connection: Connection) -> dict[int, list[CheckedLink]]:
    """Return the latest results of each account, in the order in which they were tested."""
    found: dict[int, list[CheckedLink]] = {}
    for row in connection.execute(
        """SELECT account_id, address, result, moved_to, why, checked_at
                  FROM account_link
              ORDER BY account_id, id"""
    ):
        link = CheckedLink(row.address, row.result, row.moved_to, row.why, row.checked_at)
        found.setdefault(row.account_id, []).append(link)
    return found


def _account(row: Any) -> Account:
    words = AccountWords(
        row.site,
        row.handle,
        row.address,
        row.use,
        row.purpose,
        row.persona,
        row.note,
        row.picture_on,
        row.bio_on,
        row.links_on,
        row.contact_on,
        row.privacy_on,
    )
    done = frozenset(step for step in row.closing_done.split(",") if step)
    return Account(row.id, words, done, row.state, row.created_at)
