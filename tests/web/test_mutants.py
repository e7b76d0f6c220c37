"""Single faults in the gate and in the code of tokens, sessions and bodies: the checks here must notice every one."""

import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from tests.web.attacks import ATTACKS, PAIRED_FIREFOX, PORT_MARK, WELCOME, Attack, fitted
from tests.web.mutation import mutated

from forethought.store import Store, open_store
from forethought.web import gate, rates, sessions, strict_json, tokens
from forethought.web.errors import ApiError

CHROMIUM = "chrome-extension://" + "abcdefghijklmnop" * 2


def noticed(faults: Callable[[], list[str]]) -> bool:
    """Return whether a mutant is caught: its faults are listed, or it breaks down where the original does not."""
    try:
        return faults() != []
    except (ApiError, AttributeError, KeyError, TypeError, RecursionError, ValueError):
        return True


def environ_of(attack: Attack) -> dict[str, Any]:
    """What waitress makes of a request."""
    environ: dict[str, Any] = {"REQUEST_METHOD": attack.method, "REQUEST_URI": fitted(attack.path, PORT_MARK, CHROMIUM)}
    environ["PATH_INFO"] = unquote(urlsplit(attack.path).path)
    for name, value in attack.headers:
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        value = fitted(value, PORT_MARK, CHROMIUM)
        environ[key] = f"{environ[key]}, {value}" if key in environ else value
    return environ


def gate_faults(module: types.ModuleType) -> list[str]:
    """Return the attacks that this gate does not answer as it must."""
    firefox = module.FIREFOX_ORIGIN
    answered: list[Any] = []

    def behind(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [("Server", "behind"), ("Cache-Control", "public")])
        return [b"secret"]

    door = module.Gate(
        behind,
        PORT_MARK,
        may_call=lambda origin: origin in (CHROMIUM, PAIRED_FIREFOX),
        may_pair=lambda origin: origin == CHROMIUM or firefox.fullmatch(origin) is not None,
    )
    wrong = []
    for attack in [*ATTACKS, *WELCOME]:
        answered.clear()
        body = b"".join(door(environ_of(attack), lambda *what: answered.append(what)))
        status, headers = int(answered[0][0][:3]), answered[0][1]
        is_guarded = sorted(pair for pair in headers if pair[0] in dict(gate.SECURITY_HEADERS)) == sorted(
            gate.SECURITY_HEADERS
        )
        is_told = attack.status == 200 or b"secret" not in body
        is_elsewhere = attack.location is not None and dict(headers).get("Location") != attack.location
        if status != attack.status or not is_guarded or not is_told or is_elsewhere or "Server" in dict(headers):
            wrong.append(attack.name)
    return wrong


