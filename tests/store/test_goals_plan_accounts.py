"""Goals, plan, accounts, answers and rule counts, on every database."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.store.stores import KINDS, fresh_store

from forethought.plan.accounts import AccountWords
from forethought.plan.goals import Goal, GoalWords
from forethought.plan.items import Item, ItemWords
from forethought.store import Store
from forethought.store.accounts import (
    CheckedLink,
    add_account,
    delete_account,
    find_account,
    links_by_account,
    list_accounts,
    note_looked_at,
    save_account,
    save_links,
    set_closing,
)
from forethought.store.goals import (
    add_goal,
    add_mark,
    find_goal,
    list_goals,
    save_goal,
    set_goal_state,
    set_review,
    take_mark_back,
)
from forethought.store.outcomes import DraftOutcome, WarningOutcome, add_outcome
from forethought.store.plan import add_item, delete_item, find_item, list_items, save_item, set_item_state
from forethought.store.reflections import answers_of, find_answer, save_answer
from forethought.store.rule_stats import RuleStats, rule_stats

WORDS = GoalWords("Find a group", "To ask", "Colleagues", "facebook", 3, "groups", "2027-01-01", "2027-02-01")
ENTRY = ItemWords("person", "Amara O.", due_on="2026-11-18", repeat="month", knows_many=True)
ACCOUNT = AccountWords("x", "@rosa", "https://x.example/rosa", "often", "Chats")


@pytest.fixture(scope="module", params=KINDS)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with fresh_store(request.param) as opened:
        yield opened


def test_a_goal_is_kept_counted_changed_closed_and_opened(store: Store):
    with store.begin() as connection:
        number = add_goal(connection, WORDS, 1000)
        add_mark(connection, number, 2000)
        add_mark(connection, number, 3000)
        assert find_goal(connection, number) == Goal(number, WORDS, "open", 1000, None, 2)
        assert [goal.done for goal in list_goals(connection, until_ms=3000) if goal.id == number] == [1]
        assert take_mark_back(connection, number)
        assert take_mark_back(connection, number)
        assert not take_mark_back(connection, number)
        save_goal(connection, number, replace(WORDS, target=None, unit=""))
        set_review(connection, number, "2027-03-01")
        set_goal_state(connection, number, "done", 4000)
        set_goal_state(connection, number, "done", 5000)
        changed = replace(WORDS, target=None, unit="", review_on="2027-03-01")
        assert find_goal(connection, number) == Goal(number, changed, "done", 1000, 4000, 0)
        assert number not in [goal.id for goal in list_goals(connection, "open")]
        set_goal_state(connection, number, "open", 6000)
        assert find_goal(connection, number) == Goal(number, changed, "open", 1000, None, 0)
        assert find_goal(connection, number + 100) is None


def test_an_entry_is_kept_changed_and_removed_and_dated_ones_come_first(store: Store):
    with store.begin() as connection:
        undated = add_item(connection, replace(ENTRY, due_on=None, repeat="none"), 1000)
        late = add_item(connection, replace(ENTRY, due_on="2026-12-01"), 1000)
        early = add_item(connection, ENTRY, 1000)
        assert [item.id for item in list_items(connection)] == [early, late, undated]
        assert find_item(connection, early) == Item(early, ENTRY, "open", 1000, None)
        save_item(connection, early, replace(ENTRY, sees_differently=True, knows_many=False))
        set_item_state(connection, early, "dropped", 2000)
        changed = replace(ENTRY, sees_differently=True, knows_many=False)
        assert find_item(connection, early) == Item(early, changed, "dropped", 1000, 2000)
        assert [item.id for item in list_items(connection, "open")] == [late, undated]
        delete_item(connection, early)
        assert find_item(connection, early) is None


def test_an_account_is_kept_with_its_links_and_removed_with_them(store: Store):
    links = [
        CheckedLink("https://a.example/", "moved", "https://b.example/", "", 5),
        CheckedLink("https://c.example/", "works"),
    ]
    with store.begin() as connection:
        number = add_account(connection, ACCOUNT, 1000)
        save_account(connection, number, replace(ACCOUNT, use="leave"))
        note_looked_at(connection, number, ["bio_on", "links_on"], "2026-11-18")
        set_closing(connection, number, {"tell", "save"}, "closed")
        save_links(connection, number, [CheckedLink("https://old.example/", "works")])
        save_links(connection, number, links)
        found = find_account(connection, number)
        assert found is not None
        assert found.words == replace(ACCOUNT, use="leave", bio_on="2026-11-18", links_on="2026-11-18")
        assert (found.closing_done, found.state) == ({"save", "tell"}, "closed")
        assert links_by_account(connection) == {number: links}
        assert list_accounts(connection, "open") == []
        with pytest.raises(KeyError):
            note_looked_at(connection, number, ["handle"], "x")
        delete_account(connection, number)
        assert find_account(connection, number) is None
        assert links_by_account(connection) == {}


def test_an_answer_is_kept_for_its_week_and_question(store: Store):
    with store.begin() as connection:
        save_answer(connection, "2026-W47", "who-for", "One", 1)
        save_answer(connection, "2026-W47", "who-for", "Two", 2)
        save_answer(connection, "2026-W46", "learnt", "Three", 2)
        assert find_answer(connection, "2026-W47", "who-for") == "Two"
        assert answers_of(connection, "2026-W46") == {"learnt": "Three"}
        save_answer(connection, "2026-W47", "who-for", "", 3)
        assert find_answer(connection, "2026-W47", "who-for") == ""


def test_a_rule_is_counted_by_what_became_of_its_warnings(store: Store):
    with store.begin() as connection:
        for n, outcome in enumerate(("changed", "dropped", "kept", "unknown", "unknown")):
            warning = WarningOutcome("promotion.hard-sell", "promotion", "warn", outcome)
            add_outcome(connection, DraftOutcome(f"d{n}", n, "x", "post", "personal", "posted", "post", (warning,)))
        assert rule_stats(connection) == {"promotion.hard-sell": RuleStats(5, 3, 2)}
