"""Every page in a real Chromium: readable for everyone by axe, in each scheme and width, and every form filled in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.extension.drivers.chromium import playwright
from tests.web.pages.live import LivePages, live_pages
from tests.web.pages.seed import MINUTE, at, seed

from forethought.store.accounts import list_accounts
from forethought.store.goals import list_goals
from forethought.store.plan import list_items
from forethought.store.rule_preferences import rule_preferences
from forethought.store.settings import load_settings
from forethought.store.slices import write_slices
from forethought.usage.slices import Slice

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "extension" / "node_modules" / "axe-core" / "axe.min.js"
MONDAY = datetime(2026, 11, 16, 10, tzinfo=UTC)
RULE = "confidentiality.confirm-relationship"

PATHS = (
    "/week/2026-W46",
    "/week/2026-W47",
    "/week/2026-W30",
    "/week/2026-W54",
    "/goals",
    "/goals/new?from=trusted-group",
    "/goals/1/edit",
    "/goals/2/review",
    "/plan",
    "/plan/new?kind=person",
    "/accounts",
    "/accounts/2",
    "/accounts/4",
    "/accounts/new",
    "/rules",
    f"/rules/{RULE}",
    "/try",
    "/data",
    "/data/erase?week=2026-W46",
    "/data/erase?all=1",
    "/start",
)

#: WCAG 2.2, levels A and AA.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOUR_RULES = ("color-contrast", "link-in-text-block")
SIZE_RULES = ("target-size", "scrollable-region-focusable")

#: What the browser says of answers that a test asks for: refusals, and that logging out clears what it holds.
EXPECTED = re.compile(r"status of 4|^Clear-Site-Data")


@pytest.fixture(scope="module")
def pages() -> Iterator[LivePages]:
    with live_pages(MONDAY) as served:
        seed(served.store, date(2026, 11, 16))
        yield served


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    browser = playwright().chromium.launch(executable_path="/usr/bin/chromium")
    yield browser
    browser.close()


@contextmanager
def opened(chromium: Browser, pages: LivePages, **options: Any) -> Iterator[Page]:
    """A logged-in page that may say nothing on its console: a breach of the content policy would."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, **options)
    page = context.new_page()
    page.set_default_timeout(15_000)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if not EXPECTED.search(message.text) else None)
    page.goto(pages.login_url())
    page.wait_for_url(lambda address: "/login" not in address)
    yield page
    assert said == []
    context.close()


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds by WCAG A and AA, or by some of its rules only."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    found = page.evaluate(
        "async (only) => (await axe.run(document, {runOnly: only, resultTypes: ['violations']})).violations", only
    )
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def test_every_page_is_accessible_in_every_scheme_and_width(chromium: Browser, pages: LivePages):
    found: list[str] = []
    axe = AXE.read_text(encoding="utf-8")
    with opened(chromium, pages) as page:
        for path in PATHS:
            page.emulate_media(color_scheme="light", forced_colors="none")
            page.goto(pages.url(path))
            page.evaluate(axe)
            found += [f"{path}: {one}" for one in violations(page)]
            # The document is the same in every scheme, so only its colours can be wrong there.
            for scheme, forced in (("dark", "none"), ("light", "active")):
                page.emulate_media(color_scheme=scheme, forced_colors=forced)  # type: ignore[arg-type]
                found += [f"{path} {scheme} {forced}: {one}" for one in violations(page, *COLOUR_RULES)]
            page.set_viewport_size({"width": 320, "height": 900})
            found += [f"{path} 320: {one}" for one in violations(page, *SIZE_RULES)]
            if page.evaluate("document.documentElement.scrollWidth") > 320:
                found.append(f"{path}: wider than a window of 320 pixels")
            page.set_viewport_size({"width": 1280, "height": 900})
    assert found == []