GATE_MUTANTS = [
    ("if host not in (self._api_host, self._page_host, self._other_host):", "if False:"),
    ("if host not in (self._api_host, self._page_host, self._other_host):", "if not host:"),
    (
        "if host not in (self._api_host, self._page_host, self._other_host):",
        "if not str(host).startswith((self._api_host, self._page_host, self._other_host)):",
    ),
    (
        "if host not in (self._api_host, self._page_host, self._other_host):",
        "if not str(host).endswith((self._api_host, self._page_host, self._other_host)):",
    ),
    (
        "if host not in (self._api_host, self._page_host, self._other_host):",
        "if str(host).lower() not in (self._api_host, self._page_host, self._other_host):",
    ),
    (
        "if host not in (self._api_host, self._page_host, self._other_host):",
        'if str(host).split(":")[0] not in ("127.0.0.1", "forethought.localhost", "localhost"):',
    ),
    ('not target.startswith("/") or ', ""),
    ('target.startswith("//") or ', ""),
    (' or "\\0" in path:', ":"),
    ("if method not in METHODS:", "if False:"),
    ('METHODS = ("GET", "HEAD", "POST", "DELETE", "OPTIONS")', 'METHODS = ("GET", "HEAD", "POST", "DELETE", "TRACE")'),
    ('METHODS = ("GET", "HEAD", "POST", "DELETE", "OPTIONS")', 'METHODS = ("GET", "HEAD", "POST", "PUT", "OPTIONS")'),
    ("            if host != self._api_host:", "            if False:"),
    ("            if host != self._api_host:", "            if host == self._page_host:"),
    ('if path == "/api" or path.startswith("/api/"):', 'if path.startswith("/api/"):'),
    ('if path == "/api" or path.startswith("/api/"):', 'if path.startswith("/api"):'),
    ("        elif host != self._page_host:", "        elif False:"),
    ("        elif host != self._page_host:", "        elif host == self._api_host:"),
    ('f"{self._page_origin}/"), ("Content-Length", "0")', 'environ["REQUEST_URI"]), ("Content-Length", "0")'),
    ("            self._judge_call(environ, path)", "            pass"),
    ("            self._judge_page(environ, method)", "            pass"),
    ("        self._judge_body(environ, method)", "        pass"),
    ('if path == PAIR_PATH and environ.get("REQUEST_METHOD") == "POST":', "if False:"),
    ('if environ.get("HTTP_SEC_FETCH_SITE") in ("cross-site", "same-site"):', "if False:"),
    ('in ("cross-site", "same-site"):\n                raise', 'in ("cross-site",):\n                raise'),
    ('in ("cross-site", "same-site"):\n                raise', 'in ("same-site",):\n                raise'),
    ("            if not self._may_pair(origin):", "            if False:"),
    ("        elif not self._may_call(origin):", "        elif False:"),
    ("        elif not self._may_call(origin):", '        elif origin == "null":'),
    ("        elif not self._may_call(origin):", "        elif not self._may_pair(origin):"),
    ("if origin is not None and origin != self._page_origin:", "if False:"),
    ('if fetch_site in ("cross-site", "same-site") and (', "if False and ("),
    ('if fetch_site in ("cross-site", "same-site") and (', 'if fetch_site in ("cross-site",) and ('),
    ('environ.get("HTTP_SEC_FETCH_MODE") != "navigate" or ', ""),
    (' or environ.get("HTTP_SEC_FETCH_DEST") != "document"', ""),
    ("if origin != self._page_origin or fetch_site", "if fetch_site"),
    ("if origin != self._page_origin or fetch_site", "if origin not in (None, self._page_origin) or fetch_site"),
    (
        "if origin != self._page_origin or fetch_site",
        "if not str(origin).startswith(self._page_origin) or fetch_site",
    ),
    (' or fetch_site not in (None, "same-origin"):', ":"),
    ('fetch_site not in (None, "same-origin"):', 'fetch_site not in (None, "same-origin", "same-site"):'),
    ('fetch_site not in (None, "same-origin"):', 'fetch_site not in (None, "same-origin", "none"):'),
    ('if method == "POST" and not length:', "if False:"),
    ('if length and int(length) > most_for(method, environ.get("PATH_INFO", "")):', "if False:"),
    ('return MAX_IMPORT if (method, path) == ("POST", IMPORT_PATH) else MAX_BODY', "return MAX_IMPORT"),
    ('(method, path) == ("POST", IMPORT_PATH)', 'path == "/login"'),
    ("MAX_BODY = 262_144", "MAX_BODY = 262_145"),
    ("            return start_response(status, kept + SECURITY_HEADERS)", "            return start_response(status, kept)"),
    ("            return start_response(status, kept + SECURITY_HEADERS)", "            return start_response(status, headers)"),
    ('| {"server"}', ""),
    ("kept = [pair for pair in headers if pair[0].lower() not in _OURS]", "kept = headers"),
    ('FIREFOX_ORIGIN = re.compile(r"moz-extension://', 'FIREFOX_ORIGIN = re.compile(r"(?:https|moz-extension)://.*|'),
    ('("X-Frame-Options", "DENY"),', '("X-Frame-Options", "SAMEORIGIN"),'),
    ("frame-ancestors 'none'", "frame-ancestors 'self'"),
    ("default-src 'none'; script-src 'self'", "default-src 'none'; script-src 'self' 'unsafe-inline'"),
    ('("Cache-Control", "no-store"),', '("Cache-Control", "private"),'),
    ('("Referrer-Policy", "same-origin"),', '("Referrer-Policy", "no-referrer"),'),
]  # fmt: skip


def test_the_gate_itself_has_no_fault():
    assert gate_faults(gate) == []


@pytest.mark.parametrize(("was", "becomes"), GATE_MUTANTS, ids=range(len(GATE_MUTANTS)))
def test_a_fault_in_the_gate_is_noticed(was: str, becomes: str):
    assert noticed(lambda: gate_faults(mutated(gate, was, becomes)))


# ---- tokens, pairing codes, tickets, the proof

