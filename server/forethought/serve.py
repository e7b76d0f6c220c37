"""Runs the companion: one process for each data folder, on loopback only, until it is told to stop."""

import gc
import json
import logging
import logging.handlers
import os
import signal
import sys
import time
from base64 import b64decode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import IO

from forethought.resources import shipped
from forethought.settings import Environment
from forethought.store.folder import create_private, prepare_folder

LOG_BYTES = 1_000_000
LOG_FILES = 3

#: Loading the rules and keeping house begin so long after the start: beside the first answers they would double them.
_AFTER_START_SECONDS = 0.5

#: As long as another start may take to say on which port it is.
_OTHERS_START_SECONDS = 30


class AlreadyRunningError(Exception):
    """Another process runs the companion on this data folder; ``port`` is None while it is still starting."""

    def __init__(self, port: int | None, pid: int | None) -> None:
        self.port = port
        self.pid = pid
        super().__init__(port, pid)


@dataclass(frozen=True)
class Running:
    """What ``runtime.json`` says about the companion that runs."""

    pid: int
    port: int
    started_at: int


class Lock:
    """The lock file of a data folder; the system frees it when the process ends, however it ends."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "lock"
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        """Take the lock; return False when another process has it."""
        create_private(self._path)
        opened = self._path.open("r+b")
        try:
            _lock_file(opened)
        except OSError:
            opened.close()
            return False
        self._file = opened
        return True

    def free(self) -> None:
        """Let go of the lock."""
        if self._file is not None:
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock_file(opened: IO[bytes]) -> None:
        msvcrt.locking(opened.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock_file(opened: IO[bytes]) -> None:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_running(data_dir: Path) -> bool:
    """Return whether a process holds the lock of this data folder."""
    if not (data_dir / "lock").exists():
        return False
    lock = Lock(data_dir)
    was_free = lock.take()
    lock.free()
    return not was_free


def read_running(data_dir: Path) -> Running | None:
    """Return what runs on this data folder, or None when nothing does or it has not finished starting."""
    if not is_running(data_dir):
        return None
    try:
        facts = json.loads((data_dir / "runtime.json").read_text(encoding="utf-8"))
        return Running(int(facts["pid"]), int(facts["port"]), int(facts["started_at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_running(data_dir: Path, port: int) -> Path:
    file = data_dir / "runtime.json"
    create_private(file)
    facts = {"pid": os.getpid(), "port": port, "started_at": time.time_ns() // 1_000_000}
    try:
        file.write_text(json.dumps(facts), encoding="utf-8")
    except OSError as error:
        # On a full disk drafts are checked and the week is read all the same.
        sys.stderr.write(f"{file} cannot be written: {error.strerror}. Other commands will not find this companion.\n")
    return file


def chromium_origins(extension: Path) -> frozenset[str]:
    """Return the origins of our extension in Chromium: its id follows from the public key in its manifest.

    The id is the first 32 hex digits of the SHA-256 of the DER key, written with the letters a to p.
    """
    key = json.loads((extension / "manifest.json").read_text(encoding="utf-8"))["key"]
    digits = sha256(b64decode(key)).hexdigest()[:32]
    return frozenset({"chrome-extension://" + "".join(chr(ord("a") + int(digit, 16)) for digit in digits)})


def start_log(data_dir: Path) -> None:
    """Log warnings (or what FORETHOUGHT_LOG says) to ``log/forethought.log``: three files of a megabyte, mode 0600.

    A folder that cannot be written costs the log, not the service; that is said once.
    """
    folder = data_dir / "log"
    root = logging.getLogger()
    root.setLevel(logging.INFO if os.environ.get("FORETHOUGHT_LOG", "").lower() == "info" else logging.WARNING)
    root.handlers.clear()
    logging.raiseExceptions = False
    try:
        prepare_folder(folder)
        file = folder / "forethought.log"
        create_private(file)
        handler: logging.Handler = logging.handlers.RotatingFileHandler(
            file, maxBytes=LOG_BYTES, backupCount=LOG_FILES - 1, encoding="utf-8"
        )
    except Exception as failure:  # noqa: BLE001 - whatever is wrong with the log, the service runs
        sys.stderr.write(f"The log {folder} cannot be written ({type(failure).__name__}); running without it.\n")
        root.addHandler(logging.NullHandler())
        return
    handler.setFormatter(_OneLine("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    # Its warnings are about queues and sockets, and would quote what was asked.
    logging.getLogger("waitress").setLevel(logging.CRITICAL)


class _OneLine(logging.Formatter):
    """Leaves tracebacks out: an exception's words could hold a draft."""

    def format(self, record: logging.LogRecord) -> str:
        if record.exc_info:
            kind = record.exc_info[0]
            record = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None})
            record.msg, record.args = "failed %s", (kind.__name__ if kind else "-",)
        return super().format(record)