def test_a_heavy_week_so_far_fits_a_window_of_320_pixels(chromium: Browser):
    sunday = datetime(2026, 11, 22, 22, tzinfo=UTC)
    with live_pages(sunday) as pages:
        seed(pages.store, date(2026, 11, 23))
        quarters = [(day, n) for day in range(7) for n in range(14)]
        with pages.store.begin() as connection:
            write_slices(
                connection,
                [
                    Slice("long", seq, "x", start, start + 15 * MINUTE)
                    for seq, (day, n) in enumerate(quarters)
                    for start in [at(date(2026, 11, 16 + day), 8) + n * 15 * MINUTE]
                ],
            )
        with opened(chromium, pages) as page:
            page.set_viewport_size({"width": 320, "height": 900})
            page.goto(pages.url("/week/2026-W47"))
            assert re.match(r"16 Nov, so far\t\d\d\sh\s\d\d\smin\t", page.locator(".trend tr.now").inner_text())
            assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_refused_form_of_a_long_page_is_shown_where_it_stands(chromium: Browser, pages: LivePages):
    with opened(chromium, pages, reduced_motion="reduce") as page:
        for field, value, button in (
            ("#budget_minutes", "lots", "Save the budget"),
            ("#zone", "Nowhere", "Save days and weeks"),
            ("#erase-week", "47", "Erase a week…"),
        ):
            page.goto(pages.url("/data?fresh=1"))
            page.locator(field).fill(value)
            page.get_by_role("button", name=button).click()
            wrong = page.locator("[aria-invalid=true], #erase-error").first
            assert wrong.evaluate(
                "e => e.getBoundingClientRect().top < innerHeight && e.getBoundingClientRect().top > 0"
            )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_form_can_be_filled_in_and_sent(chromium: Browser, scheme: str):
    with live_pages(MONDAY) as pages, opened(chromium, pages, color_scheme=scheme) as page:
        _goals(page, pages)
        _plan(page, pages)
        _accounts(page, pages)
        _week(page, pages)
        _rules_and_try(page, pages)
        _settings(page, pages)
        _erase(page, pages)


def _said(page: Page, words: str) -> None:
    assert page.locator(".notices").inner_text().startswith(words)


def _goals(page: Page, pages: LivePages) -> None:
    page.goto(pages.url("/goals"))
    page.get_by_label("What do you want to be known for?").fill("Life after stroke")
    page.get_by_role("button", name="Save").click()
    _said(page, "Saved.")
    page.get_by_role("link", name="Add a goal").click()
    page.get_by_role("link", name="Find a group where I can ask").click()
    page.get_by_label("How many").fill("three")
    page.get_by_role("button", name="Add this goal").click()
    assert page.get_by_label("How many").get_attribute("aria-invalid") == "true"
    assert page.get_by_label("How many").input_value() == "three"
    # The back button leads to the form as it was sent.
    page.go_back()
    assert page.get_by_label("How many").input_value() == "three"
    page.get_by_label("How many").fill("3")
    page.get_by_label("Of what").fill("groups")
    page.get_by_label("By when").fill("2027-01-15")
    page.get_by_label("Facebook").check()
    page.get_by_role("button", name="Add this goal").click()
    _said(page, "Added.")
    page.get_by_role("button", name="One more").click()
    _said(page, "Counted.")
    page.get_by_role("button", name="Take one back").click()
    _said(page, "Taken back.")
    page.get_by_role("link", name="Change").first.click()
    page.get_by_label("Who is it for?").fill("Colleagues")
    page.get_by_role("button", name="Save").click()
    _said(page, "Saved.")
    page.get_by_role("link", name="Close or review").click()
    page.get_by_role("button", name="Keep it as it is").click()
    _said(page, "Kept.")
    with pages.store.read() as connection:
        (goal,) = list_goals(connection)
    assert (goal.words.target, goal.words.site, goal.words.who, goal.done) == (3, "facebook", "Colleagues", 0)


