"""Takes the pictures in docs/images, of pages with an invented person's data: python -m tests.web.pages.screenshots"""

from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from tests.web.pages.live import LivePages, live_pages
from tests.web.pages.seed import seed

IMAGES = Path(__file__).parents[3] / "docs" / "images"
MONDAY = datetime(2026, 11, 16, 10, tzinfo=UTC)
WEEK = "/week/2026-W46"

#: name, path, width, scheme, media
PICTURES = (
    ("week-light", WEEK, 1200, "light", "screen"),
    ("week-dark", WEEK, 1200, "dark", "screen"),
    ("week-narrow", WEEK, 360, "light", "screen"),
    ("week-print", WEEK, 794, "light", "print"),
    ("goals", "/goals", 1200, "light", "screen"),
    ("plan", "/plan", 1200, "light", "screen"),
    ("accounts", "/accounts", 1200, "light", "screen"),
    ("data", "/data", 1200, "light", "screen"),
    ("rules", "/rules", 1200, "light", "screen"),
    ("try", "/try", 1200, "light", "screen"),
)

DRAFT = "Saw an 84 year old lady on ward 6 today, fell in Tesco. 90% of falls could be prevented! #fallsprevention"


def main() -> None:
    """Take every picture."""
    IMAGES.mkdir(exist_ok=True)
    with live_pages(MONDAY) as pages, sync_playwright() as playwright:
        seed(pages.store, date(2026, 11, 16))
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        for name, path, width, scheme, media in PICTURES:
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-GB")
            page = context.new_page()
            page.goto(pages.login_url())
            page.wait_for_url(lambda address: "/login" not in address)
            _open(page, pages, path)
            page.emulate_media(media=media)
            page.screenshot(path=IMAGES / f"{name}.png", full_page=True)
            context.close()
        browser.close()


def _open(page: Page, pages: LivePages, path: str) -> None:
    page.goto(pages.url(path))
    if path == "/try":
        page.get_by_label("Text").fill(DRAFT)
        page.get_by_role("button", name="Check it").click()
        page.wait_for_load_state()


if __name__ == "__main__":
    main()
