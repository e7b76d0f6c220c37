"""The Goals page: what a person types is kept, what is wrong is said beside the field, and nothing happens twice."""

from datetime import UTC, datetime

import pytest
from tests.web.pages.site import Site, open_site

from forethought.store.goals import list_goals
from forethought.store.settings import load_settings

GOAL = {
    "what": "Find a group",
    "why": "To ask",
    "who": "Colleagues",
    "site": "facebook",
    "target": "3",
    "unit": "groups",
}


def goals(site: Site, state: str | None = None):  # type: ignore[no-untyped-def]
    with site.store.read() as connection:
        return list_goals(connection, state)


def test_a_first_goal_is_invited_and_then_shown(site: Site):
    assert "No goal yet" in site.get("/goals").text
    page = site.post("/goals/new", GOAL)
    assert "Added." in page.answer.text
    assert "Find a group" in page.text
    assert "0 of 3 groups" in page.text


def test_without_a_review_day_a_goal_is_looked_at_again_in_three_months(site: Site):
    site.post("/goals/new", GOAL)
    assert goals(site)[0].words.review_on == "2027-02-18"


def test_a_suggestion_fills_the_form_and_stores_nothing(site: Site):
    fields = site.get("/goals/new?from=trusted-group").form("/goals/new")
    assert fields["what"].startswith("Find a group where I can ask")
    assert goals(site) == []


def test_each_network_says_what_it_is_good_for_and_none_is_chosen(site: Site):
    page = site.get("/goals/new")
    radios = page.soup.select("input[name=site]")
    assert len(radios) >= 13
    assert [radio["value"] for radio in radios if radio.has_attr("checked")] == [""]
    assert "A closed group is not private" in page.text


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("what", " ", "Say what you want, in your own words or with one of the suggestions."),
        ("what", "x" * 10_000, "At most 500 characters, please: these are 10,000."),
        ("target", "-1", "Write a whole number from 1 to 100,000, or leave it empty."),
        ("target", "٣", "Write a whole number from 1 to 100,000, or leave it empty."),
        ("target", "", "Say how many, or leave “of what” empty for a general intention."),
        ("due_on", "31/02/2027", "There is no such day. Write it like 2026-11-22."),
        ("due_on", "soon", "There is no such day. Write it like 2026-11-22."),
        ("review_on", "0000-00-00", "There is no such day. Write it like 2026-11-22."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    site: Site, field: str, value: str, error: str
):
    sent = {**GOAL, "why": "<b>Because</b>", "due_on": "", "review_on": "2027-01-01", field: value}
    page = site.post("/goals/new", sent)
    assert page.status == 422
    assert page.error_of(field) == error
    assert goals(site) == []
    kept = page.form("/goals/new")
    assert {name: kept[name] for name in sent} == sent


def test_a_site_that_is_not_on_the_list_is_refused(site: Site):
    page = site.post("/goals/new", {**GOAL, "site": "<script>"})
    assert page.status == 422
    assert "Choose one of the list." in page.text


def test_a_day_may_be_written_with_the_day_first(site: Site):
    site.post("/goals/new", {**GOAL, "due_on": "1/2/2027"})
    assert goals(site)[0].words.due_on == "2027-02-01"


def test_sending_the_form_twice_adds_one_goal(site: Site):
    site.post("/goals/new", GOAL)
    page = site.post("/goals/new", GOAL)
    assert "already, so it was not added twice" in page.answer.text
    assert len(goals(site)) == 1


def test_the_sixth_goal_has_to_wait_and_is_not_lost(site: Site):
    for n in range(5):
        site.post("/goals/new", {**GOAL, "what": f"Goal {n}"})
    page = site.post("/goals/new", {**GOAL, "what": "Goal 5"})
    assert page.status == 409
    assert "Five goals are open" in page.text
    assert page.form("/goals/new")["what"] == "Goal 5"
    assert len(goals(site)) == 5
    assert "Add a goal" not in site.get("/goals").text


def test_one_click_counts_one_and_a_second_click_of_the_same_page_nothing(site: Site):
    site.post("/goals/new", GOAL)
    seen = site.get("/goals").form("/goals/1/progress")
    assert "Counted." in site.post("/goals/1/progress", seen).answer.text
    assert "That was done already." in site.post("/goals/1/progress", seen).answer.text
    assert goals(site)[0].done == 1


def test_a_step_is_taken_back_once(site: Site):
    site.post("/goals/new", GOAL)
    site.post("/goals/1/progress", {"done": 0})
    site.post("/goals/1/progress", {"done": 1})
    seen = site.get("/goals").form("/goals/1/take-back")
    site.post("/goals/1/take-back", seen)
    site.post("/goals/1/take-back", seen)
    assert goals(site)[0].done == 1


