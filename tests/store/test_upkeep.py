"""Keeping house drops what is too old, makes the day's backup, and tells when it could not."""

from pathlib import Path

import pytest
from tests.companion import wait_until
from tests.usage.cases import DAY, HOUR, NOON, ms

from forethought.settings import Settings
from forethought.store import Store, StoreFull, backup
from forethought.store.erase import Erasure, erase
from forethought.store.events import pause_counting
from forethought.store.outcomes import DraftOutcome, add_outcome
from forethought.store.problems import open_problems
from forethought.store.settings import save_setting
from forethought.store.slices import slices_between, write_slices
from forethought.store.tokens import add_pairing_code, add_ticket, pairing_codes
from forethought.store.upkeep import drop_old, keep_house, soon_erased, upkeep
from forethought.usage.slices import Slice

LONDON = Settings(zone="Europe/London", weeks_kept=6)


def test_only_the_weeks_before_those_kept_are_dropped(store: Store) -> None:
    # The week of 21 November 2026 starts on the 16th; six weeks before that is 5 October, at four in summer time.
    edge = ms("2026-10-05T03:00:00")
    slices = [Slice("a", n, "x", edge + start, edge + start + 1000) for n, start in enumerate((-DAY, -1000, -1, 0))]
    with store.begin() as connection:
        write_slices(connection, slices)
        for n, at in enumerate((edge - 1, edge)):
            add_outcome(connection, DraftOutcome(f"d{n}", at, "x", "post", "personal", "posted", "post"))
        drop_old(connection, LONDON, NOON)
        assert slices_between(connection, 0, NOON) == slices[2:]
        assert [one for (one,) in connection.execute("SELECT draft FROM draft_outcome")] == ["d1"]


@pytest.mark.parametrize(
    ("oldest", "weeks"),
    # The week of 21 November starts on the 16th, at four; six weeks before is 5 October, still in summer time.
    [("2026-10-05T03:00:00.001", 0), ("2026-10-05T03:00:00", 7), ("2016-11-21T12:00:00", 521)],
)
def test_what_will_be_dropped_is_told_before(store: Store, oldest: str, weeks: int) -> None:
    end = round(ms(oldest))
    with store.begin() as connection:
        write_slices(connection, [Slice("a", 0, "x", end - 1000, end), Slice("a", 1, "x", ms("10:00"), ms("10:01"))])
        told = soon_erased(connection, LONDON, NOON)
        drop_old(connection, LONDON, NOON)
        is_dropped = len(slices_between(connection, 0, NOON)) == 1
        assert (bool(told), is_dropped) == (weeks > 0, weeks > 0)
        assert f"is {weeks} weeks back, and 6 weeks are kept" in told or not weeks
        assert f"set Weeks to keep to {weeks} " in told or not weeks
        assert soon_erased(connection, LONDON, NOON) == ""


def test_of_anything_old_it_is_told_and_of_no_more_weeks_than_can_be_kept(store: Store) -> None:
    with store.begin() as connection:
        assert soon_erased(connection, LONDON, NOON) == ""
        add_outcome(connection, DraftOutcome("d", 0, "x", "post", "personal", "posted", "post"))
        told = soon_erased(connection, Settings(zone="Europe/London", week_start="thursday"), NOON)
    assert told == (
        "The oldest week here is 2969 weeks back, and 104 weeks are kept: older ones are erased within the hour. "
        "To keep them, set Weeks to keep to 1040 (weeks_kept); an export brings back what is erased by then."
    )


def test_an_erasure_is_kept_as_long_as_a_late_report_could_come(store: Store) -> None:
    erase(store, Erasure(ms("10:00"), ms("11:00")), NOON)
    with store.begin() as connection:
        pause_counting(connection, NOON + HOUR, NOON)
        count = "SELECT (SELECT count(*) FROM erasure) + (SELECT count(*) FROM pause)"
        drop_old(connection, LONDON, NOON + 34 * DAY)
        assert connection.execute(count).scalar() == 2
        drop_old(connection, LONDON, NOON + 37 * DAY)
        assert connection.execute(count).scalar() == 0


def test_what_has_run_out_is_dropped(store: Store) -> None:
    with store.begin() as connection:
        add_pairing_code(connection, "a" * 64, NOON - 1)
        add_ticket(connection, "b" * 64, NOON - 1)
        add_ticket(connection, "c" * 64, NOON + 1)
    keep_house(store, NOON)
    with store.read() as connection:
        assert pairing_codes(connection, 0) == []
        assert [one for (one,) in connection.execute("SELECT sha256 FROM ticket")] == ["c" * 64]


def test_the_backup_of_the_day_is_made(sqlite_store: Store) -> None:
    keep_house(sqlite_store, NOON)
    keep_house(sqlite_store, NOON + HOUR)
    names = sorted(path.name for path in backup.backups_of(sqlite_store.file))
    assert names == ["daily-2026-11-21.db", "weekly-2026-W47-2026-11-21.db"]


def test_a_backup_that_fails_is_told_once(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: Path, _now: int) -> None:
        raise StoreFull("There is no room.")

    monkeypatch.setattr(backup, "keep_daily", full)
    keep_house(sqlite_store, NOON)
    keep_house(sqlite_store, NOON + HOUR)
    with sqlite_store.read() as connection:
        assert [(one["code"], one["facts"]) for one in open_problems(connection)] == [
            ("backup-failed", {"why": "There is no room."})
        ]


def test_the_house_is_kept_from_the_start_on(sqlite_store: Store) -> None:
    with sqlite_store.begin() as connection:
        save_setting(connection, "counter", False)
    with upkeep(sqlite_store, lambda: NOON):
        wait_until(lambda: len(backup.backups_of(sqlite_store.file)) == 2)
