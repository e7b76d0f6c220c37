"""At Post: an unresolved hold asks once, nothing else ever stops a post, and the person's second press goes through."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from tests.extension.pagemaker import page

pytestmark = pytest.mark.browser

# The page listens first and everywhere; it counts what reaches it.
PAGE = page(
    """<form id=form><div id=box contenteditable=true role=textbox aria-label="Post text" data-testid=tweetTextarea_0></div>
    <button type=submit id=post data-testid=tweetButton>Post</button></form>""",
    script="""window.got = []; window.posts = 0;
    for (const type of ['pointerdown', 'mousedown', 'click', 'submit', 'keydown'])
      window.addEventListener(type, (event) => { if (event.type !== 'keydown' || (event.ctrlKey && event.key === 'Enter')) window.got.push(event.type) }, true);
    const form = document.getElementById('form'), box = document.getElementById('box');
    form.addEventListener('submit', (event) => { event.preventDefault(); window.posts++; window.posted = box.textContent; box.textContent = '' });
    box.addEventListener('keydown', (event) => { if (event.key === 'Enter' && event.ctrlKey) form.requestSubmit() });""",
)


def is_checked(browser: Any, host: str = "x.com") -> bool:
    """Whether the page has the companion's answer: what it tells the popup of its box."""
    tab = f"chrome.tabs.query({{url: 'https://{host}/*'}}).then(([tab]) => chrome.tabs.sendMessage(tab.id, {{type: 'box'}}))"
    return bool(browser.aside(tab)["state"] == "checked")


def has_card(browser: Any) -> bool:
    return bool(browser.ours("(roots) => roots.some((root) => root.querySelector('.card'))"))


def write(browser: Any, heard: Any, text: str, path: str = "/compose/post") -> None:
    """Open the page, write a draft and wait until it has been checked."""
    browser.serve("x.com", PAGE)
    browser.goto(f"https://x.com{path}")
    browser.click("#box")
    browser.keys(text)
    browser.wait_until(lambda: text in heard.texts(), "the check")
    browser.wait_until(lambda: is_checked(browser), "its answer")
    browser.js("window.got = []")


def test_a_hold_keeps_the_post_from_the_page_and_the_second_press_goes_through_untouched(
    browser: Any, heard: Any
) -> None:
    write(browser, heard, "see recordnumber 4")
    browser.click("#post")
    assert browser.js("[window.posts, window.got]") == [0, []]
    browser.keys("Escape")
    browser.click("#post")
    browser.wait("window.posts === 1")
    assert browser.js("window.posted") == "see recordnumber 4"


def test_post_anyway_by_keyboard_alone_sends_the_draft(browser: Any, heard: Any) -> None:
    write(browser, heard, "see recordnumber 4")
    browser.keys("Control+Enter")
    assert browser.js("[window.posts, window.got]") == [0, []]
    browser.keys("Tab", "Tab", "Tab", "Tab", "Enter")  # close, a source has no link, keep, edit, post anyway
    browser.wait("document.activeElement?.id === 'post'")
    browser.keys("Enter")
    browser.wait("window.posts === 1")


def test_keeping_the_draft_leaves_it_in_the_box_with_the_caret_where_it_was(browser: Any, heard: Any) -> None:
    write(browser, heard, "see recordnumber 4")
    browser.keys("ArrowLeft", "ArrowLeft", "Control+Enter")
    browser.keys("Tab", "Tab", "Enter")
    browser.wait("document.activeElement?.id === 'box'")
    browser.keys("no")
    assert browser.js("document.getElementById('box').textContent") == "see recordnumberno 4"


@pytest.mark.parametrize("text", ["come asap", "you idiot", "a calm word"])
def test_a_hint_a_warning_and_a_clean_draft_go_out_at_once(browser: Any, heard: Any, text: str) -> None:
    write(browser, heard, text)
    browser.click("#post")
    browser.wait("window.posts === 1")
    assert browser.js("window.got") == ["pointerdown", "mousedown", "click", "submit"]


def test_a_private_message_is_never_held(browser: Any, heard: Any) -> None:
    browser.serve(
        "www.facebook.com",
        page(
            """<div data-lexical-editor=true contenteditable=true id=box role=textbox aria-label=Message></div>""",
            script="""window.posts = 0; document.getElementById('box').addEventListener('keydown', (e) => {
        if (e.key === 'Enter') { window.posts++; e.preventDefault() } })""",
        ),
    )
    browser.goto("https://www.facebook.com/messages/t/1")
    browser.click("#box")
    browser.keys("see recordnumber 4")
    browser.wait_until(lambda: heard.texts()[-1:] == ["see recordnumber 4"], "the check")
    assert {body["surface"] for body in heard.bodies("/api/v1/checks")} == {"message"}
    browser.wait_until(lambda: is_checked(browser, "www.facebook.com"), "its answer")
    browser.keys("Enter")
    browser.wait("window.posts === 1")