SECRET = bytes(range(32))
NOW = 1_700_000_000_000


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store for all mutants: each check uses tokens and codes of its own."""
    opened = open_store(tmp_path_factory.mktemp("mutants") / "data")
    yield opened
    opened.close()


def refusal(call: Callable[[], Any]) -> str | None:
    """Return the error code of a call, or None when it went through."""
    try:
        call()
    except ApiError as error:
        return error.code
    return None


def token_faults(module: types.ModuleType, store: Store) -> list[str]:
    """Return what this token module lets through or keeps out wrongly."""
    from forethought.store import tokens as stored

    with store.begin() as connection:
        for row in stored.list_tokens(connection):
            stored.revoke_token(connection, row.id, NOW)

        def mint(
            kind: str,
            origin: str | None = None,
            scopes: tuple[str, ...] = ("check",),
            replaces: str = "",
            at: int = NOW,
        ) -> Any:
            return module.mint(
                connection,
                SECRET,
                name="n",
                scopes=frozenset(scopes),
                origin=origin,
                kind=kind,
                now=at,
                replaces=replaces,
            )

        def check(new: Any, origin: str | None = None, scope: str = "check", words: str | None = None) -> str | None:
            row = stored.find_token(connection, new.id)
            return refusal(lambda: module.check_token(row, words or new.token, origin, scope))

        plain, bound = mint("program"), mint("code", CHROMIUM, ("check", "time"))
        other = mint("program")
        unbound = mint("native-firefox")
        native = mint("native")
        facts: dict[str, bool] = {
            "a token works": check(plain) is None,
            "a token of 256 bits": module.TOKEN.fullmatch(plain.token) is not None,
            "tokens differ": plain.token[13:] != other.token[13:],
            "scope is asked": check(plain, scope="time") == "not-allowed",
            "second scope works": check(bound, CHROMIUM, "time") is None,
            "no part of a scope": check(bound, CHROMIUM, "tim") == "not-allowed",
            "every letter counts": check(plain, words=plain.token[:-1] + ("A" if plain.token[-1] != "A" else "B"))
            == "not-paired",
            "another's words": check(plain, words=other.token) == "not-paired",
            "no words of a token that is none": refusal(lambda: module.check_token(None, plain.token, None, "check"))
            == "not-paired",
            "bound to its origin": check(bound, CHROMIUM) is None,
            "not from another origin": check(bound, PAIRED_FIREFOX) == "not-allowed",
            "bound but none sent": check(bound) is None,
            "unbound but one sent": check(plain, CHROMIUM) == "not-allowed",
            "a native token of Chromium is not for Firefox": check(native, PAIRED_FIREFOX) == "not-allowed",
            "the first Firefox binds": module.check_token(
                stored.find_token(connection, unbound.id), unbound.token, PAIRED_FIREFOX, "check"
            )
            is True,
            "only Firefox binds": check(unbound, CHROMIUM) == "not-allowed",
            "no binding without an origin": module.check_token(
                stored.find_token(connection, unbound.id), unbound.token, None, "check"
            )
            is False,
            "hashed": plain.token not in str(stored.find_token(connection, plain.id)),
            "SHA-256 of all": module.hash_of("a") == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
            "a paired origin may call": module.may_call(connection, CHROMIUM),
            "an unbound token admits a Firefox": module.may_call(connection, PAIRED_FIREFOX),
            "nobody else may call": not module.may_call(connection, "https://evil.example"),
        }
        owned = mint("program", PAIRED_FIREFOX)
        facts["it is bound"] = module.bind(connection, unbound.id, PAIRED_FIREFOX, NOW)
        facts["and to no other"] = not module.bind(connection, unbound.id, PAIRED_FIREFOX.replace("1", "2"), NOW)
        facts["and works there"] = check(unbound, PAIRED_FIREFOX) is None
        facts["a program's token is nobody's older one"] = check(owned, PAIRED_FIREFOX) is None
        anew = mint("native-firefox")
        facts["a Chromium's token without an origin stays"] = check(native) is None
        newest = mint("native-firefox")
        facts["a token never shown ends with the next"] = check(anew) == "not-paired" and check(newest) is None
        module.bind(connection, newest.id, PAIRED_FIREFOX, NOW)
        facts["a Firefox that pairs anew loses its old token"] = check(unbound, PAIRED_FIREFOX) == "not-paired"
        facts["and keeps its new one"] = check(newest, PAIRED_FIREFOX) is None
        unbound = newest
        facts["a second Firefox does not bind"] = check(
            unbound, PAIRED_FIREFOX.replace("1", "2")
        ) == "not-allowed" and not module.may_call(connection, PAIRED_FIREFOX.replace("1", "2"))
        elsewhere = mint("code", PAIRED_FIREFOX)
        ours = mint("program", CHROMIUM)
        beside = mint("native", CHROMIUM, at=NOW - 1)
        facts["a second Chromium leaves the first"] = check(bound, CHROMIUM) is None
        again = mint("code", CHROMIUM, replaces=bound.id)
        facts["nor ends the second when the first pairs anew"] = check(beside, CHROMIUM) is None
        facts["and no program's"] = check(ours, CHROMIUM) is None
        facts["but not another browser's"] = check(elsewhere, PAIRED_FIREFOX) is None
        facts["pairing anew ends the old token"] = check(bound, CHROMIUM) == "not-paired"
        facts["and no other"] = check(again, CHROMIUM) is None and check(plain) is None
        stored.revoke_token(connection, plain.id, NOW)
        facts["a revoked token is dead"] = check(plain) == "not-paired"
        many = [mint("code", CHROMIUM, at=NOW + n) for n in range(1, 5)]
        facts["of too many the oldest end"] = [check(one, CHROMIUM) for one in (beside, again)] == ["not-paired", None]
        stored.touch_token(connection, again.id, NOW + 10)
        many.append(mint("code", CHROMIUM, at=NOW + 20))
        facts["use counts as well as age"] = [check(one) for one in (again, *many)] == [None, "not-paired", *[None] * 4]
        stored.touch_token(connection, many[1].id, 1)
        fresh = mint("code", CHROMIUM, at=NOW + 30, replaces=many[2].id)
        facts["what is replaced makes the room"] = [check(one) for one in (many[1], many[2])] == [None, "not-paired"]
        last = mint("code", CHROMIUM, at=NOW + 40)
        facts["an old use makes nothing younger"] = [check(one) for one in (many[1], many[3])] == ["not-paired", None]
        for one in (again, ours, fresh, last, *many):
            stored.revoke_token(connection, one.id, NOW)
        facts["a revoked origin may not call"] = not module.may_call(connection, CHROMIUM)
        facts |= _header_facts(module, other) | _code_facts(module, connection) | _proof_facts(module, other)
    return [name for name, holds in facts.items() if not holds]


def _header_facts(module: types.ModuleType, token: Any) -> dict[str, bool]:
    def read(header: str | None) -> str | None:
        return refusal(lambda: module.token_id_of(header))

    return {
        "the header works": module.token_id_of(f"Bearer {token.token}") == (token.id, token.token),
        "no header": read(None) == "not-paired",
        "another scheme": read(f"Basic {token.token}") == "not-paired",
        "lower case scheme": read(f"bearer {token.token}") == "not-paired",
        "no scheme": read(token.token) == "not-paired",
        "more after it": read(f"Bearer {token.token}x") == "not-paired",
        "two of them": read(f"Bearer {token.token}, Bearer {token.token}") == "not-paired",
        "a line break": read(f"Bearer {token.token}\n") == "not-paired",
        "a space before": read(f"Bearer  {token.token}") == "not-paired",
        "another version": read(f"Bearer ft2{token.token[3:]}") == "not-paired",
    }


def _code_facts(module: types.ModuleType, connection: Any) -> dict[str, bool]:
    def tried(code: str, now: int = NOW) -> Any:
        found = refusal(lambda: facts.update(answer=module.is_right_code(connection, code, now)))
        return found or facts.pop("answer")

    facts: dict[str, Any] = {}
    first = module.new_code(connection, NOW)
    code = module.new_code(connection, NOW)
    facts["eight letters that cannot be misread"] = len(code) == 8 and not set(code) & set("OILU")
    facts["a newer code ends the older"] = tried(first) is False
    facts["case and lookalikes are forgiven"] = (
        tried(f" {code[:4].lower()}-{code[4:].lower()} ".replace("0", "o")) is True
    )
    facts["a code works once"] = tried(code) is False
    code = module.new_code(connection, NOW)
    facts["a code runs out"] = tried(code, NOW + 5 * 60_000) is False
    code = module.new_code(connection, NOW)
    facts["a code lasts five minutes"] = tried(code, NOW + 5 * 60_000 - 1) is True
    code = module.new_code(connection, NOW)
    facts["five wrong tries"] = [tried("WRONG" + "0" * n) for n in range(5)] == [False] * 5
    facts["and it is dead"] = tried(code) == "code-used-up"
    code = module.new_code(connection, NOW)
    facts["four wrong tries are forgiven"] = [tried("0") for _ in range(4)] == [False] * 4 and tried(code) is True
    ticket = module.new_ticket(connection, NOW)
    facts["a ticket of 144 bits"] = len(ticket) == 24
    facts["a ticket runs out"] = module.spend_ticket(connection, ticket, NOW + 60_000) is False
    facts["a ticket works"] = module.spend_ticket(connection, ticket, NOW + 59_999) is True
    facts["a ticket works once"] = module.spend_ticket(connection, ticket, NOW) is False
    facts["a made-up ticket"] = module.spend_ticket(connection, "x" * 24, NOW) is False
    return facts


def _proof_facts(module: types.ModuleType, token: Any) -> dict[str, bool]:
    import hashlib
    import hmac

    key = hmac.new(SECRET, b"server-proof:" + token.id.encode(), hashlib.sha256).digest()
    right = hmac.new(key, b"nonce-nonce-nonce|7678", hashlib.sha256).hexdigest()
    return {
        "the proof key": token.proof_key == key.hex(),
        "the proof": module.proof(SECRET, token.id, "nonce-nonce-nonce", 7678) == right,
        "another port": module.proof(SECRET, token.id, "nonce-nonce-nonce", 7679) != right,
        "a nonce of some length": module.NONCE.fullmatch("short") is None
        and module.NONCE.fullmatch("a" * 32) is not None,
        "an id": module.TOKEN_ID.fullmatch(token.id) is not None and module.TOKEN_ID.fullmatch("xyz") is None,
    }


TOKEN_MUTANTS = [
    ('if authorization is None or not authorization.startswith("Bearer "):', "if authorization is None:"),
    ('authorization.startswith("Bearer ")', 'authorization.lower().startswith("bearer ")'),
    ("match = TOKEN.fullmatch(words)", "match = TOKEN.match(words)"),
    ("match = TOKEN.fullmatch(words)", "match = TOKEN.search(words)"),
    ('TOKEN = re.compile(r"ft1_', 'TOKEN = re.compile(r"ft._'),
    ("not hmac.compare_digest(row.sha256, hash_of(words)) or ", ""),
    (" or row.revoked_at is not None:", ":"),
    ("if origin is not None and origin != row.origin:", "if False:"),
    (
        "if origin is not None and origin != row.origin:",
        "if origin is not None and row.origin is not None and origin != row.origin:",
    ),
    (
        "if origin is not None and origin != row.origin:",
        "if origin != row.origin:",
    ),
    ('must_bind = row.kind == "native-firefox" and ', "must_bind = "),
    ("and row.origin is None and FIREFOX_ORIGIN.fullmatch(origin) is not None\n", "and row.origin is None\n"),
    ("and row.origin is None and FIREFOX_ORIGIN.fullmatch(origin) is not None\n",
     "and FIREFOX_ORIGIN.fullmatch(origin) is not None\n"),
    ("        if not must_bind:\n", "        if False:\n"),
    ('    if scope not in row.scopes.split(","):', "    if False:"),
    ('    if scope not in row.scopes.split(","):', "    if scope not in row.scopes:"),
    ("return hashlib.sha256(secret.encode()).hexdigest()", "return hashlib.sha256(secret[:12].encode()).hexdigest()"),
    ("return hashlib.sha256(secret.encode()).hexdigest()", "return secret.ljust(64)[:64]"),
    ("words = f\"ft1_{token_id}_{secrets.token_urlsafe(32)}\"", "words = f\"ft1_{token_id}_\" + 'A' * 43"),
    ("        _end_older(connection, kind, origin, now, replaces)", "        pass"),
    ("now, replaces)", "now)"),
    ("if origin is not None and FIREFOX_ORIGIN.fullmatch(origin) is None:", "if False:"),
    ("if origin is not None and FIREFOX_ORIGIN.fullmatch(origin) is None:", "if origin is not None:"),
    ("older if row.id != replaces]", "older]"),
    ("[: MAX_SAME_ORIGIN - 1]", ""),
    ("[: MAX_SAME_ORIGIN - 1]", "[:MAX_SAME_ORIGIN]"),
    ("max(row.created_at, row.last_used_at or 0), reverse=True", "max(row.created_at, row.last_used_at or 0)"),
    ("max(row.created_at, row.last_used_at or 0)", "row.created_at"),
    ("max(row.created_at, row.last_used_at or 0)", "row.last_used_at or 0"),
    ('    _end_older(connection, "native-firefox", origin, now, except_id=token_id)', "    pass"),
    ("        and row.id != except_id\n", ""),
    ('        and row.kind != "program"\n', ""),
    ("        if row.origin == origin\n        and (", "        if ("),
    ("(origin is not None or row.kind == kind)", "origin is not None"),
    ("        and (origin is not None or row.kind == kind)\n", ""),
    ("    if not stored.bind_origin(connection, token_id, origin):\n        return False\n", ""),
    ("    if origin in stored.paired_origins(connection):\n        return True", "    return True"),
    ("    return FIREFOX_ORIGIN.fullmatch(origin) is not None and any(", "    return any("),
    ('row.kind == "native-firefox" and row.origin is None and row.revoked_at is None', 'row.kind == "native-firefox"'),
    ("        if row.tries > MAX_TRIES:", "        if False:"),
    ("        if row.tries > MAX_TRIES:", "        if row.tries >= MAX_TRIES:"),
    ("MAX_TRIES = 5", "MAX_TRIES = 4"),
    ("    stored.count_try(connection)", "    pass"),
    ("            return stored.use_pairing_code(connection, row.sha256)", "            return True"),
    ("if hmac.compare_digest(row.sha256, hash_of(code)):", "if True:"),
    ("code = written.upper().translate(_LOOKALIKES)", "code = written.translate(_LOOKALIKES)"),
    ("code = written.upper().translate(_LOOKALIKES)", "code = written.upper().strip()"),
    ("CODE_LIFE_MS = 5 * 60_000", "CODE_LIFE_MS = 50 * 60_000"),
    ("CODE_LIFE_MS = 5 * 60_000", "CODE_LIFE_MS = 4 * 60_000"),
    ("_CODE_LENGTH = 8", "_CODE_LENGTH = 6"),
    ("TICKET_LIFE_MS = 60_000", "TICKET_LIFE_MS = 600_000"),
    ("ticket = secrets.token_urlsafe(18)", "ticket = secrets.token_urlsafe(6)"),
    ("    return stored.use_ticket(connection, hash_of(ticket), now)", "    return True"),
    ("    return stored.use_ticket(connection, hash_of(ticket), now)", "    return len(ticket) == 24"),
    ('f"{nonce}|{port}".encode()', 'f"{nonce}|".encode()'),
    ('f"{nonce}|{port}".encode()', 'f"{port}".encode()'),
    ('b"server-proof:" + token_id.encode()', 'b"server-proof:"'),
    ("return hmac.digest(secret_key, b", "return hmac.digest(b'', b"),
    ('NONCE = re.compile(r"[A-Za-z0-9_-]{16,128}")', 'NONCE = re.compile(r"[A-Za-z0-9_-]*")'),
]  # fmt: skip


def test_the_tokens_themselves_have_no_fault(store: Store):
    assert token_faults(tokens, store) == []


def test_an_id_that_was_given_before_is_drawn_again(store: Store, monkeypatch: pytest.MonkeyPatch):
    drawn = iter(["0a0a0a0a", "0a0a0a0a", "0a0a0a0a", "0b0b0b0b"])
    monkeypatch.setattr(tokens.secrets, "token_hex", lambda _: next(drawn))
    with store.begin() as connection:
        first, second = (
            tokens.mint(connection, SECRET, name="n", scopes=frozenset({"check"}), origin=None, kind="program", now=NOW)
            for _ in range(2)
        )
    assert (first.id, second.id) == ("0a0a0a0a", "0b0b0b0b")


@pytest.mark.parametrize(("was", "becomes"), TOKEN_MUTANTS, ids=range(len(TOKEN_MUTANTS)))
def test_a_fault_in_the_tokens_is_noticed(store: Store, was: str, becomes: str):
    assert noticed(lambda: token_faults(mutated(tokens, was, becomes), store))


# ---- sessions


def session_faults(module: types.ModuleType) -> list[str]:
    """Return what this session module gets wrong."""
    now = [1000.0]
    held = module.Sessions(lambda: now[0])
    cookie, other = held.start(), held.start()
    session = held.find(cookie)
    facts = {
        "a cookie works": session is not None,
        "cookies differ": cookie != other and len(cookie) >= 43,
        "no cookie": held.find(None) is None and held.find("") is None,
        "a made-up cookie": held.find("x" * 43) is None,
        "not kept as it is": cookie not in repr(held.__dict__),
        "own CSRF token": session is not None and session.csrf != held.find(other).csrf,
        "right CSRF": session is not None and module.is_right_csrf(session, session.csrf),
        "no CSRF": not module.is_right_csrf(session, None) and not module.is_right_csrf(session, ""),
        "another's CSRF": not module.is_right_csrf(session, held.find(other).csrf),
        "odd CSRF": not module.is_right_csrf(session, "é\udc80"),
    }
    now[0] += 29 * 60
    facts["29 minutes idle"] = held.find(cookie) is not None
    now[0] += 29 * 60
    facts["each use counts"] = held.find(cookie) is not None
    facts["30 minutes idle"] = held.find(other) is None
    now[0] += 31 * 60
    facts["31 minutes idle"] = held.find(cookie) is None
    long = held.start()
    for _ in range(12 * 3):
        now[0] += 20 * 60 - 1
        facts["12 hours"] = held.find(long) is not None
    now[0] += 120
    facts["more than 12 hours"] = held.find(long) is None
    many = [held.start()]
    for _ in range(20):
        now[0] += 1
        many.append(held.start())
    facts["at most 20"] = [held.find(one) is not None for one in many] == [False] + [True] * 20
    held.end(many[5])
    facts["logged out"] = held.find(many[5]) is None and held.find(many[6]) is not None
    ticket, late, _ = (held.invite() for _ in range(3))
    facts["a ticket of 144 bits"] = len(ticket) == 24
    facts["a ticket is not kept as it is"] = ticket not in repr(held.__dict__)
    facts["a made-up ticket"] = not held.welcome("x" * 24) and not held.welcome("")
    now[0] += 59
    facts["a ticket works"] = held.welcome(ticket)
    facts["a ticket works once"] = not held.welcome(ticket)
    now[0] += 1
    facts["a ticket runs out"] = not held.welcome(late)
    held.invite()
    facts["and is forgotten"] = len(held._tickets) == 1
    last = held.invite()
    held.end_all()
    facts["all out"] = held.find(many[6]) is None and not held.welcome(last)
    return [name for name, holds in facts.items() if not holds]


SESSION_MUTANTS = [
    ("IDLE_SECONDS = 30 * 60", "IDLE_SECONDS = 60 * 60"),
    ("IDLE_SECONDS = 30 * 60", "IDLE_SECONDS = 20 * 60"),
    ("LIFE_SECONDS = 12 * 3600", "LIFE_SECONDS = 24 * 3600"),
    ("LIFE_SECONDS = 12 * 3600", "LIFE_SECONDS = 11 * 3600"),
    ("MAX_SESSIONS = 20", "MAX_SESSIONS = 21"),
    ("                session.last_seen = now", "                pass"),
    ("            self._sessions[hash_of(cookie)] = Session(now, now)", "            self._sessions[cookie] = Session(now, now)"),
    ("            session = self._sessions.get(hash_of(cookie))", "            session = next(iter(self._sessions.values()), None)"),
    ("            self._sessions.pop(hash_of(cookie or \"\"), None)", "            pass"),
    ("            self._sessions.clear()", "            pass"),
    ("            self._tickets.clear()", "            pass"),
    ("ticket = secrets.token_urlsafe(18)", "ticket = secrets.token_urlsafe(6)"),
    ("            self._tickets[hash_of(ticket)]", "            self._tickets[ticket]"),
    ("now + TICKET_LIFE_MS / 1000", "now + TICKET_LIFE_MS"),
    ("self._tickets.pop(hash_of(ticket), 0)", "self._tickets.get(hash_of(ticket), 0)"),
    ("self._tickets.pop(hash_of(ticket), 0) > self._clock()", "self._tickets.pop(hash_of(ticket), 0) >= 0"),
    (" if until > now}", "}"),
    ("return sent is not None and hmac.compare_digest(session.csrf.encode(), sent.encode(\"utf-8\", \"replace\"))", "return True"),
    ("return sent is not None and hmac", "return sent is None or hmac"),
    ("        cookie = secrets.token_urlsafe(32)", "        cookie = secrets.token_urlsafe(8)"),
    ("key=lambda key: self._sessions[key].last_seen", "key=lambda key: -self._sessions[key].last_seen"),
]  # fmt: skip


def test_the_sessions_themselves_have_no_fault():
    assert session_faults(sessions) == []


@pytest.mark.parametrize(("was", "becomes"), SESSION_MUTANTS, ids=range(len(SESSION_MUTANTS)))
def test_a_fault_in_the_sessions_is_noticed(was: str, becomes: str):
    assert noticed(lambda: session_faults(mutated(sessions, was, becomes)))


# ---- bodies and rates


def body_faults(module: types.ModuleType) -> list[str]:
    """Return what this parser takes or refuses wrongly."""

    def parsed(raw: bytes, **options: bool) -> Any:
        values: list[Any] = []
        return refusal(lambda: values.append(module.parse(raw, **options))) or values[0]

    nested = b"[" * 501 + b"]" * 501
    facts = {
        "an object": parsed(b'{"a": [1, "b", null, true, -2]}') == {"a": [1, "b", None, True, -2]},
        "a fraction": parsed(b"[1.5]") == "wrong-shape",
        "a whole number with a point": repr(parsed(b"[1.0]")) == "[1]",
        "a whole number with an exponent": repr(parsed(b"[20e-1]")) == "[2]",
        "a number that no float holds": parsed(b"[1e400]") == "wrong-shape",
        "and stays as it is where it is judged later": type(parsed(b"[1.0]", numbers_judged_later=True)[0]) is float,
        "not JSON": parsed(b"{a}") == "bad-json",
        "nothing": parsed(b"") == "bad-json",
        "two values": parsed(b"{} {}") == "bad-json",
        "not UTF-8": parsed(b'"\xff"') == "bad-json",
        "UTF-16": parsed('{"a": 1}'.encode("utf-16")) == "bad-json",
        "a key twice": parsed(b'{"a": 1, "a": 2}') == "bad-json",
        "a key twice inside": parsed(b'[{"a": 1, "a": 2}]') == "bad-json",
        "NaN": parsed(b"[NaN]") == "bad-json",
        "Infinity": parsed(b"[-Infinity]") == "bad-json",
        "NaN where it is judged later": parsed(b"[NaN]", numbers_judged_later=True) != "bad-json",
        "a lone surrogate": parsed(b'["\\ud800"]') == "wrong-shape",
        "a lone surrogate as a key": parsed(b'{"\\udc00": 1}') == "wrong-shape",
        "a lone surrogate deep inside": parsed(b'{"a": [{"b": "\\ud83d"}]}') == "wrong-shape",
        "a pair": parsed(b'["\\ud83d\\ude00"]') == ["\U0001f600"],
        "deep": parsed(nested) == "bad-json",
        "500 deep": not isinstance(parsed(b"[" * 500 + b"]" * 500), str),
        "brackets in a text": parsed(b'{"a": "' + b"[" * 600 + b'"}') == {"a": "[" * 600},
        "brackets after an escaped quote": parsed(b'["\\"' + b"[" * 600 + b'"]') == ['"' + "[" * 600],
        "brackets after an escaped backslash": parsed(b'["\\\\", ' + nested + b"]") == "bad-json",
        "a number of 5,000 digits": parsed(b"1" * 5000) == "bad-json",
    }
    return [name for name, holds in facts.items() if not holds]


BODY_MUTANTS = [
    ("    if len(record) != len(pairs):\n        raise ValueError\n", ""),
    ("parse_constant=_refuse_constant, ", ""),
    (", parse_float=_whole", ""),
    ("if not number.is_integer()", "if number > 1e308"),
    ("return int(number)", "return number"),
    ("object_pairs_hook=_without_duplicates, parse_constant", "parse_constant"),
    ("decoder = _LENIENT_NUMBERS if numbers_judged_later else _STRICT", "decoder = _LENIENT_NUMBERS"),
    ("decoder = _LENIENT_NUMBERS if numbers_judged_later else _STRICT", "decoder = _STRICT"),
    ('raw.decode("utf-8")', 'raw.decode("utf-8", "replace")'),
    ("        _refuse_surrogates(value)", "        pass"),
    ("            waiting.extend(part)\n            waiting.extend(part.values())", "            waiting.extend(part.values())"),
    ("            waiting.extend(part.values())", "            pass"),
    ("        _refuse_depth(raw)", '        raise ApiError("bad-json")'),
    ("        _refuse_depth(raw)", "        pass"),
    ("            elif byte == 0x5C:\n                escaped = True\n", ""),
    ("            if escaped:\n                escaped = False", "            if escaped:\n                pass"),
    ("MAX_BRACKETS = 500", "MAX_BRACKETS = 499"),
    ("MAX_BRACKETS = 500", "MAX_BRACKETS = 50_000"),
]  # fmt: skip


def test_the_parser_itself_has_no_fault():
    assert body_faults(strict_json) == []


@pytest.mark.parametrize(("was", "becomes"), BODY_MUTANTS, ids=range(len(BODY_MUTANTS)))
def test_a_fault_in_the_parser_is_noticed(was: str, becomes: str):
    assert noticed(lambda: body_faults(mutated(strict_json, was, becomes)))


def rate_faults(module: types.ModuleType) -> list[str]:
    """Return what this limiter lets through or holds back wrongly."""
    now = [0.0]
    rate = module.Rate(0.5, 3)
    limits = module.Rates(lambda: now[0])

    def allowed(caller: str, calls: int) -> int:
        return sum(refusal(lambda: limits.take(caller, rate)) is None for _ in range(calls))

    def wait() -> str | None:
        try:
            limits.take("a", rate)
        except ApiError as error:
            return error.headers.get("Retry-After")
        return None

    facts = {"a burst of three": allowed("a", 5) == 3, "each caller by itself": allowed("b", 5) == 3}
    facts["when to come back"] = wait() == "2"
    facts["each kind of call by itself"] = refusal(lambda: limits.take("a", module.Rate(0.5, 3))) is None
    now[0] += 1.5
    facts["not before"] = allowed("a", 1) == 0
    now[0] += 0.5
    facts["then one"] = allowed("a", 2) == 1
    now[0] += 3600
    facts["never more than the burst"] = allowed("a", 5) == 3
    return [name for name, holds in facts.items() if not holds]


RATE_MUTANTS = [
    ("is_allowed = left >= 1", "is_allowed = True"),
    ("is_allowed = left >= 1", "is_allowed = left >= 0"),
    ("left = min(rate.burst, left + (now - since) * rate.per_second)", "left = left + (now - since) * rate.per_second"),
    ("left + (now - since) * rate.per_second)", "left)"),
    ("(left - 1 if is_allowed else left, now)", "(left, now)"),
    ("key = (caller, rate)", "key = ('', rate)"),
    ("@dataclass(frozen=True, eq=False)", "@dataclass(frozen=True)"),
    ("str(max(1, math.ceil((1 - left) / rate.per_second)))", '"1"'),
]


def test_the_limits_themselves_have_no_fault():
    assert rate_faults(rates) == []


@pytest.mark.parametrize(("was", "becomes"), RATE_MUTANTS, ids=range(len(RATE_MUTANTS)))
def test_a_fault_in_the_limits_is_noticed(was: str, becomes: str):
    assert noticed(lambda: rate_faults(mutated(rates, was, becomes)))


def test_a_fault_list_follows_the_code():
    with pytest.raises(AssertionError, match="0 times"):
        mutated(rates, "nothing like this is in the file", "")


def test_mutants_leave_the_module_alone(tmp_path: Path):
    before = Path(rates.__file__).read_bytes()
    mutated(rates, "is_allowed = left >= 1", "is_allowed = True")
    assert Path(rates.__file__).read_bytes() == before
