"""Hostile requests, byte for byte, against the real companion under waitress: each gets its refusal, nothing more."""

import json
import re
import socket
from collections.abc import Iterator

import pytest
from tests.companion import Answer, RunningCompanion, raw_exchange, running_companion
from tests.web.attacks import ATTACKS, PAIRED_FIREFOX, WELCOME, Attack, fitted

from forethought.resources import shipped
from forethought.serve import chromium_origins
from forethought.web.errors import ERRORS, error_html
from forethought.web.gate import SECURITY_HEADERS

(OUR_ORIGIN,) = chromium_origins(shipped("extension"))


@pytest.fixture(scope="module")
def target() -> Iterator[RunningCompanion]:
    """A companion with one paired Firefox."""
    with running_companion() as started:
        started.token(origin=PAIRED_FIREFOX)
        yield started


def send(target: RunningCompanion, attack: Attack, address: str = "127.0.0.1") -> Answer:
    lines = [f"{attack.method} {attack.path} HTTP/1.1", *(f"{name}: {value}" for name, value in attack.headers)]
    head = fitted("\r\n".join(lines) + "\r\n\r\n", target.port, OUR_ORIGIN)
    return raw_exchange(target.port, head.encode("latin-1") + attack.body, address=address)


def assert_is_our_error(answer: Answer, status: int) -> None:
    """The one shape, words from the one list, and every security header."""
    assert answer.status == status
    for name, value in SECURITY_HEADERS:
        assert answer.headers[name] == value
    assert "Server" not in answer.headers
    if answer.headers["Content-Type"] == "text/html; charset=utf-8":
        # A person who looks at a page reads the same words as a page.
        assert answer.body in [error_html(code) for code, (known, _) in ERRORS.items() if known == status]
        return
    assert answer.headers["Content-Type"] == "application/json"
    error = json.loads(answer.body)["error"]
    assert ERRORS[error["code"]] == (status, error["message"])
    assert set(error) == {"code", "message"}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_the_gate_refuses(target: RunningCompanion, attack: Attack):
    answer = send(target, attack)
    if attack.location is not None:
        assert (answer.status, answer.body) == (307, b"")
        assert answer.headers["Location"] == fitted(attack.location, target.port, OUR_ORIGIN)
        return
    assert_is_our_error(answer, attack.status)
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("attack", ATTACKS[:5], ids=lambda attack: attack.name)
def test_the_gate_refuses_on_ipv6_too(target: RunningCompanion, attack: Attack):
    assert_is_our_error(send(target, attack, "::1"), attack.status)


@pytest.mark.parametrize("attack", WELCOME, ids=lambda attack: attack.name)
def test_the_gate_lets_through(target: RunningCompanion, attack: Attack):
    answer = send(target, attack)
    assert answer.status == attack.status
    for name, value in SECURITY_HEADERS:
        assert answer.headers[name] == value


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /api/v1/health HTTP/1.1\r\nHost: HERE\r\nA: " + b"a" * 17_000 + b"\r\n\r\n", 431),
        (b"POST /api/v1/hello HTTP/1.1\r\nHost: HERE\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 411),
        (b"POST /api/v1/hello HTTP/1.1\r\nHost: HERE\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"POST /api/v1/hello HTTP/1.1\r\nHost: HERE\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
        (b"POST /api/v1/hello HTTP/1.1\r\nHost: HERE\r\nContent-Length: -2\r\n\r\n{}", 400),
        (b"POST /api/v1/hello HTTP/1.1\r\nHost: HERE\r\nContent-Length: 0x2\r\n\r\n{}", 400),
        (b"POST /api/v1/hello HTTP/1.1\r\nHost: HERE\r\nContent-Length: %s\r\n\r\n{}" % (b"2" * 5000), 400),
        (b"GET /api/v1/health HTTP/1.1\nHost: HERE\n\n\r\n\r\n", 400),
        (b"GET /api/v1/health HTTP/1.1\r\nHost : HERE\r\n\r\n", 400),
        (b"nonsense\r\n\r\n", 400),
        (b"POST /api/v1/hello HTTP/1.1\r\nHost: HERE\r\nContent-Length: 99999999999999\r\n\r\n", 413),
        (
            b"POST /api/v1/hello HTTP/1.1\r\nHost: HERE\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            411,
        ),
        (
            b"POST /api/v1/hello HTTP/1.1\r\nHost: HERE\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
            501,
        ),
        (
            b"POST /api/v1/hello HTTP/1.1\r\nHost: HERE\r\nTransfer-Encoding: xchunked\r\nContent-Length: 2\r\n\r\n{}",
            501,
        ),
        (b"POST /api/v1/hello HTTP/1.1\r\nHost: HERE\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400),
        (b"POST /api/v1/hello HTTP/1.1\r\nHost: HERE\r\nContent-Length: \xef\xbc\x92\r\n\r\n{}", 400),
        (b"GET /api/v1/health HTTP/1.1\r\nHost: evil.example\r\n HERE\r\n\r\n", 421),
        (b"GET /api/v1/health HTTP/1.1\r\nHost: HERE\r\nX: a\0b\r\n\r\n", 400),
        (b"get /api/v1/health HTTP/1.1\r\nHost: HERE\r\n\r\n", 400),
        (b"GET /api/v1/health\r\n\r\n", 421),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 421),
        (b"CONNECT HERE HTTP/1.1\r\nHost: HERE\r\n\r\n", 400),
        (b"GET /" + b"a" * 17_000 + b" HTTP/1.1\r\nHost: HERE\r\n\r\n", 431),
    ],
    ids=[
        "headers",
        "chunked",
        "gzip",
        "two lengths",
        "negative",
        "hex",
        "a length of 5,000 digits",
        "bare LF",
        "space",
        "nonsense",
        "huge",
        "length and chunks",
        "two encodings",
        "nearly chunked",
        "one length twice",
        "a digit of another script",
        "a header that goes on",
        "NUL in a header",
        "small letters",
        "HTTP 0.9",
        "HTTP 2",
        "CONNECT",
        "a long path",
    ],
)
def test_what_is_not_sound_http_gets_the_same_shape(target: RunningCompanion, request_bytes: bytes, status: int):
    request_bytes = request_bytes.replace(b"HERE", f"127.0.0.1:{target.port}".encode())
    assert_is_our_error(raw_exchange(target.port, request_bytes), status)