def test_a_site_asks_at_most_once_in_ten_minutes(browser: Any, heard: Any) -> None:
    write(browser, heard, "see recordnumber 4")
    browser.click("#post")
    assert browser.js("window.posts") == 0
    write(browser, heard, "see recordnumber 5")
    browser.click("#post")
    browser.wait("window.posts === 1")


def test_a_companion_that_does_not_answer_holds_no_post(browser: Any, heard: Any) -> None:
    write(browser, heard, "calm words first")
    slow = threading.Event()
    heard.before = lambda path: path != "/api/v1/checks" or slow.wait(5)
    try:
        browser.keys(" recordnumber")
        browser.click("#post")
        browser.wait("window.posts === 1", 1)
    finally:
        slow.set()


def test_words_typed_just_before_post_are_still_asked_about(browser: Any, heard: Any) -> None:
    for attempt in range(5):
        write(browser, heard, f"calm words {attempt}")
        browser.keys(" recordnumber 7")
        browser.click("#post")
        # A Post waits 150 ms at most: on a busy computer it may rightly go out before the answer, and is tried again.
        browser.wait_until(lambda: has_card(browser) or browser.js("window.posts") == 1, "the card or the post")
        if has_card(browser):
            break
    assert has_card(browser)
    assert heard.texts()[-1].endswith("recordnumber 7")
    assert browser.js("window.posts") == 0


def test_an_answer_that_comes_after_a_newer_one_changes_nothing(browser: Any, heard: Any) -> None:
    browser.serve("x.com", PAGE)
    browser.goto("https://x.com/compose/post")
    browser.click("#box")
    let_go, left = threading.Event(), threading.Event()

    def hold_the_first(path: str) -> None:
        if path == "/api/v1/checks" and heard.texts()[-1:] == ["you idiot"]:
            let_go.wait(5)
            left.set()

    heard.before = hold_the_first
    try:
        browser.keys("you idiot")
        browser.wait_until(lambda: heard.texts()[-1:] == ["you idiot"], "the first check")
        browser.keys(" asap")
        browser.wait("[...(CSS.highlights.get('u1') ?? [])].map(String).join() === 'asap'")
    finally:
        let_go.set()
    assert left.wait(5)
    browser.js("new Promise((done) => setTimeout(done, 200))")
    assert browser.js("[...CSS.highlights.get('u1')].map(String)") == ["asap"]


def test_a_mention_and_a_pictured_emoji_are_read_as_the_words_that_they_stand_for(browser: Any, heard: Any) -> None:
    words = "hi <span contenteditable=false>@Ann Lee</span> <img alt='\U0001f600' width=16 height=16> you idiot"
    browser.serve(
        "x.com",
        page(
            f"<div id=box contenteditable=true role=textbox aria-label='Post text'>{words}</div><button>Post</button>"
        ),
    )
    browser.goto("https://x.com/compose/post")
    browser.js("document.getElementById('box').focus()")
    browser.wait_until(lambda: heard.texts() == ["hi @Ann Lee \U0001f600 you idiot"], "the draft as it is seen")
    browser.wait("[...(CSS.highlights.get('u2') ?? [])].map(String).join() === 'idiot'")


COMPOSE = {
    "start": "box.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}))",
    "letters": "document.execCommand('insertText', false, 'asap')",
    "end": "box.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true, data: 'asap'}))",
}


def compose(browser: Any) -> None:
    """Compose a word without ending it; Firefox lets no driver compose, so there the page tells of it as the browser would."""
    if browser.name == "firefox":
        browser.js(f"({COMPOSE['start']}, {COMPOSE['letters']})")
        return
    session = browser.context.new_cdp_session(browser.page)
    session.send("Input.imeSetComposition", {"text": "asap", "selectionStart": 4, "selectionEnd": 4})
    session.detach()


def commit(browser: Any) -> None:
    """End the composition with the word as it stands."""
    if browser.name == "firefox":
        browser.js(COMPOSE["end"])
        return
    session = browser.context.new_cdp_session(browser.page)
    session.send("Input.insertText", {"text": "asap"})
    session.detach()


def test_words_that_are_still_being_composed_are_neither_read_nor_marked(browser: Any, heard: Any) -> None:
    write(browser, heard, "you idiot ")
    browser.wait("[...(CSS.highlights.get('u2') ?? [])].map(String).join() === 'idiot'")
    heard.clear()
    compose(browser)
    browser.js("new Promise((done) => setTimeout(done, 450))")  # longer than the pause after which a draft is read
    text = "document.getElementById('box').textContent.replaceAll('\\u00a0', ' ')"
    assert browser.js(text) == "you idiot asap"
    assert browser.js("[...CSS.highlights].map(([name, all]) => [name, ...[...all].map(String)])") == [["u2", "idiot"]]
    assert heard.texts() == []
    commit(browser)
    browser.wait_until(
        lambda: [said.replace("\u00a0", " ") for said in heard.texts()] == ["you idiot asap"], "the words"
    )
    browser.wait("[...(CSS.highlights.get('u1') ?? [])].map(String).join() === 'asap'")


