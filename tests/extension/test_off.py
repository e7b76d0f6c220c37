"""Off means off in both browsers: no listener, no node, no request; on pages that are open and on pages opened later."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.extension.pagemaker import page
from tests.extension.test_guard import is_checked

pytestmark = pytest.mark.browser

# The page has no listener of its own, so that each one that is found is ours.
PAGE = page("<textarea id=box aria-label='Post text'></textarea><button>Post</button>")
OFF = {
    "everywhere": {"settings": {"enabled": False, "sites_off": []}},
    "on this site": {"settings": {"enabled": True, "sites_off": ["x"]}},
    "for a while": {"pause": {"until": 0, "sites": {"x": 2**52}}},
}
ON = {"settings": {"enabled": True, "sites_off": []}, "pause": {"until": 0, "sites": {}}}
TRACES = "[document.documentElement.children.length - 2, CSS.highlights.size]"
# A message to a tab in which nothing of ours listens for one comes back as an error.
HEARS = """chrome.tabs.query({url: 'https://x.com/*'}).then(([{id}]) => chrome.tabs.sendMessage(id, {type: 'box'}))
  .then(() => true, () => false)"""


def put(browser: Any, entries: dict[str, Any]) -> None:
    browser.aside(f"chrome.storage.local.set({json.dumps(entries)})")


@pytest.mark.parametrize("off", OFF.values(), ids=OFF)
def test_off_means_no_listener_no_node_and_no_request_until_it_is_on_again(
    browser: Any, heard: Any, off: dict[str, Any]
) -> None:
    browser.aside("chrome.runtime.sendMessage({type: 'status'})")
    put(browser, off)
    heard.clear()
    browser.serve("x.com", PAGE)
    browser.goto("https://x.com/compose/post")
    browser.wait_until(lambda: browser.listeners() == 0, "no listener on a page opened later")
    browser.click("#box")
    browser.keys("see recordnumber 4")
    assert browser.js(TRACES) == [0, 0]
    assert browser.aside(HEARS) is False
    assert heard.calls == []

    put(browser, ON)
    # Read once, now: had it been read before, these words would be known already.
    browser.wait_until(lambda: heard.texts() == ["see recordnumber 4"], "the draft read")
    browser.wait_until(lambda: browser.listeners() > 20, "our listeners")
    assert browser.aside(HEARS) is True

    put(browser, off)
    browser.wait_until(lambda: browser.listeners() == 0, "no listener on a page that was open")
    browser.keys(" you idiot")
    assert browser.js(TRACES) == [0, 0]
    assert browser.aside(HEARS) is False
    put(browser, ON)
    browser.wait_until(lambda: heard.texts()[-1].endswith("idiot"), "the draft read again")
    assert len(heard.texts()) == 2
    browser.wait_until(lambda: is_checked(browser), "its answer")
    # Its end is told now, and not in the middle of the next test's silence.
    browser.goto("about:blank")
    told = lambda: browser.aside("chrome.runtime.sendMessage({type: 'status'})") and heard.bodies("/api/v1/outcomes")  # noqa: E731
    browser.wait_until(told, "the end of the draft")


# Only Firefox keeps pages aside under its driver.
@pytest.mark.parametrize("own_browser", ["firefox"], indirect=True)
def test_a_page_kept_aside_while_it_was_switched_off_is_off_when_it_is_shown_again(browser: Any) -> None:
    for host in ("x.com", "unlisted.example"):
        browser.serve(host, PAGE)
    browser.goto("https://x.com/home")
    browser.wait_until(lambda: browser.listeners() > 20, "our listeners")
    browser.js("window.isKept = true")
    browser.goto("https://unlisted.example/")
    put(browser, OFF["on this site"])
    browser.js("void history.back()")
    browser.wait("location.host === 'x.com' && window.isKept === true")
    browser.wait_until(lambda: browser.listeners() == 0, "no listener")


def test_an_unlisted_page_has_no_listener_and_no_node(browser: Any) -> None:
    browser.serve("unlisted.example", PAGE)
    browser.goto("https://unlisted.example/compose/post")
    browser.click("#box")
    browser.keys("see recordnumber 4")
    assert browser.listeners() == 0
    assert browser.js(TRACES) == [0, 0]


# Only Chromium lets a driver look at a page before it has loaded.
@pytest.mark.parametrize("own_browser", ["chromium"], indirect=True)
def test_where_it_is_switched_off_nothing_listens_even_while_the_page_is_loading(browser: Any) -> None:
    put(browser, OFF["everywhere"])
    browser.serve("x.com", page("<script src=/never.js></script>"))
    browser.context.route("https://x.com/never.js", lambda route: None)
    browser.page.goto("https://x.com/home", wait_until="commit")
    browser.wait_until(lambda: browser.listeners() == 0, "no listener")
    assert browser.js("document.readyState") == "loading"
    browser.context.unroute("https://x.com/never.js")


@pytest.mark.parametrize("address", ["srcdoc", "src"])
def test_a_draft_in_a_frame_is_left_alone_as_soon_as_the_site_is_switched_off(
    browser: Any, heard: Any, address: str
) -> None:
    inside = "<body contenteditable=true role=textbox aria-label='Post body'></body>"
    made = f"URL.createObjectURL(new Blob([{json.dumps(inside)}], {{type: 'text/html'}}))"
    script = f"const frame = document.querySelector('iframe'); frame.{address} = "
    script += json.dumps(inside) if address == "srcdoc" else made
    browser.serve("x.com", page("<iframe style='width:600px;height:150px'></iframe>", script=script))
    browser.goto("https://x.com/compose/post")
    browser.wait("!!document.querySelector('iframe')?.contentDocument?.body?.isContentEditable")
    browser.click("iframe")
    browser.keys("you idiot")
    marks = "document.querySelector('iframe').contentWindow.CSS.highlights.size"
    browser.wait(f"{marks} === 1")
    put(browser, OFF["on this site"])
    browser.wait(f"{marks} === 0")
    heard.clear()
    browser.keys(" and more asap.")
    put(browser, ON)
    browser.wait(f"{marks} > 0")
    assert len(heard.texts()) == 1
