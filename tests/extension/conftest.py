"""Fixtures for the browser tests: both browsers, one real companion that hears what a draft was read as, real editors."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.extension.door import Door, companion_behind_a_door
from tests.extension.drivers.chromium import Chromium
from tests.extension.drivers.firefox import Firefox

from forethought.app import create_app
from forethought.conduct.load import load_rulebook
from forethought.resources import shipped
from forethought.serve import chromium_origins
from forethought.settings import Environment
from forethought.store.connect import open_store
from forethought.store.folder import prepare_folder
from forethought.web.companion import Companion, load_secret_key, now_ms
from forethought.web.rulebooks import Rulebooks
from forethought.web.sockets import listeners, make_server
from forethought.web.tokens import new_code

HERE = Path(__file__).parent
EXTENSION = HERE.parents[1] / "extension"
DIST = HERE / "dist"
TICK_MS, CAP_MS, IDLE_MS = 500, 3000, 2500
HURRIED = {
    "content/time.js": {"TICK_MS": TICK_MS, "CAP_MS": CAP_MS, "IDLE_MS": IDLE_MS},
    "content/draft.js": {"GONE_MS": 300},
    "background/companion.js": {"PATIENCE_MS": 1000},
}


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
    """Pair this browser's extension, as the options page does; nothing is left of what it was paired with before."""
    browser.aside("chrome.runtime.sendMessage({type: 'erase'})")
    message = json.dumps({"type": "pair", "code": code, "port": port})
    answer = browser.aside(f"chrome.runtime.sendMessage({message})")
    assert answer == {"paired": True, "how": "code"}, answer
    welcomed = "({change}) => change('settings', (settings) => ({...settings, welcomed: true}))"
    browser.aside(f"import('../background/keep.js').then({welcomed})")


def ensure_paired(browser: Any, companion: Any) -> None:
    """Leave the browser on an empty page, paired with this companion (its port and its code())."""
    browser.goto("about:blank")
    known = browser.aside("chrome.storage.local.get('connection').then(({connection}) => connection)") or {}
    if (known.get("state"), known.get("port")) != ("paired", companion.port):
        pair(browser, companion.code(), companion.port)


class Browsers:
    """Opens each browser once a file, when it is first asked for: its start costs more than most tests."""

    def __init__(self) -> None:
        self.opened: dict[tuple[str, Path], Any] = {}

    def get(self, name: str, extension: Path = EXTENSION) -> Any:
        if (name, extension) not in self.opened:
            self.opened[name, extension] = Chromium(extension) if name == "chromium" else Firefox(extension)
        return self.opened[name, extension]

    def close(self) -> None:
        for browser in self.opened.values():
            browser.close()


@pytest.fixture(scope="module")
def browsers() -> Iterator[Browsers]:
    opened = Browsers()
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def own_browser(request: pytest.FixtureRequest, browsers: Browsers) -> Any:
    """One browser for a file: one that served many files stood still now and then; whoever needs it paired pairs it."""
    return browsers.get(request.param)


@pytest.fixture(scope="session")
def door() -> Iterator[Door]:
    """A companion for time alone, behind a door."""
    with companion_behind_a_door() as opened:
        yield opened


@pytest.fixture(scope="session")
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension with shorter waits and not a letter else changed: what takes a minute takes a moment.

    That its own numbers are the right ones is shown on the stage (test_time_stage.py) and, where a browser is killed,
    left alone or frozen, in real time by tests/benchmarks/test_time_in_browsers.py.
    """
    copy = tmp_path_factory.mktemp("hurried") / "extension"
    shutil.copytree(EXTENSION, copy)
    for name, values in HURRIED.items():
        code = (copy / name).read_text(encoding="utf-8")
        for constant, ms in values.items():
            code, found = re.subn(rf"\b{constant} = [\d_]+;", f"{constant} = {ms};", code)
            assert found == 1, constant
        (copy / name).write_text(code, encoding="utf-8")
    return copy


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def hurried_browser(request: pytest.FixtureRequest, browsers: Browsers, hurried: Path) -> Any:
    """A browser with the hurried extension, for a file."""
    return browsers.get(request.param, hurried)


def as_for_a_test(browser: Any, trial_companion: TrialCompanion) -> Any:
    """The browser on an empty page, paired with the trial companion, with nothing left of the test before."""
    ensure_paired(browser, trial_companion)
    browser.aside("chrome.storage.local.remove(['held'])")
    browser.aside(
        "chrome.storage.local.get('settings').then(({settings}) => chrome.storage.local.set({settings:"
        "{...settings, enabled: true, sites_off: [], welcomed: true}, pause: {until: 0, sites: {}}}))"
    )
    trial_companion.heard.clear()
    return browser


@pytest.fixture
def browser(own_browser: Any, trial_companion: TrialCompanion) -> Any:
    """The browser of the whole run, ready for a test of drafts."""
    return as_for_a_test(own_browser, trial_companion)


@pytest.fixture
def heard(trial_companion: TrialCompanion) -> Heard:
    return trial_companion.heard


def until(condition: Callable[[], Any], what: str, seconds: float = 5, every: float = 0.04) -> Any:
    """Wait for the thing itself."""
    end = time.monotonic() + seconds
    while True:
        if value := condition():
            return value
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(every)
