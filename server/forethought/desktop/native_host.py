"""Answers the extension over native messaging: starts the companion if need be, and gives a token to who asks.

The browser vouches for the caller: it starts this program only for the extensions that the manifest names.
"""

import json
import os
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from forethought.private import keep_to_ourselves
from forethought.resources import shipped
from forethought.serve import Running, chromium_origins, read_running
from forethought.settings import Environment, read_environment
from forethought.web.tokens import SCOPES, Kind, is_name, is_token_id_or_none

#: A request is one short object; the browser itself would send up to 4 GB.
MAX_REQUEST = 4096
START_SECONDS = 15


class HostError(Exception):
    """A refusal: a code of web.errors.ERRORS, or "not-started"."""


def read_message(stream: IO[bytes]) -> Any:
    """Return one message: four bytes of length in the machine's order, then JSON. Raises HostError otherwise."""
    head = stream.read(4)
    if len(head) != 4:
        raise HostError("bad-request")
    (length,) = struct.unpack("=I", head)
    if length > MAX_REQUEST:
        raise HostError("too-large")
    try:
        return json.loads(stream.read(length))
    except (ValueError, RecursionError):
        raise HostError("bad-json") from None


def write_message(stream: IO[bytes], message: Any) -> None:
    """Write one message."""
    body = json.dumps(message).encode()
    stream.write(struct.pack("=I", len(body)) + body)
    stream.flush()


def caller_of(arguments: list[str], origins: frozenset[str], gecko_id: str) -> tuple[Kind, str | None, str]:
    """Return the kind of token, origin and name of who started us. Raises HostError for a stranger.

    Chromium passes the extension's origin, Firefox the manifest's path and the add-on's id.
    """
    if arguments and arguments[0].removesuffix("/") in origins:
        return "native", arguments[0].removesuffix("/"), "Chromium"
    if len(arguments) >= 2 and arguments[1] == gecko_id:
        return "native-firefox", None, "Firefox"
    raise HostError("foreign-origin")


def read_wish(message: Any) -> tuple[str, str]:
    """Return the name and the id of the token before, both "" where unsaid. Raises HostError for another message."""
    if not isinstance(message, dict) or message.get("op") != "pair" or not message.keys() <= {"op", "name", "replaces"}:
        raise HostError("wrong-shape")
    name, replaces = message.get("name", ""), message.get("replaces", "")
    is_sound = isinstance(name, str) and isinstance(replaces, str) and is_name(name) and is_token_id_or_none(replaces)
    if not is_sound:
        raise HostError("wrong-shape")
    return name.strip(), replaces


def pair(
    environment: Environment, kind: Kind, origin: str | None, name: str, replaces: str, running: Running
) -> dict[str, Any]:
    """Mint a token for the caller in place of ``replaces``, and return what the extension keeps."""
    from forethought.store.connect import open_store
    from forethought.web.companion import load_secret_key, now_ms
    from forethought.web.tokens import mint

    store = open_store(environment, repair=False)
    try:
        secret_key = load_secret_key(environment.data_dir)
        with store.begin() as connection:
            token = mint(
                connection,
                secret_key,
                name=name,
                scopes=SCOPES,
                origin=origin,
                kind=kind,
                now=now_ms(),
                replaces=replaces,
            )
    finally:
        store.close()
    return {"token": token.token, "token_id": token.id, "proof_key": token.proof_key, "port": running.port}


def start_companion(data_dir: Path, *, clock: Callable[[], float] = time.monotonic) -> Running:
    """Return the running companion, started now if it was not. Raises HostError when it does not come up."""
    running = read_running(data_dir)
    if running is not None:
        return running
    command = [sys.executable, "-P", "-m", "forethought", "serve", "--data", str(data_dir)]
    quiet = subprocess.DEVNULL
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_BREAKAWAY_FROM_JOB
        process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, creationflags=flags)
    else:
        process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    deadline = clock() + START_SECONDS
    while clock() < deadline:
        running = read_running(data_dir)
        if running is not None:
            return running
        if process.poll() not in (None, 0):
            break
        time.sleep(0.05)
    raise HostError("not-started")


def answer(arguments: list[str], message: Any) -> dict[str, Any]:
    """Return the answer to one message from the extension that ``arguments`` name."""
    try:
        manifest = json.loads((shipped("extension") / "manifest.json").read_text(encoding="utf-8"))
        gecko_id = manifest["browser_specific_settings"]["gecko"]["id"]
        kind, origin, name = caller_of(arguments, chromium_origins(shipped("extension")), gecko_id)
        said, replaces = read_wish(message)
        environment = read_environment()
        return pair(environment, kind, origin, said or name, replaces, start_companion(environment.data_dir))
    except HostError as error:
        return {"error": {"code": str(error)}}


def main() -> None:
    """Answer one message and end: the browser closes the pipe after it."""
    keep_to_ourselves()
    # Whatever prints must not reach the browser's pipe.
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr
    try:
        message = read_message(sys.stdin.buffer)
        write_message(pipe, answer(sys.argv[1:], message))
    except HostError as error:
        write_message(pipe, {"error": {"code": str(error)}})


if __name__ == "__main__":
    main()
