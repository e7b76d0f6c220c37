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
HTML = """<!doctype html><html lang="en"><title>X</title><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><style>
:root{color-scheme:light dark;--line:light-dark(#eff3f4,#2f3336);--soft:light-dark(#536471,#8b98a5);--fill:light-dark(#eff3f4,#22282e)}
body{margin:0;font:15px/1.4 Arial,sans-serif;background:light-dark(#fff,#0f1419);color:light-dark(#0f1419,#e7e9ea)}
#all{display:grid;grid-template-columns:68px minmax(0,600px) minmax(0,1fr);min-height:100vh}
nav{display:grid;gap:26px;align-content:start;justify-content:center;padding-top:14px}
nav i,aside i{background:light-dark(#e7ecee,#242b31);border-radius:8px;width:26px;height:26px;display:block}
aside{padding:12px 24px;display:grid;gap:14px;align-content:start}aside i{width:auto;height:208px;border-radius:16px;
background:light-dark(#f7f9f9,#161b20)}
main{border-inline:1px solid var(--line)}
header{display:flex;justify-content:space-around;padding:16px;border-bottom:1px solid var(--line);color:var(--soft)}
header b{color:light-dark(#0f1419,#e7e9ea)}
section,article{display:grid;grid-template-columns:40px minmax(0,1fr);gap:12px;padding:12px 16px;border-bottom:1px solid var(--line)}
s{display:block;width:40px;height:40px;border-radius:20px;background:linear-gradient(#7fa6c4,#4d7ea3)}
article:nth-of-type(1) s{background:linear-gradient(#c08bc0,#9a6aa0)}article:nth-of-type(2) s{background:linear-gradient(#b09a6a,#8a7040)}
article:nth-of-type(3) s{background:linear-gradient(#7fb59a,#4c8a6c)}
article p{margin:0}article small{color:var(--soft);font-size:13px}
article i{display:block;height:10px;border-radius:5px;background:var(--fill);margin-top:12px;width:88%}article i+i{width:54%}
[role=textbox]{min-height:78px;padding:10px 0;font-size:20px;line-height:1.3;outline:0}
footer{display:flex;gap:18px;align-items:center;border-top:1px solid var(--line);padding-top:10px}
footer i{width:19px;height:19px;border-radius:5px;background:light-dark(#b4defb,#1d4f70)}
button{margin-left:auto;border:0;border-radius:99px;padding:10px 18px;font:600 15px Arial;background:#1d9bf0;color:#fff}
@media (max-width:700px){#all{grid-template-columns:minmax(0,1fr)}nav,aside{display:none}main{border:0}}
</style><div id="all"><nav><i></i><i></i><i></i><i></i><i></i></nav>
<main><header><b>For you</b><span>Following</span></header>
<section><s></s><div><div contenteditable="true" role="textbox" aria-label="Post text" data-testid="tweetTextarea_0"></div>
<footer><i></i><i></i><i></i><i></i><button data-testid="tweetButtonInline">Post</button></footer></div></section>
<article><s></s><div><p><b>Royal College of OT</b> <small>@theRCOT · 2h</small></p>
<p>Our new guidance on home assessments is out. What would you add?</p><i></i><i></i></div></article>
<article><s></s><div><p><b>Ward librarian</b> <small>@wardlibrary · 4h</small></p>
<p>Three papers on falls prevention worth ten minutes today.</p><i></i><i></i></div></article>
<article><s></s><div><p><b>Hand Therapy Network</b> <small>@handtherapy · 5h</small></p>
<p>Splints that people wear: what did you change after the first week?</p><i></i><i></i></div></article>
<article><s></s><div><p><b>Ludlow Library</b> <small>@ludlowlibrary · 6h</small></p>
<p>The reading group meets on Thursday, as always with tea.</p><i></i><i></i></div></article></main>
<aside><i></i><i></i></aside></div>"""
BOX = "[data-testid=tweetTextarea_0]"
WARNED = "Proud of my patient Doris on Elm ward in Ludlow: 83, new hip last Tuesday, and up the stairs today."
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
    browser.page.locator(BOX).click()
    browser.keys(DRAFT)
    browser.page.wait_for_timeout(1500)
    popup = open_popup(browser, "x.com")
    popup.emulate_media(color_scheme=theme)
    popup.wait_for_timeout(500)
    popup.locator("body").screenshot(path=folder / f"popup-{theme}.png")


def take_cards(folder: Path, theme: str) -> None:
    """Write the card beside a word, wide and narrow, and the one at Post."""
    ending = "" if theme == "light" else f"-{theme}"
    with running_companion() as companion:
        browser = Chromium(EXTENSION, (1180, 760))
        try:
            browser.media(color_scheme=theme)
            browser.serve("x.com", lambda url: (200, {"Content-Type": "text/html; charset=utf-8"}, HTML))
            pair(browser, companion.pairing_code(), companion.port)
            write(browser, WARNED)
            browser.keys("Alt+Shift+KeyF")
            browser.wait_until(lambda: has_card(browser), "the card")
            browser.shot(folder / f"warning-card{ending}.png")
            browser.resize(390, 844)
            browser.page.wait_for_timeout(300)
            browser.shot(folder / f"warning-card-narrow{ending}.png")
            browser.resize(1180, 760)
            write(browser, HOLDS)
            browser.page.locator("button").click()
            browser.wait_until(lambda: has_card(browser), "the card at Post")
            browser.shot(folder / f"hold-card{ending}.png")
        finally:
            browser.close()


def write(browser: Chromium, draft: str) -> None:
    """Open the page and write a draft that holds something back."""
    browser.goto("https://x.com/home")
    browser.page.wait_for_timeout(1500)
    browser.keys("Escape")
    browser.page.locator(BOX).click()
    browser.keys(draft)
    browser.wait("(CSS.highlights.get('u3')?.size ?? 0) > 0")
    browser.page.wait_for_timeout(600)


def has_card(browser: Chromium) -> bool:
    return bool(browser.ours("(roots) => roots.some((root) => root.querySelector('.card'))"))


if __name__ == "__main__":
    for each in ("light", "dark"):
        take_cards(Path(sys.argv[1]), each)
        take(Path(sys.argv[1]), each)
