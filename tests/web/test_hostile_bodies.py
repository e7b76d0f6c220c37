"""Bodies that try to break the parser, fill the memory, tie up the service or be kept; and what is right anyway."""

import base64
import json
import os
import re
import socket
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.companion import Answer, RunningCompanion, raw_exchange, running_companion

DEEP = b"[" * 100_000


@pytest.fixture(scope="module")
def target() -> Iterator[RunningCompanion]:
    """One companion for all tests of this file."""
    with running_companion() as started:
        yield started


def check(target: RunningCompanion, body: Any, **headers: str) -> Answer:
    return target.request("POST", "/api/v1/checks", body, headers=headers)


def code_of(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.json["error"]["code"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "bad-json"),
        (b"{", "bad-json"),
        (b'{"text": "a"} x', "bad-json"),
        (b'{"text": "a", "text": "b"}', "bad-json"),
        (b'{"text": NaN}', "bad-json"),
        (b'{"text": "a", "revision": Infinity}', "bad-json"),
        (b'{"text": "\xff"}', "bad-json"),
        (b'\xef\xbb\xbf{"text": "a"}', "bad-json"),
        (b'{"text": "a", "revision": ' + b"9" * 5000 + b"}", "bad-json"),
        (DEEP, "bad-json"),
        (b'{"media": ' + DEEP + b"}", "bad-json"),
        (b'{"text": "a\\ud800"}', "wrong-shape"),
        (b"[]", "wrong-shape"),
        (b'"text"', "wrong-shape"),
        (b"null", "wrong-shape"),
        (b"{}", "wrong-shape"),
        (b'{"text": null}', "wrong-shape"),
        (b'{"text": 1}', "wrong-shape"),
        (b'{"text": ["a"]}', "wrong-shape"),
        (b'{"text": "a", "html": "b"}', "wrong-shape"),
        (b'{"text": "a", "revision": true}', "wrong-shape"),
        (b'{"text": "a", "revision": "1"}', "wrong-shape"),
        (b'{"text": "a", "revision": 1.5}', "wrong-shape"),
        (b'{"text": "a", "revision": 1e-1}', "wrong-shape"),
        (b'{"text": "a", "revision": 9007199254740993.0}', "wrong-shape"),
        (b'{"text": "a", "revision": 1e300}', "wrong-shape"),
        (b'{"text": "a", "revision": false}', "wrong-shape"),
        (b'{"text": "a", "link_opened": 1}', "wrong-shape"),
        (b'{"text": "a", "link_opened": 0.0}', "wrong-shape"),
        (b'{"text": "a", "revision": -1}', "wrong-shape"),
        (b'{"text": "a", "revision": 9007199254740993}', "wrong-shape"),
        (b'{"text": "a", "revision": 1e400}', "wrong-shape"),
        (b'{"text": "a", "surface": "Post"}', "wrong-shape"),
        (b'{"text": "a", "persona": "boss"}', "wrong-shape"),
        (b'{"text": "a", "site": "not a site"}', "wrong-shape"),
        (b'{"text": "a", "media": [{"alt": "x"}]}', "wrong-shape"),
        (b'{"text": "a", "media": [' + b",".join([b'{"type": "image"}'] * 21) + b"]}", "wrong-shape"),
        (b'{"text": "a", "unknown": 1}', "wrong-shape"),
        (b'{"text": "a", "__proto__": {}}', "wrong-shape"),
    ],
)
def test_a_wrong_body_gets_its_one_answer(target: RunningCompanion, body: bytes, code: str):
    assert code_of(check(target, body)) == ({"bad-json": 400, "wrong-shape": 422}[code], code)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/pauses", b'{"until": %s}'),
        (
            "/api/v1/outcomes",
            b'{"draft": "d", "at": %s, "site": "x", "surface": "post", "persona": "professional", "outcome": "posted", '
            b'"kind": "post"}',
        ),
    ],
)
@pytest.mark.parametrize("number", [b"0.5", b"5e-1", b"1795300000000.5", b"1e400", b"true", b"false", b'"0"', b"null"])
def test_a_number_is_whole_and_nothing_else(target: RunningCompanion, path: str, body: bytes, number: bytes):
    assert code_of(target.request("POST", path, body % number)) == (422, "wrong-shape")