def serve(environment: Environment, ready: Callable[[int], None]) -> None:
    """Run the companion until SIGTERM, SIGINT or an interrupt; call ``ready`` with the port once it answers.

    Raises AlreadyRunningError, PortTakenError, or StoreError when the data folder cannot be used.
    """
    prepare_folder(environment.data_dir)
    lock = Lock(environment.data_dir)
    _take_or_tell(lock, environment.data_dir)
    try:
        # What a kill left would name a companion that is gone.
        with suppress(OSError):
            (environment.data_dir / "runtime.json").unlink()
        _serve_locked(environment, ready)
    finally:
        lock.free()


def _take_or_tell(lock: Lock, data_dir: Path) -> None:
    """Take the lock, or raise AlreadyRunningError as soon as who has it says where it answers, or never seems to.

    A command that only looks whether a companion runs has the lock for a moment, too.
    """
    waits_until = time.monotonic() + _OTHERS_START_SECONDS
    while not lock.take():
        running = read_running(data_dir)
        if running is not None:
            raise AlreadyRunningError(running.port, running.pid)
        if time.monotonic() > waits_until:
            raise AlreadyRunningError(None, None)
        time.sleep(0.05)


def _serve_locked(environment: Environment, ready: Callable[[int], None]) -> None:
    # What is loaded now stays to the end: the collector need not look through it, neither here nor ever after.
    gc.disable()
    # After the lock: a second start answers without loading any of this.
    from forethought.app import create_app
    from forethought.store.connect import open_store
    from forethought.store.settings import load_settings
    from forethought.store.upkeep import upkeep
    from forethought.web.companion import Companion, load_secret_key
    from forethought.web.rulebooks import Rulebooks, load_rules, stamp_of_packs
    from forethought.web.sockets import Imports, listeners, make_server

    start_log(environment.data_dir)
    sockets = listeners(environment.port)
    port = sockets[0].getsockname()[1]
    try:
        store = open_store(environment)
    except BaseException:
        for opened in sockets:
            opened.close()
        raise
    companion = Companion(
        store=store,
        port=port,
        secret_key=load_secret_key(environment.data_dir),
        rulebooks=Rulebooks(
            lambda profession: load_rules(profession, environment.data_dir),
            lambda: stamp_of_packs(environment.data_dir),
        ),
        chromium_origins=chromium_origins(shipped("extension")),
    )
    imports = Imports(environment.data_dir, companion.sessions.are_logged_in)
    server = make_server(create_app(companion), sockets, imports)
    runtime = _write_running(environment.data_dir, port)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    gc.freeze()
    gc.enable()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        ready(port)
        with store.read() as connection:
            profession = load_settings(connection).profession
        companion.rulebooks.warm(profession, _AFTER_START_SECONDS)
        with upkeep(store, companion.clock, _AFTER_START_SECONDS):
            server.run()
    finally:
        runtime.unlink(missing_ok=True)
        store.close()