def test_progress_from_plan_leads_back_to_plan(site: Site):
    site.post("/goals/new", GOAL)
    page = site.post("/goals/1/progress", site.get("/plan").form("/goals/1/progress"), follow=False)
    assert page.location == "/plan?said=counted"


def test_a_change_in_another_tab_is_told_before_it_is_replaced(site: Site):
    site.post("/goals/new", GOAL)
    first, second = (site.get("/goals/1/edit").form("/goals/1/edit") for _ in range(2))
    site.post("/goals/1/edit", {**first, "why": "From the first tab"})
    page = site.post("/goals/1/edit", {**second, "why": "From the second tab"})
    assert page.status == 409
    assert "changed in another tab" in page.text
    assert goals(site)[0].words.why == "From the first tab"
    again = page.form("/goals/1/edit")
    assert again["why"] == "From the second tab"
    site.post("/goals/1/edit", again)
    assert goals(site)[0].words.why == "From the second tab"


def test_after_three_months_a_goal_is_kept_changed_or_dropped():
    with open_site(datetime(2026, 11, 18, 10, tzinfo=UTC)) as site:
        site.post("/goals/new", GOAL)
        assert "Time to look at this again" not in site.get("/goals").text
        site.now_ms = int(datetime(2027, 2, 18, 10, tzinfo=UTC).timestamp() * 1000)
        assert "Time to look at this again" in site.get("/goals").text
        assert "Keep, change or drop: Find a group" in site.get("/week/2027-W07").text
        site.post("/goals/1/review", {"choice": "keep"})
        assert goals(site)[0].words.review_on == "2027-05-18"
        assert site.post("/goals/1/review", {"choice": "change"}, follow=False).location == "/goals/1/edit"
        site.post("/goals/1/review", {"choice": "drop"})
        assert [goal.state for goal in goals(site)] == ["dropped"]
        site.post("/goals/1/reopen", {})
        assert [goal.state for goal in goals(site)] == ["open"]


def test_a_review_without_a_choice_asks_again(site: Site):
    site.post("/goals/new", GOAL)
    page = site.post("/goals/1/review", {"choice": "burn"})
    assert page.status == 422
    assert "Choose one of the four." in page.text


def test_the_line_above_all_goals_is_kept_or_refused_with_what_was_typed(site: Site):
    site.post("/goals/known-for", {"known_for": "Making life work again 👩🏽‍⚕️"})
    with site.store.read() as connection:
        assert load_settings(connection).known_for.startswith("Making life work again")
    page = site.post("/goals/known-for", {"known_for": "y" * 301})
    assert page.status == 422
    assert page.error_of("known_for") == "At most 300 characters, please: these are 301."
    assert page.form("/goals/known-for")["known_for"] == "y" * 301


@pytest.mark.parametrize("path", ["/goals/7/edit", "/goals/7/review", "/goals/99999999999999999999/edit"])
def test_a_goal_that_is_not_there_is_missing_in_words(site: Site, path: str):
    page = site.get(path)
    assert (page.status, "There is no such goal" in page.text) == (404, True)


@pytest.mark.parametrize(
    "path",
    ["/goals/new", "/goals/1/edit", "/goals/1/progress", "/goals/1/review", "/goals/known-for", "/goals/1/reopen"],
)
def test_a_form_without_its_secret_changes_nothing(site: Site, path: str):
    site.post("/goals/new", GOAL)
    before = goals(site)
    page = site.post(path, {**GOAL, "what": "Other", "choice": "drop", "csrf": "guess"})
    assert page.status == 403
    assert goals(site) == before


def test_a_refused_form_is_still_there_after_the_back_button(site: Site):
    site.post("/goals/new", {**GOAL, "target": "three"})
    page = site.get("/goals/new")
    assert "This was not saved. What you typed is still here." in page.text
    assert page.form("/goals/new")["target"] == "three"
    assert page.error_of("target")
    site.post("/goals/new", GOAL)
    assert site.get("/goals/new").form("/goals/new")["what"] == ""


def test_a_refused_form_can_be_started_afresh(site: Site):
    site.post("/goals/new", {**GOAL, "target": "three"})
    assert site.get("/goals/new?fresh=1").form("/goals/new")["what"] == ""
    assert site.get("/goals/new").form("/goals/new")["what"] == ""


def test_only_the_latest_refused_forms_are_remembered(site: Site):
    site.post("/goals/new", GOAL)
    for path in ("/goals/new", "/goals/1/edit", "/plan/new", "/accounts/new"):
        site.post(path, {"what": "x" * 600})
    for n in range(1, 4):
        site.post("/plan/new", {"kind": "task", "what": f"Task {n}"})
        site.post(f"/plan/{n}/edit", {"what": ""})
    assert "not saved" not in site.get("/goals/new").text
    assert "not saved" in site.get("/plan/3/edit").text
