"""The card over a real page in both browsers: every action by keyboard and by mouse, its place, its colours, and what it says aloud."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.extension.conftest import until
from tests.extension.pagemaker import page

pytestmark = pytest.mark.browser

PAGE = page("<div id=box contenteditable=true role=textbox aria-label='Post text'></div><button id=post>Post</button>")
MARKED = "[...CSS.highlights.values()].flatMap((all) => [...all].map(String)).sort()"
TITLES = {"asap": "A hard word", "idiot": "An insult"}
BUTTONS = "(roots) => roots.flatMap((root) => [...root.querySelectorAll('.card button, .note button')])"
CENTRE = (
    ".map((each) => each.getBoundingClientRect()).map(({x, y, width, height}) => [x + width / 2, y + height / 2])[0]"
)


def text(browser: Any) -> str:
    return str(browser.js("document.getElementById('box').textContent.replaceAll('\\u00a0', ' ')"))


def marked(browser: Any, *words: str) -> None:
    """Wait until exactly these words carry a mark."""
    browser.wait(f"JSON.stringify({MARKED}) === JSON.stringify({json.dumps(sorted(words))})")


def write(browser: Any, draft: str, *words: str) -> None:
    """Open the page, write a draft, and see these words marked."""
    browser.serve("x.com", PAGE)
    browser.goto("https://x.com/compose/post")
    browser.click("#box")
    browser.keys(draft)
    marked(browser, *words)


def said(browser: Any, selector: str) -> list[str]:
    """The texts of what matches in everything of ours."""
    found = f"(roots) => roots.flatMap((root) => [...root.querySelectorAll({json.dumps(selector)})])"
    return list(browser.ours(f"(roots) => ({found})(roots).map((each) => each.textContent)"))


class Keyboard:
    @staticmethod
    def open(browser: Any, words: str) -> None:
        browser.keys("Alt+Shift+KeyF")
        if said(browser, ".card h2") != [TITLES[words]]:
            browser.keys("Alt+Shift+KeyN")
        assert said(browser, ".card h2") == [TITLES[words]]

    @staticmethod
    def press(browser: Any, name: str) -> None:
        focused = (
            "(roots) => roots.map((root) => root.activeElement).find((each) => each?.matches('button'))?.textContent"
        )
        for _ in range(20):
            if browser.ours(focused) == name:
                browser.keys("Enter")
                return
            browser.keys("Tab")
        raise AssertionError(f"Tab does not reach {name!r}")


class Mouse:
    @staticmethod
    def open(browser: Any, words: str) -> None:
        ranges = f"[...CSS.highlights.values()].flatMap((all) => [...all]).filter((one) => String(one) === '{words}')"
        browser.point(*browser.js(ranges + CENTRE))
        until(lambda: said(browser, ".card h2") == [TITLES[words]], f"the card of {words}")

    @staticmethod
    def press(browser: Any, name: str) -> None:
        named = f"(roots) => ({BUTTONS})(roots).filter((each) => each.textContent === {json.dumps(name)})"
        browser.point(*until(lambda: browser.ours(named + CENTRE), name))


@pytest.mark.parametrize("hand", [Keyboard, Mouse])
def test_every_action_of_the_card_does_what_it_says(browser: Any, heard: Any, hand: Any) -> None:
    write(browser, "you idiot come asap", "idiot", "asap")
    hand.open(browser, "asap")
    hand.press(browser, "Copy")
    until(lambda: said(browser, ".card .status") == ["Copied."], "the word that it is copied")
    hand.press(browser, "Use \u201cas soon as possible\u201d")
    until(lambda: text(browser) == "you idiot come as soon as possible", "the suggestion in the draft")
    marked(browser, "idiot")

    hand.open(browser, "idiot")
    hand.press(browser, "Edit")
    browser.keys("!")
    until(lambda: text(browser) == "you idiot! come as soon as possible", "the caret at the words")
    until(lambda: heard.texts()[-1] == text(browser), "the check")

    hand.open(browser, "idiot")
    hand.press(browser, "Quiet this rule here")
    marked(browser)
    hand.press(browser, "Undo")
    rule = {"rule": "respect.trial-insult", "site": "x"}
    until(lambda: len(heard.bodies("/api/v1/quiet")) == 2, "the undoing")
    assert heard.bodies("/api/v1/quiet") == [rule | {"quiet": True}, rule | {"quiet": False}]
    browser.keys("Control+End", "?")
    marked(browser, "idiot")

    hand.open(browser, "idiot")
    hand.press(browser, "Dismiss here")
    marked(browser)
    browser.keys("Control+End", " asap")
    marked(browser, "asap")
    browser.keys("Control+KeyA", "Control+KeyV")
    until(lambda: text(browser) == "as soon as possible", "what was copied")


@pytest.mark.parametrize("name", ["Use \u201cas soon as possible\u201d", "Edit"])
def test_a_card_does_nothing_to_words_that_have_gone_meanwhile(browser: Any, name: str) -> None:
    write(browser, "come asap", "asap")
    Keyboard.open(browser, "asap")
    browser.js("(document.getElementById('box').textContent = 'come tomorrow', 1)")
    Keyboard.press(browser, name)
    until(lambda: not said(browser, ".card h2"), "the card gone")
    assert text(browser) == "come tomorrow"


def test_a_key_pressed_in_the_card_is_no_shortcut_of_the_page(browser: Any) -> None:
    write(browser, "come asap", "asap")
    hear = "addEventListener(type, ({key}) => window.got.push(key), true)"
    browser.js(f"(window.got = [], ['keydown', 'keypress', 'keyup'].forEach((type) => {hear}), 1)")
    Keyboard.open(browser, "asap")
    browser.js("(window.got.length = 0, 1)")
    browser.keys("j", "ArrowRight", "Tab")
    assert browser.js("window.got") == []
    browser.keys("Escape", "j")
    assert browser.js("window.got.slice(-3)") == ["j", "j", "j"]


def test_the_card_is_closed_by_escape_and_the_caret_is_where_it_was(browser: Any) -> None:
    write(browser, "you idiot", "idiot")
    browser.keys("ArrowLeft", "ArrowLeft", "Alt+Shift+KeyF", "Escape")
    assert said(browser, ".card") == []
    browser.keys("x")
    until(lambda: text(browser) == "you idixot", "the letter at the caret")


# Only Chromium's driver presses a key by its place.
@pytest.mark.parametrize("own_browser", ["chromium"], indirect=True)
@pytest.mark.parametrize(
    "chord", ["Alt+Shift+Digit1", "Alt+Shift+Comma", "Control+Alt+KeyK", "Alt+F8", "Alt+Meta+Space"]
)
def test_whatever_key_a_person_chooses_opens_the_card(browser: Any, chord: str) -> None:
    browser.goto(browser.extension_page("pages/options.html"))
    browser.wait("document.documentElement.dataset.ready === 'yes'")
    browser.click("#key-card")
    browser.keys(chord)
    browser.wait("document.getElementById('key-card').value !== 'Alt+Shift+F'")
    try:
        write(browser, "you idiot", "idiot")
        browser.keys(chord)
        until(lambda: said(browser, ".card h2") == ["An insult"], "the card")
    finally:
        browser.goto(browser.extension_page("pages/options.html"))
        browser.wait("document.documentElement.dataset.ready === 'yes'")
        browser.click("#keys-reset")
        browser.wait("document.getElementById('key-card').value === 'Alt+Shift+F'")


OVERLAPS = """(([words, post, card]) => [words, post].map((one) =>
  Math.max(0, Math.min(one.right, card.right) - Math.max(one.left, card.left)) *
  Math.max(0, Math.min(one.bottom, card.bottom) - Math.max(one.top, card.top))))"""
RECT = "(({left, top, right, bottom}) => ({left, top, right, bottom}))"


@pytest.mark.parametrize(
    ("size", "box", "post"),
    [
        ((1280, 900), "left:40px;top:40px;width:560px", "left:40px;top:150px"),
        ((1280, 900), "left:40px;bottom:60px;width:560px", "left:40px;bottom:10px"),
        ((1280, 900), "right:10px;top:300px;width:300px", "right:10px;top:410px"),
        ((640, 700), "left:0;top:330px;width:600px", "left:200px;top:250px"),
    ],
    ids=["at the top", "at the bottom", "at the right", "Post above"],
)
def test_the_card_covers_neither_the_words_nor_the_post_button_wherever_the_box_is(
    browser: Any, size: tuple[int, int], box: str, post: str
) -> None:
    browser.resize(*size)
    try:
        browser.serve("x.com", PAGE)
        browser.goto("https://x.com/compose/post")
        browser.js(
            f"(document.getElementById('box').style.cssText = 'position:fixed;{box}',"
            f"document.getElementById('post').style.cssText = 'position:fixed;margin:0;{post}')"
        )
        browser.click("#box")
        browser.keys("you idiot")
        marked(browser, "idiot")
        browser.keys("Alt+Shift+KeyF")
        places = [
            browser.js(f"{RECT}([...CSS.highlights.get('u2')][0].getBoundingClientRect())"),
            browser.js(f"{RECT}(document.getElementById('post').getBoundingClientRect())"),
            browser.ours(
                f"(roots) => {RECT}(roots.flatMap((root) => [...root.querySelectorAll('.card')])[0].getBoundingClientRect())"
            ),
        ]
        assert browser.js(f"{OVERLAPS}({json.dumps(places)})") == [0, 0]
        assert places[2]["left"] >= 0 and places[2]["right"] <= size[0]
        assert places[2]["top"] >= 0 and places[2]["bottom"] <= size[1]
    finally:
        browser.resize(1280, 900)


def test_assistive_technology_hears_how_many_warnings_there_are_and_nothing_of_the_draft(browser: Any) -> None:
    live = "[role=status].live"
    write(browser, "you idiot", "idiot")
    until(lambda: said(browser, live) == ["1 warning"], "one")
    browser.keys(" see recordnumber 4")
    until(lambda: said(browser, live) == ["2 warnings"], "two")
    browser.keys("Control+KeyA", "Backspace")
    # A draft that is looked after in the same moment is over, and nothing is said of it any more.
    until(lambda: said(browser, live) in ([], [""], ["No warnings"]), "none")


@pytest.mark.parametrize("ground", ["#ffffff", "#15202b"])
def test_the_card_is_dark_on_a_dark_page_only(browser: Any, ground: str) -> None:
    browser.serve("x.com", PAGE)
    browser.goto("https://x.com/compose/post")
    browser.js(f"document.body.style.background = '{ground}'")
    browser.click("#box")
    browser.keys("you idiot")
    marked(browser, "idiot")
    browser.keys("Alt+Shift+KeyF")
    assert len(said(browser, ".card")) == 1
    assert len(said(browser, ".card.dark")) == (ground == "#15202b")


SEEN: Callable[[str], str] = lambda selector: (  # noqa: E731
    f"(roots) => roots.flatMap((root) => [...root.querySelectorAll('{selector}')]).map((each) => getComputedStyle(each))"
    ".map((style) => [style.color, style.backgroundColor, style.borderTopColor, style.borderTopStyle, style.borderTopWidth])"
)


def test_with_forced_colours_every_edge_and_every_word_of_the_card_is_drawn_in_them(browser: Any) -> None:
    browser.media(forced_colors="active")
    try:
        browser.wait("matchMedia('(forced-colors: active)').matches")
        write(browser, "you idiot", "idiot")
        browser.keys("Alt+Shift+KeyF")
        system = browser.js(
            "['CanvasText', 'Canvas', 'ButtonText', 'ButtonFace', 'ButtonBorder'].map((name) => {"
            "document.body.style.color = name; return getComputedStyle(document.body).color })"
        )
        ((ink, ground, edge, style, width),) = browser.ours(SEEN(".card"))
        assert (ink, ground, edge, style, width) == (system[0], system[1], system[0], "solid", "2px")
        for ink, ground, edge, style, width in browser.ours(SEEN(".card .does button")):
            assert ink != ground
            assert edge in system
            assert (style, width) == ("solid", "1px")
    finally:
        browser.media()
