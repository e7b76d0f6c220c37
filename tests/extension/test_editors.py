"""Each real editor in each browser: read as its own model has it, marked on the words, mended, and never touched otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from tests.extension.pagemaker import page, with_editor
from tests.extension.png import extent

pytestmark = pytest.mark.browser

DOCTOR = "\U0001f469\u200d\u2695\ufe0f"
COLOURS = {"u1": (0x5B, 0x70, 0x83), "u2": (0xB3, 0x59, 0x00), "u3": (0xB4, 0x23, 0x7A)}
POST = "<button id=post>Post</button>"
# Counts what happens to the DOM of the editor, its shadow tree or frame included.
# Slate itself makes room for its placeholder, a while after its last word is gone.
COUNT = """(() => { window.changes = 0;
  const theirs = (one) => one.attributeName === 'style' && one.target.hasAttribute('data-slate-editor');
  const watch = (root) => new MutationObserver((all) => { window.changes += all.filter((one) => !theirs(one)).length })
    .observe(root, {subtree: true, childList: true, attributes: true, characterData: true});
  watch(document.body);
  for (const el of document.body.querySelectorAll('*')) if (el.shadowRoot) watch(el.shadowRoot);
  return true })()"""


@dataclass(frozen=True)
class Editor:
    """One editor: where its box is, and how it tells its own text."""

    name: str
    box: str = "[contenteditable=true]"
    model: str = "model()"
    html: str = ""
    in_frame: bool = False
    #: Fast deleting and undoing ends differently here, with or without us (undo groups; Firefox in shadow trees).
    own_ways: bool = False
    #: After each key, for the editor to take a selection over and to render; Slate hears of a selection every 100 ms.
    pause_ms: int = 50

    @property
    def ready(self) -> str:
        return f"!!document.querySelector({self.box!r})"


TEXTAREA = Editor(
    "textarea",
    "#box",
    "document.getElementById('box').value",
    f"<textarea id=box aria-label='Post text'></textarea>{POST}",
)
PLAIN = Editor(
    "contenteditable",
    "#box",
    "document.getElementById('box').innerText.replace(/\\n$/, '').replaceAll('\\u00a0', ' ').replaceAll('\\n\\n\\n', '\\n\\n')",
    f"<div id=box contenteditable=true role=textbox aria-label='Post text'></div>{POST}",
)
SHADOW_FIELD = Editor(
    "textarea in a shadow root",
    "my-box",
    "document.querySelector('my-box').shadowRoot.querySelector('textarea').value",
    f"""<my-box style="display:block;width:520px"></my-box>{POST}<script>customElements.define('my-box', class extends HTMLElement {{ constructor() {{ super();
    this.attachShadow({{mode: 'open', delegatesFocus: true}}).innerHTML = '<textarea style="width:500px;height:120px"></textarea>' }} }})</script>""",
)
SHADOW_PLAIN = Editor(
    "contenteditable in a shadow root",
    "my-box",
    "document.querySelector('my-box').shadowRoot.querySelector('div').innerText.replace(/\\n$/, '').replaceAll('\\u00a0', ' ').replaceAll('\\n\\n\\n', '\\n\\n')",
    f"""<my-box style="display:block;width:520px"></my-box>{POST}<script>customElements.define('my-box', class extends HTMLElement {{ constructor() {{ super();
    this.attachShadow({{mode: 'open', delegatesFocus: true}}).innerHTML =
    '<div contenteditable=true role=textbox style="width:500px;height:120px;display:block"></div>' }} }})</script>""",
    own_ways=True,
)
ALL = [
    TEXTAREA,
    PLAIN,
    SHADOW_FIELD,
    SHADOW_PLAIN,
    Editor("draftjs"),
    Editor("lexical"),
    Editor("quill1", ".ql-editor", own_ways=True),
    Editor("quill2", ".ql-editor", own_ways=True),
    Editor("tiptap", own_ways=True),
    Editor("slate", pause_ms=130),
    Editor("ckeditor", ".ck-editor__editable"),
    Editor("tinymce", "body[contenteditable=true]", "parent.model()", in_frame=True, own_ways=True),
]


def open_editor(browser: Any, editor: Editor, editors: Path) -> None:
    """Open a page with this editor on a listed site and put the caret into its box."""
    browser.serve("www.tumblr.com", page(editor.html) if editor.html else with_editor(editors, editor.name))
    browser.goto("https://www.tumblr.com/new/text")
    if editor.in_frame:
        browser.wait("!!document.querySelector('iframe')?.contentDocument?.body?.isContentEditable")
        browser.click("iframe")
        browser.enter_frame()
        return
    browser.wait(editor.ready)
    browser.click(editor.box)


def is_marked(browser: Any, editor: Editor, words: list[str], name: str = "u2") -> bool:
    """Whether exactly these words carry a mark."""
    if "textarea" not in editor.name:
        found = browser.js(f"[...(CSS.highlights.get('{name}') ?? [])].map(String).sort()")
        return bool(found == sorted(words))
    if browser.name == "chromium":
        # A field's own range tells no words, but its offsets.
        found = browser.js(f"[...(CSS.highlights.get('{name}') ?? [])].map(r => [r.startOffset, r.endOffset])")
        text = browser.js(editor.model).encode("utf-16-le")
        return sorted(text[2 * a : 2 * b].decode("utf-16-le") for a, b in found) == sorted(words)
    # Firefox has no such range: our lines are drawn in a closed tree, where only their pixels can be seen.
    x, y, width, height = browser.js(
        f"(({{x, y, width, height}}) => [x, y, width, height])(document.querySelector({editor.box!r}).getBoundingClientRect())"
    )
    seen = extent(browser.pixels(x + 2, y + 2, min(width, 400), min(height, 70)), COLOURS[name], 4)
    return (seen is not None) == bool(words)


def is_followed(browser: Any, heard: Any, editor: Editor) -> bool:
    """Whether the last draft checked is what the editor has, and its insult is marked (a rule speaks once a draft)."""
    text = browser.js(editor.model)
    if text.strip() and heard.texts()[-1:] != [text]:
        return False
    return is_marked(browser, editor, ["idiot"] if "idiot" in text else [])


def do(browser: Any, heard: Any, editor: Editor, *keys: str) -> None:
    """Press keys, then see the draft followed without one change to the editor's DOM that is not the editor's own."""
    for key in keys:
        browser.keys(key)
        browser.js(f"new Promise((done) => setTimeout(done, {editor.pause_ms}))")
    browser.js(COUNT)
    browser.wait_until(lambda: is_followed(browser, heard, editor), f"{editor.name} followed after {keys}")
    assert browser.js("window.changes") == 0


def apply_first_suggestion(browser: Any, heard: Any, editor: Editor, mended: str) -> Editor:
    """By keyboard alone; give the editor as it is asked from the outermost page, which draws the card."""
    browser.keys("Alt+Shift+KeyF")
    browser.leave_frame()
    browser.keys("Tab", "Tab", "Tab", "Tab", "Enter")  # previous, next, close, then the suggestion
    outside = replace(editor, model="model()") if editor.in_frame else editor
    browser.wait_until(lambda: browser.js(outside.model) == mended, "the suggestion in the editor's own text")
    browser.wait_until(lambda: heard.texts()[-1:] == [mended], "the mended draft read again")
    return outside


@pytest.mark.parametrize("editor", ALL, ids=lambda editor: editor.name.replace(" ", "-"))
def test_a_draft_is_read_marked_and_mended_in_every_editor_and_never_touched_otherwise(
    browser: Any, heard: Any, editors: Path, editor: Editor
) -> None:
    # One page for the whole life of a draft: opening an editor costs more than all its keys.
    written = f"caf\u00e9 {DOCTOR} come asap you idiot\n\nsecond line"
    mended = written.replace("asap", "as soon as possible")
    open_editor(browser, editor, editors)
    do(browser, heard, editor, written.split("\n")[0], "Enter", "Enter", "second line")
    assert browser.js(editor.model) == written
    assert is_marked(browser, editor, ["asap"], "u1")
    outside = apply_first_suggestion(browser, heard, editor, mended)
    if not editor.own_ways:
        browser.keys("Control+KeyZ")
        browser.wait_until(lambda: browser.js(outside.model) == written, "the draft as it was")
    if editor.in_frame:
        browser.enter_frame()
    do(browser, heard, editor, "Control+KeyA", "Control+KeyC", "ArrowRight", "Control+KeyV")
    assert browser.js(editor.model).count("idiot") == 2
    do(browser, heard, editor, "Control+KeyA", "Backspace")
    if not editor.own_ways:
        assert browser.js(editor.model).strip() == ""
    do(browser, heard, editor, "Control+KeyZ")
    if not editor.own_ways:
        assert browser.js(editor.model).count("idiot") == 2


@pytest.mark.parametrize("editor", [each for each in ALL if not each.html], ids=lambda editor: editor.name)
def test_a_pictured_emoji_is_read_as_what_it_shows_and_outlives_what_is_mended_beside_it(
    browser: Any, heard: Any, editors: Path, editor: Editor
) -> None:
    written = f"you {DOCTOR} idiot come {DOCTOR}{DOCTOR} asap"
    open_editor(browser, editor, editors)
    browser.js("document.activeElement.focus()")
    for words, emoji in (("you ", DOCTOR), (" idiot come ", DOCTOR), ("", DOCTOR)):
        browser.keys(words)
        browser.js(f"new Promise((done) => setTimeout(done, {editor.pause_ms}))")
        browser.js(f"void {'parent.' if editor.in_frame else ''}insertEmoji('{emoji}')")
        browser.js(f"new Promise((done) => setTimeout(done, {editor.pause_ms}))")
    do(browser, heard, editor, " asap")
    assert browser.js(editor.model) == written
    browser.wait_until(lambda: is_marked(browser, editor, ["asap"], "u1"), "the mark after the pictures")
    apply_first_suggestion(browser, heard, editor, written.replace("asap", "as soon as possible"))


MENTIONING = [each for each in ALL if not each.html]


@pytest.mark.parametrize("editor", MENTIONING, ids=lambda editor: editor.name)
def test_a_mention_and_words_from_right_to_left_are_read_as_the_editor_has_them(
    browser: Any, heard: Any, editors: Path, editor: Editor
) -> None:
    open_editor(browser, editor, editors)
    do(browser, heard, editor, "\u05e9\u05dc\u05d5\u05dd ")
    mention = "parent.insertMention" if editor.in_frame else "insertMention"
    browser.js(f"void {mention}('@Ann Lee')")
    browser.js(f"new Promise((done) => setTimeout(done, {editor.pause_ms}))")
    do(browser, heard, editor, " \u0645\u0631\u062d\u0628\u0627 you idiot")
    # CKEditor puts a space of its own after a mention.
    assert browser.js(editor.model).split() == [
        "\u05e9\u05dc\u05d5\u05dd",
        "@Ann",
        "Lee",
        "\u0645\u0631\u062d\u0628\u0627",
        "you",
        "idiot",
    ]