@pytest.mark.parametrize("number", [b"7", b"7.0", b"7e0", b"0.7e1", b"70e-1"])
def test_a_whole_number_may_be_spelled_in_any_way(target: RunningCompanion, number: bytes):
    answer = check(target, b'{"text": "a", "revision": %s}' % number)
    assert (answer.status, answer.json["revision"], type(answer.json["revision"])) == (200, 7, int)


@pytest.mark.parametrize("truth", [b"1", b"0", b"1.0", b'"true"', b"null"])
def test_a_yes_or_no_is_nothing_else(target: RunningCompanion, truth: bytes):
    body = b'{"rule": "respect.shouting", "site": null, "quiet": %s}' % truth
    assert code_of(target.request("POST", "/api/v1/quiet", body)) == (422, "wrong-shape")


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/json-patch+json"},
        {"Content-Type": "text/plain; application/json"},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": ""},
        {"Content-Encoding": "gzip"},
        {"Content-Encoding": "identity"},
    ],
)
def test_only_plain_json_is_read(target: RunningCompanion, headers: dict[str, str]):
    assert code_of(check(target, b'{"text": "a"}', **headers)) == (415, "not-json")


def test_a_draft_may_be_long_but_not_longer(target: RunningCompanion):
    assert check(target, {"text": "a" * 20_000}).status == 200
    assert check(target, {"text": "😀" * 20_000}).json["length"] == 40_000
    assert code_of(check(target, {"text": "a" * 20_001})) == (413, "too-long")
    assert code_of(check(target, {"html": "<p>" + "a" * 20_001})) == (413, "too-long")
    assert code_of(check(target, {"html": "<p>" * 40_000})) == (413, "too-long")
    assert code_of(check(target, b'{"text": "' + b"a" * 300_000 + b'"}')) == (413, "too-large")


def test_no_answer_repeats_the_draft(target: RunningCompanion):
    mark = "zebramark"
    bodies = [
        f'{{"text": "{mark}"',
        f'{{"text": "{mark}", "{mark}": 1}}',
        f'{{"text": "a", "site": "{mark} {mark}"}}',
        f'{{"text": "a", "surface": "{mark}"}}',
        json.dumps({"text": mark * 3000}),
    ]
    for body in bodies:
        answer = check(target, body.encode())
        assert answer.status in (400, 413, 422)
        assert mark not in answer.body.decode() + str(answer.headers)


def test_findings_are_counted_in_utf16_units(target: RunningCompanion):
    plain = check(target, {"text": "PLEASE STOP DOING THIS RIGHT NOW EVERYBODY", "site": "x"}).json["findings"]
    after = check(target, {"text": "👩‍⚕️😀 PLEASE STOP DOING THIS RIGHT NOW EVERYBODY", "site": "x"}).json["findings"]
    shift = len("👩‍⚕️😀 ".encode("utf-16-le")) // 2
    assert plain
    assert [(one["start"] + shift, one["end"] + shift) for one in plain] == [
        (one["start"], one["end"]) for one in after
    ]


def test_html_is_checked_as_the_text_it_shows(target: RunningCompanion):
    text = check(target, {"text": "PLEASE STOP DOING THIS RIGHT NOW EVERYBODY"}).json
    html = check(target, {"html": "<p><b>PLEASE STOP DOING</b> THIS RIGHT NOW EVERYBODY</p><!-- x -->"}).json
    assert html == text


@pytest.mark.parametrize(
    "trap", ["a" * 20_000, "@a " * 6_600, "#A" * 10_000, "(" * 20_000, "a\u0301" * 10_000, "1-" * 10_000]
)
def test_no_draft_takes_much_longer_than_a_second(target: RunningCompanion, trap: str):
    started = time.monotonic()
    answer = check(target, {"text": trap})
    assert answer.status == 200
    # The limit is one second; the rest is for a machine that is busy with other tests.
    assert time.monotonic() - started < 5


def test_a_caller_that_asks_too_much_has_to_wait(target: RunningCompanion):
    token = target.new_token().token
    statuses: list[Answer] = []
    while not statuses or statuses[-1].status == 200:
        statuses.append(target.request("POST", "/api/v1/checks", {"text": "a"}, token=token))
        assert len(statuses) < 3000
    assert code_of(statuses[-1]) == (429, "too-many")
    assert int(statuses[-1].headers["Retry-After"]) >= 1
    # Another caller is not held up, and this one's other calls are not either.
    assert check(target, {"text": "a"}).status == 200
    assert target.request("GET", "/api/v1/state", token=token).status == 200


# ---- slow and idle connections


