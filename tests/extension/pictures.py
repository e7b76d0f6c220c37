"""Takes the documentation's pictures of the popup, the settings, the introduction and what stands over a page.

python -m tests.extension.pictures docs/images
"""

import sys
from pathlib import Path
from typing import Any

from tests.companion import running_companion
from tests.extension.conftest import pair
from tests.extension.drivers.chromium import Chromium
from tests.extension.seeds import Use, add_goals, open_popup

EXTENSION = Path(__file__).parents[2] / "extension"
HTML = """<!doctype html><html lang="en"><title>X</title><meta charset="utf-8"><style>
:root{color-scheme:light dark}
body{margin:0;font:15px/1.4 system-ui,sans-serif;background:light-dark(#fff,#0f1419);color:light-dark(#0f1419,#e7e9ea)}
main{width:600px;margin:0 auto;border-inline:1px solid #8884;min-height:100vh}
section,article{padding:14px 16px;border-bottom:1px solid #8884}
textarea{width:100%;box-sizing:border-box;border:0;outline:0;resize:none;font:20px/1.3 system-ui,sans-serif;
background:none;color:inherit}
button{float:right;border:0;border-radius:99px;padding:9px 18px;font:600 15px system-ui;background:#1d9bf0;color:#fff}
i{display:block;height:9px;border-radius:5px;background:#8883;margin:8px 0}</style>
<main><article><i style="width:30%"></i><i></i><i style="width:80%"></i></article>
<article><i style="width:24%"></i><i></i><i style="width:56%"></i></article>
<section><textarea rows="3" aria-label="Post text" data-testid="tweetTextarea_0"></textarea>
<button data-testid="tweetButtonInline">Post</button><br clear="all"></section>
<article><i style="width:34%"></i><i></i><i style="width:70%"></i></article>
<article><i style="width:28%"></i><i></i><i style="width:62%"></i></article></main>"""
DRAFT = "You are an idiot if you still splint like that"
HOLDS = "Doris has gone home. NHS number 943 476 5919, ring her daughter on 07700 900123."


def news(control: Any) -> None:
    """Let the worker ask the companion how things stand."""
    control.evaluate("chrome.runtime.sendMessage({type: 'status'})")


def take(folder: Path, theme: str) -> None:
    """Write every picture in one theme."""
    with running_companion() as companion:
        add_goals(companion, "Find a peer group for hand therapy", "Share one paper a week")
        use = Use(companion)
        use.add({"linkedin": 5.4, "reddit": 1.6, "instagram": 0.7, "x": 2.6})
        browser = Chromium(EXTENSION, (1280, 800))
        try:
            browser.media(color_scheme=theme)
            browser.serve("x.com", lambda url: (200, {"Content-Type": "text/html; charset=utf-8"}, HTML))
            pair(browser, companion.pairing_code(), companion.port)
            browser.goto(browser.extension_page("pages/options.html"))
            browser.wait("document.querySelectorAll('#sites tr').length > 10")
            browser.shot(folder / f"settings-{theme}.png")
            take_introduction(browser, folder, theme)
            take_page(browser, folder, theme, use)
        finally:
            browser.close()


def take_introduction(browser: Chromium, folder: Path, theme: str) -> None:
    """Write the first screen and the one with the sample."""
    browser.goto(browser.extension_page("pages/welcome.html"))
    browser.wait("document.documentElement.dataset.ready === 'yes'")
    browser.shot(folder / f"introduction-{theme}.png")
    browser.click("#next")
    browser.click("#next")
    browser.click("#sample button")
    browser.wait("document.querySelector('.finding') !== null")
    browser.page.screenshot(path=folder / f"introduction-sample-{theme}.png", full_page=True)


def take_page(browser: Chromium, folder: Path, theme: str, use: Use) -> None:
    """Write what stands over a site: the strip, the line and the card; and the popup with a draft in use."""
    control = browser.context.new_page()
    control.goto(browser.extension_page("pages/options.html"))
    browser.page.bring_to_front()
    browser.goto("https://x.com/home")
    browser.page.wait_for_timeout(1500)
    browser.shot(folder / f"purpose-{theme}.png")
    browser.keys("Escape")
    for name, more in (("line", 2.0), ("card", 3.0)):
        use.add({"x": more})
        news(control)
        browser.page.wait_for_timeout(1500)
        browser.shot(folder / f"budget-{name}-{theme}.png")
    browser.page.locator("textarea").click()
    browser.keys(DRAFT)
    browser.page.wait_for_timeout(1500)
    popup = open_popup(browser, "x.com")
    popup.emulate_media(color_scheme=theme)
    popup.wait_for_timeout(500)
    popup.locator("body").screenshot(path=folder / f"popup-{theme}.png")


def take_hold(folder: Path) -> None:
    """Write the card at Post."""
    with running_companion() as companion:
        browser = Chromium(EXTENSION, (1180, 760))
        try:
            browser.media(color_scheme="light")
            browser.serve("x.com", lambda url: (200, {"Content-Type": "text/html; charset=utf-8"}, HTML))
            pair(browser, companion.pairing_code(), companion.port)
            browser.goto("https://x.com/home")
            browser.page.wait_for_timeout(1500)
            browser.keys("Escape")
            browser.page.locator("textarea").click()
            browser.keys(HOLDS)
            browser.wait("(CSS.highlights.get('u3')?.size ?? 0) > 1")
            browser.page.locator("button").click()
            browser.page.wait_for_timeout(600)
            browser.shot(folder / "hold-card.png")
        finally:
            browser.close()


if __name__ == "__main__":
    take_hold(Path(sys.argv[1]))
    for each in ("light", "dark"):
        take(Path(sys.argv[1]), each)
