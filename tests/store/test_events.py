"""Events are stored once; pauses rest counting from now on only."""

from typing import Any

import pytest
from tests.usage.cases import DAY, HOUR, MINUTE, NOON, report

from forethought.settings import Settings
from forethought.store import Store
from forethought.store.events import LONGEST_PAUSE_MS, add_events, events_between, pause_counting, paused_until
from forethought.store.slices import ingest
from forethought.usage.today import Event


def _event(**values: Any) -> dict[str, Any]:
    event = {"id": "e1", "at": NOON, "kind": "prompt-shown", "site": "x"} | values
    return {key: value for key, value in event.items() if value is not ...}


def _add(store: Store, *items: Any) -> list[str]:
    with store.begin() as connection:
        answers = add_events(connection, items, Settings(), NOON)
    return [f"{one['status']} {one['reason']}".strip() for one in answers]


def test_an_event_is_stored_once(store: Store) -> None:
    shown = _event(kind="level-shown", level=3)
    assert [_add(store, shown), _add(store, shown)] == [["stored"], ["duplicate"]]
    with store.read() as connection:
        assert events_between(connection, 0, NOON + 1) == [Event(NOON, "level-shown", "x", 3)]


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        (_event(site=...), "stored"),
        (_event(site=None), "stored"),
        (_event(site=""), "stored"),
        (_event(site="nowhere"), "rejected unknown-site"),
        (_event(site=3), "rejected unknown-site"),
        (_event(kind="fun"), "rejected unknown-kind"),
        (_event(kind=["fun"]), "rejected wrong-type"),
        (_event(id=""), "rejected wrong-id"),
        (_event(id="a" * 65), "rejected wrong-id"),
        (_event(id=1), "rejected wrong-type"),
        (_event(at=True), "rejected wrong-type"),
        (_event(at=float("nan")), "rejected wrong-type"),
        (_event(at=NOON + 2 * MINUTE + 1), "rejected future"),
        (_event(at=NOON - 35 * DAY - 1), "rejected too-old"),
        (_event(at=2**70), "rejected future"),
        (_event(level=2), "rejected wrong-level"),
        (_event(kind="level-shown"), "rejected wrong-level"),
        (_event(kind="level-shown", level=5), "rejected wrong-level"),
        (_event(kind="level-shown", level=True), "rejected wrong-level"),
        (_event(text="a draft"), "rejected unknown-key"),
        (_event(at=...), "rejected missing"),
        (7, "rejected wrong-type"),
    ],
)
def test_a_bad_event_is_refused_by_itself(store: Store, item: Any, answer: str) -> None:
    assert _add(store, _event(id="before"), item, _event(id="after")) == ["stored", answer, "stored"]


def test_a_pause_rests_what_comes_and_keeps_what_was(store: Store) -> None:
    with store.begin() as connection:
        pause_counting(connection, NOON + HOUR, NOON)
        assert paused_until(connection, NOON + MINUTE) == NOON + HOUR
        items = [report(NOON - MINUTE, 60), report(NOON + MINUTE, 60, seq=1)]
        answers = ingest(connection, items, Settings(), NOON + 5 * MINUTE)
    assert [answer["status"] for answer in answers] == ["stored", "ignored"]


def test_a_pause_that_is_ended_counts_again_at_once(store: Store) -> None:
    with store.begin() as connection:
        pause_counting(connection, NOON + HOUR, NOON)
        pause_counting(connection, 0, NOON + 10 * MINUTE)
        assert paused_until(connection, NOON + 10 * MINUTE) == 0
        items = [report(NOON + MINUTE, 60), report(NOON + 10 * MINUTE, 60, seq=1)]
        answers = ingest(connection, items, Settings(), NOON + 12 * MINUTE)
    assert [answer["status"] for answer in answers] == ["ignored", "stored"]


def test_a_second_pause_replaces_the_first(store: Store) -> None:
    with store.begin() as connection:
        pause_counting(connection, NOON + 5 * HOUR, NOON)
        pause_counting(connection, NOON + HOUR, NOON + MINUTE)
        assert paused_until(connection, NOON + 2 * MINUTE) == NOON + HOUR


@pytest.mark.parametrize("until", [NOON, NOON - 1, -1, NOON + LONGEST_PAUSE_MS + 1])
def test_a_pause_that_is_past_or_too_long_is_refused(store: Store, until: int) -> None:
    with store.begin() as connection:
        with pytest.raises(ValueError, match="25 hours"):
            pause_counting(connection, until, NOON)
        assert paused_until(connection, NOON) == 0
