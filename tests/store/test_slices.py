"""Reading slices back by period, and taking them in from two sides at once."""

import threading

from tests.usage.cases import HOUR, MINUTE, NOON, ms, report

from forethought.settings import Settings
from forethought.store import Store
from forethought.store.slices import ingest, slices_between, slices_with_sessions, write_slices
from forethought.usage.slices import LONGEST_MS, Slice


def _store(store: Store, *slices: Slice) -> None:
    with store.begin() as connection:
        write_slices(connection, slices)


def test_a_period_holds_what_touches_it(store: Store) -> None:
    start, end = ms("10:00"), ms("11:00")
    longest = Slice("longest", 0, "x", start - LONGEST_MS + 1, start + 1)
    before = Slice("before", 0, "x", start - MINUTE, start)
    inside = Slice("inside", 0, "x", start, end, "replies")
    last = Slice("last", 0, "x", end - 1, end + MINUTE)
    after = Slice("after", 0, "x", end, end + MINUTE)
    inside = inside._replace(end_ms=start + MINUTE)
    _store(store, longest, before, inside, last, after)
    with store.read() as connection:
        assert slices_between(connection, start, end) == [longest, inside, last]


def test_a_session_that_goes_on_for_a_day_is_read_whole(store: Store) -> None:
    day = [Slice("a", n, "x", NOON + n * 15 * MINUTE, NOON + n * 15 * MINUTE + 14 * MINUTE) for n in range(200)]
    far = Slice("far", 0, "x", NOON - 6 * MINUTE - HOUR, NOON - 6 * MINUTE - HOUR + 1)
    _store(store, far, *day)
    with store.read() as connection:
        found = slices_with_sessions(connection, NOON + 20 * HOUR, NOON + 21 * HOUR)
    assert set(day) <= set(found)


def test_two_browsers_at_once_lose_nothing(store: Store) -> None:
    def send(src: str) -> None:
        for n in range(20):
            with store.begin() as connection:
                ingest(connection, [report(ms("10:00") + n * MINUTE, 60, "x", src, n)], Settings(), NOON)

    threads = [threading.Thread(target=send, args=(src,)) for src in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        assert len(slices_between(connection, 0, NOON)) == 40


def test_one_slice_reported_by_two_at_once_only_grows(store: Store) -> None:
    # The second writer decided before it saw the first one's row: the row itself must hold.
    grown = Slice("a", 0, "x", ms("10:00"), ms("10:10"), "replies")
    _store(store, grown)
    _store(store, grown._replace(end_ms=ms("10:01"), purpose=None))
    _store(store, grown._replace(site="reddit", end_ms=ms("10:14")))
    with store.read() as connection:
        assert slices_between(connection, 0, NOON) == [grown]


def test_two_batches_at_once_in_opposite_orders_are_both_stored(store: Store) -> None:
    both = threading.Barrier(2)
    batch = [report("10:00", 1 + seq, "x", seq=seq) for seq in range(200)]

    def send(items: list[dict[str, object]]) -> None:
        for _ in range(5):
            both.wait(10)
            with store.begin() as connection:
                sent.append(ingest(connection, items, Settings(), NOON))

    sent: list[list[dict[str, object]]] = []
    threads = [threading.Thread(target=send, args=(items,)) for items in (batch, batch[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 10


def test_src_and_seq_are_given_back_only_when_they_are_text_and_number(store: Store) -> None:
    items = [{"src": "a" * 1000, "seq": 1}, {"src": 5, "seq": True}, "text", {"src": "a", "seq": 3}]
    with store.begin() as connection:
        answers = ingest(connection, items, Settings(), NOON)
    assert [(answer["src"], answer["seq"]) for answer in answers] == [(None, 1), (None, None), (None, None), ("a", 3)]


def test_a_period_is_found_by_the_index(sqlite_store: Store) -> None:
    with sqlite_store.read() as connection:
        plan = connection.execute(
            "EXPLAIN QUERY PLAN "
            "SELECT start_ms, end_ms, site FROM slice WHERE start_ms > 1 AND start_ms < 2 AND end_ms > 1"
        )
        assert "USING COVERING INDEX slice_start_ms_end_ms_site" in str(list(plan))
