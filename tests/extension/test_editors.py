"""Each real editor in each browser: read as its own model has it, marked on the words, mended, and never touched otherwise."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pagemaker import page, with_editor

pytestmark = pytest.mark.browser

DOCTOR = "\U0001f469\u200d\u2695\ufe0f"
PLAIN = "document.getElementById('box')"


@dataclass(frozen=True)
class Editor:
    """One editor: where its box is, how it tells its own text."""

    name: str
    box: str = "[contenteditable=true]"
    model: str = "model()"
    ready: str = "typeof model === 'function' && !!document.querySelector('[contenteditable=true]')"
    in_frame: bool = False
    mentions: bool = True


FIELD = Editor("textarea", "#box", "document.getElementById('box').value", "!!document.getElementById('box')", mentions=False)
EDITABLE = Editor("contenteditable", "#box", "", "!!document.getElementById('box')", mentions=False)
LIBRARIES = [
    Editor("draftjs"),
    Editor("lexical"),
    Editor("quill1", ".ql-editor"),
    Editor("quill2", ".ql-editor"),
    Editor("tiptap"),
    Editor("slate"),
    Editor("ckeditor", ".ck-editor__editable"),
]
ALL = [FIELD, EDITABLE, *LIBRARIES]


def open_editor(browser: Any, editor: Editor, editors: Path) -> None:
    if editor is FIELD:
        answer = page("<textarea id=box aria-label='Post text'></textarea><button id=post>Post</button>")
    elif editor is EDITABLE:
        answer = page("<div id=box contenteditable=true role=textbox aria-label='Post text'></div><button id=post>Post</button>")
    else:
        answer = with_editor(editors, editor.name)
    browser.serve("www.tumblr.com", answer)
    browser.goto("https://www.tumblr.com/new/text")
    browser.wait(editor.ready)
    browser.click(editor.box)


def marked(browser: Any, name: str = "u2") -> list[str]:
    """The words under a mark, as the page's own list of highlights has them."""
    words: list[str] = browser.js(f"[...(CSS.highlights.get({json.dumps(name)}) ?? [])].map(r => r.startContainer ? r.toString?.() ?? '' : '')")
    return words


@pytest.mark.parametrize("editor", ALL, ids=lambda editor: editor.name)
def test_a_draft_is_read_as_the_editor_has_it_and_its_words_are_marked(browser: Any, heard: Any, editors: Path, editor: Editor) -> None:
    open_editor(browser, editor, editors)
    browser.keys(f"caf\u00e9 {DOCTOR} you idiot", "Enter", "Enter", "second line")
    expected = f"caf\u00e9 {DOCTOR} you idiot\n\nsecond line"
    browser.wait_until(lambda: expected in heard.texts(), "the draft as typed")
    if editor.model:
        assert browser.js(editor.model) == expected

