"""Drives Debian's Chromium, with the extension loaded, through Playwright for Python."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, Route, sync_playwright

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


class Chromium:
    """One browser with one page in front; the same verbs as Firefox."""

    name = "chromium"
    undo = "Control+z"

    def __init__(self, extension: Path, size: tuple[int, int] = (1280, 900), arguments: tuple[str, ...] = ()) -> None:
        self.playwright = sync_playwright().start()
        self.profile = tempfile.TemporaryDirectory(prefix="chromium-")
        self.context = self.playwright.chromium.launch_persistent_context(
            self.profile.name,
            executable_path="/usr/bin/chromium",
            headless=True,
            viewport={"width": size[0], "height": size[1]},
            args=[f"--disable-extensions-except={extension}", f"--load-extension={extension}", *arguments],
        )
        self.page = self.context.pages[0]
        workers = self.context.service_workers
        self.worker = workers[0] if workers else self.context.wait_for_event("serviceworker", timeout=30_000)
        self.id = self.worker.url.split("/")[2]
        self.frame: Frame | None = None

    def serve(self, host: str, answer: Callable[[str], Answer]) -> None:
        """Answer every request to https://host/ with answer(url)."""

        def fulfil(route: Route) -> None:
            status, headers, body = answer(route.request.url)
            route.fulfill(status=status, headers=dict(headers), body=body)

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
            self.page.wait_for_timeout(20)

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
        """A PNG of one part of the window."""
        return self.page.screenshot(clip={"x": x, "y": y, "width": width, "height": height})

    def resize(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def media(self, **features: Any) -> None:
        self.page.emulate_media(**features)

    def extension_page(self, page: str) -> str:
        return f"chrome-extension://{self.id}/{page}"

    def stop_worker(self) -> None:
        session = self.context.new_cdp_session(self.page)
        session.send("ServiceWorker.enable")
        session.send("ServiceWorker.stopAllWorkers")

    def close(self) -> None:
        self.context.close()
        self.playwright.stop()
        self.profile.cleanup()
