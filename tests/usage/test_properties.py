"""What holds for any slices in any order, whatever their overlaps, sites, purposes and days."""

from datetime import date
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.stores import empty
from tests.usage.cases import DAY, HOUR, ms, report
from tests.usage.ledger import Ledger

from forethought.settings import settings_from
from forethought.store import Store
from forethought.store.settings import load_settings, save_setting
from forethought.store.slices import ingest
from forethought.store.today import read_week
from forethought.usage.intervals import first_left, union, union_ms
from forethought.usage.sessions import SESSION_GAP_MS, sessions
from forethought.usage.slices import LONGEST_MS, Gap, interval

#: The week of the autumn clock change, with a day of 25 hours.
WEEK = "2026-W43"
FIRST = ms("2026-10-18T23:00:00")
NOW = ms("2026-10-26T12:00:00")
LONDON = settings_from({"zone": "Europe/London", "day_start": "00:00"})

SITES = st.sampled_from(["x", "reddit", "mastodon"])
PURPOSES = st.sampled_from([None, "replies", "looking", "goal:1", "goal:2"])

intervals = st.lists(
    st.builds(lambda start, length: (start, start + length), st.integers(0, 500), st.integers(0, 60)), max_size=30
)


@st.composite
def reports(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw progress reports: of each slice, one or more of its lengths."""
    items = []
    # Starts close together make overlaps and gaps around five minutes likely; days apart test the calendar.
    for seq in range(draw(st.integers(0, 12))):
        start = FIRST + draw(st.integers(0, 7 * 24)) * HOUR + draw(st.integers(-1_000_000, 1_000_000))
        site, src = draw(SITES), draw(st.sampled_from(["a", "b"]))
        purpose = draw(PURPOSES)
        for length in draw(st.lists(st.integers(1, LONGEST_MS), min_size=1, max_size=3)):
            item = report(start, 0, site, src, seq, purpose=purpose)
            items.append(item | {"end": start + length})
    return items


@st.composite
def two_orders(draw: st.DrawFn) -> tuple[list[Any], list[Any]]:
    """Draw the same reports in two orders, the second with some sent twice."""
    items = draw(reports())
    again = draw(st.lists(st.sampled_from(items), max_size=10)) if items else []
    return draw(st.permutations(items)), draw(st.permutations([*items, *again]))


def _ledger(items: list[Any]) -> Ledger:
    ledger = Ledger(LONDON)
    ledger.report(items, NOW)
    return ledger


@given(two_orders())
def test_any_order_and_repetition_comes_to_the_same_week(orders: tuple[list[Any], list[Any]]) -> None:
    first, second = (_ledger(items).week(WEEK) for items in orders)
    assert first == second


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders=two_orders(), size=st.integers(1, 7))
def test_any_order_repetition_and_batching_comes_to_the_same_week_in_the_store(
    store: Store, orders: tuple[list[Any], list[Any]], size: int
) -> None:
    weeks = []
    for items in orders:
        empty(store)
        with store.begin() as connection:
            save_setting(connection, "zone", "Europe/London")
            save_setting(connection, "day_start", "00:00")
        for start in range(0, len(items), size):
            with store.begin() as connection:
                ingest(connection, items[start : start + size], load_settings(connection), NOW)
        with store.read() as connection:
            weeks.append(read_week(connection, load_settings(connection), WEEK))
    assert weeks[0] == weeks[1] == _ledger(orders[0]).week(WEEK)


@given(reports())
def test_no_time_is_counted_twice_or_lost(items: list[Any]) -> None:
    ledger = _ledger(items)
    week = ledger.week(WEEK)

    assert week.total_ms == sum(day.total_ms for day in week.days) == sum(week.purposes.values())
    assert week.total_ms <= sum(week.sites.values())
    assert all(site_ms <= week.total_ms for site_ms in week.sites.values())
    for day in week.days:
        start, end = ledger.calendar.day_bounds(day.day)
        assert day.total_ms <= end - start
        assert day.total_ms <= sum(day.sites.values())
        assert all(site_ms <= day.total_ms for site_ms in day.sites.values())
        assert sum(day.purposes.values()) == day.total_ms
    for site in week.sites:
        assert week.sites[site] == sum(day.sites.get(site, 0) for day in week.days)
    for purpose in week.purposes:
        assert week.purposes[purpose] == sum(day.purposes.get(purpose, 0) for day in week.days)


@given(reports())
def test_sessions_hold_all_the_time_and_are_five_minutes_apart(items: list[Any]) -> None:
    used = [interval(one) for one in _ledger(items).rows.values()]
    found = sessions(used)

    assert sum(one.active_ms for one in found) == union_ms(used)
    assert all(other.start_ms - one.end_ms >= SESSION_GAP_MS for one, other in pairwise(found))
    assert all(one.active_ms <= one.end_ms - one.start_ms for one in found)


@given(reports(), st.integers(0, 7 * 24), st.integers(1, 48))
def test_erasing_takes_nothing_outside_the_stretch(items: list[Any], after: int, hours: int) -> None:
    gap = Gap(FIRST + after * HOUR, FIRST + (after + hours) * HOUR)
    whole, cut = _ledger(items), Ledger(LONDON, [gap])
    cut.report(items, NOW)
    left = [interval(one) for one in cut.rows.values()]
    expected = [
        part
        for part in (first_left(interval(one), [(gap.start_ms, gap.end_ms)]) for one in whole.rows.values())
        if part is not None
    ]

    assert union(left) == union(expected)
    assert not any(start < gap.end_ms and end > gap.start_ms for start, end in left)


@given(intervals)
def test_a_union_covers_the_same_instants_once(given_intervals: list[tuple[int, int]]) -> None:
    covered = {instant for start, end in given_intervals for instant in range(start, end)}
    found = union(given_intervals)

    assert [instant for start, end in found for instant in range(start, end)] == sorted(covered)
    assert all(one[1] < other[0] for one, other in pairwise(found))
    assert union_ms(given_intervals) == len(covered)


@given(st.integers(ms("1990-01-01T00:00:00"), ms("2100-01-01T00:00:00")), st.sampled_from(["00:00", "04:00", "23:59"]))
def test_every_instant_is_in_the_day_it_belongs_to(instant: int, day_start: str) -> None:
    for zone in ("Europe/London", "Pacific/Apia", "Australia/Lord_Howe", "America/St_Johns"):
        calendar = Ledger(settings_from({"zone": zone, "day_start": day_start})).calendar
        day = calendar.day_of(instant)
        start, end = calendar.day_bounds(day)
        assert start <= instant < end
        assert end - start <= 26 * HOUR < 2 * DAY
        assert isinstance(day, date)
