"""Time over HTTP beyond single reports: what is shown and chosen, pauses, restarts, two browsers."""

from pathlib import Path

from tests.usage.api import TimeApi
from tests.usage.cases import HOUR, MINUTE, NOON, ms, report

from forethought.store import Store, open_store
from forethought.store.settings import save_setting
from forethought.store.slices import slices_between


def _event(name: str, kind: str, at: int = NOON, **more: object) -> dict[str, object]:
    return {"id": name, "at": at, "kind": kind, "site": "x", **more}


def test_an_announced_level_comes_back_as_shown(store: Store) -> None:
    api = TimeApi(store, NOON)
    api.report([report("11:30", 12 * 60)])
    assert (api.today()["level"], api.today()["shown_level"]) == (2, 0)
    sent = {"events": [_event("e", "level-shown", level=2)]}
    assert api.call("POST", "/api/v1/events", sent)["today"]["shown_level"] == 2
    again = api.call("POST", "/api/v1/events", sent)
    assert (again["results"], again["today"]["shown_level"]) == (
        [{"id": "e", "status": "duplicate", "reason": ""}],
        2,
    )


def test_five_more_minutes_are_counted_and_hide_for_five_minutes_of_use(store: Store) -> None:
    api = TimeApi(store, NOON)
    api.report([report("11:30", 15 * 60)])
    sent = {"events": [_event("e", "extra-minutes", at=ms("11:45"))]}
    today = api.call("POST", "/api/v1/events", sent)["today"]
    assert (today["level"], today["extra_used"], today["extra_left"], today["snoozed_ms"]) == (3, 1, 1, 5 * MINUTE)
    api.report([report("11:50", 2 * 60, seq=1)])
    assert api.today()["snoozed_ms"] == 3 * MINUTE


def test_done_for_today_lasts_until_the_day_ends(store: Store) -> None:
    api = TimeApi(store, NOON)
    api.call("POST", "/api/v1/events", {"events": [_event("e", "done-for-today")]})
    assert api.today()["done_for_today"] is True
    api.now = api.today()["day_ends_at"]
    assert api.today()["done_for_today"] is False


def test_a_pause_answers_when_it_ends_and_rests_counting(store: Store) -> None:
    api = TimeApi(store, NOON)
    assert api.call("POST", "/api/v1/pauses", {"until": NOON + HOUR})["today"]["paused_until"] == NOON + HOUR
    api.now = NOON + 30 * MINUTE
    assert api.report([report(NOON + MINUTE, 60), report(NOON - MINUTE, 60, seq=1)]) == ["ignored paused", "stored"]
    assert api.call("POST", "/api/v1/pauses", {"until": 0})["today"]["paused_until"] == 0
    api.now = NOON + 40 * MINUTE
    assert api.report([report(NOON + 31 * MINUTE, 60, seq=2)]) == ["stored"]
    assert api.today()["total_ms"] == 2 * MINUTE


def test_an_answer_lost_on_the_way_costs_and_doubles_nothing(store: Store) -> None:
    api = TimeApi(store, NOON)
    items = [report(ms("10:00") + n * MINUTE, 60, seq=n) for n in range(10)]
    assert api.report(items) == ["stored"] * 10
    assert api.report([*items, report("10:10", 60, seq=10)]) == ["duplicate"] * 10 + ["stored"]
    assert api.today()["total_ms"] == 11 * MINUTE


def test_what_was_acknowledged_is_there_after_a_restart(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    TimeApi(store, NOON).report([report("10:00", 60)])
    store.close()
    store = open_store(tmp_path)
    assert TimeApi(store, NOON).today()["total_ms"] == MINUTE
    store.close()


def test_two_companions_on_one_database_share_one_budget(store: Store) -> None:
    one, other = TimeApi(store, NOON), TimeApi(store, NOON)
    one.report([report("10:00", 600, src="desk")])
    other.report([report("10:05", 600, src="laptop")])
    assert one.today() == other.today()
    assert one.today()["total_ms"] == 15 * MINUTE


def test_a_flight_regroups_the_days_and_changes_no_row(store: Store) -> None:
    with store.begin() as connection:
        save_setting(connection, "zone", "Europe/London")
        save_setting(connection, "day_start", "00:00")
    api = TimeApi(store, NOON)
    api.report([report("02:00", 600)])
    assert (api.today()["day"], api.today()["total_ms"]) == ("2026-11-21", 10 * MINUTE)
    with store.begin() as connection:
        before = slices_between(connection, 0, NOON)
        save_setting(connection, "zone", "America/New_York")
        assert slices_between(connection, 0, NOON) == before
    assert (api.today()["day"], api.today()["total_ms"]) == ("2026-11-21", 0)
    api.now = ms("02:30")
    assert (api.today()["day"], api.today()["total_ms"]) == ("2026-11-20", 10 * MINUTE)
