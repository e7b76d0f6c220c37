"""Drives Firefox ESR, with the extension loaded, over WebDriver BiDi: Firefox speaks it itself, so no geckodriver."""

from __future__ import annotations

import atexit
import base64
import functools
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import websocket
from tests.extension.drivers.processes import kill_all

ADD_ON = "forethought@forethought.example"
# moz-extension:// hosts are random; this preference fixes ours, so that tests can open its pages.
ADD_ON_HOST = "11111111-2222-4333-8444-555555555555"
PREFERENCES = {
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.newtab.preload": False,
    "browser.newtabpage.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "browser.startup.page": 0,
    "browser.tabs.unloadOnLowMemory": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.ipc.processCount": 1,
    "dom.ipc.processPrelaunch.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.webextensions.uuids": json.dumps({ADD_ON: ADD_ON_HOST}),
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
}
NAMED = {
    "Enter": "\ue007", "Backspace": "\ue003", "Tab": "\ue004", "Escape": "\ue00c", "Delete": "\ue017",
    "ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015", "Home": "\ue011", "End": "\ue010",
    "Control": "\ue009", "Shift": "\ue008", "Alt": "\ue00a",
}  # fmt: skip
ADDRESS = "WebDriverBiDiServer.json"
REMOTE = ("--remote-debugging-port", "0", "--remote-allow-system-access")
Answer = tuple[int, Mapping[str, str], str]


