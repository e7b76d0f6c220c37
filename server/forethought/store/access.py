"""Keeps who may get in: tokens, pairing codes and login tickets, each only as a SHA-256."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from forethought.store.schema import pairing_code, ticket, token

#: A wrong try more than this and a pairing code is dead.
MAX_TRIES = 5


@dataclass(frozen=True)
class TokenRow:
    """One token's row. ``scopes`` are words; ``origin`` is None for a program that is not a browser."""

    id: str
    name: str
    sha256: str
    scopes: frozenset[str]
    origin: str | None
    kind: str
    created_at: int
    last_used_at: int | None
    revoked_at: int | None


# Built once: SQLAlchemy then compiles each only once, and this one runs on every call.
_BY_ID = select(token).where(token.c.id == bindparam("id"))


def _row(row: tuple[object, ...]) -> TokenRow:
    id_, name, sha256, scopes, origin, kind, created_at, last_used_at, revoked_at = row
    return TokenRow(
        str(id_),
        str(name),
        str(sha256),
        frozenset(str(scopes).split(",")),
        None if origin is None else str(origin),
        str(kind),
        created_at,  # type: ignore[arg-type]
        last_used_at,  # type: ignore[arg-type]
        revoked_at,  # type: ignore[arg-type]
    )


def find_token(connection: Connection, token_id: str) -> TokenRow | None:
    """Return the row of a token, revoked or not, or None."""
    row = connection.execute(_BY_ID, {"id": token_id}).fetchone()
    return None if row is None else _row(tuple(row))


def list_tokens(connection: Connection) -> list[TokenRow]:
    """Return every token, revoked ones included, oldest first."""
    rows = connection.execute(select(token).order_by(token.c.created_at, token.c.id))
    return [_row(tuple(row)) for row in rows]


def add_token(
    connection: Connection,
    *,
    token_id: str,
    name: str,
    sha256: str,
    scopes: frozenset[str],
    origin: str | None,
    kind: str,
    now: int,
) -> None:
    """Store a new token at ``now`` (epoch ms)."""
    connection.execute(
        insert(token).values(
            id=token_id,
            name=name,
            sha256=sha256,
            scopes=",".join(sorted(scopes)),
            origin=origin,
            kind=kind,
            created_at=now,
        )
    )


def revoke_token(connection: Connection, token_id: str, now: int) -> bool:
    """Revoke a token at ``now`` (epoch ms); return whether there was a live one of that id."""
    done = connection.execute(
        update(token).where(token.c.id == token_id, token.c.revoked_at.is_(None)).values(revoked_at=now)
    )
    return done.rowcount == 1


def revoke_origin(connection: Connection, origin: str, now: int) -> None:
    """Revoke every live token of a browser's extension, because it pairs anew."""
    connection.execute(
        update(token).where(token.c.origin == origin, token.c.revoked_at.is_(None)).values(revoked_at=now)
    )


def is_live_origin(connection: Connection, origin: str) -> bool:
    """Return whether a token that is not revoked belongs to ``origin``."""
    found = connection.execute(
        select(token.c.id).where(token.c.origin == origin, token.c.revoked_at.is_(None)).limit(1)
    )
    return found.first() is not None


def has_unbound(connection: Connection, kind: str) -> bool:
    """Return whether a live token of ``kind`` still waits for its browser to show its origin."""
    found = connection.execute(
        select(token.c.id).where(token.c.kind == kind, token.c.origin.is_(None), token.c.revoked_at.is_(None)).limit(1)
    )
    return found.first() is not None


def bind_origin(connection: Connection, token_id: str, origin: str) -> bool:
    """Give a token that has no origin yet this one; return False when another request was first."""
    done = connection.execute(
        update(token).where(token.c.id == token_id, token.c.origin.is_(None)).values(origin=origin)
    )
    return done.rowcount == 1


def mark_used(connection: Connection, token_id: str, at: int) -> None:
    """Note when a token was last used (epoch ms, rounded to the hour by the caller)."""
    connection.execute(update(token).where(token.c.id == token_id).values(last_used_at=at))


def put_pairing_code(connection: Connection, sha256: str, expires_at: int) -> None:
    """Make this the only pairing code there is."""
    connection.execute(delete(pairing_code))
    connection.execute(insert(pairing_code).values(sha256=sha256, expires_at=expires_at))


def find_pairing_code(connection: Connection, now: int) -> tuple[str, int] | None:
    """Return the hash of the pairing code that is good at ``now``, and its wrong tries, or None."""
    row = connection.execute(
        select(pairing_code.c.sha256, pairing_code.c.tries).where(pairing_code.c.expires_at > now)
    ).first()
    return None if row is None else (row.sha256, row.tries)


def count_wrong_try(connection: Connection) -> None:
    """Add a wrong try to the pairing code."""
    connection.execute(update(pairing_code).values(tries=pairing_code.c.tries + 1))


def drop_pairing_codes(connection: Connection) -> None:
    """Forget the pairing code: it was used, or it is dead."""
    connection.execute(delete(pairing_code))


def add_ticket(connection: Connection, sha256: str, expires_at: int, now: int) -> None:
    """Store a login ticket good until ``expires_at``, and forget those that ran out."""
    connection.execute(delete(ticket).where(ticket.c.expires_at <= now))
    connection.execute(insert(ticket).values(sha256=sha256, expires_at=expires_at))


def spend_ticket(connection: Connection, sha256: str, now: int) -> bool:
    """Use a ticket up; return whether it was good: known, unused and in time."""
    done = connection.execute(delete(ticket).where(ticket.c.sha256 == sha256, ticket.c.expires_at > now))
    return done.rowcount == 1
