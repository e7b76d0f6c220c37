"""Mints and checks what lets a caller in: bearer tokens, pairing codes, login tickets and the companion's own proof."""

import hashlib
import hmac
import math
import re
import secrets
from dataclasses import dataclass
from typing import Literal

from forethought.store import tokens as stored
from forethought.store.sql import Connection
from forethought.store.tokens import TokenRow
from forethought.web.errors import ApiError
from forethought.web.gate import FIREFOX_ORIGIN

SCOPES = frozenset({"check", "time", "read"})

#: How a token came about. An add-on in Firefox paired by native messaging shows its origin only on its first call.
Kind = Literal["code", "native", "native-firefox", "program"]

TOKEN = re.compile(r"ft1_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
TOKEN_ID = re.compile(r"[0-9a-f]{8}")
NONCE = re.compile(r"[A-Za-z0-9_-]{16,128}")

#: Our extension has one origin in every Chromium and in each of its profiles; so many of them may be paired at once.
MAX_SAME_ORIGIN = 5

CODE_LIFE_MS = 5 * 60_000
TICKET_LIFE_MS = 60_000
HOUR_MS = 3_600_000

#: Crockford's base 32: no letter that looks like a digit (crockford.com/base32.html). 8 of them are 40 bits.
_CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 8
#: So many wrong tries and a code is dead.
MAX_TRIES = 5
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


_ORIGIN = re.compile(r"[a-z][a-z0-9-]{1,30}://[A-Za-z0-9.-]{1,200}(?::[0-9]{1,5})?")


@dataclass(frozen=True)
class NewToken:
    """A token at the only moment when its words are known."""

    id: str
    token: str
    proof_key: str
    scopes: frozenset[str]


def hash_of(secret: str) -> str:
    """Return the SHA-256 under which a secret of 128 random bits or more is stored, in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def mint(
    connection: Connection,
    secret_key: bytes,
    *,
    name: str,
    scopes: frozenset[str],
    origin: str | None,
    kind: Kind,
    now: int,
    replaces: str = "",
) -> NewToken:
    """Store a new token and return it; a browser that pairs anew loses the token it had, whose id is ``replaces``."""
    # An id is short, for people to read: one that was given before, to a token that may have ended, is drawn again.
    while stored.find_token(connection, token_id := secrets.token_hex(4)) is not None:
        pass
    words = f"ft1_{token_id}_{secrets.token_urlsafe(32)}"
    if kind != "program":
        _end_older(connection, kind, origin, now, replaces)
    stored.add_token(
        connection,
        id=token_id,
        name=name,
        sha256=hash_of(words),
        scopes=",".join(sorted(scopes)),
        origin=origin,
        kind=kind,
        at=now,
    )
    return NewToken(token_id, words, proof_key(secret_key, token_id).hex(), scopes)


def bind(connection: Connection, token_id: str, origin: str, now: int) -> bool:
    """Bind a token to the Firefox that uses it first, whose older tokens end; return whether it is bound to it."""
    if not stored.bind_origin(connection, token_id, origin):
        return False
    _end_older(connection, "native-firefox", origin, now, except_id=token_id)
    return True


def _end_older(
    connection: Connection, kind: Kind, origin: str | None, now: int, replaces: str = "", except_id: str = ""
) -> None:
    """Revoke the tokens that a browser had before it paired anew; without an origin, those that never showed one.

    In Firefox an origin is one installation's, so whatever has it is of that browser. Chromium's may be another's
    token: there only the one that is replaced ends, and the longest unused when there are too many.
    """
    older = [
        row
        for row in stored.list_tokens(connection)
        if row.origin == origin
        and (origin is not None or row.kind == kind)
        and row.revoked_at is None
        and row.kind != "program"
        and row.id != except_id
    ]
    if origin is not None and FIREFOX_ORIGIN.fullmatch(origin) is None:
        older.sort(key=lambda row: max(row.created_at, row.last_used_at or 0), reverse=True)
        kept = [row.id for row in older if row.id != replaces][: MAX_SAME_ORIGIN - 1]
        older = [row for row in older if row.id not in kept]
    for row in older:
        stored.revoke_token(connection, row.id, now)


def token_id_of(authorization: str | None) -> tuple[str, str]:
    """Return the id and the whole token of an Authorization header; raise ApiError when it is not a bearer token."""
    if authorization is None or not authorization.startswith("Bearer "):
        raise ApiError("not-paired")
    words = authorization[len("Bearer ") :]
    match = TOKEN.fullmatch(words)
    if match is None:
        raise ApiError("not-paired")
    return match[1], words


def check_token(row: TokenRow | None, words: str, origin: str | None, scope: str) -> bool:
    """Raise ApiError unless this token may make a call of ``scope`` from ``origin``.

    Returns whether the token must first be bound to the origin, because it is the first call of a Firefox that was
    paired by native messaging.
    """
    if row is None or not hmac.compare_digest(row.sha256, hash_of(words)) or row.revoked_at is not None:
        raise ApiError("not-paired")
    must_bind = False
    if origin is not None and origin != row.origin:
        must_bind = row.kind == "native-firefox" and row.origin is None and FIREFOX_ORIGIN.fullmatch(origin) is not None
        if not must_bind:
            raise ApiError("not-allowed")
    if scope not in row.scopes.split(","):
        raise ApiError("not-allowed")
    return must_bind


def may_call(connection: Connection, origin: str) -> bool:
    """Return whether a browser's extension at ``origin`` is paired now, or may be the one that pairing waits for."""
    if origin in stored.paired_origins(connection):
        return True
    return FIREFOX_ORIGIN.fullmatch(origin) is not None and any(
        row.kind == "native-firefox" and row.origin is None and row.revoked_at is None
        for row in stored.list_tokens(connection)
    )


def is_origin(text: str) -> bool:
    """Return whether ``text`` can be what a browser sends as Origin: scheme and host, no path."""
    return _ORIGIN.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """Return whether a token may be called so in lists: at most 60 characters, none of which is invisible."""
    return len(text) <= 60 and text.isprintable()


def is_token_id_or_none(text: str) -> bool:
    """Return whether ``text`` can be the id of the token that a new one replaces; "" stands for none."""
    return not text or TOKEN_ID.fullmatch(text) is not None


# ---- pairing codes


def new_code(connection: Connection, now: int) -> str:
    """Return a fresh pairing code, good for five minutes, once; the one before it is dead."""
    code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
    stored.add_pairing_code(connection, hash_of(code), now + CODE_LIFE_MS)
    return code


def is_right_code(connection: Connection, written: str, now: int) -> bool:
    """Use the pairing code up and return True if ``written`` is it; a wrong try stays counted.

    Raises ApiError ``code-used-up`` when the code has been tried wrongly five times, with Retry-After for when it is
    forgotten. The caller commits in either case.
    """
    code = written.upper().translate(_LOOKALIKES)
    # Before the code is looked at: of two tries at once the second waits for the first.
    stored.count_try(connection)
    for row in stored.pairing_codes(connection, now):
        if row.tries > MAX_TRIES:
            raise ApiError("code-used-up", {"Retry-After": str(math.ceil((row.expires_at - now) / 1000))})
        if hmac.compare_digest(row.sha256, hash_of(code)):
            return stored.use_pairing_code(connection, row.sha256)
    return False


# ---- login tickets


def new_ticket(connection: Connection, now: int) -> str:
    """Return a login ticket of 144 bits, good for a minute, once."""
    ticket = secrets.token_urlsafe(18)
    stored.drop_expired(connection, now)
    stored.add_ticket(connection, hash_of(ticket), now + TICKET_LIFE_MS)
    return ticket


def spend_ticket(connection: Connection, ticket: str, now: int) -> bool:
    """Use a ticket up; return whether it was good."""
    return stored.use_ticket(connection, hash_of(ticket), now)


# ---- the companion's proof that it is the one that was paired


def proof_key(secret_key: bytes, token_id: str) -> bytes:
    """Return the key that only this companion and the holder of that token know."""
    return hmac.digest(secret_key, b"server-proof:" + token_id.encode(), "sha256")


def proof(secret_key: bytes, token_id: str, nonce: str, port: int) -> str:
    """Return the proof for one nonce, in hex. The port is in it, so that a relay from another port fails."""
    return hmac.digest(proof_key(secret_key, token_id), f"{nonce}|{port}".encode(), "sha256").hex()
