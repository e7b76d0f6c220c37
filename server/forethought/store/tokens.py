"""Queries of the tables token, pairing_code and ticket. They hold SHA-256 sums of secrets (hex), never a secret."""

from typing import Any, NamedTuple

from forethought.store.sql import Connection, Query

# Every call of the API asks this.
_FIND = Query("""SELECT id, name, sha256, scopes, origin, kind, created_at, last_used_at, revoked_at
                   FROM token
                  WHERE id = :id""")


class TokenRow(NamedTuple):
    """A token's row; ``scopes`` are words with commas between, instants in epoch ms."""

    id: str
    name: str
    sha256: str
    scopes: str
    origin: str | None
    kind: str
    created_at: int
    last_used_at: int | None
    revoked_at: int | None


def add_token(
    connection: Connection, *, id: str, name: str, sha256: str, scopes: str, origin: str | None, kind: str, at: int
) -> None:
    """Store a new token; ``scopes`` are words with commas between, ``origin`` None until one is bound."""
    connection.execute(
        """INSERT INTO token (id, name, sha256, scopes, origin, kind, created_at)
                     VALUES (:id, :name, :sha256, :scopes, :origin, :kind, :at)""",
        {"id": id, "name": name, "sha256": sha256, "scopes": scopes, "origin": origin, "kind": kind, "at": at},
    )


def find_token(connection: Connection, id: str) -> TokenRow | None:
    """Return the row of a token, revoked or not, or None."""
    rows = _FIND.rows(connection, {"id": id})
    return TokenRow._make(rows[0]) if rows else None


def list_tokens(connection: Connection) -> list[Any]:
    """Return all tokens, newest first."""
    return list(connection.execute("SELECT * FROM token ORDER BY created_at DESC, id"))


def paired_origins(connection: Connection) -> set[str]:
    """Return the origins of all tokens that are not revoked."""
    rows = connection.execute("SELECT DISTINCT origin FROM token WHERE revoked_at IS NULL AND origin IS NOT NULL")
    return {row.origin for row in rows}


def bind_origin(connection: Connection, id: str, origin: str) -> bool:
    """Bind a token to the first origin that uses it; return whether it is now bound to that one."""
    connection.execute(
        "UPDATE token SET origin = :origin WHERE id = :id AND origin IS NULL", {"id": id, "origin": origin}
    )
    bound = connection.execute("SELECT origin FROM token WHERE id = :id", {"id": id}).scalar()
    return bool(bound == origin)


def touch_token(connection: Connection, id: str, at: int) -> None:
    """Note when a token was last used; callers round to the hour."""
    connection.execute("UPDATE token SET last_used_at = :at WHERE id = :id", {"id": id, "at": at})


def revoke_token(connection: Connection, id: str, at: int) -> bool:
    """Revoke a token; return False when there is none with that id. One that is revoked keeps its time."""
    found = connection.execute(
        "UPDATE token SET revoked_at = coalesce(revoked_at, :at) WHERE id = :id", {"id": id, "at": at}
    )
    return found.rowcount == 1


def add_pairing_code(connection: Connection, sha256: str, expires_at: int) -> None:
    """Store a pairing code in place of any other: only the newest is good."""
    connection.execute("DELETE FROM pairing_code")
    connection.execute(
        "INSERT INTO pairing_code (sha256, expires_at) VALUES (:sha256, :expires_at)",
        {"sha256": sha256, "expires_at": expires_at},
    )


def pairing_codes(connection: Connection, now: int) -> list[Any]:
    """Return the codes that have not run out: sha256, expires_at, tries (that under way counted)."""
    return list(connection.execute("SELECT * FROM pairing_code WHERE expires_at > :now", {"now": now}))


def count_try(connection: Connection) -> None:
    """Count a try against every code that is open; until this transaction ends no other try is counted."""
    connection.execute("UPDATE pairing_code SET tries = tries + 1")


def use_pairing_code(connection: Connection, sha256: str) -> bool:
    """Remove a code; return whether it was there, which is true for one caller only."""
    found = connection.execute("DELETE FROM pairing_code WHERE sha256 = :sha256", {"sha256": sha256})
    return found.rowcount == 1


def add_ticket(connection: Connection, sha256: str, expires_at: int) -> None:
    """Store a ticket that opens a page once."""
    connection.execute(
        "INSERT INTO ticket (sha256, expires_at) VALUES (:sha256, :expires_at)",
        {"sha256": sha256, "expires_at": expires_at},
    )


def use_ticket(connection: Connection, sha256: str, now: int) -> bool:
    """Spend a ticket; return whether it was good, which is true for one caller only."""
    found = connection.execute(
        "UPDATE ticket SET used = 1 WHERE sha256 = :sha256 AND used = 0 AND expires_at > :now",
        {"sha256": sha256, "now": now},
    )
    return found.rowcount == 1


def drop_expired(connection: Connection, now: int) -> None:
    """Remove codes and tickets that have run out, and tickets that are spent."""
    connection.execute("DELETE FROM pairing_code WHERE expires_at <= :now", {"now": now})
    connection.execute("DELETE FROM ticket WHERE expires_at <= :now OR used = 1", {"now": now})
