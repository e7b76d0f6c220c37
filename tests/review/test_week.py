"""The week's summary: what it says, and that its numbers agree with each other."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forethought.review.charts import bar
from forethought.review.week import (
    DayTime,
    DraftRecord,
    GoalRecord,
    Visits,
    Warned,
    WeekRecord,
    WeekTime,
    summarise,
)
from forethought.review.words import apportion, length, minutes_of, shares, span_of_days

MIN = 60_000
MONDAY = date(2026, 11, 16)
NAMES = {"x": "X", "linkedin": "LinkedIn", "facebook": "Facebook", "reddit": "Reddit", "mastodon": "Mastodon"}
LATER = date(2026, 12, 24)


def week_time(*days: dict[str, int], budget: int | None = 15, monday: date = MONDAY, **more: object) -> WeekTime:
    """A week from minutes by site for each day; days left out have none."""
    filled = [*days, *[{} for _ in range(7 - len(days))]]
    rows = tuple(
        DayTime(
            monday + timedelta(days=n),
            sum(day.values()) * MIN,
            {site: m * MIN for site, m in day.items()},
            None if budget is None else budget * MIN,
        )
        for n, day in enumerate(filled)
    )
    sites: dict[str, int] = {}
    for day in rows:
        for site, ms in day.sites.items():
            sites[site] = sites.get(site, 0) + ms
    total = sum(sites.values())
    return WeekTime(
        rows, sites, {site: Visits(1, ms) for site, ms in sites.items()}, more.get("purposes", {None: total}), 1, 1
    )  # type: ignore[arg-type]


def draft(n: int, outcome: str = "posted", kind: str = "post", *warnings: tuple[str, str]) -> DraftRecord:
    return DraftRecord(
        MONDAY + timedelta(days=n), "linkedin", outcome, kind, tuple(Warned(f"{f}.rule", f, o) for f, o in warnings)
    )


def page(record: WeekRecord, before: WeekRecord | None = None, goals: tuple[GoalRecord, ...] = (), today: date = LATER):
    weeks = ([("2026-W46", before)] if before else []) + [("2026-W47", record)]
    return summarise(weeks, goals, NAMES, today)


def test_a_confidentiality_warning_that_was_posted_comes_first_with_day_and_site():
    record = WeekRecord(week_time({"x": 10}), (draft(1, "posted", "post", ("confidentiality", "kept")),))
    assert page(record).headline == (
        "On Tuesday a post on LinkedIn went out with a confidentiality warning as it was: look at it again.",
        "Every day stayed within your budget.",
    )


def test_a_confidentiality_warning_that_was_heeded_is_no_headline():
    record = WeekRecord(week_time({"x": 10}), (draft(1, "posted", "post", ("confidentiality", "changed")),))
    assert page(record).headline[0] == "Every day stayed within your budget."


@pytest.mark.parametrize(
    ("days", "budget", "said"),
    [
        (({"x": 10}, {"x": 15}), 15, "Every day stayed within your budget."),
        (({"x": 20},), 15, "The week is within its budget, but one day ran over, Monday."),
        (({"x": 20}, {"x": 20}), 15, "The week is within its budget, but two days ran over, Monday and Tuesday."),
        (
            ({"x": 26}, {"x": 16}, {"x": 24}),
            15,
            "The week is within its budget, but three days ran over, Monday and Wednesday most of all.",
        ),
        (({"x": 180},), 15, "The week is 1\u00a0h\u00a015\u00a0min over its budget: one day ran over, Monday."),
        (({"x": 26},), None, "You spent 26\u00a0min on social sites."),
        (({"x": 1},), 0, "The week is 1\u00a0min over its budget: one day ran over, Monday."),
    ],
)
def test_the_time_sentence_says_how_the_week_went_against_the_budget(days, budget, said):
    assert page(WeekRecord(week_time(*days, budget=budget))).headline[0] == said


def test_a_running_week_says_so_far_and_is_held_to_the_budget_so_far():
    shown = page(WeekRecord(week_time({"x": 20}, {"x": 10})), today=MONDAY + timedelta(days=1))
    assert shown.state == "running"
    assert shown.headline[0] == "The week is within its budget so far, but one day ran over, Monday."
    assert [(fact.value, fact.of) for fact in shown.facts[:2]] == [
        ("30\u00a0min", "of 30\u00a0min so far"),
        ("1", "of 2 days so far"),
    ]
    assert [day.is_future for day in shown.days] == [False, False, True, True, True, True, True]


def test_an_empty_week_says_one_sentence_and_draws_nothing():
    shown = page(WeekRecord(week_time()))
    assert (shown.state, shown.headline) == (
        "empty",
        ("Nothing was counted in this week, and no draft was checked.",),
    )
    assert (shown.purposes, shown.families, shown.groups, shown.trend) == ((), (), (), ())


def test_a_first_week_compares_itself_with_nothing():
    shown = page(WeekRecord(week_time({"x": 10})), before=WeekRecord(week_time(monday=MONDAY - timedelta(days=7))))
    assert shown.state == "first"
    assert [fact.before for fact in shown.facts] == ["", "", "", ""]
    assert [row.before for row in shown.sites] == [None]


def test_what_is_not_known_is_never_counted_as_heeded():
    drafts = (
        draft(0, "posted", "post", ("respect", "changed"), ("promotion", "kept")),
        draft(1, "dropped", "post", ("respect", "dropped")),
        draft(2, "unknown", "post", ("respect", "unknown")),
    )
    shown = page(WeekRecord(week_time({"x": 1}), drafts))
    assert shown.facts[2].value == "3"
    assert shown.facts[2].before == "2 of 3 warnings heeded"
    assert [(row.name, row.words) for row in shown.families] == [
        ("Respect", "1 changed, 1 not posted, 1 not known"),
        ("Promotion", "1 posted as it was"),
    ]


def test_every_post_is_of_one_kind_and_what_was_not_posted_is_none():
    kinds = ("reply", "question", "share", "post", "reshare", "reply")
    drafts = (*(draft(n, "posted", kind) for n, kind in enumerate(kinds)), draft(6, "dropped", "reply"))
    groups = page(WeekRecord(week_time({"x": 1}), drafts)).groups
    assert [(g.name, g.number, [r.number for r in g.rows]) for g in groups] == [
        ("Conversation", 4, [2, 1, 1]),
        ("Broadcast", 2, [1, 1]),
    ]


def test_a_family_kept_for_two_weeks_is_offered_to_be_turned_down():
    kept = tuple(draft(n, "posted", "post", ("contribution", "kept")) for n in range(2))
    shown = page(WeekRecord(week_time({"x": 1}), kept), WeekRecord(week_time({"x": 1}), kept[:1]))
    assert shown.kept_families == (("contribution", "Contribution"),)


def test_nobody_is_invited_to_turn_confidentiality_down():
    kept = tuple(draft(n, "posted", "post", ("confidentiality", "kept")) for n in range(3))
    shown = page(WeekRecord(week_time({"x": 1}), kept), WeekRecord(week_time({"x": 1}), kept))
    assert shown.kept_families == ()


def test_one_heeded_warning_is_enough_not_to_offer_it():
    kept = tuple(draft(n, "posted", "post", ("contribution", "kept")) for n in range(3))
    heeded = (draft(0, "posted", "post", ("contribution", "changed")),)
    shown = page(WeekRecord(week_time({"x": 1}), kept), WeekRecord(week_time({"x": 1}), heeded))
    assert shown.kept_families == ()


def test_more_than_three_sites_end_in_other():
    shown = page(WeekRecord(week_time({"x": 9, "linkedin": 8, "facebook": 7, "reddit": 2, "mastodon": 1})))
    assert [(row.name, row.minutes) for row in shown.sites] == [
        ("X", 9),
        ("LinkedIn", 8),
        ("Facebook", 7),
        ("Other: Mastodon and Reddit", 3),
    ]
    assert shown.legend == (("s1", "X"), ("s2", "LinkedIn"), ("s3", "Facebook"), ("other", "Other"))


def test_purposes_add_up_to_the_total_and_no_purpose_comes_last():
    goal = GoalRecord("goal:1", "Find a group I can ask", "Facebook", 3, "groups tried", 2)
    time = week_time({"x": 20}, purposes={"goal:1": 11 * MIN, "replies": 4 * MIN, None: 5 * MIN})
    rows = page(WeekRecord(time), goals=(goal,)).purposes
    assert [(row.name, row.minutes) for row in rows] == [
        ("Find a group I can ask", 11),
        ("Answering replies", 4),
        ("No purpose named", 5),
    ]
    assert (rows[0].done, rows[0].still, rows[0].progress) == (2, 1, "2 of 3 groups tried")


def test_a_goal_without_time_is_still_shown():
    goal = GoalRecord("goal:1", "Find a group", "", None, "", 0)
    rows = page(WeekRecord(week_time({"x": 5})), goals=(goal,)).purposes
    assert [(row.name, row.minutes, row.progress) for row in rows] == [
        ("Find a group", 0, "A general intention, no count set"),
        ("No purpose named", 5, ""),
    ]


def test_weeks_before_the_first_one_counted_are_left_out_of_the_trend():
    empty = WeekRecord(week_time(monday=MONDAY - timedelta(days=14)))
    busy = WeekRecord(week_time({"x": 20}, monday=MONDAY - timedelta(days=7)))
    this = WeekRecord(week_time({"x": 10}))
    rows = summarise([("2026-W45", empty), ("2026-W46", busy), ("2026-W47", this)], (), NAMES, LATER).trend
    assert [(row.week, row.label, row.minutes, row.over, row.is_this) for row in rows] == [
        ("2026-W46", "9 Nov", "20\u00a0min", "1", False),
        ("2026-W47", "16 Nov", "10\u00a0min", "0", True),
    ]


def test_different_budgets_and_a_day_off_are_said():
    time = week_time({"x": 10})
    days = (replace(time.days[0], budget_ms=30 * MIN), *time.days[1:6], replace(time.days[6], budget_ms=None))
    shown = page(WeekRecord(replace(time, days=days)))
    assert shown.budget == "Budget 1\u00a0h\u00a045\u00a0min this week, 1 day off"
    assert shown.budget_key == "budget of the day"


def test_the_mark_on_the_bars_is_explained_where_there_is_one():
    time = week_time({"x": 10})
    free = replace(time, days=tuple(replace(day, budget_ms=None) for day in time.days))
    assert (page(WeekRecord(time)).budget_key, page(WeekRecord(free)).budget_key) == ("15-minute budget", "")


def test_a_page_without_any_week_is_refused():
    with pytest.raises(ValueError, match="at least the week"):
        summarise([], (), NAMES, LATER)


@given(st.lists(st.integers(0, 24 * 60 * MIN), min_size=7, max_size=7))
def test_the_printed_days_add_up_to_the_printed_week_and_are_within_a_minute(days):
    total = minutes_of(sum(days))
    printed = apportion(total, days)
    assert sum(printed) == total
    assert all(abs(shown * MIN - ms) <= MIN for shown, ms in zip(printed, days, strict=True))


@given(st.lists(st.lists(st.integers(0, 200_000), min_size=1, max_size=4), min_size=7, max_size=7))
def test_the_sites_spoken_of_a_day_add_up_to_the_minutes_of_its_row(days):
    sites = ("x", "linkedin", "facebook", "reddit")
    time = week_time()
    rows = tuple(
        replace(row, total_ms=sum(spent), sites=dict(zip(sites, spent, strict=False)))
        for row, spent in zip(time.days, days, strict=True)
    )
    shown = page(WeekRecord(replace(time, days=rows, sites=dict.fromkeys(sites, 1)))).days
    for row in shown:
        said = [
            int(part.split()[-2]) for part in row.words.split("; ") if row.words != "no time" and "under" not in part
        ]
        assert sum(said) == row.minutes


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=5), st.integers(0, 3000))
def test_a_bar_never_leaves_its_cell(values, mark):
    drawn = bar([("s1", value) for value in values], max(sum(values), mark, 1) * 1.08, mark)
    ends = [float(part.x[:-1]) + float(part.width[:-1]) for part in drawn.parts]
    assert all(end <= 100 for end in ends)
    assert len(drawn.parts) == sum(value > 0 for value in values)


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0\u00a0min"), (47, "47\u00a0min"), (60, "1\u00a0h"), (107, "1\u00a0h\u00a047\u00a0min")]
)
def test_a_length_is_said_in_hours_and_minutes(minutes, said):
    assert length(minutes) == said


def test_time_that_was_spent_is_never_shown_as_nothing():
    assert [minutes_of(ms) for ms in (0, 1, 29_999, 89_999, 90_000)] == [0, 1, 1, 1, 2]


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (date(2026, 3, 16), "16 to 22 March 2026"),
        (date(2026, 3, 30), "30 March to 5 April 2026"),
        (date(2026, 12, 28), "28 December 2026 to 3 January 2027"),
    ],
)
def test_a_week_is_named_by_its_days(first, said):
    assert span_of_days(first, first + timedelta(days=6)) == said


@given(st.lists(st.integers(0, 5_000_000), min_size=1, max_size=20))
def test_sites_that_do_not_overlap_add_up_to_the_printed_total(spent: list[int]):
    assert sum(shares(sum(spent), spent)) == minutes_of(sum(spent))


def test_sites_that_overlap_are_rounded_one_by_one():
    assert shares(90_000, [89_000, 61_000]) == [1, 1]


def test_time_for_a_goal_that_is_not_stored_is_that_of_a_removed_goal():
    record = WeekRecord(week_time({"x": 10}, purposes={"goal:999": 10 * MIN}), ())
    assert page(record).purposes[0].name == "A goal that was removed"