def _plan(page: Page, pages: LivePages) -> None:
    page.goto(pages.url("/plan"))
    page.get_by_role("link", name="Add an entry").click()
    page.get_by_label("An event").check()
    page.get_by_label("What, or who?").fill("Hand Therapy Day")
    page.get_by_label("When").fill("2026-11-16")
    page.get_by_label("How often").select_option("year")
    page.get_by_label("Where").select_option("linkedin")
    page.get_by_label("For which goal").select_option(index=1)
    page.get_by_label("Hashtag").fill("#HandTherapyDay")
    page.get_by_role("button", name="Add to the plan").click()
    _said(page, "Added.")
    page.locator("form[action='/plan/1/done'] button").click()
    _said(page, "Done.")
    page.get_by_role("link", name="Change").first.click()
    page.get_by_role("button", name="Drop this entry").click()
    page.get_by_text("Done and dropped (1)").click()
    page.get_by_role("button", name="Open again").click()
    _said(page, "Open again.")
    with pages.store.read() as connection:
        (item,) = list_items(connection)
        (goal,) = list_goals(connection)
    assert (item.words.due_on, item.state, goal.done) == ("2027-11-16", "open", 1)


def _accounts(page: Page, pages: LivePages) -> None:
    page.goto(pages.url("/accounts"))
    page.get_by_role("link", name="Add an account").click()
    page.get_by_label("Site", exact=True).select_option("x")
    page.get_by_label("Name there").fill("@rosa")
    page.get_by_label("I rarely use it, and probably").check()
    page.get_by_role("button", name="Add this account").click()
    page.get_by_role("link", name="Steps to close it").click()
    page.get_by_label("Save a copy of what you want to keep").check()
    page.get_by_role("button", name="Save the steps").click()
    _said(page, "Saved.")
    assert page.get_by_label("Save a copy of what you want to keep").is_checked()
    page.get_by_role("link", name="Change").first.click()
    page.get_by_label("I use it often").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Privacy").uncheck()
    page.get_by_role("button", name="I looked at the ticked ones today").click()
    _said(page, "Done.")
    with pages.store.read() as connection:
        (account,) = list_accounts(connection)
    assert (account.words.picture_on, account.words.privacy_on) == ("2026-11-16", None)


def _week(page: Page, pages: LivePages) -> None:
    page.goto(pages.url("/week/2026-W46"))
    page.locator("textarea").fill("<b>The thread</b>\nשלום 👩🏽‍⚕️")
    page.get_by_role("button", name="Save answer").click()
    _said(page, "Your answer is saved.")
    assert page.locator("textarea").input_value() == "<b>The thread</b>\nשלום 👩🏽‍⚕️"
    page.locator("form[action='/accounts/1/looked'] button").click()
    _said(page, "Done.")


def _rules_and_try(page: Page, pages: LivePages) -> None:
    page.goto(pages.url(f"/rules/{RULE}"))
    page.get_by_label("Off").check()
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("heading", name="Turn it down?").is_visible()
    page.get_by_role("button", name="Turn it down").click()
    _said(page, "Saved.")
    with pages.store.read() as connection:
        assert [(one.rule, one.state) for one in rule_preferences(connection)] == [(RULE, "off")]
    page.goto(pages.url("/try"))
    page.get_by_label("Text", exact=True).fill("Buy my course today, 50% off, only 3 places left!")
    page.get_by_role("button", name="Check it").click()
    assert page.locator(".draft mark").count() > 0
    page.locator(".draft sup a").first.click()
    assert page.url.endswith("#finding-1")


