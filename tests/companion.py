"""Starts the real companion in a process of its own, on a free port and a folder of its own."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from forethought.commands.open import login_link
from forethought.settings import Environment
from forethought.store import open_store
from forethought.store.erase import erase_everything
from forethought.store.sql import Connection
from forethought.web.companion import load_secret_key, now_ms
from forethought.web.tokens import NewToken, mint, new_code

FORETHOUGHT = [sys.executable, "-m", "forethought"]


def free_port() -> int:
    """Return a port that was free on 127.0.0.1 and ::1 a moment ago."""
    for _ in range(50):
        with socket.socket(socket.AF_INET) as four:
            four.bind(("127.0.0.1", 0))
            port: int = four.getsockname()[1]
            if not socket.has_ipv6:
                return port
            with socket.socket(socket.AF_INET6) as six:
                try:
                    six.bind(("::1", port))
                except OSError:
                    continue
                return port
    raise AssertionError("no port is free on both families")


@dataclass
class Answer:
    """What the companion answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class RunningCompanion:
    """A companion in a process of its own."""

    port: int
    data: Path
    environ: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    first_line: str = ""
    _tokens: dict[tuple[str, str | None], str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The API's base."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def page_url(self) -> str:
        """The pages' base."""
        return f"http://forethought.localhost:{self.port}"

    @property
    def pid(self) -> int:
        """The process id."""
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        """Start it and wait for the line that it prints when it answers."""
        command = [*FORETHOUGHT, "serve", "--port", str(self.port), "--data", str(self.data)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=self.environ)
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], 30)
        assert ready, "the companion said nothing for 30 seconds"
        self.first_line = self.process.stdout.readline().decode()
        assert "is running on" in self.first_line, self.first_line + self.process.stdout.read().decode()

    def stop(self) -> int:
        """Stop it as a system does, and return its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self._wait()

    def kill(self) -> None:
        """Kill it without a warning."""
        assert self.process is not None
        self.process.kill()
        self._wait()

    def _wait(self) -> int:
        assert self.process is not None
        assert self.process.stdout is not None
        code = self.process.wait(timeout=20)
        self.process.stdout.close()
        self.process = None
        return code

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run a command of forethought on this folder and return what it printed."""
        done = subprocess.run(
            [*FORETHOUGHT, *arguments, "--data", str(self.data)],
            capture_output=True,
            text=True,
            env=self.environ,
            timeout=60,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    # The next three do what the commands do, without starting Python again; tests/web/test_serve.py runs the commands.

    def token(self, scopes: str = "check,time,read", origin: str | None = None) -> str:
        """Return a token with these scopes, made once for each set of scopes and origin."""
        if (scopes, origin) not in self._tokens:
            self._tokens[scopes, origin] = self.new_token(scopes, origin).token
        return self._tokens[scopes, origin]

    def new_token(self, scopes: str = "check,time,read", origin: str | None = None) -> NewToken:
        """Return a token that is nobody else's."""
        with self._writing() as connection:
            return mint(
                connection,
                load_secret_key(self.data),
                name="test",
                scopes=frozenset(scopes.split(",")),
                origin=origin,
                kind="program",
                now=now_ms(),
            )

    def erase(self) -> None:
        """Empty the store as if nothing had ever been in it, so that time from before now counts as new."""
        store = open_store(self.data, repair=False)
        try:
            erase_everything(store, now_ms())
            with store.begin() as connection:
                connection.execute("DELETE FROM erasure")
        finally:
            store.close()
        self._tokens.clear()

    def pairing_code(self) -> str:
        """Return a fresh pairing code."""
        with self._writing() as connection:
            return new_code(connection, now_ms())

    def ticket_url(self) -> str:
        """Return a link that opens the pages logged in; it is good once, for a minute."""
        return login_link(Environment(self.data), self.port)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        store = open_store(self.data, repair=False)
        try:
            with store.begin() as connection:
                yield connection
        finally:
            store.close()

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = "",
        headers: dict[str, str] | None = None,
        host: str = "127.0.0.1",
    ) -> Answer:
        """Send one request; ``token`` "" means one with all scopes, None means none. JSON for anything but bytes."""
        sent = {"Host": f"{host}:{self.port}"}
        if token is not None:
            sent["Authorization"] = f"Bearer {token or self.token()}"
        raw = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        if raw is not None:
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, raw, sent)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def load_rules(self) -> None:
        """Wait for a whole answer to a check: on a busy computer the first takes longer to load the rules than a browser waits."""
        draft = {"text": "Hello", "revision": 1, "site": "x", "surface": "post", "persona": "professional", "media": []}
        wait_until(lambda: not self.request("POST", "/api/v1/checks", draft).json["incomplete"])

    def log_in(self, link: str = "") -> str:
        """Return a Cookie header of a session that is logged in, with ``link`` or one of the command line."""
        ticket = (link or self.ticket_url()).partition("#")[2]
        answer = self.request(
            "POST",
            "/login",
            f"ticket={ticket}".encode(),
            token=None,
            headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": self.page_url},
            host="forethought.localhost",
        )
        assert answer.status == 303, answer
        return answer.headers["Set-Cookie"].partition(";")[0]


@contextmanager
def running_companion(**environ: str) -> Iterator[RunningCompanion]:
    """Give a companion that runs while the block does."""
    with tempfile.TemporaryDirectory(prefix="forethought-test-") as folder:
        # Nothing of the person who runs the tests: no data folder, port or home of theirs.
        clean = {key: value for key, value in os.environ.items() if not key.startswith("FORETHOUGHT_")}
        clean |= {"HOME": folder, "PYTHONUNBUFFERED": "1", "PYTHONPATH": os.environ.get("PYTHONPATH", "")} | environ
        clean.pop("BROWSER", None)
        companion = RunningCompanion(free_port(), Path(folder) / "data", clean)
        companion.start()
        try:
            yield companion
        finally:
            if companion.process is not None:
                companion.kill()


@pytest.fixture
def companion() -> Iterator[RunningCompanion]:
    """A running companion with an empty store, for one test."""
    with running_companion() as started:
        yield started


@pytest.fixture(scope="module")
def shared_companion() -> Iterator[RunningCompanion]:
    """A running companion that the tests of one file share; none of them may rely on an empty store."""
    with running_companion() as started:
        yield started


def wait_until(is_true: Any, seconds: float = 20) -> None:
    """Wait for the thing itself; fail after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def raw_exchange(port: int, request: bytes, *, address: str = "127.0.0.1", seconds: float = 20) -> Answer:
    """Send bytes as they are and return the first answer; status 0 means that the connection was closed without one."""
    with socket.create_connection((address, port), timeout=seconds) as connection:
        connection.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            part = connection.recv(65_536)
            if not part:
                return Answer(0, {}, received)
            received += part
        head, _, body = received.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = {name: value for name, _, value in (line.partition(": ") for line in lines[1:])}
        wanted = 0 if request.startswith(b"HEAD") else int(headers.get("Content-Length", "0"))
        while len(body) < wanted:
            part = connection.recv(65_536)
            if not part:
                break
            body += part
        return Answer(int(lines[0].split()[1]), headers, body)
