"""The Accounts page: three groups, a look once a year, a way to leave."""

import pytest
from tests.web.pages.site import Site

from forethought.store.accounts import CheckedLink, list_accounts, save_links

ACCOUNT = {"site": "x", "handle": "@rosa", "use": "often", "persona": "professional", "purpose": "Chats"}
DAYS = dict.fromkeys(("picture_on", "bio_on", "links_on", "contact_on", "privacy_on"), "2026-10-01")


def accounts(site: Site):  # type: ignore[no-untyped-def]
    with site.store.read() as connection:
        return list_accounts(connection)


def test_accounts_stand_in_their_three_groups(site: Site):
    site.post("/accounts/new", ACCOUNT)
    site.post("/accounts/new", {**ACCOUNT, "site": "linkedin", "use": "want"})
    site.post("/accounts/new", {**ACCOUNT, "site": "tumblr", "use": "leave"})
    headings = [heading.get_text() for heading in site.get("/accounts").soup.find_all("h2")]
    assert headings == ["Used often", "Rarely used, but wanted", "Rarely used, and to be left"]


def test_the_same_account_is_not_added_twice(site: Site):
    site.post("/accounts/new", ACCOUNT)
    assert "not added twice" in site.post("/accounts/new", {**ACCOUNT, "handle": "@ROSA"}).answer.text
    assert len(accounts(site)) == 1


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("site", "", "Choose the site."),
        ("handle", "h" * 201, "At most 200 characters, please: these are 201."),
        (
            "address",
            "linkedin.com/in/rosa",
            "Write the whole address of your profile, starting with https:// or http://, or leave it empty.",
        ),
        ("picture_on", "2026-13-01", "There is no such day. Write it like 2026-11-22."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(site: Site, field: str, value: str, error: str):
    page = site.post("/accounts/new", {**ACCOUNT, field: value})
    assert (page.status, page.error_of(field)) == (422, error)
    assert page.form("/accounts/new")["purpose"] == "Chats"
    assert accounts(site) == []


def test_a_profile_is_due_a_year_after_it_was_looked_over(site: Site):
    site.post("/accounts/new", {**ACCOUNT, **DAYS})
    assert "look again" not in site.get("/accounts").text
    site.now_ms += 318 * 86_400_000
    assert "look again" in site.get("/accounts").text
    site.post("/accounts/1/looked", {})
    assert "look again" not in site.get("/accounts").text


def test_how_often_is_a_setting(site: Site):
    site.post("/accounts/new", {**ACCOUNT, **DAYS})
    site.now_ms += 200 * 86_400_000
    assert "look again" not in site.get("/accounts").text
    site.setting("account_check_months", 6)
    assert "look again" in site.get("/accounts").text


def test_only_the_ticked_parts_were_looked_at(site: Site):
    site.post("/accounts/new", ACCOUNT)
    site.post("/accounts/1/looked", {"part": ["bio_on", "note", "evil"]})
    words = accounts(site)[0].words
    assert (words.bio_on, words.picture_on, words.note) == ("2026-11-18", None, "")


def test_an_account_to_be_left_has_steps_and_nothing_due(site: Site):
    site.post("/accounts/new", {**ACCOUNT, "use": "leave"})
    page = site.get("/accounts/1")
    assert len(page.soup.select("input[name=step]")) == 7
    assert "Look over" not in site.get("/week/2026-W47").text
    site.post("/accounts/1/closing", {"step": ["save", "tell", "nonsense"]})
    assert accounts(site)[0].closing_done == {"save", "tell"}
    site.post("/accounts/1/closing", {"step": ["save", "tell", "check"]})
    assert accounts(site)[0].state == "closed"


def test_the_days_of_the_next_look_come_as_a_calendar_file(site: Site):
    site.post("/accounts/new", {**ACCOUNT, **DAYS})
    text = site.get("/accounts.ics").answer.text
    assert "DTSTART;VALUE=DATE:20271001\r\n" in text
    assert "SUMMARY:Look over your X profile (@rosa)\r\n" in text
    assert "RRULE:FREQ=YEARLY\r\n" in text


def test_two_accounts_on_one_site_are_told_apart_in_the_calendar(site: Site):
    site.post("/accounts/new", {**ACCOUNT, **DAYS})
    site.post("/accounts/new", {**ACCOUNT, **DAYS, "handle": "", "address": "https://x.example/two"})
    text = site.get("/accounts.ics").answer.text.replace("\r\n ", "")
    assert "SUMMARY:Look over your X profile (@rosa)\r\n" in text
    assert "SUMMARY:Look over your X profile (https://x.example/two)\r\n" in text


def test_a_link_that_leads_nowhere_is_due_on_the_week(site: Site):
    site.post("/accounts/new", {**ACCOUNT, **DAYS})
    with site.store.begin() as connection:
        save_links(connection, 1, [CheckedLink("https://gone.example.org/", "not-found", checked_at=site.now_ms)])
    assert "Fix a link in your X profile" in site.get("/week/2026-W47").text


def test_an_account_can_be_taken_off_the_list_twice(site: Site):
    site.post("/accounts/new", ACCOUNT)
    site.post("/accounts/1/remove", {})
    assert site.post("/accounts/1/remove", {}).status == 200
    assert accounts(site) == []


def test_beside_the_button_stands_what_it_opens(site: Site):
    site.post("/accounts/new", {**ACCOUNT, "address": "https://x.example.org/rosa"})
    page = site.get("/accounts/1")
    button = page.soup.find("button", string="Test links")
    note = page.soup.find(id=button["aria-describedby"])  # type: ignore[index]
    assert "This opens https://x.example.org/rosa" in note.get_text()  # type: ignore[union-attr]
    assert "only connection Forethought ever makes" in note.get_text()  # type: ignore[union-attr]


def test_an_address_that_is_no_web_address_is_never_a_link(site: Site):
    site.post("/plan/new", {"kind": "task", "what": "x", "link": "JAVASCRIPT:alert(1)//://"})
    site.post("/accounts/new", {**ACCOUNT, "address": "data:text/html,x"})
    for path in ("/plan", "/accounts"):
        hrefs = [str(link["href"]) for link in site.get(path).soup.find_all("a", href=True)]
        assert [href for href in hrefs if not href.startswith(("/", "#", "http"))] == []


class Pretend:
    """Stands for the world outside: it is asked for one profile and opens nothing."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def test_profile(self, profile: str, now_ms: int) -> list[CheckedLink]:
        self.asked.append(profile)
        return [
            CheckedLink(profile, "cannot-tell", "", "The site wants a login.", now_ms),
            CheckedLink("https://old.example/<b>", "moved", "https://new.example/", "", now_ms),
            CheckedLink("https://gone.example/", "not-found", "", "The page is gone.", now_ms),
        ]


def test_links_are_tested_on_the_button_only_and_the_results_are_shown(site: Site, monkeypatch: pytest.MonkeyPatch):
    world = Pretend()
    monkeypatch.setattr("forethought.web.links.LinkTester", lambda: world)
    site.post("/accounts/new", {**ACCOUNT, "address": "https://x.example.org/rosa"})
    site.get("/accounts")
    site.get("/accounts/1")
    assert world.asked == []
    page = site.post("/accounts/1/links", {})
    assert world.asked == ["https://x.example.org/rosa"]
    assert "The links were tested." in page.answer.text
    assert [one.get_text() for one in page.soup.select(".result")] == ["Cannot tell", "Moved", "Not found"]
    assert "https://old.example/<b>" in page.text
    assert "broken" not in page.text.lower()
    assert "1 not found" in site.get("/accounts").text


def test_without_an_address_there_is_nothing_to_test(site: Site, monkeypatch: pytest.MonkeyPatch):
    world = Pretend()
    monkeypatch.setattr("forethought.web.links.LinkTester", lambda: world)
    site.post("/accounts/new", ACCOUNT)
    assert "There is no address to test yet." in site.post("/accounts/1/links", {}).answer.text
    assert world.asked == []
