"""``forethought time`` prints days and weeks for a person and for a script."""

from tests.commands.runs import Runs
from tests.usage.cases import MINUTE, ms, report

_DAY = {
    "day": "2026-11-21",
    "total_ms": 11 * MINUTE,
    "sites": {"x": 10 * MINUTE, "reddit": MINUTE},
    "purposes": {"none": 11 * MINUTE},
    "sessions": [
        {"start": ms("10:00"), "end": ms("10:10"), "active_ms": 10 * MINUTE},
        {"start": ms("11:00"), "end": ms("11:01"), "active_ms": MINUTE},
    ],
    "budget_ms": 15 * MINUTE,
    "level": 1,
}


def test_a_day_as_json(runs: Runs) -> None:
    runs.count_some()
    assert runs.json("time", "--day", "2026-11-21", "--json") == _DAY


def test_a_week_as_json_has_seven_days_and_their_sum(runs: Runs) -> None:
    runs.count_some()
    week = runs.json("time", "--week", "2026-W47", "--json")
    assert (week["week"], week["total_ms"]) == ("2026-W47", 11 * MINUTE)
    assert [day["day"] for day in week["days"]] == [f"2026-11-{day}" for day in range(16, 23)]
    assert week["days"][5] == _DAY
    assert all(day["total_ms"] == 0 for day in week["days"] if day["day"] != "2026-11-21")


def test_a_day_in_words(runs: Runs) -> None:
    runs.count_some()
    assert runs.run("time", "--day", "2026-11-21").splitlines() == [
        "2026-11-21: 11 min of 15 min",
        "  x: 10 min",
        "  reddit: 1 min",
        "  2 sessions, the longest 10 min",
    ]


def test_a_week_in_words(runs: Runs) -> None:
    runs.count_some()
    runs.run("settings", "set", "days_off", "sunday")
    lines = runs.run("time", "--week", "2026-W47").splitlines()
    assert lines[5:] == ["2026-11-21: 11 min of 15 min", "2026-11-22: 0 min", "2026-W47: 11 min"]


def test_the_days_of_a_week_add_up_to_it_as_printed(runs: Runs) -> None:
    # Three times 1 min 20 s: rounded one by one they would come to 3 min of 4.
    runs.count(*(report(f"2026-11-{day}T10:00:00", 80, "x", seq=day) for day in (17, 18, 19)))
    runs.run("settings", "set", "budget_minutes", "none")
    lines = runs.run("time", "--week", "2026-W47").splitlines()
    assert lines[1:4] == ["2026-11-17: 2 min", "2026-11-18: 1 min", "2026-11-19: 1 min"]
    assert lines[-1] == "2026-W47: 4 min"


def test_the_sites_of_a_day_add_up_to_it_as_printed(runs: Runs) -> None:
    runs.count(report("10:00", 80, "x"), report("11:00", 80, "reddit", seq=1), report("12:00", 25, "tumblr", seq=2))
    lines = runs.run("time", "--day", "2026-11-21").splitlines()
    assert lines[:4] == ["2026-11-21: 3 min of 15 min", "  reddit: 1 min", "  x: 1 min", "  tumblr: 1 min"]


def test_seconds_are_said_to_be_less_than_a_minute(runs: Runs) -> None:
    runs.count(report("10:00", 150, "x"), report("11:00", 20, "reddit", seq=1))
    lines = runs.run("time", "--day", "2026-11-21").splitlines()
    assert lines[:3] == ["2026-11-21: 3 min of 15 min", "  x: 3 min", "  reddit: under 1 min"]


def test_without_a_day_it_is_today(runs: Runs) -> None:
    assert runs.json("time", "--json")["total_ms"] == 0


def test_what_cannot_be_is_refused_in_words(runs: Runs) -> None:
    assert runs.refused("time", "--day", "2026-02-30") == (2, "There is no day 2026-02-30.")
    assert runs.refused("time", "--week", "2026-W54") == (2, "The year 2026 has no week 54.")
    assert runs.refused("time", "--day", "2026-11-21", "--week", "2026-W47") == (2, "Give --day or --week, not both.")


def test_a_day_left_empty_is_not_taken_for_today(runs: Runs) -> None:
    # As a script asks whose variable was never set.
    assert runs.refused("time", "--day", "") == (2, "A day is written like 2026-11-22.")
    assert runs.refused("time", "--week", "") == (2, "A week is written like 2026-W47.")
