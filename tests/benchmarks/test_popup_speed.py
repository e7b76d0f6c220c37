"""How long the popup takes from its start to the moment it shows everything, in a real Chromium."""

import statistics
from typing import Any

from tests.extension.conftest import Chromium, browsers
from tests.extension.test_popup import browser, companion_with_use, popup

__all__ = ["browser", "browsers", "companion_with_use", "popup"]


def test_it_opens_in_under_100_ms(browser: Chromium, popup: Any) -> None:
    popup.add_init_script(
        "new MutationObserver((_, seen) => { if (document.documentElement?.dataset.ready) {"
        "window.opened = performance.now(); seen.disconnect() } }).observe(document, {subtree: true, attributes: true})"
    )
    times = []
    for _ in range(7):
        popup.reload()
        popup.locator("html[data-ready=yes]").wait_for()
        times.append(popup.evaluate("window.opened"))
    print(f"\npopup: {min(times):.0f} ms at best, {statistics.median(times):.0f} ms in the middle of {len(times)}")
    # The quickest of them: what else runs on this machine can only make it slower.
    assert min(times) < 100, times
