"""An extension that the browser vouches for gets a token without a click, and nobody else does."""

import io
import json
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.companion import RunningCompanion, free_port, running_companion, wait_until

from forethought.desktop import native_host
from forethought.desktop.native_host import HostError, caller_of, read_message, write_message
from forethought.resources import shipped
from forethought.serve import chromium_origins, read_running

(OURS,) = chromium_origins(shipped("extension"))
GECKO_ID = "forethought@forethought.example"


@pytest.fixture(scope="module")
def target() -> Iterator[RunningCompanion]:
    """One companion for all tests of this file."""
    with running_companion() as started:
        yield started


def asked(target: RunningCompanion, message: bytes, *arguments: str) -> Any:
    """Do what a browser does: start the host, write one message, read one answer."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "forethought.desktop.native_host", *arguments],
        input=message,
        capture_output=True,
        timeout=40,
        env={
            **target.environ,
            "FORETHOUGHT_DATA_DIR": str(target.data),
            "FORETHOUGHT_PORT": str(target.port),
        },
    )
    assert done.stderr == b""
    (length,) = struct.unpack("=I", done.stdout[:4])
    assert len(done.stdout) == 4 + length
    return json.loads(done.stdout[4:])


def wrapped(message: Any) -> bytes:
    body = json.dumps(message).encode()
    return struct.pack("=I", len(body)) + body


PAIR = wrapped({"op": "pair"})


def test_our_chromium_extension_gets_a_token_bound_to_its_origin(target: RunningCompanion):
    given = asked(target, PAIR, f"{OURS}/")
    assert given.keys() == {"token", "token_id", "proof_key", "port"}
    assert given["port"] == target.port
    state = target.request("GET", "/api/v1/state", token=given["token"], headers={"Origin": OURS})
    assert state.status == 200
    other = {"Origin": "moz-extension://11111111-2222-4333-8444-555555555555"}
    assert target.request("GET", "/api/v1/state", token=given["token"], headers=other).status == 403


def test_a_firefox_is_bound_to_the_origin_of_its_first_call(target: RunningCompanion):
    given = asked(target, PAIR, "/home/x/.mozilla/native-messaging-hosts/org.forethought.companion.json", GECKO_ID)
    first = {"Origin": "moz-extension://aaaaaaaa-2222-4333-8444-555555555555"}
    second = {"Origin": "moz-extension://bbbbbbbb-2222-4333-8444-555555555555"}
    assert target.request("POST", "/api/v1/tickets", {}, token=given["token"], headers=first).status == 201
    assert target.request("POST", "/api/v1/tickets", {}, token=given["token"], headers=second).status == 403
    assert target.request("POST", "/api/v1/tickets", {}, token=given["token"], headers=first).status == 201


def test_pairing_again_ends_the_token_before_and_no_other(target: RunningCompanion):
    before, other = (asked(target, PAIR, f"{OURS}/") for _ in range(2))
    again = wrapped({"op": "pair", "name": "Microsoft Edge", "replaces": before["token_id"]})
    after = asked(target, again, f"{OURS}/")
    statuses = [target.request("GET", "/api/v1/state", token=one["token"]).status for one in (before, other, after)]
    assert statuses == [401, 200, 200]
    names = {row["id"]: row["name"] for row in json.loads(target.run("token", "list", "--json"))}
    assert (names[other["token_id"]], names[after["token_id"]]) == ("Chromium", "Microsoft Edge")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/",),
        (f"{OURS}.evil/",),
        ("/x.json", "other@addon.example"),
        ("/x.json",),
        (GECKO_ID,),
    ],
)
def test_a_stranger_gets_nothing(target: RunningCompanion, arguments: tuple[str, ...]):
    assert asked(target, PAIR, *arguments) == {"error": {"code": "foreign-origin"}}


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"", "bad-request"),
        (b"\x01", "bad-request"),
        (struct.pack("=I", 4097) + b"x" * 4097, "too-large"),
        (struct.pack("=I", 4_000_000_000), "too-large"),
        (struct.pack("=I", 3) + b"{a}", "bad-json"),
        (struct.pack("=I", 4000) + b"[" * 4000, "bad-json"),
        (wrapped({"op": "erase"}), "wrong-shape"),
        (wrapped({"op": "pair", "more": 1}), "wrong-shape"),
        (wrapped([]), "wrong-shape"),
        (wrapped({"op": "pair", "name": 1}), "wrong-shape"),
        (wrapped({"op": "pair", "name": "x" * 61}), "wrong-shape"),
        (wrapped({"op": "pair", "name": "a\nb"}), "wrong-shape"),
        (wrapped({"op": "pair", "replaces": None}), "wrong-shape"),
        (wrapped({"op": "pair", "replaces": "%"}), "wrong-shape"),
    ],
)
def test_anything_but_the_one_question_is_refused(target: RunningCompanion, message: bytes, code: str):
    assert asked(target, message, f"{OURS}/") == {"error": {"code": code}}


def test_the_companion_is_started_when_it_does_not_run():
    with running_companion() as target:
        target.stop()
        target.port = free_port()
        assert read_running(target.data) is None
        given = asked(target, PAIR, f"{OURS}/")
        running = read_running(target.data)
        assert running is not None
        try:
            assert given["port"] == running.port == target.port
            assert target.request("GET", "/api/v1/state", token=given["token"]).status == 200
        finally:
            subprocess.run(["kill", str(running.pid)], check=True)
            wait_until(lambda: read_running(target.data) is None)


def test_a_message_survives_the_pipe():
    pipe = io.BytesIO()
    write_message(pipe, {"op": "pair", "é": "👍"})
    pipe.seek(0)
    assert read_message(pipe) == {"op": "pair", "é": "👍"}


def test_the_caller_is_told_by_what_each_browser_passes():
    assert caller_of([f"{OURS}/"], frozenset({OURS}), GECKO_ID) == ("native", OURS, "Chromium")
    assert caller_of(["/x.json", GECKO_ID], frozenset({OURS}), GECKO_ID) == ("native-firefox", None, "Firefox")
    with pytest.raises(HostError, match="foreign-origin"):
        caller_of(["--flag"], frozenset({OURS}), GECKO_ID)


def test_a_companion_that_does_not_come_up_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    ticks = iter(range(0, 100, 10))
    monkeypatch.setattr(native_host.sys, "executable", "/bin/false")
    with pytest.raises(HostError, match="not-started"):
        native_host.start_companion(tmp_path, clock=lambda: next(ticks))
