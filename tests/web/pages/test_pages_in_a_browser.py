"""Every page in a real Chromium: readable for everyone by axe, in each scheme and width, and every form filled in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.web.pages.live import LivePages, live_pages
from tests.web.pages.seed import seed

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


@pytest.fixture(scope="module")
def pages() -> Iterator[LivePages]:
    with live_pages(MONDAY) as served:
        seed(served.store, date(2026, 11, 16))
        yield served


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        yield browser
        browser.close()


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, chromium: Browser, pages: LivePages) -> Iterator[Page]:
    """A logged-in page in one of the two schemes, that may not say anything on its console."""
    with _open(chromium, pages, color_scheme=request.param) as opened:
        yield opened


def _open(chromium: Browser, pages: LivePages, **options: Any) -> Any:
    from contextlib import contextmanager

    @contextmanager
    def opening() -> Iterator[Page]:
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, **options)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if "404" not in message.text else None)
        page.goto(pages.login_url())
        page.wait_for_url(lambda address: "/login" not in address)
        yield page
        assert said == [], "the console should stay empty, the policy above all"
        context.close()

    return opening()


def _violations(page: Page) -> list[str]:
    found = page.evaluate(
        "async (tags) => (await axe.run(document, {runOnly: tags, resultTypes: ['violations']})).violations", TAGS
    )
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def test_every_page_is_accessible_in_every_scheme_and_width(chromium: Browser, pages: LivePages):
    found: list[str] = []
    with _open(chromium, pages) as page:
        for path in PATHS:
            page.goto(pages.url(path))
            page.evaluate(AXE.read_text(encoding="utf-8"))
            for scheme, forced, width in (
                ("light", "none", 1280),
                ("dark", "none", 1280),
                ("light", "none", 320),
                ("light", "active", 1280),
            ):
                page.emulate_media(color_scheme=scheme, forced_colors=forced)  # type: ignore[arg-type]
                page.set_viewport_size({"width": width, "height": 900})
                found += [f"{path} {scheme} {forced} {width}: {one}" for one in _violations(page)]
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    found.append(f"{path} {width}: wider than the window")
    assert found == []
