"""The popup shows today, this visit and the draft in use, opens at once and switches what it says it switches."""

import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from tests.companion import RunningCompanion, running_companion
from tests.extension.conftest import EXTENSION, HERE, Browsers, Chromium, pair, until
from tests.extension.seeds import Use, add_goals, open_popup

pytestmark = pytest.mark.browser

HTML = (
    "<!doctype html><title>X</title><body style='background:#fff'>"
    "<textarea aria-label='Post text' rows=4 cols=60></textarea><button>Post</button>"
)


@pytest.fixture(scope="module")
def companion_with_use() -> Iterator[RunningCompanion]:
    with running_companion() as companion:
        companion.load_rules()
        add_goals(companion, "Find a peer group")
        Use(companion).add({"linkedin": 5.4, "reddit": 1.6, "x": 1.1})
        yield companion


@pytest.fixture(scope="module")
def browser(browsers: Browsers, companion_with_use: RunningCompanion) -> Chromium:
    opened: Chromium = browsers.get("chromium")
    for host in ("x.com", "news.example"):
        opened.serve(host, lambda url: (200, {"Content-Type": "text/html; charset=utf-8"}, HTML))
    pair(opened, companion_with_use.pairing_code(), companion_with_use.port)
    opened.goto("https://x.com/home")
    return opened


@pytest.fixture
def popup(browser: Chromium) -> Iterator[Any]:
    page = open_popup(browser, "x.com")
    yield page
    page.close()


def stored(page: Any, key: str) -> Any:
    return page.evaluate(f"chrome.storage.local.get('{key}').then((all) => all['{key}'] ?? null)")


def test_it_says_todays_minutes_by_site_most_first(popup: Any) -> None:
    until(lambda: popup.locator("#sites tr").count() == 3, "three sites")
    assert popup.locator("#sites th").all_inner_texts() == ["LinkedIn", "Reddit", "X"]
    assert popup.locator("#of").inner_text() == "of 15 min"


def test_it_lists_the_findings_of_the_draft_in_use(browser: Chromium) -> None:
    browser.page.bring_to_front()
    browser.page.locator("textarea").fill("")
    browser.page.locator("textarea").click()
    browser.keys("You are an idiot if you do that")
    until(lambda: browser.js("CSS.highlights.size") > 0 or None, "the mark")
    page = open_popup(browser, "x.com")
    until(lambda: page.locator("#findings button").count() > 0, "a finding")
    assert "Attacks the person" in page.locator("#findings").inner_text()
    # None of X's own names is on this page.
    assert page.locator("#guessing").is_visible()
    page.close()
    browser.page.locator("textarea").fill("")


def test_it_lists_the_findings_of_a_draft_in_a_frame_and_opens_its_card(browser: Chromium) -> None:
    browser.page.bring_to_front()
    browser.goto("https://x.com/home")
    framed = "<textarea aria-label='Post text' rows=4 cols=60></textarea>"
    browser.js(
        f"document.body.append(Object.assign(document.createElement('iframe'), {{srcdoc: {json.dumps(framed)}}}))"
    )
    field = browser.page.frame_locator("iframe").locator("textarea")
    field.click()
    browser.keys("You are an idiot if you do that")
    marks = "document.querySelector('iframe').contentWindow.CSS.highlights.size"
    until(lambda: browser.js(marks) > 0, "the mark")
    page = open_popup(browser, "x.com")
    until(lambda: page.locator("#findings button").count() > 0, "a finding")
    page.locator("#findings button").first.click()
    browser.page.bring_to_front()
    card = "(roots) => roots.some((root) => root.querySelector('.card'))"
    until(lambda: browser.ours(card), "the card")
    browser.goto("https://x.com/home")


def test_a_draft_in_another_language_says_that_only_identifiers_were_checked(browser: Chromium, popup: Any) -> None:
    assert popup.locator("#not-english").is_hidden()
    browser.page.bring_to_front()
    browser.page.locator("textarea").fill("")
    browser.page.locator("textarea").click()
    browser.keys("Hier soir nous avons longuement parlé avec les collègues de notre nouvelle manière de travailler ici")

    def said() -> str:
        popup.reload()
        popup.locator("html[data-ready=yes]").wait_for()
        return str(popup.locator("#not-english").inner_text()) if popup.locator("#not-english").is_visible() else ""

    until(said, "the line")
    assert said() == "Mostly not in English: only identifiers were checked."
    browser.page.locator("textarea").fill("")


def test_the_persona_is_kept_for_this_site(popup: Any) -> None:
    popup.locator("#persona").select_option("personal")
    until(lambda: stored(popup, "settings")["personas"] == {"x": "personal"}, "the persona")
    popup.locator("#persona").select_option("professional")