@functools.cache
def compiled() -> Path:
    """A folder of this process for what Firefox compiles of its own code at its first start: a third of each later one."""
    folder = tempfile.TemporaryDirectory(prefix="firefox-compiled-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def copy_compiled(source: Path, target: Path) -> None:
    """Copy that from one folder to another, without what is of the extension; Firefox asks by which version it was made."""
    if (source / "startupCache").is_dir() and not (target / "startupCache").exists():
        shutil.copytree(source / "startupCache", target / "startupCache", ignore=shutil.ignore_patterns("webext*"))
        shutil.copy(source / "compatibility.ini", target)


class BidiError(RuntimeError):
    """Firefox refused a command."""


class Firefox:
    """One browser with one tab in front; the same verbs as Chromium."""

    name = "firefox"
    Error = BidiError
    undo = "Control+z"

    def __init__(
        self,
        extension: Path,
        size: tuple[int, int] = (1280, 900),
        preferences: Mapping[str, Any] | None = None,
        profile: Path | None = None,
    ) -> None:
        self.extension, self.size = extension, size
        self.temporary = tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True)
        self.profile = profile or Path(self.temporary.name)
        lines = [
            f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in {**PREFERENCES, **(preferences or {})}.items()
        ]
        (self.profile / "user.js").write_text("".join(lines), encoding="utf-8")
        copy_compiled(compiled(), self.profile)
        self.answers: dict[str, Callable[[str], Answer]] = {}
        self._launch()
        self.close_welcome()

    def _launch(self) -> None:
        (self.profile / ADDRESS).unlink(missing_ok=True)
        self.log = (self.profile / "firefox.log").open("w", encoding="utf-8")
        self.process = subprocess.Popen(
            # Without system access moz-extension:// pages may not be opened.
            ["firefox-esr", "--headless", "--no-remote", "--profile", str(self.profile), *REMOTE],
            stdout=self.log,
            stderr=self.log,
            env={**os.environ, "MOZ_HEADLESS_WIDTH": str(self.size[0]), "MOZ_HEADLESS_HEIGHT": str(self.size[1])},
        )
        address = self._address()
        # Firefox refuses a socket that names an Origin.
        self.socket = websocket.create_connection(f"{address}/session", timeout=120, suppress_origin=True)
        self.sent = 0
        self.lock = threading.Lock()
        self.waiting: dict[int, queue.Queue[dict[str, Any]]] = {}
        self.side = ""
        threading.Thread(target=self._read, args=(self.socket,), daemon=True).start()
        self.call("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": True}})
        self.call("session.subscribe", events=["network.beforeRequestSent"])
        self.call("webExtension.install", extensionData={"type": "path", "path": str(self.extension)})
        for host in self.answers:
            self._intercept(host)
        self.new_tab()

    def new_tab(self) -> None:
        """Work in a tab of our own: it has the focus from its making; in the first one the URL bar keeps it, and editors misbehave."""
        self.tab = self.place = self.call("browsingContext.create", type="tab")["context"]
        self.resize(*self.size)

    def close_welcome(self) -> None:
        """Close the page that the extension opens at its first start, then work in a tab of our own."""
        end = time.monotonic() + 20
        while not (welcome := [tab["context"] for tab in self._tabs() if "welcome" in tab["url"]]):
            assert time.monotonic() < end, "the extension did not say welcome"
            time.sleep(0.05)
        for tab in welcome:
            self.call("browsingContext.close", context=tab)
        self.new_tab()

    def _tabs(self) -> list[dict[str, Any]]:
        tabs: list[dict[str, Any]] = self.call("browsingContext.getTree", maxDepth=0)["contexts"]
        return tabs

    def _address(self) -> str:
        found = self.profile / ADDRESS
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                port = json.loads(found.read_text(encoding="utf-8"))
                return f"ws://{port['ws_host']}:{port['ws_port']}"
            except (FileNotFoundError, json.JSONDecodeError):
                time.sleep(0.05)
        raise TimeoutError(f"Firefox did not start: {Path(self.log.name).read_text(encoding='utf-8')[-2000:]}")

    def _read(self, socket: websocket.WebSocket) -> None:
        """Runs beside the test: a page's request must be answered while a command waits for that page."""
        while True:
            try:
                message = json.loads(socket.recv())
            except (OSError, ValueError, websocket.WebSocketException):
                return
            if message.get("id") in self.waiting:
                self.waiting.pop(message["id"]).put(message)
            elif message.get("method") == "network.beforeRequestSent" and message["params"]["isBlocked"]:
                self._fulfil(message["params"]["request"])

    def _fulfil(self, request: dict[str, Any]) -> None:
        status, headers, body = self.answers[request["url"].split("/")[2].split(":")[0]](request["url"])
        self._send(
            "network.provideResponse",
            request=request["request"],
            statusCode=status,
            reasonPhrase="OK",
            headers=[{"name": k, "value": {"type": "string", "value": v}} for k, v in headers.items()],
            body={"type": "string", "value": body},
        )

    def _send(self, method: str, /, reply: queue.Queue[dict[str, Any]] | None = None, **params: Any) -> None:
        with self.lock:
            self.sent += 1
            if reply is not None:
                self.waiting[self.sent] = reply
            self.socket.send(json.dumps({"id": self.sent, "method": method, "params": params}))

    def call(self, method: str, /, **params: Any) -> dict[str, Any]:
        reply: queue.Queue[dict[str, Any]] = queue.Queue()
        self._send(method, reply, **params)
        message = reply.get(timeout=120)
        if message["type"] == "error":
            raise BidiError(f"{method}: {message['error']}: {message['message'][:300]}")
        result: dict[str, Any] = message["result"]
        return result

    def serve(self, host: str, answer: Callable[[str], Answer]) -> None:
        """Answer every request to https://host/ with answer(url)."""
        if host not in self.answers:
            self._intercept(host)
        self.answers[host] = answer

    def _intercept(self, host: str) -> None:
        pattern = {"type": "pattern", "hostname": host}
        self.call("network.addIntercept", phases=["beforeRequestSent"], urlPatterns=[pattern])

    def goto(self, url: str) -> None:
        self.place = self.tab
        self.call("browsingContext.navigate", context=self.tab, url=url, wait="complete")

    def enter_frame(self) -> None:
        """Send keys, scripts and questions to the first iframe of the page from now on."""
        tree = self.call("browsingContext.getTree", root=self.tab)["contexts"][0]
        self.place = tree["children"][0]["context"]

    def leave_frame(self) -> None:
        self.place = self.tab

    def js(self, expression: str) -> Any:
        """The value of an expression in the page; whatever JSON can carry."""
        return self._evaluate(expression, self.place)

    def aside(self, expression: str) -> Any:
        """The value of an expression in a page of the extension that stays behind the page in front."""
        if self.side not in {tab["context"] for tab in self._tabs()}:
            self.side = self._open_side()
        return self._evaluate(expression, self.side)

    def _open_side(self) -> str:
        side: str = self.call("browsingContext.create", type="tab", background=True)["context"]
        page = self.extension_page("pages/options.html")
        try:
            self.call("browsingContext.navigate", context=side, url=page, wait="complete")
        except BidiError:
            self.call("browsingContext.close", context=side)
            raise
        return side

    @contextmanager
    def other_tab(self, kind: str = "tab") -> Iterator[None]:
        """Work in a second tab, which is closed at the end."""
        first = self.tab
        self.tab = self.place = self.call("browsingContext.create", type=kind)["context"]
        try:
            yield
        finally:
            self.call("browsingContext.close", context=self.tab)
            self.tab = self.place = first
            self.call("browsingContext.activate", context=first)

    def other_window(self) -> AbstractContextManager[None]:
        """Work in a second window, which takes the focus, and is closed at the end."""
        return self.other_tab("window")

    def _evaluate(self, expression: str, context: str) -> Any:
        wrapped = f"(async () => {{ const value = await ({expression}); return value === undefined ? null : JSON.stringify(value) }})()"
        answer = self.call(
            "script.evaluate", expression=wrapped, target={"context": context}, awaitPromise=True, userActivation=True
        )
        if answer["type"] != "success":
            raise BidiError(answer["exceptionDetails"]["text"])
        text = answer["result"].get("value")
        return None if text is None else json.loads(text)

    def wait(self, expression: str, seconds: float = 5) -> Any:
        return self.wait_until(lambda: self.js(expression), expression, seconds)

    def wait_until(self, condition: Callable[[], Any], what: str, seconds: float = 5) -> Any:
        end = time.monotonic() + seconds
        while True:
            if value := condition():
                return value
            if time.monotonic() > end:
                raise TimeoutError(f"{what} (page: {self.js('document.documentElement.outerHTML.slice(-1500)')})")
            time.sleep(0.04)

    def keys(self, *sequence: str) -> None:
        """Type words, press named keys ("Enter") and chords ("Alt+Shift+KeyF")."""
        actions: list[dict[str, str]] = []
        for item in sequence:
            if item in NAMED:
                actions += _press(NAMED[item])
            elif len(item) > 2 and "+" in item and " " not in item:
                *held, last = item.split("+")
                key = NAMED.get(last) or (last[3:].lower() if last.startswith("Key") else last)
                actions += [{"type": "keyDown", "value": NAMED[k]} for k in held]
                actions += _press(key)
                actions += [{"type": "keyUp", "value": NAMED[k]} for k in reversed(held)]
            else:
                for letter in item:
                    actions += _press(letter)
        self.call(
            "input.performActions", context=self.place, actions=[{"type": "key", "id": "keyboard", "actions": actions}]
        )

    def point(self, x: float, y: float, press: bool = True) -> None:
        """Move the mouse to a point of the window and, unless told otherwise, click."""
        actions: list[dict[str, Any]] = [{"type": "pointerMove", "x": int(x), "y": int(y)}]
        if press:
            actions += [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self.call(
            "input.performActions", context=self.place, actions=[{"type": "pointer", "id": "mouse", "actions": actions}]
        )

    def click(self, selector: str) -> None:
        box = self.wait(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); if (!e) return null; e.scrollIntoView({{block: 'nearest'}});"
            "const r = e.getBoundingClientRect(); return r.width ? [r.x + r.width / 2, r.y + r.height / 2] : null })()"
        )
        self.point(*box)

    def shot(self, path: Path, clip: tuple[int, int, int, int] | None = None) -> None:
        path.write_bytes(self._capture(clip))

    def pixels(self, x: float, y: float, width: float, height: float) -> bytes:
        return self._capture((x, y, width, height))

    def _capture(self, clip: tuple[float, float, float, float] | None) -> bytes:
        extra: dict[str, Any] = {}
        if clip is not None:
            extra = {"clip": {"type": "box", "x": clip[0], "y": clip[1], "width": clip[2], "height": clip[3]}}
        return base64.b64decode(self.call("browsingContext.captureScreenshot", context=self.tab, **extra)["data"])

    def resize(self, width: int, height: int) -> None:
        self.call("browsingContext.setViewport", context=self.tab, viewport={"width": width, "height": height})

    @contextmanager
    def scaled(self, factor: float) -> Iterator[None]:
        """Show the page as on a screen with this many of its own pixels to one of the page's."""
        self.system(f"Services.prefs.setStringPref('layout.css.devPixelsPerPx', '{factor}')")
        try:
            self.wait(f"Math.abs(devicePixelRatio - {factor}) < 0.01")
            yield
        finally:
            self.system("Services.prefs.clearUserPref('layout.css.devPixelsPerPx')")

    @contextmanager
    def zoomed(self, factor: float) -> Iterator[None]:
        """Zoom the page in front, as a person does by the browser's menu."""
        zoom = "chrome.tabs.query({active: true}).then(([{id}]) => chrome.tabs.setZoom(id, %s))"
        self.aside(zoom % factor)
        self.wait(f"Math.abs(devicePixelRatio - {factor}) < 0.01")
        try:
            yield
        finally:
            self.aside(zoom % 1)

    def media(
        self, color_scheme: str | None = None, forced_colors: str | None = None, reduced_motion: str | None = None
    ) -> None:
        """Show pages as on a system that is set so; what is not named is as it was at the start."""
        settings = {
            "layout.css.prefers-color-scheme.content-override": {"dark": 0, "light": 1}.get(color_scheme or ""),
            "browser.display.document_color_use": 2 if forced_colors == "active" else None,
            "ui.prefersReducedMotion": 1 if reduced_motion == "reduce" else None,
        }
        for name, value in settings.items():
            call = f"clearUserPref({name!r})" if value is None else f"setIntPref({name!r}, {value})"
            self.system(f"Services.prefs.{call}")

    def system(self, expression: str) -> Any:
        """The value of an expression in the browser's own window, with its powers."""
        window = self.call("browsingContext.getTree", **{"moz:scope": "chrome"})["contexts"][0]["context"]
        return self._evaluate(expression, window)

    def ours(self, function: str) -> Any:
        """What a function makes of the list of all closed shadow roots in the page: where everything of the extension is."""
        page = self.call(
            "script.evaluate",
            expression="document.documentElement",
            target={"context": self.place},
            awaitPromise=False,
            serializationOptions={"includeShadowTree": "all", "maxDomDepth": None},
        )
        roots: list[dict[str, str]] = []

        def collect(node: dict[str, Any]) -> None:
            value = node.get("value", {})
            if value.get("mode") == "closed":
                roots.append({"sharedId": node["sharedId"]})
            for child in [*value.get("children", []), *([value["shadowRoot"]] if value.get("shadowRoot") else [])]:
                collect(child)

        collect(page["result"])
        answer = self.call(
            "script.callFunction",
            functionDeclaration=f"(...roots) => {{ const value = ({function})(roots); return value === undefined ? null : JSON.stringify(value) }}",
            arguments=roots,
            target={"context": self.place},
            awaitPromise=False,
        )
        assert answer["type"] == "success", answer
        text = answer["result"].get("value")
        return None if text is None else json.loads(text)

    def listeners(self) -> int:
        """How many listeners there are on the window, the document and the root of the page in front, the page's own included."""
        count = """let found = 0;
          for (const target of [content, content.document, content.document.documentElement])
            found += Services.els.getListenerInfoFor(target).filter((one) => !one.inSystemEventGroup).length;
          sendAsyncMessage('listeners', found);"""
        ask = """new Promise((done) => { const {messageManager} = gBrowser.selectedBrowser;
          const hear = ({data}) => { messageManager.removeMessageListener('listeners', hear); done(data) };
          messageManager.addMessageListener('listeners', hear);
          messageManager.loadFrameScript('data:,' + encodeURIComponent(%s), false) })"""
        found: int = self.system(ask % json.dumps(count))
        return found

    def stop_worker(self) -> None:
        """Stop the extension's event page, as Firefox does when it is idle."""
        self.system(f"WebExtensionPolicy.getByID({ADD_ON!r}).extension.terminateBackground()")

    def extension_page(self, page: str) -> str:
        return f"moz-extension://{ADD_ON_HOST}/{page}"

    def reload_extension(self) -> None:
        """Load the extension anew, as its button on the browser's own page does."""
        self.system(f"AddonManager.getAddonByID({ADD_ON!r}).then((extension) => extension.reload())")

    def die_and_start_again(self) -> None:
        """Kill every process of this browser without a warning, and start it with the same profile."""
        kill_all(self.profile)
        self.process.wait()
        self.log.close()
        self._launch()

    def close(self) -> None:
        self._send("browser.close")
        try:
            self.process.wait(15)
            copy_compiled(self.profile, compiled())
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()
        self.temporary.cleanup()


def _press(key: str) -> list[dict[str, str]]:
    return [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
