"""How long after the last letter its words are underlined, in both browsers, with every rule and the real companion."""

import statistics
from collections.abc import Iterator
from typing import Any

import pytest
from tests.companion import RunningCompanion, running_companion
from tests.extension.conftest import browsers, own_browser, pair
from tests.extension.pagemaker import page

__all__ = ["browsers", "own_browser"]

DRAFTS = 9
PAUSE_MS = 300  # of the person, before a draft is read
AFTER_PAUSE_MS = 100
# Both ends are seen in the page: its last input event, and the first moment that a range is registered for painting.
WATCH = """(() => {
  const box = document.getElementById('box');
  let typed = 0;
  const marks = () => [...CSS.highlights.values()].reduce((sum, {size}) => sum + size, 0);
  const look = () => {
    if (marks() === 0) return void setTimeout(look, 1);
    window.took = performance.now() - typed;
  };
  box.addEventListener('input', () => { typed = performance.now(); });
  window.begin = () => { window.took = null; look(); };
})()"""


@pytest.fixture(scope="module")
def companion() -> Iterator[RunningCompanion]:
    with running_companion() as started:
        yield started


def test_words_are_underlined_within_100_ms_of_the_pause(own_browser: Any, companion: RunningCompanion) -> None:
    pair(own_browser, companion.pairing_code(), companion.port)
    own_browser.serve(
        "x.com",
        page("<div id=box contenteditable=true role=textbox aria-label='Post text'></div><button>Post</button>"),
    )
    own_browser.goto("https://x.com/compose/post")
    own_browser.js(WATCH)
    own_browser.click("#box")
    times = []
    for draft in range(DRAFTS):
        own_browser.keys("Control+KeyA", "Backspace")
        own_browser.wait("CSS.highlights.size === 0")
        own_browser.js("void window.begin()")
        own_browser.keys(f"Number {draft}, you are an idiot")
        own_browser.wait("window.took !== null")
        times.append(own_browser.js("window.took") - PAUSE_MS)
    print(
        f"\n{own_browser.name}: after the pause {statistics.median(times):.0f} ms (least {min(times):.0f}, most {max(times):.0f})"
    )
    assert statistics.median(times) <= AFTER_PAUSE_MS
