"""Drives Debian's Chromium, with the extension loaded, through Playwright for Python."""

from __future__ import annotations

import atexit
import base64
import functools
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Error, Frame, Page, Playwright, Route, Worker, sync_playwright
from tests.extension.drivers.processes import kill_all

NAMED = {
    "Enter",
    "Backspace",
    "Tab",
    "Escape",
    "ArrowLeft",
    "ArrowRight",
    "ArrowUp",
    "ArrowDown",
    "Home",
    "End",
    "Delete",
}
Answer = tuple[int, Mapping[str, str], str]


@functools.cache
def playwright() -> Playwright:
    """The one Playwright of this process: it lets no second one start beside it."""
    started = sync_playwright().start()
    atexit.register(started.stop)
    return started


class Chromium:
    """One browser with one page in front; the same verbs as Firefox."""

    name = "chromium"
    Error = Error
    undo = "Control+z"

    def __init__(
        self,
        extension: Path,
        size: tuple[int, int] = (1280, 900),
        arguments: tuple[str, ...] = (),
        profile: Path | None = None,
    ) -> None:
        self.extension, self.size, self.arguments = extension, size, arguments
        self.temporary = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        self.profile = profile or Path(self.temporary.name)
        self.answers: dict[str, Callable[[str], Answer]] = {}
        self._launch()
        self.close_welcome()

    def _launch(self) -> None:
        self.context = playwright().chromium.launch_persistent_context(
            self.profile,
            executable_path="/usr/bin/chromium",
            headless=True,
            viewport={"width": self.size[0], "height": self.size[1]},
            args=[
                f"--disable-extensions-except={self.extension}",
                f"--load-extension={self.extension}",
                *self.arguments,
            ],
        )
        self.page = self.context.pages[0]
        self.frame: Frame | None = None
        self.side: Page | None = None
        self.screen: CDPSession | None = None
        self.zoom: float = 1
        self.id = self.worker.url.split("/")[2]
        for host, answer in self.answers.items():
            self.serve(host, answer)

    def close_welcome(self) -> None:
        """Close the page that the extension opens at its first start: a page behind it is drawn once a second."""
        end = time.monotonic() + 20
        while not (welcome := [page for page in self.context.pages if "welcome" in page.url]):
            assert time.monotonic() < end, "the extension did not say welcome"
            self.page.wait_for_timeout(40)
        for page in welcome:
            page.close()
        # The page in front at the start may have been the welcome itself.
        others = [page for page in self.context.pages if page not in welcome]
        self.page = others[0] if others else self.context.new_page()
        self.page.bring_to_front()

    @property
    def worker(self) -> Worker:
        """The extension's worker that runs, or the next one to start."""
        workers = self.context.service_workers
        return workers[-1] if workers else self.context.wait_for_event("serviceworker", timeout=30_000)

    def serve(self, host: str, answer: Callable[[str], Answer]) -> None:
        """Answer every request to https://host/ with answer(url)."""

        def fulfil(route: Route) -> None:
            status, headers, body = answer(route.request.url)
            route.fulfill(status=status, headers=dict(headers), body=body)

        self.answers[host] = answer
        self.context.unroute(f"https://{host}/**")
        self.context.route(f"https://{host}/**", fulfil)

    def goto(self, url: str) -> None:
        self.frame = None
        self.page.goto(url)

    def enter_frame(self) -> None:
        """Send scripts and questions to the first iframe of the page from now on."""
        self.frame = self.page.frames[1]

    def leave_frame(self) -> None:
        self.frame = None

    def js(self, expression: str) -> Any:
        return (self.frame or self.page).evaluate(expression)

    def aside(self, expression: str) -> Any:
        """The value of an expression in a page of the extension that stays behind the page in front."""
        if self.side is None or self.side.is_closed():
            self.side = self._open_side()
        return self.side.evaluate(expression)

    def _open_side(self) -> Page:
        side = self.context.new_page()
        try:
            side.goto(self.extension_page("pages/options.html"))
        except Error:
            side.close()
            raise
        finally:
            self.page.bring_to_front()
        return side

    @contextmanager
    def other_window(self) -> Iterator[None]:
        """Work in a second window, which is closed at the end.

        Without a display there is nobody to take the focus from the first window, and the driver gives it to every page:
        so pages are left to themselves here, and the first window is told that it has lost it.
        """
        first = self.page
        sessions = [self.context.new_cdp_session(first)]
        sessions[0].send("Emulation.setFocusEmulationEnabled", {"enabled": False})
        (window,) = self.aside("chrome.windows.getAll().then((all) => all.map(({id}) => id))")
        with self.context.expect_page() as opened:
            sessions[0].send("Target.createTarget", {"url": "about:blank", "newWindow": True})
        self.page = opened.value
        sessions.append(self.context.new_cdp_session(self.page))
        sessions[1].send("Emulation.setFocusEmulationEnabled", {"enabled": False})
        self.aside(f"chrome.windows.update({window}, {{focused: false}})")
        while first.evaluate("document.hasFocus()"):
            first.wait_for_timeout(40)
        try:
            yield
        finally:
            self.page.close()
            self.page = first
            self.aside(f"chrome.windows.update({window}, {{focused: true}})")
            sessions[0].send("Emulation.setFocusEmulationEnabled", {"enabled": True})
            sessions[0].detach()

    @contextmanager
    def other_tab(self) -> Iterator[None]:
        """Work in a second tab, which is closed at the end."""
        first, self.page = self.page, self.context.new_page()
        try:
            yield
        finally:
            self.page.close()
            self.page = first
            self.page.bring_to_front()

    def wait(self, expression: str, seconds: float = 5) -> Any:
        """Poll until the expression is truthy. Playwright's own waiting evals in the page, which a strict CSP forbids."""
        return self.wait_until(lambda: self.js(expression), expression, seconds)

    def wait_until(self, condition: Callable[[], Any], what: str, seconds: float = 5) -> Any:
        end = time.monotonic() + seconds
        while True:
            if value := condition():
                return value
            if time.monotonic() > end:
                raise TimeoutError(f"{what} (page: {self.page.content()[-1500:]})")
            self.page.wait_for_timeout(40)

    def keys(self, *sequence: str) -> None:
        """Type words, press named keys ("Enter") and chords ("Alt+Shift+KeyF")."""
        for item in sequence:
            if item in NAMED or (len(item) > 2 and "+" in item and " " not in item):
                self.page.keyboard.press(item)
            else:
                self.page.keyboard.type(item)

    def point(self, x: float, y: float, press: bool = True) -> None:
        """Move the mouse to a point of the window and, unless told otherwise, click."""
        self.page.mouse.move(x, y)
        if press:
            self.page.mouse.click(x, y)

    def click(self, selector: str) -> None:
        (self.frame or self.page).locator(selector).first.click()

    def shot(self, path: Path, clip: tuple[int, int, int, int] | None = None) -> None:
        box = None if clip is None else {"x": clip[0], "y": clip[1], "width": clip[2], "height": clip[3]}
        self.page.screenshot(path=str(path), clip=box)  # type: ignore[arg-type]

    def pixels(self, x: float, y: float, width: float, height: float) -> bytes:
        """A PNG of one part of the window, in as many pixels as the screen or the zoom gives it."""
        if self.screen is None:
            names = ("x", "y", "width", "height")
            clip = {name: number * self.zoom for name, number in zip(names, (x, y, width, height), strict=True)}
            return self.page.screenshot(clip=clip)  # type: ignore[arg-type]
        clip = {"x": x, "y": y, "width": width, "height": height, "scale": 1}
        return base64.b64decode(self.screen.send("Page.captureScreenshot", {"clip": clip})["data"])

    def resize(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    @contextmanager
    def scaled(self, factor: float) -> Iterator[None]:
        """Show the page as on a screen with this many of its own pixels to one of the page's."""
        width, height = self.size
        # Its own session: a picture taken by another one has one pixel to each of the page's.
        self.screen = self.context.new_cdp_session(self.page)
        metrics = {"width": width, "height": height, "deviceScaleFactor": factor, "mobile": False}
        self.screen.send("Emulation.setDeviceMetricsOverride", metrics)
        try:
            yield
        finally:
            self.screen.detach()
            self.screen = None
            self.resize(width, height)

    @contextmanager
    def zoomed(self, factor: float) -> Iterator[None]:
        """Zoom the page in front, as a person does by the browser's menu."""
        zoom = "chrome.tabs.query({active: true}).then(([{id}]) => chrome.tabs.setZoom(id, %s))"
        self.aside(zoom % factor)
        self.wait(f"Math.abs(devicePixelRatio - {factor}) < 0.01")
        self.zoom = factor
        try:
            yield
        finally:
            self.aside(zoom % 1)
            self.zoom = 1

    def ours(self, function: str) -> Any:
        """What a function makes of the list of all closed shadow roots in the page: where everything of the extension is."""
        session = self.context.new_cdp_session(self.page)
        roots: list[int] = []

        def collect(node: dict[str, Any]) -> None:
            if node.get("shadowRootType") == "closed":
                roots.append(node["backendNodeId"])
            for child in [*node.get("children", []), *node.get("shadowRoots", [])]:
                collect(child)

        try:
            collect(session.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"])
            found = [session.send("DOM.resolveNode", {"backendNodeId": root})["object"]["objectId"] for root in roots]
            if not found:
                return self.page.evaluate(f"({function})([])")
            call = {
                "functionDeclaration": f"(...roots) => ({function})(roots)",
                "objectId": found[0],
                "returnByValue": True,
            }
            answer = session.send("Runtime.callFunctionOn", call | {"arguments": [{"objectId": one} for one in found]})
            assert "exceptionDetails" not in answer, answer
            return answer["result"].get("value")
        finally:
            session.detach()

    def listeners(self) -> int:
        """How many listeners the extension's own world has on the window, the document and the root of the page in front."""
        session = self.context.new_cdp_session(self.page)
        worlds: list[int] = []

        def note(event: Any) -> None:
            if event["context"]["origin"].startswith("chrome-extension://"):
                worlds.append(event["context"]["id"])

        session.on("Runtime.executionContextCreated", note)
        session.send("Runtime.enable")
        found = 0
        for name in ("window", "document", "document.documentElement") if worlds else ():
            target = session.send("Runtime.evaluate", {"expression": name, "contextId": worlds[-1]})["result"]
            found += len(session.send("DOMDebugger.getEventListeners", {"objectId": target["objectId"]})["listeners"])
        session.detach()
        return found

    def media(
        self, color_scheme: str | None = None, forced_colors: str | None = None, reduced_motion: str | None = None
    ) -> None:
        """Show pages as on a system that is set so; what is not named is as it was at the start."""
        settings: dict[str, Any] = {
            "color_scheme": color_scheme,
            "forced_colors": forced_colors,
            "reduced_motion": reduced_motion,
        }
        self.page.emulate_media(**{name: value or "null" for name, value in settings.items()})

    def extension_page(self, page: str) -> str:
        return f"chrome-extension://{self.id}/{page}"

    def stop_worker(self) -> None:
        session = self.context.new_cdp_session(self.page)
        session.send("ServiceWorker.enable")
        session.send("ServiceWorker.stopAllWorkers")

    def reload_extension(self) -> None:
        """Load the extension anew, as its button on the browser's own page does."""
        with self.other_tab():
            self.goto("chrome://extensions")
            self.js("chrome.developerPrivate.updateProfileConfiguration({inDeveloperMode: true})")
            self.js(f"chrome.developerPrivate.reload('{self.id}', {{failQuietly: true}})")

    def die_and_start_again(self) -> None:
        """Kill every process of this browser without a warning, and start it with the same profile."""
        kill_all(self.profile)
        self._launch()

    def close(self) -> None:
        self.context.close()
        self.temporary.cleanup()
