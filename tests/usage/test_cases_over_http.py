"""Holds the HTTP API, with its real store, to the same table of cases as the pure code."""

from datetime import date

import pytest
from tests.usage.api import TimeApi
from tests.usage.cases import CASES, DAY_CASES, LEVEL_CASES, MINUTE, NOON, Case, DayCase, ms, report
from tests.usage.ledger import calendar_of, settings_of

from forethought.store import Store
from forethought.store.erase import Erasure, erase
from forethought.store.settings import load_settings, save_setting
from forethought.store.sql import Query
from forethought.store.today import read_day


def _api(store: Store, now: int, **settings: object) -> TimeApi:
    with store.begin() as connection:
        for key, value in {"zone": "Europe/London", "day_start": "00:00", **settings}.items():
            save_setting(connection, key, value)
    return TimeApi(store, now)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reports_come_to_the_totals_of_their_case(store: Store, case: Case) -> None:
    api = _api(store, case.now, **case.settings)
    for start, end, site in case.erased:
        erase(store, Erasure(ms(start), ms(end), site), case.now)
    with store.begin() as connection:
        for start, end in case.paused:
            pause = Query("INSERT INTO pause (start_ms, end_ms) VALUES (:start, :end)")
            pause.write(connection, {"start": ms(start), "end": ms(end)})

    answers = [api.report(items) for items in case.requests]

    assert answers == [list(answer) for answer in case.answers]
    calendar = calendar_of(settings_of(case))
    states = {}
    for day in case.days:
        # The state of a day at its last millisecond is that of the whole day.
        api.now = calendar.day_bounds(date.fromisoformat(day))[1] - 1
        states[day] = api.today()
    assert {day: (state["day"], state["total_ms"]) for day, state in states.items()} == {
        day: (day, total) for day, total in case.days.items()
    }
    first = next(iter(case.days))
    if case.sites is not None:
        assert states[first]["sites"] == case.sites
    if case.sessions is not None:
        with store.read() as connection:
            summary = read_day(connection, load_settings(connection), first)
        assert [(one.active_ms, one.end_ms - one.start_ms) for one in summary.sessions] == case.sessions


@pytest.mark.parametrize("case", [case for case in DAY_CASES if case.length_ms], ids=lambda case: case.name)
def test_the_state_names_the_day_and_when_it_ends(store: Store, case: DayCase) -> None:
    api = _api(store, case.begins_at, zone=case.zone, day_start=case.day_start)

    assert (api.today()["day"], api.today()["day_ends_at"]) == (case.day, case.begins_at + case.length_ms)
    api.now = case.begins_at + case.length_ms - 1
    assert api.today()["day"] == case.day
    api.now = case.begins_at + case.length_ms
    assert api.today()["day"] > case.day


@pytest.mark.parametrize(
    ("used", "minutes", "expected", "to_next"), [case for case in LEVEL_CASES if case[0] < 12 * 60 * MINUTE]
)
def test_the_answer_to_slices_carries_the_level(
    store: Store, used: int, minutes: int, expected: int, to_next: int | None
) -> None:
    api = _api(store, NOON, budget_minutes=minutes)
    starts = range(0, used, 15 * MINUTE)
    items = [
        report(ms("01:00") + start, min(used - start, 15 * MINUTE) / 1000, seq=n) for n, start in enumerate(starts)
    ]

    today = api.call("POST", "/api/v1/slices", {"slices": items})["today"]

    assert today == {
        "day": "2026-11-21",
        "day_ends_at": ms("2026-11-22T00:00:00"),
        "total_ms": used,
        "sites": {"x": used} if used else {},
        "budget_ms": minutes * MINUTE,
        "level": expected,
        "shown_level": 0,
        "next_level_in_ms": to_next,
        "budgets": [
            {
                "id": "day",
                "budget_ms": minutes * MINUTE,
                "used_ms": used,
                "level": expected,
                "shown_level": 0,
                "next_level_in_ms": to_next,
            }
        ],
        "paused_until": 0,
        "extra_used": 0,
        "extra_left": 2,
        "snoozed_ms": 0,
        "done_for_today": False,
    }
