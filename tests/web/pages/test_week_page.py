"""The Week page, read as a person's browser reads it."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.pages.seed import seed
from tests.web.pages.site import Site, ms, open_site

from forethought.plan.goals import GoalWords
from forethought.review.record import week_time
from forethought.settings import Settings
from forethought.store.events import add_events
from forethought.store.goals import add_goal
from forethought.store.outcomes import DraftOutcome, WarningOutcome, add_outcome
from forethought.store.reflections import find_answer
from forethought.store.settings import load_settings
from forethought.store.slices import write_slices
from forethought.store.today import calendar_of
from forethought.usage.slices import Slice

MINUTE = 60_000
MONDAY = date(2026, 11, 16)
MARKUP = "<img src=x onerror=alert(1)> & \"quotes\" 'too'"
ARABIC = "שלום لسلام \u202eevil\u202c 👩🏽‍⚕️"


def used(site: Site, *parts: tuple[str, int, int, str | None], src: str = "a") -> None:
    """Store use of a site: (site id, start ms, minutes, purpose)."""
    with site.store.begin() as connection:
        write_slices(
            connection,
            [
                Slice(src, n, name, start, start + minutes * MINUTE, why)
                for n, (name, start, minutes, why) in enumerate(parts)
            ],
        )


def test_an_empty_week_says_so_in_one_sentence_and_draws_nothing(site: Site):
    page = site.get("/week/2026-W47")
    assert page.status == 200
    assert "Nothing was counted in this week, and no draft was checked." in page.text
    assert page.soup.select("table, svg.bar") == []


def test_a_seeded_week_shows_every_part_in_order(site: Site):
    seed(site.store, MONDAY)
    headings = [heading.get_text() for heading in site.get("/week/2026-W46").soup.find_all("h2")]
    assert headings == [
        "Time each day",
        "What it was for",
        "Before you posted",
        "Conversation or broadcast",
        "Last five weeks",
        "Due this week",
        "One question",
    ]


def test_every_bar_stands_beside_its_number_as_text(site: Site):
    seed(site.store, MONDAY)
    soup = site.get("/week/2026-W46").soup
    bars = soup.select("svg.bar")
    assert len(bars) > 15
    for bar in bars:
        assert bar["aria-hidden"] == "true"
        row = bar.find_parent(["tr", "li"])
        assert row is not None
        assert any(character.isdigit() for character in row.get_text())


def test_no_page_holds_a_style_or_script_in_its_html(site: Site):
    seed(site.store, MONDAY)
    for path in ("/week/2026-W46", "/goals", "/plan", "/accounts", "/rules", "/try", "/data", "/start"):
        soup = site.get(path).soup
        assert soup.select("script, style, [style], [onclick], [onload]") == [], path
        outside = [
            tag for tag in soup.find_all(["link", "img", "iframe"]) if "//" in str(tag.get("href") or tag.get("src"))
        ]
        assert outside == [], path


@pytest.mark.parametrize("label", ["2026-W54", "2025-W53", "2026-W00", "2026-w47", "26-W47", "9999-W10", "abc"])
def test_a_week_that_does_not_exist_is_missing_in_the_pages_own_words(site: Site, label: str):
    page = site.get(f"/week/{label}")
    assert page.status == 404
    assert page.soup.find("h1") is not None
    assert page.text.startswith("There is nothing at this address")


@pytest.mark.parametrize("end", [".csv", ".json"])
def test_a_file_of_a_week_that_does_not_exist_is_missing_too(site: Site, end: str):
    assert site.get(f"/week/2026-W99{end}").status == 404


def test_the_first_week_that_can_be_counted_has_none_before_it(site: Site):
    page = site.get("/week/1970-W01")
    assert page.status == 200
    assert page.soup.select("a[rel=prev]") == []
    assert site.get("/week/1970-W03").status == 200


def test_week_53_exists_in_a_year_that_has_it():
    with open_site(datetime(2021, 1, 5, 10, tzinfo=UTC)) as site:
        assert site.get("/week/2020-W53").text.startswith("28 December 2020 to 3 January 2021")


@pytest.mark.parametrize(
    ("now", "label"),
    [
        (datetime(2026, 11, 16, 10, tzinfo=UTC), "2026-W46"),
        (datetime(2026, 11, 17, 3, 59, tzinfo=UTC), "2026-W46"),
        (datetime(2026, 11, 17, 10, tzinfo=UTC), "2026-W47"),
        (datetime(2026, 11, 22, 10, tzinfo=UTC), "2026-W47"),
    ],
)
def test_until_tuesday_the_last_whole_week_comes_first(now: datetime, label: str):
    with open_site(now) as site:
        used(site, ("x", ms(2026, 11, 11, 10), 5, None))
        assert site.get("/week", follow=False).location == f"/week/{label}"


def test_on_a_first_monday_the_running_week_comes_first():
    with open_site(datetime(2026, 11, 16, 10, tzinfo=UTC)) as site:
        assert site.get("/week", follow=False).location == "/week/2026-W47"


def test_what_is_said_after_a_click_survives_the_way_to_the_week(site: Site):
    assert "Done." in site.get("/week?said=done").soup.select_one(".notices").get_text()  # type: ignore[union-attr]
    assert site.get("/week?said=<script>", follow=False).location == "/week/2026-W47"


def test_two_sites_at_once_count_once_in_the_day_and_each_by_itself(site: Site):
    used(site, ("x", ms(2026, 11, 17, 10), 10, None), ("reddit", ms(2026, 11, 17, 10, 5), 10, None))
    facts = json.loads(site.get("/week/2026-W47.json").answer.text)
    assert facts["total_ms"] == 15 * MINUTE
    assert facts["days"][1]["sites"] == {"x": 10 * MINUTE, "reddit": 10 * MINUTE}
    assert "add up to more" in site.get("/week/2026-W47").text


def test_half_an_hour_away_begins_a_new_visit(site: Site):
    start = ms(2026, 11, 17, 10)
    used(site, ("x", start, 5, None), ("x", start + 34 * MINUTE, 5, None), ("x", start + 69 * MINUTE, 2, "replies"))
    facts = json.loads(site.get("/week/2026-W47.json").answer.text)
    assert facts["sites"]["x"] == {"total_ms": 12 * MINUTE, "visits": 2, "longest_ms": 10 * MINUTE}
    assert "1 of 2 visits" in site.get("/week/2026-W47").text


def test_asking_for_more_minutes_is_said(site: Site):
    used(site, ("x", ms(2026, 11, 17, 10), 5, None))
    with site.store.begin() as connection:
        items = [{"id": f"e{n}", "at": ms(2026, 11, 17, 10, n), "kind": "extra-minutes", "site": "x"} for n in range(2)]
        add_events(connection, items, load_settings(connection), site.now_ms)
    assert "You asked for five more minutes twice." in site.get("/week/2026-W47").text


def test_words_of_a_person_are_shown_and_never_run(site: Site):
    used(site, ("x", ms(2026, 11, 17, 10), 5, None))
    site.post("/goals/new", {"what": MARKUP + ARABIC, "site": ""})
    site.post("/week/2026-W47/reflection", {"answer": MARKUP})
    page = site.get("/week/2026-W47")
    assert page.soup.select("img") == []
    assert MARKUP in page.soup.get_text()
    assert page.soup.find("textarea").get_text().strip() == MARKUP  # type: ignore[union-attr]


def test_cells_of_the_table_file_are_no_formulas(site: Site):
    used(site, ("x", ms(2026, 11, 17, 10), 5, "goal:1"))
    for what in ("=1+1", "+cmd", "-2", "@sum", "plain"):
        site.post("/goals/new", {"what": what})
    rows = list(csv.reader(io.StringIO(site.get("/week/2026-W47.csv").answer.text)))
    assert {row[2] for row in rows if row[1] == "goal"} == {"'=1+1", "'+cmd", "'-2", "'@sum", "plain"}
    assert ["2026-W47", "purpose", "'=1+1", "total_ms", "300000"] in rows
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t"))]


def test_an_answer_is_kept_changed_and_removed(site: Site):
    page = site.get("/week/2026-W47")
    fields = page.form("/week/2026-W47/reflection")
    assert "Your answer is saved." in str(site.post("/week/2026-W47/reflection", {**fields, "answer": "A\r\nB"}).soup)
    with site.store.read() as connection:
        assert find_answer(connection, "2026-W47", fields["question"]) == "A\nB"
    assert site.get("/week/2026-W47").form("/week/2026-W47/reflection")["answer"] == "A\nB"
    fields = site.get("/week/2026-W47").form("/week/2026-W47/reflection")
    site.post("/week/2026-W47/reflection", {**fields, "answer": " "})
    with site.store.read() as connection:
        assert find_answer(connection, "2026-W47", fields["question"]) == ""


def test_an_answer_that_is_too_long_is_refused_beside_the_field_and_not_lost(site: Site):
    answer = "é" * 10_000
    page = site.post("/week/2026-W47/reflection", {"answer": answer})
    assert page.status == 422
    assert page.error_of("answer") == "At most 2000 characters, please: these are 10,000."
    assert page.form("/week/2026-W47/reflection")["answer"] == answer


def test_an_answer_given_in_another_tab_is_not_replaced_unseen(site: Site):
    first, second = (site.get("/week/2026-W47").form("/week/2026-W47/reflection") for _ in range(2))
    site.post("/week/2026-W47/reflection", {**first, "answer": "First"})
    page = site.post("/week/2026-W47/reflection", {**second, "answer": "Second"})
    assert page.error_of("answer").startswith("This was changed in another tab")
    again = page.form("/week/2026-W47/reflection")
    assert again["answer"] == "Second"
    site.post("/week/2026-W47/reflection", again)
    assert site.get("/week/2026-W47").form("/week/2026-W47/reflection")["answer"] == "Second"


def test_the_answer_of_the_week_before_is_shown_beside_the_question(site: Site):
    site.post("/week/2026-W46/reflection", {"answer": "Last week's words"})
    assert "Last week's words" in site.get("/week/2026-W47").text


def test_a_posted_confidentiality_warning_stands_first(site: Site):
    with site.store.begin() as connection:
        warning = WarningOutcome("confidentiality.identifiable-person", "confidentiality", "hold", "kept")
        add_outcome(
            connection,
            DraftOutcome("d", ms(2026, 11, 17, 9), "x", "post", "professional", "posted", "post", (warning,)),
        )
    headline = site.get("/week/2026-W47").soup.select_one(".headline")
    assert headline is not None
    assert headline.get_text().startswith("On Tuesday a post on X went out with a confidentiality warning as it was")


def test_progress_made_later_does_not_change_a_week_that_is_past(site: Site):
    with site.store.begin() as connection:
        add_goal(connection, GoalWords("Find a group", target=3, unit="groups"), ms(2026, 11, 2, 9))
    used(site, ("x", ms(2026, 11, 10, 10), 5, "goal:1"))
    site.post("/goals/1/progress", {"done": 0})
    assert "0 of 3 groups" in site.get("/week/2026-W46").text
    used(site, ("x", ms(2026, 11, 17, 10), 5, "goal:1"), src="b")
    assert "1 of 3 groups" in site.get("/week/2026-W47").text


def test_a_week_that_begins_on_sunday_is_shown_from_sunday(site: Site):
    site.setting("week_start", "sunday")
    used(site, ("x", ms(2026, 11, 15, 10), 5, None))
    days = [row.get_text() for row in site.get("/week/2026-W47").soup.select("table.days time .vh")]
    assert (days[0], days[-1]) == ("Sunday 15 November 2026", "Saturday 21 November 2026")


def test_the_day_of_25_hours_counts_every_minute_once():
    with open_site(datetime(2026, 10, 28, 10, tzinfo=UTC)) as site:
        site.setting("day_start", "00:00")
        used(site, *(("x", ms(2026, 10, 25) - 60 * MINUTE + n * 15 * MINUTE, 15, None) for n in range(100)))
        facts = json.loads(site.get("/week/2026-W43.json").answer.text)
    assert facts["days"][-1]["total_ms"] == 25 * 60 * MINUTE


BEGIN = ms(2026, 11, 16, 4)
slices = st.lists(
    st.builds(
        lambda n, site, start, length, why: Slice("s", n, site, start, start + length, why),
        st.integers(0, 10**6),
        st.sampled_from(["x", "linkedin", "reddit"]),
        st.integers(BEGIN - 3_600_000, BEGIN + 8 * 86_400_000),
        st.integers(1, 900_000),
        st.sampled_from([None, "goal:1", "goal:2", "replies", "looking"]),
    ),
    max_size=60,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(slices)
def test_the_sums_of_a_week_agree(found: list[Slice]):
    config = Settings(zone="UTC")
    time = week_time(sorted(found, key=lambda one: one.start_ms), config, calendar_of(config), "2026-W47")
    assert sum(day.total_ms for day in time.days) == time.total_ms
    assert sum(time.purposes.values()) == time.total_ms
    assert {site: sum(day.sites.get(site, 0) for day in time.days) for site in time.sites} == dict(time.sites)
    for day in time.days:
        assert max(day.sites.values(), default=0) <= day.total_ms <= sum(day.sites.values())
        assert day.total_ms <= 86_400_000
    assert all(visit.longest_ms <= time.sites[site] for site, visit in time.visits.items())
    assert time.visits_without_purpose <= time.visits_in_all == sum(visit.number for visit in time.visits.values())


def test_an_answer_that_was_refused_is_still_there_after_the_back_button(site: Site):
    long = "a" * 2001
    assert site.post("/week/2026-W47/reflection", {"answer": long}).status == 422
    page = site.get("/week/2026-W47")
    assert page.status == 200
    assert page.form("/week/2026-W47/reflection")["answer"] == long
    assert page.error_of("answer") == "This was not saved. What you typed is still here."
    site.post("/week/2026-W47/reflection", {"answer": "short"})
    page = site.get("/week/2026-W47")
    assert (page.form("/week/2026-W47/reflection")["answer"], page.error_of("answer")) == ("short", "")


def test_a_week_to_come_says_so_and_leads_back(site: Site):
    page = site.get("/week/2026-W48")
    assert (page.status, page.text) == (
        200,
        "23 to 29 November 2026 This week has not begun yet. Go to the running week",
    )
    assert site.get("/week/2026-W48.csv").status == 404
    assert site.post("/week/2026-W48/reflection", {"answer": "early"}).status == 404