def test_a_second_request_on_a_connection_is_judged_like_the_first(target: RunningCompanion):
    health = b"GET /api/v1/health HTTP/1.1\r\nHost: %s\r\n\r\n"
    requests = health % f"127.0.0.1:{target.port}".encode() + health % b"evil.example"
    with socket.create_connection(("127.0.0.1", target.port), timeout=20) as connection:
        connection.sendall(requests)
        received = b""
        while received.count(b"HTTP/1.1 ") < 2:
            part = connection.recv(65_536)
            assert part
            received += part
    assert re.findall(rb"HTTP/1\.1 (\d+)", received) == [b"200", b"421"]


@pytest.mark.parametrize("protocol", ["websocket", "h2c"])
def test_no_other_protocol_is_spoken(target: RunningCompanion, protocol: str):
    headers = {"Connection": "Upgrade", "Upgrade": protocol, "Sec-WebSocket-Version": "13"}
    answer = target.request("GET", "/api/v1/health", token=None, headers=headers)
    assert answer.status != 101
    assert "Upgrade" not in answer.headers


def test_a_method_is_not_changed_by_a_header(target: RunningCompanion):
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        answer = target.request("POST", "/api/v1/health?_method=GET", b"", token=None, headers={name: "GET"})
        assert answer.status == 405


def test_no_answer_repeats_what_was_asked(target: RunningCompanion):
    mark = "zebramark"
    asked = [
        Attack("path", 404, (("Host", f"127.0.0.1:{target.port}"),), path=f"/api/v1/{mark}?{mark}"),
        Attack("host", 421, (("Host", mark),)),
        Attack("origin", 403, (("Host", f"127.0.0.1:{target.port}"), ("Origin", f"https://{mark}.example"))),
        Attack("method", 405, (("Host", f"127.0.0.1:{target.port}"),), method=mark.upper()),
        Attack("page", 404, (("Host", f"forethought.localhost:{target.port}"),), path=f"/{mark}"),
        Attack("slashes", 400, (("Host", f"forethought.localhost:{target.port}"),), path=f"//{mark}//x"),
    ]
    for attack in asked:
        answer = send(target, attack)
        assert answer.status == attack.status, attack.name
        assert mark not in answer.body.decode() + str(answer.headers).lower()


def test_a_preflight_from_our_extension_is_granted_only_what_it_needs(target: RunningCompanion):
    answer = send(
        target,
        Attack(
            "preflight",
            200,
            (
                ("Host", f"127.0.0.1:{target.port}"),
                ("Origin", OUR_ORIGIN),
                ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "authorization, content-type, x-evil"),
                ("Access-Control-Request-Private-Network", "true"),
            ),
            "OPTIONS",
            "/api/v1/checks",
        ),
    )
    granted = {name: value for name, value in answer.headers.items() if name.startswith("Access-Control")}
    assert answer.status == 200
    assert granted == {
        "Access-Control-Allow-Origin": OUR_ORIGIN,
        "Access-Control-Allow-Headers": "authorization, content-type",
        "Access-Control-Allow-Methods": "DELETE, GET, POST",
        "Access-Control-Allow-Private-Network": "false",
        "Access-Control-Max-Age": "600",
    }
