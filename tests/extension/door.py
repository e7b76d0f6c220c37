"""A real companion behind a door that a test can shut, slow down or let answer with an error."""

import socket
import struct
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from tests.companion import free_port

from forethought.app import create_app
from forethought.conduct.load import load_rulebook
from forethought.resources import shipped
from forethought.serve import chromium_origins
from forethought.settings import Environment
from forethought.store.connect import open_store
from forethought.store.folder import prepare_folder
from forethought.store.slices import slices_between
from forethought.usage.slices import Slice
from forethought.web.companion import Companion, load_secret_key, now_ms
from forethought.web.rulebooks import Rulebooks
from forethought.web.sockets import listeners, make_server
from forethought.web.tokens import new_code

#: "lost": the companion hears and keeps slices, but the caller never gets the answer.
Mode = Literal["open", "refused", "reset", "silent", "500", "401", "lost"]
RULES = Path(__file__).parent / "trial_rules"
ERROR = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: 37\r\nConnection: close\r\n\r\n"
BODY = b'{"error":{"code":"x","message":"no"}}'


class Door:
    """Listens where the companion is paired to be, and passes bytes through while it is open."""

    def __init__(self, companion: Companion, behind: int) -> None:
        self.companion = companion
        self.port = companion.port
        self.behind = behind
        self.mode: Mode = "open"
        self.knocks = 0
        self.listening: socket.socket | None = None
        self.callers: set[socket.socket] = set()
        self.heard: list[bytes] = []
        self.listens = False
        self.set("open")

    def set(self, mode: Mode) -> None:
        """Change what the next caller meets; callers that are still inside are sent away."""
        self.mode = mode
        self.knocks = 0
        for caller in list(self.callers):
            with suppress(OSError):
                caller.shutdown(socket.SHUT_RDWR)
        if mode == "refused":
            self.close()
        elif self.listening is None:
            self.listening = socket.create_server(("127.0.0.1", self.port))
            threading.Thread(target=self._accept, args=(self.listening,), daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        if self.listening is not None:
            # Wakes the thread that waits in accept(); close() alone would leave the port open.
            with suppress(OSError):
                self.listening.shutdown(socket.SHUT_RDWR)
            self.listening.close()
            self.listening = None

    def listen(self) -> None:
        """Keep what callers say from now on."""
        self.listens = True

    def code(self) -> str:
        """A fresh pairing code."""
        with self.companion.store.begin() as connection:
            return new_code(connection, now_ms())

    def slices(self) -> list[Slice]:
        """Everything that has arrived, by start."""
        with self.companion.store.read() as connection:
            return slices_between(connection, 0, 2**52)

    def forget(self) -> None:
        """Empty what was counted."""
        with self.companion.store.begin() as connection:
            connection.execute("DELETE FROM slice")
            connection.execute("DELETE FROM event")

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                caller, _ = listening.accept()
            except OSError:
                return
            self.knocks += 1
            threading.Thread(target=self._serve, args=(caller,), daemon=True).start()

    def _serve(self, caller: socket.socket) -> None:
        mode = self.mode
        if mode in ("open", "lost"):
            self._pass(caller)
            return
        if mode == "silent":
            while self.mode == "silent":
                time.sleep(0.05)
        elif mode == "reset":
            # Linger 0: close() sends a reset.
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            caller.recv(65_536)
            caller.sendall(ERROR % (mode.encode() + b" No") + BODY)
        caller.close()

    def _pass(self, caller: socket.socket) -> None:
        self.callers.add(caller)
        inner = socket.create_connection(("127.0.0.1", self.behind))
        asked: list[bytes] = []

        def ask(data: bytes) -> bool:
            asked.append(data)
            if self.listens:
                self.heard.append(data)
            return True

        def answer(_data: bytes) -> bool:
            return not (self.mode == "lost" and b"POST /api/v1/slices" in b"".join(asked))

        back = threading.Thread(target=_copy, args=(inner, caller, answer), daemon=True)
        back.start()
        _copy(caller, inner, ask)
        back.join()
        self.callers.discard(caller)
        caller.close()
        inner.close()


def _copy(source: socket.socket, target: socket.socket, may_pass: Callable[[bytes], bool]) -> None:
    """Hand on what one side says to the other, until it has said all or something may not pass."""
    with suppress(OSError):
        while (data := source.recv(65_536)) and may_pass(data):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def companion_behind_a_door(port: int | None = None) -> Iterator[Door]:
    """Give a companion with an empty store, whose door is open, on this port or any."""
    with tempfile.TemporaryDirectory(prefix="forethought-door-") as folder:
        environment = Environment(data_dir=Path(folder) / "data", port=0)
        prepare_folder(environment.data_dir)
        sockets = listeners(0)
        companion = Companion(
            store=open_store(environment),
            port=port or free_port(),
            secret_key=load_secret_key(environment.data_dir),
            rulebooks=Rulebooks(lambda _profession: load_rulebook(RULES)),
            chromium_origins=chromium_origins(shipped("extension")),
        )
        behind: int = sockets[0].getsockname()[1]
        server = make_server(create_app(companion), sockets)
        threading.Thread(target=server.run, daemon=True).start()
        door = Door(companion, behind)
        yield door
        door.close()
        server.close()
        companion.store.close()
