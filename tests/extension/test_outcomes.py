"""What a person says of a draft goes with it and no further, and what became of it is written down: with shorter waits."""

from __future__ import annotations

from typing import Any

import pytest
from tests.extension.conftest import TrialCompanion, as_for_a_test
from tests.extension.test_guard import write

pytestmark = pytest.mark.browser


@pytest.fixture
def browser(hurried_browser: Any, trial_companion: TrialCompanion) -> Any:
    return as_for_a_test(hurried_browser, trial_companion)


@pytest.mark.parametrize(("tabs", "context"), [(3, "not-served"), (4, "consent"), (5, "made-up")])
def test_what_the_person_says_of_a_draft_goes_with_its_next_checks_and_with_no_other(
    browser: Any, heard: Any, tabs: int, context: str
) -> None:
    write(browser, heard, "see recordnumber 4")
    browser.keys("Alt+Shift+KeyF", *["Tab"] * tabs, "Enter")  # close, edit, then the three in this order
    said = lambda: [body.get("context") for body in heard.bodies("/api/v1/checks")]  # noqa: E731
    browser.wait_until(lambda: said()[-1:] == [context], "the same words asked about again")
    assert len(set(heard.texts()[-2:])) == 1
    browser.click("#box")
    browser.keys(" and more")
    browser.wait_until(lambda: heard.texts()[-1].endswith(" and more"), "the later words")
    assert said()[-1] == context
    assert context not in str(browser.aside("chrome.storage.local.get(null)"))
    heard.calls.clear()
    browser.keys("Control+KeyA", "Backspace")
    browser.wait_until(lambda: any(path == "/api/v1/outcomes" for path, _ in heard.calls), "the end of this draft")
    browser.keys("another draft")
    browser.wait_until(lambda: heard.texts()[-1:] == ["another draft"], "the next draft")
    assert set(said()) == {None}


@pytest.mark.parametrize("outcome", ["emptied", "closed", "unknown"])
def test_a_draft_that_is_not_posted_is_written_down_as_what_became_of_it(
    browser: Any, heard: Any, outcome: str
) -> None:
    write(browser, heard, "you idiot")
    heard.calls.clear()  # the draft of the page before has ended, too
    if outcome == "emptied":
        browser.keys("Control+KeyA", "Backspace")
    elif outcome == "closed":
        browser.js("document.getElementById('box').remove()")
    else:
        browser.goto(browser.extension_page("pages/options.html"))
    browser.wait_until(lambda: heard.bodies("/api/v1/outcomes"), "the outcome")
    (written,) = heard.bodies("/api/v1/outcomes")
    assert written["outcome"] == outcome
    assert [one["outcome"] for one in written["warnings"]] == ["unknown" if outcome == "unknown" else "dropped"]
