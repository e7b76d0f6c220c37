"""Goals, repeats, upkeep, what is due, and the question of a week: decided without a clock or a store."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forethought.plan.accounts import Account, AccountWords, next_check, parts_of
from forethought.plan.due import Due, gather, said_day
from forethought.plan.goals import Goal, GoalWords, is_up_for_review, months_on
from forethought.plan.items import Item, ItemWords, done_today, is_web_address, next_due, wants_something_new
from forethought.plan.questions import Question, question_of_week

TODAY = date(2026, 11, 18)
WEEK_END = date(2026, 11, 22)
days = st.dates(date(1970, 1, 1), date(2190, 1, 1))


def item(number: int = 1, **words: object) -> Item:
    return Item(number, ItemWords(**{"kind": "task", "what": "Write", **words}), "open", 0, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 18), 3, date(2027, 2, 18)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_on_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int, then: date):
    assert months_on(day, months) == then


@pytest.mark.parametrize(
    ("due", "repeat", "today", "then"),
    [
        ("2026-11-18", "week", TODAY, "2026-11-25"),
        ("2026-11-01", "week", TODAY, "2026-11-22"),
        ("2026-11-30", "week", TODAY, "2026-12-07"),
        ("2026-11-18", "month", TODAY, "2026-12-18"),
        ("2026-08-31", "month", TODAY, "2026-11-30"),
        ("2026-08-31", "month", date(2026, 11, 30), "2026-12-31"),
        ("2024-02-29", "year", TODAY, "2027-02-28"),
        ("2024-02-29", "year", date(2027, 3, 1), "2028-02-29"),
        ("2026-11-18", "none", TODAY, None),
    ],
)
def test_what_repeats_is_due_on_its_next_day_after_today(due: str, repeat: str, today: date, then: str | None):
    assert next_due(due, repeat, today) == then


@given(days, st.sampled_from(["week", "month", "year"]), st.integers(-400, 4000))
def test_the_next_day_is_always_later_than_today_and_never_skips_a_turn(first: date, repeat: str, later: int):
    today = first + timedelta(days=later) if later > 0 else first
    then = date.fromisoformat(next_due(first.isoformat(), repeat, today) or "")
    assert then > max(today, first)
    assert then - max(today, first) <= timedelta(days={"week": 7, "month": 31, "year": 366}[repeat])


def test_done_once_closes_done_again_is_due_again_and_a_person_stays():
    words, state = done_today(item(due_on="2026-11-18"), TODAY)
    assert (words.last_on, state) == ("2026-11-18", "done")
    words, state = done_today(item(due_on="2026-11-18", repeat="week"), TODAY)
    assert (words.due_on, words.last_on, state) == ("2026-11-25", "2026-11-18", "open")
    words, state = done_today(item(kind="person", due_on="2026-11-18"), TODAY)
    assert (words.due_on, words.last_on, state) == (None, "2026-11-18", "open")


def test_something_new_is_wanted_a_year_after_the_last_thing_to_share():
    shares = [item(1, kind="share"), item(2, kind="task")]
    made = {1: TODAY - timedelta(days=365), 2: TODAY}
    assert wants_something_new(shares, TODAY, made)
    assert not wants_something_new(shares, TODAY - timedelta(days=1), made)
    assert not wants_something_new(shares[1:], TODAY, made)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.example/x?y=1#z", True),
        ("HTTP://a.example", True),
        ("https://", False),
        ("javascript:alert(1)", False),
        ("javascript://https://x", False),
        ("https://a b", False),
        ('https://a"b', False),
        ("//a.example", False),
        ("a.example", False),
    ],
)
def test_only_whole_web_addresses_may_become_links(text: str, expected: bool):
    assert is_web_address(text) is expected


def account(**words: object) -> Account:
    return Account(4, AccountWords(**{"site": "x", **words}), frozenset(), "open", 0)  # type: ignore[arg-type]


LOOKED = {
    "picture_on": "2025-11-18",
    "bio_on": "2025-11-19",
    "links_on": "2026-01-01",
    "contact_on": "2026-01-01",
    "privacy_on": "2026-01-01",
}


def test_a_part_is_due_a_year_after_it_was_looked_at_and_at_once_when_never():
    parts = parts_of(account(**{**LOOKED, "links_on": None}), TODAY, 12)
    assert [part.name for part in parts if part.is_due] == ["Picture", "Links"]
    assert next_check(account(**LOOKED), TODAY - timedelta(days=9), 12) == date(2026, 11, 18)
    assert next_check(account(**LOOKED), TODAY + timedelta(days=9), 12) == TODAY + timedelta(days=9)
    assert next_check(account(), TODAY, 12) == TODAY


def test_nothing_is_due_for_an_account_to_be_left():
    assert not any(part.is_due for part in parts_of(account(use="leave"), TODAY, 12))
    assert next_check(account(use="leave"), TODAY, 12) is None


def test_what_is_due_comes_from_everywhere_the_oldest_first():
    goal = Goal(2, GoalWords("Find a group", review_on="2026-11-20"), "open", 0, None, 0)
    found = gather(
        [
            item(1, kind="share", what="clinic dates", due_on="2026-11-19", repeat="month", site="linkedin"),
            item(2, kind="person", what="Amara O.", due_on="2026-11-10"),
            item(3, kind="event", what="Hand day", tag="#HandDay", due_on="2026-11-22"),
            item(4, due_on="2026-11-23"),
            item(5),
        ],
        [goal],
        [account(**LOOKED)],
        {4: ["https://gone.example/"]},
        today=TODAY,
        until=WEEK_END,
        check_months=12,
        site_names={"x": "X", "linkedin": "LinkedIn"},
    )
    assert found == [
        Due("link", 4, "Fix a link in your X profile", "Not found when tested", "", ""),
        Due("account", 4, "Look over your X profile", "Last looked at in 2025", "picture", "2025-11-18"),
        Due("item", 2, "Say hello to Amara O.", "Since 10 November", "", "2026-11-10"),
        Due("item", 1, "Share: clinic dates", "Tomorrow", "every month, LinkedIn", "2026-11-19"),
        Due("goal", 2, "Keep, change or drop: Find a group", "A look back", "", "2026-11-20"),
        Due("item", 3, "Join: Hand day (#HandDay)", "Sun 22 November", "", "2026-11-22"),
    ]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-18", "Today"),
        ("2026-11-19", "Tomorrow"),
        ("2026-11-26", "Thu 26 November"),
        ("2027-01-04", "Mon 4 January 2027"),
        ("2026-11-17", "Since 17 November"),
        ("2025-11-17", "Since 17 November 2025"),
    ],
)
def test_a_day_is_said_as_a_person_says_it(day: str, said: str):
    assert said_day(day, TODAY) == said


def test_a_goal_is_up_for_review_from_its_day_on_while_it_is_open():
    goal = Goal(1, GoalWords("x", review_on="2026-11-18"), "open", 0, None, 0)
    assert is_up_for_review(goal, TODAY)
    assert not is_up_for_review(goal, TODAY - timedelta(days=1))
    assert not is_up_for_review(Goal(1, goal.words, "done", 0, 1, 0), TODAY)


QUESTIONS = [Question(f"q{n}", "?", "") for n in range(22)]


@given(days)
def test_no_question_comes_again_before_all_were_asked(day: date):
    thursday = day + timedelta(days=(3 - day.weekday()) % 7)
    asked = [question_of_week(QUESTIONS, thursday + timedelta(weeks=n)).id for n in range(22)]
    assert len(set(asked)) == 22
    assert question_of_week(QUESTIONS, thursday + timedelta(weeks=22)).id == asked[0]


def test_the_question_stays_the_same_from_monday_to_sunday():
    week = [question_of_week(QUESTIONS, date(2026, 11, 16) + timedelta(days=n)).id for n in range(7)]
    assert len(set(week)) == 1
