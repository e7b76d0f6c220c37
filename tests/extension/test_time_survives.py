"""Time survives a browser that is killed, and counts once when two browsers are in use together."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.extension.conftest import Firefox
from tests.extension.door import Door, companion_behind_a_door
from tests.extension.test_time_arrives import TICK_MS, arrived, pair, settings, start, total_ms

pytestmark = pytest.mark.browser


@pytest.fixture
def door() -> Iterator[Door]:
    with companion_behind_a_door() as opened:
        yield opened


def test_two_browsers_on_one_site_at_once_count_once(door: Door) -> None:
    both = [start("chromium"), start("firefox")]
    try:
        for browser in both:
            pair(browser, door)
            browser.goto("https://x.com/home")
        began = time.monotonic()
        while time.monotonic() - began < 3.5:
            for browser in both:
                browser.point(200 + (time.monotonic() * 50) % 300, 200, press=False)
            time.sleep(0.2)
        for browser in both:
            settings(browser)
            arrived(browser, door)
        sources = {one.src for one in door.slices()}
        assert len(sources) == 2
        today = both[0].js("chrome.storage.local.get('server').then(({server}) => server.today.total_ms)")
        assert 2500 < today < total_ms(door.slices()) - 1700
    finally:
        for browser in both:
            browser.close()


def test_of_two_windows_side_by_side_only_the_one_in_use_counts(door: Door) -> None:
    # In Chromium the driver gives every page the focus, so only Firefox can show this.
    browser = start("firefox")
    try:
        pair(browser, door)
        browser.goto("https://x.com/home")
        began = time.monotonic()
        first = browser.tab
        browser.tab = browser.place = browser.call("browsingContext.create", type="window")["context"]
        browser.goto("https://x.com/home")
        # A window that is still opening is not in use, so only from here on must time be counted.
        opened = time.monotonic()
        while time.monotonic() - opened < 6:
            browser.point(200 + (time.monotonic() * 50) % 300, 200, press=False)
            time.sleep(0.2)
        used, lasted = ((time.monotonic() - since) * 1000 for since in (opened, began))
        browser.call("browsingContext.close", context=browser.tab)
        browser.tab = browser.place = first
        settings(browser)
        arrived(browser, door)
        assert len({one.src for one in door.slices()}) == 2
        assert used - TICK_MS < total_ms(door.slices()) < lasted + 1500
    finally:
        browser.close()


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_a_killed_browser_loses_at_most_five_seconds(
    name: str, door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Both lives of the browser have the same profile.
    kept = SimpleNamespace(name=str(tmp_path), cleanup=lambda: None)
    monkeypatch.setattr("drivers.chromium.tempfile.TemporaryDirectory", lambda **_: kept)
    monkeypatch.setattr("drivers.firefox.tempfile.TemporaryDirectory", lambda **_: kept)
    first = start(name)
    pair(first, door)
    door.set("refused")
    first.goto("https://x.com/home")
    began = time.monotonic()
    while time.monotonic() - began < 6:
        first.point(200 + (time.monotonic() * 50) % 300, 200, press=False)
        time.sleep(0.2)
    kill(tmp_path)
    used_ms = (time.monotonic() - began) * 1000
    (tmp_path / "WebDriverBiDiServer.json").unlink(missing_ok=True)
    if name == "chromium":
        first.playwright.stop()
    # The second life is no first start: it opens no introduction.
    monkeypatch.setattr(Firefox, "close_welcome", lambda _self: None)
    door.set("open")
    second = start(name)
    try:
        settings(second)
        counted = arrived(second, door)
    finally:
        second.close()
    assert used_ms - TICK_MS - 500 < counted < used_ms + 1500


def kill(profile: Path) -> None:
    """End every process of the browser with this profile, without a warning."""
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with suppress(OSError):
                if str(profile).encode() in (process / "cmdline").read_bytes():
                    os.kill(int(process.name), signal.SIGKILL)
