"""What holds for every page and every form, found from the routes themselves, so that a new one cannot be forgotten."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from flask import Flask
from tests.web.pages.seed import seed
from tests.web.pages.site import PORT, Site

from forethought.app import _page_app as page_app
from forethought.store.tokens import add_token

VALUES = {
    "label": "2026-W46",
    "goal_id": "1",
    "item_id": "1",
    "account_id": "1",
    "problem_id": "1",
    "token_id": "abcd1234",
    "rule_id": "promotion.hard-sell",
    "group": "budget",
    "action": "drop",
    "name": "style.css",
}

#: What anybody on this computer may see.
OPEN = {"/login", "/login/start", "/static/<name>", "/entry/<name>"}


def routes(site: Site, method: str, number: str = "") -> list[str]:
    """The addresses of all pages that take a method, with values in place of their parts.

    With ``number`` only those of rows, each with that number.
    """
    app: Flask = page_app(site.companion)
    found = []
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.rule not in OPEN and not rule.rule.startswith("/api/"):
            address = rule.rule
            if number and "<int:" not in address:
                continue
            for part in rule.arguments:
                address = address.replace(f"<int:{part}>", number or VALUES[part]).replace(f"<{part}>", VALUES[part])
            found.append(f"{address}?week=2026-W46" if (method, address) == ("GET", "/data/erase") else address)
    return sorted(found)


@pytest.fixture
def full(site: Site) -> Site:
    """A site with eight weeks of an invented person's data."""
    seed(site.store, date(2026, 11, 16))
    return site


def rows(site: Site) -> str:
    """Everything that is kept, but for the line that says when it was read."""
    return site.get("/data/export.json").answer.text


def test_there_are_pages_and_forms_to_look_at(site: Site):
    assert len(routes(site, "GET")) > 25
    assert len(routes(site, "POST")) > 25
    assert PORT


def test_no_page_is_shown_to_anybody_who_is_not_logged_in(full: Site):
    for path in routes(full, "GET"):
        page = full.get(path, cookie="", follow=False)
        assert (page.status, page.location) == (303, "/login"), path


def test_no_form_is_taken_from_anybody_who_is_not_logged_in_or_from_another_page(full: Site):
    with full.store.begin() as connection:
        add_token(
            connection, id="abcd1234", name="x", sha256="0" * 64, scopes="read", origin=None, kind="browser", at=1
        )
    before = rows(full)
    everything = {
        "state": "off",
        "sure": "yes",
        "all": "1",
        "word": "ERASE",
        "for": "hour",
        "choice": "drop",
        "what": "x",
    }
    for path in routes(full, "POST"):
        for wrong in ("", "guess"):
            assert full.post(path, {**everything, "csrf": wrong}).status == 403, path
        for origin in (
            "null",
            "http://evil.example",
            f"http://localhost:{PORT}",
            f"https://forethought.localhost:{PORT}",
        ):
            assert full.post(path, everything, Origin=origin).status == 403, (path, origin)
    assert rows(full) == before


@pytest.mark.parametrize("number", ["0", str(2**63), "9" * 5000])
def test_a_number_that_no_row_has_fails_nowhere(full: Site, number: str):
    before = rows(full)
    for path in routes(full, "GET", number):
        assert full.get(path).status == 404, path[:40]
    for path in routes(full, "POST", number):
        assert full.post(path, {}, follow=False).status in (303, 404, 422), path[:40]
    assert rows(full) == before


def test_reading_a_page_changes_nothing(full: Site):
    before = rows(full)
    for path in routes(full, "GET"):
        assert full.get(path).status == 200, path
    assert rows(full) == before


def test_every_page_is_whole_html_with_one_heading_and_labels_and_ids_used_once(full: Site):
    for path in [*routes(full, "GET"), "/week/2026-W47", "/goals/2/review", "/plan?kind=person", "/accounts/4"]:
        page = full.get(path)
        if page.answer.mimetype != "text/html" or path in ("/week", "/"):
            continue
        soup = page.soup
        assert len(soup.find_all("h1")) == 1, path
        assert soup.title and soup.title.get_text().endswith("– Forethought"), path
        assert soup.html and soup.html.get("lang"), path
        twice = [name for name, number in Counter(tag["id"] for tag in soup.find_all(id=True)).items() if number > 1]
        assert twice == [], path
        named = {label["for"] for label in soup.find_all("label", attrs={"for": True})}
        for control in soup.select("input:not([type=hidden]), select, textarea"):
            assert control.get("id") in named, (path, str(control)[:100])
        for reference in soup.find_all(attrs={"aria-describedby": True}):
            for name in reference["aria-describedby"].split():
                assert soup.find(id=name) is not None, (path, name)
        for table in soup.find_all("table"):
            assert table.find("caption") is not None, path
            assert table.find("th", scope="row") is not None, path
        levels = [int(heading.name[1]) for heading in soup.find_all(["h1", "h2", "h3", "h4"])]
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), (path, levels)
        for form in soup.find_all("form", method="post"):
            assert form.find("input", attrs={"name": "csrf"}) is not None, path


def test_no_page_speaks_of_scores_streaks_or_blame(full: Site):
    words = ("score", "streak", "badge", "percentile", "followers", "failed to", "you should have", "bad week", "guilt")
    for path in ("/week/2026-W46", "/week/2026-W47", "/goals", "/plan", "/accounts", "/data", "/try", "/start"):
        text = full.get(path).text.lower()
        assert [word for word in words if word in text] == [], path


@pytest.mark.parametrize("path", ["/", "/week", "/goals", "/plan", "/accounts", "/rules", "/try", "/data"])
def test_the_pages_name_each_other_and_say_where_one_is(site: Site, path: str):
    soup = site.get(path).soup
    links = {link.get_text(): link for link in soup.select("header nav a")}
    assert list(links) == ["Week", "Goals", "Plan", "Accounts", "Rules", "Try", "Your data"]
    assert [name for name, link in links.items() if link.get("aria-current") == "page"] == [
        {"/": "Week", "/week": "Week", "/data": "Your data"}.get(path, path[1:].capitalize())
    ]


def test_only_listed_files_are_served(site: Site):
    assert site.get("/static/style.css", cookie="").answer.mimetype == "text/css"
    assert site.get("/static/icon.svg", cookie="").answer.mimetype == "image/svg+xml"
    for name in ("../app.py", "..%2fapp.py", "style.css%00", "base.html", ""):
        assert site.get(f"/static/{name}").status in (400, 404), name
