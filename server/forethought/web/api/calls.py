"""What every call of the API has in common: the token, its scope and its rate before, JSON after."""

from typing import Any

import msgspec
from flask import Response, request

from forethought.store import tokens as stored
from forethought.store.tokens import TokenRow
from forethought.web.companion import Companion
from forethought.web.errors import ApiError
from forethought.web.rates import Rate
from forethought.web.tokens import HOUR_MS, bind, check_token, token_id_of


def authenticate(companion: Companion, scope: str, rate: Rate) -> TokenRow:
    """Return the token of this request; raise ApiError when it may not make a call of ``scope`` now."""
    token_id, words = token_id_of(request.headers.get("Authorization"))
    with companion.store.read() as connection:
        row = stored.find_token(connection, token_id)
    origin = request.headers.get("Origin")
    must_bind = check_token(row, words, origin, scope)
    assert row is not None
    companion.rates.take(row.id, rate)
    this_hour = companion.clock() // HOUR_MS * HOUR_MS
    if must_bind or row.last_used_at != this_hour:
        with companion.store.begin() as connection:
            if must_bind and origin is not None and not bind(connection, row.id, origin, companion.clock()):
                # Another browser was first by a hair.
                raise ApiError("not-allowed")
            stored.touch_token(connection, row.id, this_hour)
    return row


def answer(value: Any, status: int = 200) -> Response:
    """Return ``value`` as JSON."""
    return Response(msgspec.json.encode(value), status=status, mimetype="application/json")
