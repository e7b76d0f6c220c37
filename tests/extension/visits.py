"""Visits to a listed site, and what of them is written down in the browser and at the companion behind the door."""

import json
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.extension.conftest import TICK_MS, ensure_paired, until
from tests.extension.door import Door
from tests.extension.drivers import processes

#: What two clocks and a few roundings may differ by.
CLOCK_MS = 20
HTML = "<!doctype html><title>A site</title><body style='background:#fff'><iframe srcdoc='<p>inside'></iframe>"
# Under the worker's own lock, so that nothing that is being sent now comes back or arrives later.
CLEAN = """navigator.locks.request('drain', async () => {
  const kept = Object.keys(await chrome.storage.local.get(null));
  const gone = kept.filter((key) => /^[soe]:/.test(key) || ['today', 'server', 'said', 'visit', 'seen_at'].includes(key));
  await chrome.storage.local.remove(gone);
  await chrome.storage.session.remove('backoff');
})"""


def as_new(browser: Any, door: Door) -> Any:
    """The browser on an unlisted page, paired with an open door, with an empty journal and an empty companion."""
    for host in ("x.com", "example.org"):
        browser.serve(host, lambda url: (200, {"Content-Type": "text/html; charset=utf-8"}, HTML))
    door.set("open")
    ensure_paired(browser, door)
    put_away(browser)
    door.forget()
    return browser


def put_away(browser: Any) -> None:
    """Leave the page and forget what waits: a browser that goes on counting would tell the next one's companion."""
    leave(browser)
    browser.aside(CLEAN)


def now_ms() -> float:
    """The clock of this computer, which is the browser's too."""
    return time.time() * 1000


@dataclass(frozen=True)
class Visit:
    """When a page was opened, when it was sure to be counted, when it was left and when that was done (epoch ms)."""

    opened: float
    counted: float
    leaving: float
    left: float

    def fits(self, start: float, end: float) -> bool:
        """Whether this slice is the visit: not a moment more, and at most a tick less.

        On a busy computer Firefox may end a page before its last words are written down.
        """
        begins = self.opened - CLOCK_MS <= start <= self.counted
        return begins and self.leaving - TICK_MS - CLOCK_MS <= end <= self.left + CLOCK_MS


def touch(browser: Any) -> None:
    """Use the page: a move of the mouse, never to the same place."""
    browser.point(200 + (time.monotonic() * 50) % 300, 200, press=False)


def use(browser: Any, ms: float = TICK_MS) -> None:
    """Use the page in front until so much of it has been written down."""

    def is_counted() -> bool:
        touch(browser)
        return written(browser) >= ms

    until(is_counted, f"{ms} ms in the journal", 20, every=0.1)


def visit(browser: Any, during: Callable[[], object] = lambda: None, ms: float = TICK_MS) -> Visit:
    """Open a page of a listed site, use it, and leave it."""
    opened = now_ms()
    browser.goto("https://x.com/home")
    use(browser, min(ms, TICK_MS))
    counted = now_ms()
    during()
    use(browser, ms)
    touch(browser)
    leaving = now_ms()
    leave(browser)
    return Visit(opened, counted, leaving, now_ms())


def counted_while_frozen(browser: Any, seconds: float, tick_ms: float = TICK_MS) -> list[dict[str, Any]]:
    """Use the page, let its browser's processes stand still, use it for a tick; return what counts while it stood."""
    use(browser)
    processes.send(browser.profile, signal.SIGSTOP)
    stopped = now_ms()
    time.sleep(seconds)
    continued = now_ms()
    processes.send(browser.profile, signal.SIGCONT)
    use(browser, written(browser) + tick_ms)
    leave(browser)
    return [one for one in journal(browser) if one["end"] > stopped + CLOCK_MS and one["start"] < continued - CLOCK_MS]


def leave(browser: Any) -> None:
    browser.goto("https://example.org/")


def journal(browser: Any) -> list[dict[str, Any]]:
    """The slices that wait in the browser, oldest first."""
    everything = browser.aside("chrome.storage.local.get(null).then((all) => Object.entries(all))")
    return sorted((value for key, value in everything if key.startswith("s:")), key=lambda one: one["start"])


def written(browser: Any) -> int:
    """Milliseconds that wait in the browser."""
    return sum(one["end"] - one["start"] for one in journal(browser))


def stored(browser: Any, key: str) -> Any:
    return browser.aside(f"chrome.storage.local.get('{key}').then((all) => all['{key}'] ?? null)")


def drain(browser: Any) -> None:
    """Let the worker send now what waits."""
    browser.aside("chrome.runtime.sendMessage({type: 'status'})")


def total_ms(door: Door) -> int:
    """Milliseconds at the companion, by source: two that overlap count twice here."""
    return sum(one.end_ms - one.start_ms for one in door.slices())


def arrived(browser: Any, door: Door) -> int:
    """Milliseconds at the companion once it has everything that the browser has written down."""

    def has_all() -> bool:
        drain(browser)
        there = {(one.src, one.seq): one.end_ms for one in door.slices()}
        return all(there.get((one["src"], one["seq"])) == one["end"] for one in journal(browser))

    until(has_all, "everything at the companion", 20)
    return total_ms(door)


def put(browser: Any, entries: dict[str, Any]) -> None:
    """Write into the extension's storage."""
    browser.aside(f"chrome.storage.local.set({json.dumps(entries)})")