# A thread as X shows it: a box for each of its posts, and one button that sends them all.
THREAD = page(
    """<div role=dialog><div contenteditable=true role=textbox id=box aria-label="Post text" data-testid=tweetTextarea_0></div>
    <div contenteditable=true role=textbox id=second aria-label="Post text" data-testid=tweetTextarea_1></div>
    <button id=post data-testid=tweetButton>Post all</button></div>""",
    script="""window.posted = [];
    const boxes = document.querySelectorAll('[role=textbox]');
    const post = () => { window.posted.push([...boxes].map((box) => box.textContent)); boxes.forEach((box) => box.replaceChildren()) };
    document.getElementById('post').addEventListener('click', post);
    document.addEventListener('keydown', (event) => event.ctrlKey && event.key === 'Enter' && post());""",
)


def write_thread(browser: Any, heard: Any, *posts: str) -> None:
    """Write a thread of two posts and wait until both have been checked."""
    browser.serve("x.com", THREAD)
    browser.goto("https://x.com/compose/post")
    for box, text in zip(("#box", "#second"), posts, strict=True):
        browser.click(box)
        browser.keys(text)
        browser.wait_until(lambda text=text: text in heard.texts(), "the check")
        browser.wait_until(lambda: is_checked(browser), "its answer")


@pytest.mark.parametrize("press", ["click", "Control+Enter"])
@pytest.mark.parametrize("posts", [("see recordnumber 4", "calm words"), ("calm words", "see recordnumber 4")])
def test_a_hold_in_any_post_of_a_thread_is_asked_about_and_all_of_it_goes_out_at_the_second_press(
    browser: Any, heard: Any, posts: tuple[str, str], press: str
) -> None:
    write_thread(browser, heard, *posts)
    send = (lambda: browser.click("#post")) if press == "click" else (lambda: browser.keys(press))
    send()
    assert browser.js("window.posted") == []
    browser.keys("Escape")
    send()
    browser.wait("window.posted.length === 1")
    assert browser.js("window.posted") == [list(posts)]
    told = lambda: [one["warnings"] for one in heard.bodies("/api/v1/outcomes") if one["outcome"] == "posted"]  # noqa: E731
    browser.wait_until(lambda: len(told()) == 2, "both posts written down")
    # What was asked about and went out as it was.
    assert sorted(told()) == [[], [{"rule": "confidentiality.trial-hold", "outcome": "kept"}]]


def test_holds_in_several_posts_of_a_thread_are_asked_about_together(browser: Any, heard: Any) -> None:
    write_thread(browser, heard, "see recordnumber 4", "and recordnumber 5")
    browser.click("#post")
    asked = "(roots) => roots.map((root) => root.querySelectorAll('.card .holds li').length).find(Boolean)"
    browser.wait_until(lambda: browser.ours(asked) == 2, "one card with both")
    browser.keys("Escape")
    browser.click("#post")
    browser.wait("window.posted.length === 1")


FRAMED = page(
    """<div role=dialog><iframe id=frame style="width:600px;height:150px"
    srcdoc="<body contenteditable=true role=textbox aria-label='Post body'></body>"></iframe>
    <button id=post>Post</button></div>""",
    script="""window.posts = 0; document.getElementById('post').addEventListener('click', () => {
    const body = document.getElementById('frame').contentDocument.body; window.posts++; window.posted = body.textContent; body.textContent = '' })""",
)


def test_a_draft_in_a_frame_is_asked_about_when_the_page_around_it_posts_it(browser: Any, heard: Any) -> None:
    browser.serve("www.tumblr.com", FRAMED)
    browser.goto("https://www.tumblr.com/new/text")
    browser.wait("!!document.querySelector('iframe')?.contentDocument?.body?.isContentEditable")
    browser.click("iframe")
    browser.keys("see recordnumber 4")
    browser.wait_until(lambda: "see recordnumber 4" in heard.texts(), "the check")
    browser.wait("(document.querySelector('iframe').contentWindow.CSS.highlights.get('u3')?.size ?? 0) === 1")
    browser.click("#post")
    asked = "(roots) => roots.some((root) => root.querySelector('.card'))"
    browser.wait_until(lambda: browser.ours(asked), "the card")
    assert browser.js("window.posts") == 0
    where = (
        "(roots) => roots.map((root) => root.querySelector('.card')?.getBoundingClientRect().toJSON()).find(Boolean)"
    )
    send = browser.js("document.getElementById('post').getBoundingClientRect().toJSON()")
    card = browser.ours(where)
    beside = card["left"] >= send["right"] or card["right"] <= send["left"]
    assert beside or card["top"] >= send["bottom"] or card["bottom"] <= send["top"]
    browser.keys("Escape")
    browser.click("#post")
    browser.wait("window.posts === 1")
    assert browser.js("window.posted") == "see recordnumber 4"
    told = lambda: [one["outcome"] for one in heard.bodies("/api/v1/outcomes") if one["warnings"]]  # noqa: E731
    browser.wait_until(lambda: "posted" in told(), "the post written down")
