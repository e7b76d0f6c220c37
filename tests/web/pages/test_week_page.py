"""The Week page, read as a person's browser reads it."""

from datetime import date

from tests.web.pages.seed import seed
from tests.web.pages.site import Site


def test_the_week_page_of_a_seeded_week_opens(site: Site):
    seed(site.store, date(2026, 11, 16))
    page = site.get("/week/2026-W46")
    assert page.status == 200, page.answer.text
    assert "9 to 15 November 2026" in page.text
