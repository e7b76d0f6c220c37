"""Marks cost nothing at a key that leaves them right, and are put right before they are seen when an editor draws words anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.extension.test_editors import PLAIN, Editor, open_editor

pytestmark = pytest.mark.browser

MARKED = "[...(CSS.highlights.get('u2') ?? [])].map(String)"
# After the frame in which whatever asked for a frame now has had it.
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"


@pytest.fixture(params=[PLAIN, Editor("draftjs"), Editor("lexical")], ids=lambda editor: editor.name)
def marked(request: pytest.FixtureRequest, browser: Any, editors: Path) -> Any:
    """A browser with an insult underlined in a box, and the caret behind it."""
    open_editor(browser, request.param, editors)
    browser.keys("you idiot ")
    browser.wait(f"{MARKED}.length === 1")
    return browser


def test_a_mark_stays_what_it_is_while_somebody_types_elsewhere(marked: Any, heard: Any) -> None:
    marked.js("(window.mark = [...CSS.highlights.get('u2')][0], 1)")
    marked.keys("and more of the same. And more")
    marked.wait_until(lambda: heard.texts()[-1].endswith("And more"), "the longer draft read")
    marked.js(DRAWN)
    assert marked.js(MARKED) == ["idiot"]
    assert marked.js("[...CSS.highlights.get('u2')][0] === window.mark")


def test_a_mark_is_gone_with_its_words(marked: Any) -> None:
    marked.keys("Backspace", "Backspace")
    marked.js(DRAWN)
    assert marked.js(MARKED) == []


@pytest.mark.parametrize("marked", [PLAIN], ids=["contenteditable"], indirect=True)
def test_a_mark_is_at_its_words_in_the_next_frame_when_the_page_draws_them_anew(marked: Any) -> None:
    anew = "((box) => box.replaceChildren(`${box.innerText}she said`))(document.querySelector('#box'))"
    assert marked.js(f"({anew}, {MARKED})") != ["idiot"]
    marked.js(DRAWN)
    assert marked.js(MARKED) == ["idiot"]