def _settings(page: Page, pages: LivePages) -> None:
    page.goto(pages.url("/data"))
    page.get_by_label("Minutes a day", exact=True).fill("20")
    page.get_by_text("Different days, parts of the day, single sites").click()
    page.get_by_label("Sunday", exact=True).first.fill("off")
    page.get_by_role("button", name="Save the budget").click()
    _said(page, "Saved.")
    page.get_by_label("Show the counter on the page").uncheck()
    page.get_by_label("Reddit").first.check()
    page.locator("form[action^='/data/settings/extension'] button").click()
    _said(page, "Saved.")
    page.get_by_role("button", name="For an hour").click()
    _said(page, "Counting is paused.")
    page.get_by_role("button", name="Go on counting now").click()
    _said(page, "Counting goes on.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as JSON").click()
    saved = download.value.path()
    page.get_by_label("A JSON export").set_input_files(saved)
    page.get_by_role("button", name="Import", exact=True).click()
    _said(page, "Imported.")
    with pages.store.read() as connection:
        settings = load_settings(connection)
    assert (settings.budget_minutes, settings.days_off, settings.counter, settings.sites_off) == (
        20,
        ("sunday",),
        False,
        ("reddit",),
    )


def _erase(page: Page, pages: LivePages) -> None:
    page.goto(pages.url("/data"))
    page.get_by_label("A week, such as").fill("2026-W46")
    page.get_by_role("button", name="Erase a week").click()
    page.get_by_role("button", name="Erase the week 2026-W46").click()
    _said(page, "Erased, in the backups too.")
    page.get_by_role("button", name="Erase everything").click()
    page.get_by_label("Type the word ERASE").fill("ERASE")
    page.get_by_role("button", name="Erase everything").click()
    assert page.get_by_role("heading", name="Everything is erased").is_visible()
    with pages.store.read() as connection:
        assert list_goals(connection) == []
    page.goto(pages.url("/goals"))
    assert page.url.endswith("/login")


def test_every_page_works_without_scripts(chromium: Browser, pages: LivePages):
    """The pages load none; the login needs one only so that no preview spends the link, and can be done by hand."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    address, _, ticket = pages.login_url().partition("#")
    page.goto(address)
    page.locator("#ticket").fill(ticket)
    page.locator("button").click()
    page.goto(pages.url("/goals"))
    page.get_by_role("button", name="One more").first.click()
    assert page.locator(".notices").inner_text() == "Counted."
    context.close()


def test_a_keyboard_reaches_everything_and_shows_where_it_is(chromium: Browser, pages: LivePages):
    with opened(chromium, pages) as page:
        page.goto(pages.url("/plan"))
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
        page.keyboard.press("Enter")
        page.wait_for_url("**#main")
        seen: set[str] = set()
        wanted = page.locator("a:visible, button:visible, summary:visible").count()
        for _ in range(wanted + 5):
            page.keyboard.press("Tab")
            outline, where = page.evaluate(
                "() => { const e = document.activeElement, s = getComputedStyle(e);"
                " const all = [...document.querySelectorAll('*')];"
                " return [e === document.body ? 'body' : s.outlineStyle, String(all.indexOf(e))] }"
            )
            if outline == "body":
                break
            assert outline == "solid"
            seen.add(where)
        page.keyboard.press("Tab")
        links_before_main = 8
        assert len(seen) >= wanted - links_before_main - 1


def test_at_four_hundred_percent_nothing_is_cut_off(chromium: Browser, pages: LivePages):
    """A window of 1280 pixels at 400 % is one of 320 by 256."""
    with opened(chromium, pages) as page:
        page.set_viewport_size({"width": 320, "height": 256})
        for path in PATHS:
            page.goto(pages.url(path))
            cut = page.evaluate(
                "() => [...document.querySelectorAll('main *')].filter(e => e.getClientRects().length"
                " && !e.closest('.vh, .bar, .defs') && e.getBoundingClientRect().right > 321)"
                ".map(e => e.outerHTML.slice(0, 90))"
            )
            assert cut == [], path


def test_the_week_prints_on_two_pages(chromium: Browser, pages: LivePages):
    with opened(chromium, pages) as page:
        page.goto(pages.url("/week/2026-W46"))
        pdf = page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "12mm"))
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2
