"""From a first letter on the real site's host to a row in the real companion's store, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.companion import RunningCompanion, running_companion
from tests.extension.conftest import pair, until
from tests.extension.pagemaker import page, with_editor

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def companion_process() -> Iterator[RunningCompanion]:
    with running_companion() as companion:
        companion.load_rules()
        yield companion


@pytest.fixture
def paired(own_browser: Any, companion_process: RunningCompanion) -> Any:
    """The browser paired with a companion in a process of its own."""
    pair(own_browser, companion_process.pairing_code(), companion_process.port)
    return own_browser


def outcomes(companion: RunningCompanion) -> list[tuple[str, ...]]:
    """What the store has written down, without a word of any draft."""
    import sqlite3

    (file,) = companion.data.glob("*.sqlite*") if list(companion.data.glob("*.sqlite")) else companion.data.glob("*.db")
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "SELECT d.site, d.surface, d.outcome, d.kind, w.rule, w.outcome FROM draft_outcome d"
            " JOIN draft_warning w ON w.draft = d.draft ORDER BY d.at, w.n"
        ).fetchall()
    return [tuple(row) for row in rows]


POST = """<button id=post data-testid=tweetButton onclick="this.closest('body').querySelector('#place').remove()">Post</button>"""


def test_a_warning_is_read_and_dismissed_by_keyboard_and_the_outcome_is_stored(
    paired: Any, companion_process: RunningCompanion, editors: Path
) -> None:
    paired.serve(
        "x.com", with_editor(editors, "draftjs", before="<div data-testid=tweetTextarea_0>", after=f"</div>{POST}")
    )
    paired.goto("https://x.com/compose/post")
    paired.wait("!!document.querySelector('[contenteditable=true]')")
    # A draft that an earlier browser left behind may have ended here too.
    before = len(outcomes(companion_process))
    paired.click("[contenteditable=true]")
    paired.keys("\U0001f469\u200d\u2695\ufe0f You are an idiot, sir")
    paired.wait("[...(CSS.highlights.get('u2') ?? [])].map(String).some((words) => words.includes('idiot'))")
    paired.keys("Alt+Shift+KeyF", "Escape")
    paired.wait("document.activeElement?.isContentEditable")
    paired.keys("!")
    paired.wait("model().endsWith('sir!')")
    paired.click("#post")
    stored = until(lambda: outcomes(companion_process)[before:], "the outcome in the store")
    assert ("x", "post", "posted", "post", "respect.personal-attack", "kept") in stored
    browser_words = [
        path for path in companion_process.data.rglob("*") if path.is_file() and b"idiot, sir" in path.read_bytes()
    ]
    assert browser_words == []


# Only Chromium shows a driver what is in our closed tree.
@pytest.mark.parametrize("own_browser", ["chromium"], indirect=True)
def test_the_card_at_post_names_every_hold_with_its_words(paired: Any) -> None:
    paired.serve("x.com", page("<textarea id=box aria-label='Post text'></textarea><button id=post>Post</button>"))
    paired.goto("https://x.com/compose/post")
    paired.click("#box")
    paired.keys("Doris has gone home. NHS number 943 476 5919, ring her daughter on 07700 900123.")
    paired.wait("(CSS.highlights.get('u3')?.size ?? 0) > 2")
    paired.click("#post")
    session = paired.context.new_cdp_session(paired.page)

    def texts() -> list[str]:
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        return [node["name"]["value"] for node in nodes if node["role"]["value"] == "StaticText"]

    paired.wait_until(lambda: "Post anyway" in texts(), "the card")
    said = " ".join(texts())
    assert "3 warnings to look at" in said
    assert "\u201cDoris" in said
    assert "943 476 5919\u201d" in said
    assert "\u201c07700 900123\u201d" in said
    session.detach()