def test_a_pause_of_this_site_ends_everything_on_its_page_and_can_be_taken_back(browser: Chromium, popup: Any) -> None:
    popup.locator("#pause-site").click()
    until(lambda: popup.locator("#here-off").is_visible(), "the words")
    assert "Paused here until" in popup.locator("#here-off").inner_text()
    ours = "document.querySelectorAll('html > :not(head, body)').length"
    until(lambda: browser.page.evaluate(ours) == 0, "nothing of ours on the page")
    popup.locator("#pause-site").click()
    until(lambda: popup.locator("#here-on").is_visible(), "the visit")


def test_pausing_the_count_is_told_to_the_companion(popup: Any, companion_with_use: RunningCompanion) -> None:
    paused = lambda: companion_with_use.request("GET", "/api/v1/state").json["paused_until"]  # noqa: E731
    popup.locator("#pause-count").click()
    until(lambda: paused() > 0, "the pause at the companion")
    until(lambda: popup.locator("#count-paused").is_visible(), "the words")
    popup.locator("#pause-count").click()
    until(lambda: paused() == 0, "the end of the pause")


def test_a_site_switched_off_here_is_off(popup: Any) -> None:
    popup.locator("#switch-site").click()
    until(lambda: stored(popup, "settings")["sites_off"] == ["x"], "the switch")
    assert popup.locator("#here-off").inner_text() == "Switched off on X"
    popup.locator("#switch-site").click()
    until(lambda: stored(popup, "settings")["sites_off"] == [], "the switch back")


def test_a_page_of_another_site_can_be_added(browser: Chromium, popup: Any) -> None:
    popup.add_init_script("chrome.tabs.query = async () => [{id: 1, url: 'https://news.example/today'}]")
    popup.reload()
    popup.locator("html[data-ready=yes]").wait_for()
    assert popup.locator("#add-site").inner_text() == "Use Forethought on news.example"
    assert popup.locator("#here").is_hidden()


def test_it_shows_what_is_known_before_anybody_answers(popup: Any) -> None:
    popup.add_init_script("chrome.runtime.sendMessage = chrome.tabs.sendMessage = () => new Promise(() => {})")
    popup.reload()
    popup.locator("html[data-ready=yes]").wait_for()
    assert popup.locator("#sites th").all_inner_texts() == ["LinkedIn", "Reddit", "X"]
    assert popup.locator("#here-name").inner_text() == "X"


def test_the_week_opens_logged_in(browser: Chromium, popup: Any) -> None:
    with browser.context.expect_page() as opened:
        popup.locator("#week").click()
    week = opened.value
    week.wait_for_url("**/week/**")
    assert "forethought.localhost" in week.url
    week.close()


def test_with_the_companion_away_it_says_so_and_shows_what_is_known(
    browser: Chromium, companion_with_use: RunningCompanion
) -> None:
    companion_with_use.stop()
    page = open_popup(browser, "x.com")
    until(lambda: page.locator("#state").is_visible(), "the words")
    assert "The companion is not running" in page.locator("#state").inner_text()
    assert page.locator("#sites tr").count() == 3
    page.close()
    companion_with_use.start()


def test_the_extension_passes_mozillas_lint_with_the_two_expected_warnings() -> None:
    lint = ["node_modules/.bin/web-ext", "lint", "--source-dir", str(EXTENSION), "--output", "json"]
    found = json.loads(subprocess.run(lint, cwd=HERE, capture_output=True, text=True, timeout=120).stdout)
    assert found["errors"] == []
    assert {warning["code"] for warning in found["warnings"]} == {
        "BACKGROUND_SERVICE_WORKER_IGNORED",
        "KEY_FIREFOX_ANDROID_UNSUPPORTED_BY_MIN_VERSION",
    }


def test_every_word_that_the_extension_says_is_in_its_list_and_every_one_is_used() -> None:
    words = json.loads((EXTENSION / "_locales" / "en" / "messages.json").read_text(encoding="utf-8"))
    sources = [path for kind in ("*.js", "*.html", "manifest.json") for path in EXTENSION.rglob(kind)]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    said = set(re.findall(r"""(?:say\(|getMessage\(|data-say=|data-label=|title: )"([a-z0-9_-]+)\"""", text))
    assert {key.replace("-", "_") for key in said if not key.endswith("_")} <= set(words)
    # Put together from a prefix and a value, such as the name of a persona.
    made = ("finding_", "popup_persona_", "options_error_", "options_corner_", "popup_draft_", "state_", "card_")
    named = {key for key in words if f'"{key}"' in text or f"__MSG_{key}__" in text}
    assert {key for key in set(words) - named if not key.startswith(made)} == set()
