"""The calls that let somebody in: health, pairing by code, the companion's proof, and tickets for the pages."""

import msgspec
from flask import Blueprint, Response, request

from forethought.web.api.calls import answer, reading
from forethought.web.companion import companion
from forethought.web.errors import ApiError
from forethought.web.gate import FIREFOX_ORIGIN
from forethought.web.rates import OPEN_CALLS, PAIRINGS, READS
from forethought.web.strict_json import body_of
from forethought.web.tokens import (
    NONCE,
    SCOPES,
    TICKET_LIFE_MS,
    TOKEN_ID,
    is_name,
    is_right_code,
    is_token_id_or_none,
    mint,
    proof,
)

calls = Blueprint("pairing", __name__)


class PairRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A code as the person typed it, what to call this browser, and the id of the token that it had before."""

    code: str
    name: str = ""
    replaces: str = ""


class HelloRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A token's id (not the token) and a random word to prove something about."""

    token_id: str
    nonce: str


class EmptyRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing to say."""


@calls.get("/api/v1/health")
def health() -> Response:
    """Say what listens here, and nothing else: anybody on this computer may ask."""
    return answer({"service": "forethought", "api": 1})


@calls.post("/api/v1/pair")
def pair() -> Response:
    """Turn a one-time code into a token, for an extension only (the gate has seen that the origin is one)."""
    here = companion()
    here.rates.take("", PAIRINGS)
    wanted = body_of(request.environ, PairRequest)
    if len(wanted.code) > 40 or not is_name(wanted.name) or not is_token_id_or_none(wanted.replaces):
        raise ApiError("wrong-shape")
    origin = request.headers["Origin"]
    now = here.clock()
    token = None
    with here.store.begin() as connection:
        if is_right_code(connection, wanted.code, now):
            name = wanted.name.strip() or ("Firefox" if FIREFOX_ORIGIN.fullmatch(origin) else "Chromium")
            token = mint(
                connection,
                here.secret_key,
                name=name,
                scopes=SCOPES,
                origin=origin,
                kind="code",
                now=now,
                replaces=wanted.replaces,
            )
    if token is None:
        # Outside the transaction, which has counted the wrong try.
        raise ApiError("wrong-code")
    return answer(
        {
            "token": token.token,
            "token_id": token.id,
            "proof_key": token.proof_key,
            "scopes": sorted(token.scopes),
            "port": here.port,
        },
        201,
    )


@calls.post("/api/v1/hello")
def hello() -> Response:
    """Prove, before any token or draft is sent, that this is the companion that was paired.

    Answers for any well-formed id, so that nobody learns which ids exist.
    """
    here = companion()
    here.rates.take("", OPEN_CALLS)
    wanted = body_of(request.environ, HelloRequest)
    if not TOKEN_ID.fullmatch(wanted.token_id) or not NONCE.fullmatch(wanted.nonce):
        raise ApiError("wrong-shape")
    return answer({"proof": proof(here.secret_key, wanted.token_id, wanted.nonce, here.port)})


@calls.post("/api/v1/tickets")
def tickets() -> Response:
    """Give a one-time ticket that opens the pages in a logged-in session."""
    here = companion()
    now = here.clock()
    with reading(here, "read", READS):
        body_of(request.environ, EmptyRequest)
    ticket = here.sessions.invite()
    url = f"http://forethought.localhost:{here.port}/login#{ticket}"
    return answer({"ticket": ticket, "url": url, "expires_at": now + TICKET_LIFE_MS}, 201)
