"""The settings and the introduction: pairing by code, sites, keys, erasing; usable by everybody, in both themes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.companion import RunningCompanion
from tests.extension.conftest import EXTENSION, HERE

pytestmark = pytest.mark.browser

AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
PAGES = ("pages/options.html", "pages/welcome.html", "pages/popup.html")


@pytest.fixture(scope="module")
def browser(own_browser: Any) -> Any:
    """The browser as new: not paired, nothing kept."""
    open_page(own_browser, "pages/options.html")
    own_browser.js("chrome.runtime.sendMessage({type: 'erase'})")
    return own_browser


def open_page(browser: Any, page: str) -> None:
    browser.goto(browser.extension_page(page))
    browser.wait("document.documentElement.dataset.ready === 'yes'")


def stored(browser: Any, key: str) -> Any:
    return browser.js(f"chrome.storage.local.get('{key}').then((all) => all['{key}'] ?? null)")


def violations(browser: Any) -> list[Any]:
    """What axe finds against WCAG 2.2 A and AA and good practice, as rule and place."""
    browser.js(f"(() => {{ {AXE.read_text(encoding='utf-8')} }})()")
    run = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    return list(browser.js(f"{run}.then(({{violations}}) => violations.map(({{id, nodes}}) => [id, nodes[0].html]))"))


def test_a_person_pairs_by_typing_the_code(browser: Any, shared_companion: RunningCompanion) -> None:
    open_page(browser, "pages/options.html")
    assert "Not paired" in browser.js("document.getElementById('connection').textContent")
    browser.js(f"document.getElementById('port').value = '{shared_companion.port}'")
    browser.click("#code")
    browser.keys("WRONGWRONG", "Enter")
    browser.wait("document.getElementById('pair-said').textContent.startsWith('That code is not right')")
    code = shared_companion.pairing_code()
    browser.js("document.getElementById('code').value = ''")
    browser.keys(f"{code[:4].lower()} {code[4:].lower()}", "Enter")
    browser.wait("document.getElementById('pair-said').textContent === 'Paired. Drafts are checked from now on.'")
    browser.wait(f"document.getElementById('connection').textContent.includes('{shared_companion.port}')")
    assert browser.js("document.getElementById('pairing').hidden")


def test_the_token_is_nowhere_that_a_content_script_can_read(browser: Any) -> None:
    open_page(browser, "pages/options.html")
    everything = json.dumps(browser.js("chrome.storage.local.get(null)"))
    assert "ft1_" not in everything
    assert "proof" not in everything


def test_a_site_is_switched_off_and_on(browser: Any) -> None:
    open_page(browser, "pages/options.html")
    browser.wait("document.querySelectorAll('#sites tr').length > 10")
    browser.click("#sites tr:nth-child(2) input")
    browser.wait("document.getElementById('saved').textContent === 'Saved'")
    assert stored(browser, "settings")["sites_off"] == ["linkedin"]
    browser.click("#sites tr:nth-child(2) input")
    browser.wait("chrome.storage.local.get('settings').then(({settings}) => settings.sites_off.length === 0)")


def test_an_added_site_gets_the_same_scripts_as_a_listed_one_and_can_be_removed(browser: Any) -> None:
    open_page(browser, "pages/options.html")
    sites = "import('../background/sites.js')"
    allowed = json.dumps(["https://forum.example/*", "https://x.com/*", "https://*.wordpress.com/*"])
    # What the browser tells the worker once the person has agreed to its question.
    browser.js(f"{sites}.then((sites) => sites.addSites({allowed}))")
    assert stored(browser, "settings")["added"] == [{"host": "forum.example"}]
    scripts = browser.js("chrome.scripting.getRegisteredContentScripts()")
    manifest = json.loads((EXTENSION / "manifest.json").read_text(encoding="utf-8"))
    registered = [[file.removeprefix("/") for file in script["js"]] for script in scripts]
    assert registered == [script["js"] for script in manifest["content_scripts"]]
    assert {tuple(script["matches"]) for script in scripts} == {("https://forum.example/*",)}
    open_page(browser, "pages/options.html")
    browser.wait("document.getElementById('sites').textContent.includes('forum.example')")
    browser.js(f"{sites}.then((sites) => sites.removeSites(['https://forum.example/*']))")
    assert stored(browser, "settings")["added"] == []
    assert browser.js("chrome.scripting.getRegisteredContentScripts()") == []


def test_a_key_needs_alt_or_control_and_a_free_place(browser: Any) -> None:
    open_page(browser, "pages/options.html")
    browser.click("#key-card")
    browser.keys("g")
    browser.wait("document.getElementById('key-said').textContent.startsWith('That needs')")
    browser.keys("Alt+Shift+KeyN")
    browser.wait("document.getElementById('key-said').textContent.startsWith('That needs')")
    assert browser.js("document.getElementById('key-card').value") == "Alt+Shift+F"
    browser.keys("Alt+Shift+KeyG")
    browser.wait("document.getElementById('key-card').value === 'Alt+Shift+G'")
    assert stored(browser, "settings")["keys"]["card"] == "Alt+Shift+G"
    browser.click("#keys-reset")
    browser.wait("document.getElementById('key-card').value === 'Alt+Shift+F'")


def test_the_introduction_turns_by_keyboard_and_checks_a_sample(browser: Any) -> None:
    open_page(browser, "pages/welcome.html")
    browser.js("document.getElementById('next').focus()")
    for heading in ("What is kept", "What never leaves"):
        browser.js("document.getElementById('next').focus()")
        browser.keys("Enter")
        browser.wait(f"document.activeElement.textContent === '{heading}'")
    browser.click("#sample button")
    browser.wait("document.querySelectorAll('.finding').length > 0")


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_in_the_light(browser: Any, page: str) -> None:
    open_page(browser, page)
    assert violations(browser) == []


@pytest.fixture(scope="module")
def dark_browser(browser: Any) -> Iterator[Any]:
    """The same browser on a system that is dark."""
    browser.media(color_scheme="dark")
    yield browser
    browser.media(color_scheme=None)


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_in_the_dark(dark_browser: Any, page: str) -> None:
    open_page(dark_browser, page)
    assert dark_browser.js("matchMedia('(prefers-color-scheme: dark)').matches")
    assert violations(dark_browser) == []


@pytest.mark.parametrize("page", PAGES[:2])
def test_a_page_of_320_px_needs_no_sideways_scroll(browser: Any, page: str) -> None:
    browser.resize(320, 640)
    open_page(browser, page)
    wide = browser.js("document.documentElement.scrollWidth")
    browser.resize(1280, 900)
    assert wide <= 320


def test_erasing_asks_first_and_leaves_nothing(browser: Any) -> None:
    open_page(browser, "pages/options.html")
    browser.js("chrome.storage.local.set({'s:gone:0': {src: 'gone', seq: 0, site: 'x', start: 1, end: 2}})")
    browser.click("#erase")
    assert browser.js("document.activeElement.id") == "erase-no"
    browser.keys("Tab", "Enter")
    browser.wait("document.getElementById('erased').textContent !== ''")
    left = browser.js("chrome.storage.local.get(null)")
    assert "s:gone:0" not in left
    assert left["connection"]["state"] == "unpaired"
    assert browser.js("import('../background/secrets.js').then(({readPairing}) => readPairing())") is None