def test_slow_and_idle_connections_lock_nobody_out(target: RunningCompanion):
    opened = [socket.create_connection(("127.0.0.1", target.port)) for _ in range(220)]
    try:
        for number, connection in enumerate(opened):
            if number % 2:
                connection.sendall(b"POST /api/v1/checks HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n")
        started = time.monotonic()
        assert target.request("GET", "/api/v1/health", token=None).status == 200
        assert check(target, {"text": "hello"}).status == 200
        assert time.monotonic() - started < 5
    finally:
        for connection in opened:
            connection.close()


def test_many_at_once_are_all_answered(target: RunningCompanion):
    statuses: list[int] = []

    def ask() -> None:
        statuses.append(check(target, {"text": "hello " * 200}).status)

    threads = [threading.Thread(target=ask) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 24


def test_a_request_cut_off_leaves_the_service_well(target: RunningCompanion):
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", target.port)) as connection:
            connection.sendall(b"POST /api/v1/checks HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{")
    assert check(target, {"text": "hello"}).status == 200


# ---- nothing of a draft is kept


def test_nothing_of_a_draft_is_left_anywhere():
    mark = "Quetzalmarkerword"
    spelled = [
        mark.encode(),
        mark.encode("utf-16-le"),
        mark.encode("utf-16-be"),
        mark.encode().hex().encode(),
        mark.encode().hex().upper().encode(),
        *(base64.b64encode(b" " * shift + mark.encode())[4:20] for shift in range(3)),
        mark[::-1].encode(),
        mark.lower().encode(),
    ]
    with running_companion() as target:
        draft = f"{mark} {mark} PLEASE STOP DOING THIS, {mark}! Patient {mark}, aged 84, on ward 6. "
        token = target.token()
        check(target, {"text": draft * 150, "site": "x"})
        check(target, {"html": f"<p>{draft}<img alt='{mark}'></p>", "site": "x"})
        check(target, {"text": "a", "media": [{"type": "image", "alt": mark}]})
        check(target, {"text": draft * 400})
        check(target, f'{{"text": "{mark}'.encode())
        check(target, {"text": mark, mark: mark})
        target.request("POST", "/api/v1/outcomes", {"draft": "d1", "text": mark})
        target.request("POST", "/api/v1/slices", {"slices": [{"src": mark * 9, "seq": 1, "text": mark}]})
        target.request("GET", f"/api/v1/{mark}?{mark}", token=None)
        raw_exchange(target.port, f"GET /{mark} HTTP/1.1\r\nHost: {mark}\r\n\r\n".encode())
        assert check(target, {"text": "good"}).status == 200
        files = [path for path in target.data.parent.rglob("*") if path.is_file()]
        # Files that are open, deleted ones too, as the process itself sees them.
        files += [path for path in Path(f"/proc/{target.pid}/fd").iterdir() if _is_file(path)]
        names = {path.name for path in files}
        assert {"forethought.db", "forethought.db-wal", "forethought.log", "secret.key"} <= names
        for path in files:
            content = path.read_bytes()
            for found in spelled:
                assert found not in content and found not in content.lower(), path
            assert token.encode() not in content, path


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def test_every_file_is_the_persons_own(target: RunningCompanion):
    target.log_in()
    for path in [target.data, *target.data.rglob("*")]:
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path
        assert path.stat().st_uid == os.getuid()


def test_no_command_line_shows_a_secret(target: RunningCompanion):
    told = Path(f"/proc/{target.pid}/cmdline").read_bytes() + Path(f"/proc/{target.pid}/environ").read_bytes()
    assert target.token().encode() not in told
    assert (target.data / "secret.key").read_bytes().hex().encode() not in told


def test_core_dumps_are_off(target: RunningCompanion):
    limits = Path(f"/proc/{target.pid}/limits").read_text()
    (core,) = [line for line in limits.splitlines() if line.startswith("Max core file size")]
    assert core.split()[4:6] == ["0", "0"]


def test_the_log_says_route_status_and_time_and_nothing_else(target: RunningCompanion):
    check(target, {"text": 1})
    lines = (target.data / "log" / "forethought.log").read_text().splitlines()
    assert lines
    stamp = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}"
    shape = rf"{stamp} (WARNING|ERROR) forethought\.web (gate|unknown|/[a-z0-9/<>]+) \d{{3}} \d+ ms"
    assert [line for line in lines if not re.fullmatch(shape, line)] == []
