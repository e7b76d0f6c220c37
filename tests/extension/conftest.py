"""Fixtures for the browser tests: both browsers, one real companion that hears what a draft was read as, real editors."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from drivers.chromium import Chromium  # noqa: E402
from drivers.firefox import Firefox  # noqa: E402

from forethought.app import create_app  # noqa: E402
from forethought.conduct.load import load_rulebook  # noqa: E402
from forethought.resources import shipped  # noqa: E402
from forethought.serve import chromium_origins  # noqa: E402
from forethought.settings import Environment  # noqa: E402
from forethought.store.connect import open_store  # noqa: E402
from forethought.store.folder import prepare_folder  # noqa: E402
from forethought.web.companion import Companion, load_secret_key, now_ms  # noqa: E402
from forethought.web.rulebooks import Rulebooks  # noqa: E402
from forethought.web.sockets import listeners, make_server  # noqa: E402
from forethought.web.tokens import new_code  # noqa: E402

EXTENSION = HERE.parents[1] / "extension"
DIST = HERE / "dist"


@dataclass
class Heard:
    """What the extension has asked of the companion since the last clear(): path and body, in order."""

    calls: list[tuple[str, Any]] = field(default_factory=list)
    #: Called before a request is answered, in the server's thread: a test can make the companion slow or silent.
    before: Callable[[str], None] | None = None

    def clear(self) -> None:
        self.calls.clear()
        self.before = None

    def bodies(self, path: str) -> list[Any]:
        return [body for called, body in list(self.calls) if called == path]

    def texts(self) -> list[str]:
        """The drafts as they were read."""
        return [body["text"] for body in self.bodies("/api/v1/checks")]


@dataclass
class TrialCompanion:
    """The real application under its real server, with three rules of its own and an ear at the door."""

    port: int
    heard: Heard
    companion: Companion

    def code(self) -> str:
        with self.companion.store.begin() as connection:
            return new_code(connection, now_ms())


@pytest.fixture(scope="session")
def trial_companion() -> Iterator[TrialCompanion]:
    with tempfile.TemporaryDirectory(prefix="forethought-browser-") as folder:
        environment = Environment(data_dir=Path(folder) / "data", port=0)
        prepare_folder(environment.data_dir)
        sockets = listeners(0)
        port = sockets[0].getsockname()[1]
        companion = Companion(
            store=open_store(environment),
            port=port,
            secret_key=load_secret_key(environment.data_dir),
            rulebooks=Rulebooks(lambda _profession: load_rulebook(HERE / "trial_rules")),
            chromium_origins=chromium_origins(shipped("extension")),
        )
        heard = Heard()
        app = create_app(companion)

        def listening(environ: dict[str, Any], start_response: Any) -> Any:
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = io.BytesIO(body)
            heard.calls.append((environ["PATH_INFO"], json.loads(body) if body else None))
            if heard.before is not None:
                heard.before(environ["PATH_INFO"])
            return app(environ, start_response)

        server = make_server(listening, sockets)
        threading.Thread(target=server.run, daemon=True).start()
        yield TrialCompanion(port, heard, companion)
        server.close()
        companion.store.close()


@pytest.fixture(scope="session")
def editors() -> Path:
    """The folder with the bundled editors; bundled anew when a source or the lock file is newer."""
    sources = [*(HERE / "editors").iterdir(), HERE / "package-lock.json"]
    newest = max(path.stat().st_mtime for path in sources)
    if not DIST.is_dir() or DIST.stat().st_mtime < newest:
        subprocess.run(["node", "editors/build.mjs"], cwd=HERE, check=True)
    return DIST


def pair(browser: Any, code: str, port: int) -> None:
    """Pair this browser's extension, as the options page does."""
    browser.goto(browser.extension_page("pages/options.html"))
    message = json.dumps({"type": "pair", "code": code, "port": port})
    answer = browser.js(f"chrome.runtime.sendMessage({message})")
    assert answer == {"paired": True, "how": "code"}, answer


@pytest.fixture(scope="session", params=["chromium", "firefox"])
def own_browser(request: pytest.FixtureRequest, trial_companion: TrialCompanion) -> Iterator[Any]:
    """One browser for the whole run, paired with the trial companion."""
    browser: Any = Chromium(EXTENSION) if request.param == "chromium" else Firefox(EXTENSION)
    try:
        pair(browser, trial_companion.code(), trial_companion.port)
        yield browser
    finally:
        browser.close()


@pytest.fixture
def browser(own_browser: Any, trial_companion: TrialCompanion) -> Any:
    """The browser on a page of the extension, with nothing left of the test before."""
    own_browser.goto(own_browser.extension_page("pages/options.html"))
    own_browser.js("chrome.storage.local.remove(['held'])")
    own_browser.js(
        "chrome.storage.local.get('settings').then(({settings}) => chrome.storage.local.set({settings:"
        "{...settings, enabled: true, sites_off: [], welcomed: true}, pause: {until: 0, sites: {}}}))"
    )
    trial_companion.heard.clear()
    return own_browser


@pytest.fixture
def heard(trial_companion: TrialCompanion) -> Heard:
    return trial_companion.heard


def until(condition: Callable[[], Any], what: str, seconds: float = 5) -> Any:
    """Wait for the thing itself."""
    end = time.monotonic() + seconds
    while True:
        if value := condition():
            return value
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)
