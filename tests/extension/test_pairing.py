"""After `forethought setup` a browser is paired at its first start, without a click, and keeps its drafts from strangers."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.companion import RunningCompanion
from tests.extension.conftest import EXTENSION, Chromium, Firefox, pair, until
from tests.extension.door import companion_behind_a_door

pytestmark = pytest.mark.browser


def state(browser: Any) -> str:
    return str(browser.js("chrome.storage.local.get('connection').then(({connection}) => connection?.state)"))


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_a_browser_that_setup_has_told_pairs_without_a_click(
    name: str, companion: RunningCompanion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = tmp_path / "profile"
    profile.mkdir()
    companion.load_rules()
    companion.run("setup", "--browser-folder", str(profile))
    monkeypatch.setenv("HOME", companion.environ["HOME"])
    browser: Any = (Chromium if name == "chromium" else Firefox)(EXTENSION, profile=profile)
    try:
        browser.goto(browser.extension_page("pages/options.html"))
        until(lambda: state(browser) == "paired", "the pairing", 20)
        sample = json.dumps({"type": "sample", "text": "You are an idiot."})
        assert browser.js(f"chrome.runtime.sendMessage({sample})")["state"] == "checked"
    finally:
        browser.close()


@pytest.mark.parametrize("own_browser", ["chromium"], indirect=True)
def test_a_stranger_on_the_port_gets_neither_the_token_nor_a_draft(own_browser: Any) -> None:
    with companion_behind_a_door() as ours:
        pair(own_browser, ours.code(), ours.port)
        port = ours.port
    with companion_behind_a_door(port) as stranger:
        stranger.listen()
        # A worker that starts anew, or that has met a failure, asks for the proof first.
        own_browser.stop_worker()
        sample = json.dumps({"type": "sample", "text": "a draft of ours"})
        answer = own_browser.aside(f"chrome.runtime.sendMessage({sample})")
        assert (answer["state"], answer["why"]) == ("not-checked", "not-the-companion")
        heard = b"".join(stranger.heard)
        assert b"/api/v1/hello" in heard
        assert b"ft1_" not in heard
        assert b"a draft of ours" not in heard
        assert own_browser.aside("chrome.action.getBadgeText({})") == "!"
