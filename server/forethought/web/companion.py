"""What a request may use: the store, the rules, the sessions, the limits and the clock of this running companion."""

import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import cast

from flask import current_app

from forethought.store.connect import Store
from forethought.store.errors import StoreDamaged
from forethought.store.folder import create_private
from forethought.web.rates import Rates
from forethought.web.rulebooks import Rulebooks
from forethought.web.sessions import Sessions

_KEY_BYTES = 32


def now_ms() -> int:
    """Return this computer's time in epoch milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass
class Companion:
    """The running companion; one for each process. ``port`` is the one it really listens on."""

    store: Store
    port: int
    secret_key: bytes
    rulebooks: Rulebooks
    chromium_origins: frozenset[str]
    clock: Callable[[], int] = now_ms
    sessions: Sessions = field(default_factory=Sessions)
    rates: Rates = field(default_factory=Rates)
    #: The day on which a week page was last looked at; then the toolbar button's dot has done its work.
    week_seen_on: date | None = None


def companion() -> Companion:
    """Return the companion that answers the current request."""
    return cast(Companion, current_app.extensions["forethought"])


def load_secret_key(data_dir: Path) -> bytes:
    """Return the 32 random bytes of ``secret.key``, made with mode 0600 at the first call.

    Two processes that start at once end with the same key: the file comes into being whole, and only once.
    Raises StoreUnsafe for a link or another user's file, StoreDamaged for one of another length.
    """
    file = data_dir / "secret.key"
    if not os.path.lexists(file):
        fresh = data_dir / f"secret.key.{secrets.token_hex(4)}"
        create_private(fresh)
        fresh.write_bytes(secrets.token_bytes(_KEY_BYTES))
        try:
            os.link(fresh, file)
        except FileExistsError:
            # Another process was first: its key stands.
            pass
        except OSError:
            # A file system without hard links.
            fresh.replace(file)
        fresh.unlink(missing_ok=True)
    create_private(file)
    key = file.read_bytes()
    if len(key) != _KEY_BYTES:
        raise StoreDamaged(f"The key {file} is damaged. Remove it, start again, and connect your browsers once more.")
    return key
