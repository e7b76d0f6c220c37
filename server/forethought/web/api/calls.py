"""What every call of the API has in common: the token, its scope and its rate before, JSON after."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from flask import Response, request

from forethought.store import tokens as stored
from forethought.store.errors import StoreBusy, StoreFull, StoreReadOnly
from forethought.store.sql import Connection
from forethought.web.companion import Companion
from forethought.web.errors import ApiError
from forethought.web.gate import Environ
from forethought.web.rates import Rate
from forethought.web.tokens import HOUR_MS, bind, check_token, token_id_of


@contextmanager
def reading(companion: Companion, scope: str, rate: Rate) -> Iterator[Connection]:
    """Give a connection that sees one state of the store to a call that may be made with ``scope``.

    Raises ApiError when the token of this request may not make it now.
    """
    token_id, words = token_id_of(request.environ.get("HTTP_AUTHORIZATION"))
    with companion.store.read() as connection:
        must_bind, is_first_this_hour = _admit(companion, connection, token_id, words, scope, rate)
        if must_bind or is_first_this_hour:
            try:
                with companion.store.begin() as writer:
                    _note_use(companion, writer, token_id, must_bind)
            except (StoreFull, StoreBusy, StoreReadOnly):
                # A full disk must not hinder reading for a note of when a token was used; a binding has to be kept.
                if must_bind:
                    raise
        yield connection


@contextmanager
def writing(companion: Companion, scope: str, rate: Rate) -> Iterator[Connection]:
    """Give a connection inside one write transaction to a call that may be made with ``scope``.

    The token is looked up in the same transaction, because a lookup of its own would cost as much as the writing.
    Raises ApiError when the token of this request may not make it now.
    """
    token_id, words = token_id_of(request.environ.get("HTTP_AUTHORIZATION"))
    with companion.store.begin() as connection:
        must_bind, is_first_this_hour = _admit(companion, connection, token_id, words, scope, rate)
        if must_bind or is_first_this_hour:
            _note_use(companion, connection, token_id, must_bind)
        yield connection


def _admit(
    companion: Companion, connection: Connection, token_id: str, words: str, scope: str, rate: Rate
) -> tuple[bool, bool]:
    """Return whether the token must be bound to its origin, and whether this is its first call this hour."""
    row = stored.find_token(connection, token_id)
    must_bind = check_token(row, words, request.environ.get("HTTP_ORIGIN"), scope)
    companion.rates.take(token_id, rate)
    return must_bind, row is not None and row.last_used_at != _this_hour(companion)


def _note_use(companion: Companion, connection: Connection, token_id: str, must_bind: bool) -> None:
    if must_bind and not bind(connection, token_id, request.headers["Origin"], companion.clock()):
        # Another browser was first by a hair.
        raise ApiError("not-allowed")
    stored.touch_token(connection, token_id, _this_hour(companion))


def _this_hour(companion: Companion) -> int:
    return companion.clock() // HOUR_MS * HOUR_MS


class _Whole(Response):
    """An answer with all its headers and all of its body: werkzeug need not look for what is missing."""

    def get_wsgi_response(self, environ: Environ) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        """Return body, status and headers for the server."""
        body: Any = () if environ["REQUEST_METHOD"] == "HEAD" else self.response
        return body, self.status, self.headers.to_wsgi_list()


def answer(value: Any, status: int = 200) -> Response:
    """Return ``value`` as JSON."""
    return _Whole(msgspec.json.encode(value), status=status, content_type="application/json")
