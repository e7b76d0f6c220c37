"""The Plan page: one list, done once, due again when it repeats."""

import pytest
from tests.web.pages.site import Site

from forethought.store.goals import list_goals
from forethought.store.plan import list_items

ENTRY = {"kind": "share", "what": "Clinic dates", "due_on": "2026-11-18", "repeat": "month", "site": "linkedin"}


def items(site: Site):  # type: ignore[no-untyped-def]
    with site.store.read() as connection:
        return list_items(connection)


def test_an_entry_is_added_once_and_shown_as_due(site: Site):
    site.post("/plan/new", ENTRY)
    page = site.post("/plan/new", ENTRY)
    assert "not added twice" in page.answer.text
    assert len(items(site)) == 1
    assert "Due Clinic dates Something to share · Today · every month · LinkedIn" in page.text


def test_done_makes_it_due_again_and_a_second_click_does_nothing(site: Site):
    site.post("/plan/new", ENTRY)
    seen = site.get("/plan").form("/plan/1/done")
    assert "Done." in site.post("/plan/1/done", seen).answer.text
    assert "That was done already." in site.post("/plan/1/done", seen).answer.text
    assert [(one.words.due_on, one.words.last_on, one.state) for one in items(site)] == [
        ("2026-12-18", "2026-11-18", "open")
    ]


def test_done_from_the_week_leads_back_there(site: Site):
    site.post("/plan/new", ENTRY)
    page = site.post("/plan/1/done", site.get("/week/2026-W47").form("/plan/1/done"), follow=False)
    assert page.location == "/week?said=done"


def test_an_entry_for_a_goal_is_a_step_for_it(site: Site):
    site.post("/goals/new", {"what": "Be known", "target": "5", "unit": "posts"})
    site.post("/plan/new", {**ENTRY, "goal": "1"})
    site.post("/plan/1/done", {})
    with site.store.read() as connection:
        assert [goal.done for goal in list_goals(connection)] == [1]


def test_a_person_stays_on_the_list_after_a_hello(site: Site):
    site.post("/plan/new", {"kind": "person", "what": "Amara O.", "sees_differently": "yes", "knows_many": "yes"})
    page = site.post("/plan/1/done", site.get("/plan").form("/plan/1/done"))
    assert items(site)[0].state == "open"
    assert "Sees things differently Knows many people Last spoken to today" in page.text


def test_a_task_that_is_done_can_be_opened_again_or_removed(site: Site):
    site.post("/plan/new", {"kind": "task", "what": "Write it down"})
    site.post("/plan/1/done", {})
    assert "Done and dropped (1)" in site.get("/plan").text
    site.post("/plan/1/reopen", {})
    assert items(site)[0].state == "open"
    site.post("/plan/1/drop", {})
    assert items(site)[0].state == "dropped"
    site.post("/plan/1/remove", {})
    assert "Removed" in site.post("/plan/1/remove", {}).answer.text
    assert items(site) == []


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("what", "", "Say what to share, whom to talk to, or what to do."),
        ("what", "w" * 10_000, "At most 500 characters, please: these are 10,000."),
        ("due_on", "2026-02-30", "There is no such day. Write it like 2026-11-22."),
        ("due_on", "", "Say when it is due for the first time, so that it can repeat."),
        (
            "link",
            "javascript:alert(1)",
            "Write a whole address that starts with https:// or http://, or leave it empty.",
        ),
        ("link", "https://", "Write a whole address that starts with https:// or http://, or leave it empty."),
        ("repeat", "hourly", "Choose one of the list."),
        ("site", "nowhere", "Choose one of the list."),
        ("goal", "77", "Choose one of the list."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(site: Site, field: str, value: str, error: str):
    page = site.post("/plan/new", {**ENTRY, field: value})
    assert (page.status, page.error_of(field)) == (422, error)
    assert items(site) == []
    assert page.form("/plan/new")["what"] == (value if field == "what" else "Clinic dates")


def test_an_unknown_kind_is_refused_in_words(site: Site):
    page = site.post("/plan/new", {**ENTRY, "kind": "evil"})
    assert page.status == 422
    assert "Choose what kind of entry this is." in page.text


def test_one_kind_can_be_shown_alone(site: Site):
    site.post("/plan/new", ENTRY)
    site.post("/plan/new", {"kind": "task", "what": "Write it down"})
    assert "Clinic dates" not in site.get("/plan?kind=task").text
    assert site.get("/plan?kind=<script>").status == 200


def test_after_a_year_without_anything_new_to_share_it_is_suggested(site: Site):
    site.post("/plan/new", ENTRY)
    assert "Add something new" not in site.get("/plan").text
    site.now_ms += 366 * 86_400_000
    assert "Add something new" in site.get("/plan").text


def test_the_dated_entries_come_as_a_calendar_file(site: Site):
    site.post("/plan/new", {**ENTRY, "why": "Carers; plan, \\ ahead"})
    site.post("/plan/new", {"kind": "task", "what": "No day"})
    answer = site.get("/plan.ics").answer
    assert answer.mimetype == "text/calendar"
    assert "SUMMARY:Clinic dates\r\n" in answer.text
    assert "DESCRIPTION:Carers\\; plan\\, \\\\ ahead\\nOn LinkedIn\r\n" in answer.text
    assert "No day" not in answer.text


def test_due_ones_stand_on_the_week_and_no_more_than_five(site: Site):
    for n in range(7):
        site.post("/plan/new", {"kind": "task", "what": f"Task {n}", "due_on": "2026-11-18"})
    page = site.get("/week/2026-W47")
    assert len(page.soup.select(".due li")) == 5
    assert "2 more on Plan" in page.text


def test_an_entry_changed_in_another_tab_is_told(site: Site):
    site.post("/plan/new", ENTRY)
    first, second = (site.get("/plan/1/edit").form("/plan/1/edit") for _ in range(2))
    site.post("/plan/1/edit", {**first, "why": "First"})
    page = site.post("/plan/1/edit", {**second, "why": "Second"})
    assert (page.status, page.form("/plan/1/edit")["why"]) == (409, "Second")
    assert items(site)[0].words.why == "First"
