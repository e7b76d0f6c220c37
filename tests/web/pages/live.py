"""The pages under the real server on a free port, for a real browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.web.pages.site import NOW, RULEBOOKS

from forethought.app import create_app
from forethought.settings import Environment
from forethought.store.connect import Store, open_store
from forethought.store.settings import save_setting
from forethought.web.companion import Companion
from forethought.web.sockets import listeners, make_server
from forethought.web.tokens import new_ticket


@dataclass
class LivePages:
    """Pages that a browser can open."""

    port: int
    store: Store
    companion: Companion

    def url(self, path: str) -> str:
        return f"http://forethought.localhost:{self.port}{path}"

    def login_url(self) -> str:
        """A link that logs a browser in, good once."""
        with self.store.begin() as connection:
            return self.url(f"/login#{new_ticket(connection, self.companion.clock())}")


@contextmanager
def live_pages(now: datetime = NOW) -> Iterator[LivePages]:
    """Serve pages with an empty store while the block runs; the clock stands at ``now``."""
    with TemporaryDirectory(prefix="forethought-live-") as folder:
        store = open_store(Environment(Path(folder) / "data"))
        with store.begin() as connection:
            save_setting(connection, "zone", "Europe/London")
        sockets = listeners(0)
        port = sockets[0].getsockname()[1]
        now_ms = int(now.timestamp() * 1000)
        companion = Companion(store, port, b"k" * 32, RULEBOOKS, frozenset(), clock=lambda: now_ms)
        server = make_server(create_app(companion), sockets)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield LivePages(port, store, companion)
        finally:
            server.close()
            thread.join(timeout=5)
            store.close()
