"""Queries of the table slice: takes reports in, reads periods back, erases."""

from collections.abc import Sequence
from typing import Any

from forethought.settings import Settings
from forethought.store.remembered import note_written, stamp_of
from forethought.store.sql import Connection, Query
from forethought.usage.sessions import SESSION_GAP_MS
from forethought.usage.sites import SITE_IDS
from forethought.usage.slices import LONGEST_MS, Gap, Slice, Verdict, merge, read_slice, without_gaps
from forethought.usage.totals import Use, uses_of

_GAPS = Query("""SELECT 'gone' AS kind, site, start_ms, end_ms
                   FROM erasure
                  WHERE end_ms > :since
              UNION ALL
                 SELECT 'paused', NULL, start_ms, end_ms
                   FROM pause
                  WHERE end_ms > :since""")

_BY_KEY = Query("""SELECT src, seq, site, start_ms, end_ms, purpose
                     FROM slice
                    WHERE src = :src AND seq BETWEEN :low AND :high""")

# Two companions on one PostgreSQL may write the same key at once, so the row itself may only grow.
_WRITE = Query("""INSERT INTO slice (src, seq, site, start_ms, end_ms, purpose)
                       VALUES (:src, :seq, :site, :start_ms, :end_ms, :purpose)
                  ON CONFLICT (src, seq) DO UPDATE
                          SET end_ms = CASE WHEN excluded.end_ms > slice.end_ms THEN excluded.end_ms
                                            ELSE slice.end_ms END,
                              purpose = coalesce(slice.purpose, excluded.purpose)
                        WHERE slice.site = excluded.site AND slice.start_ms = excluded.start_ms""")

_BETWEEN = Query("""SELECT src, seq, site, start_ms, end_ms, purpose
                      FROM slice
                     WHERE start_ms > :earliest AND start_ms < :until AND end_ms > :since
                  ORDER BY start_ms, src, seq""")

_USES = Query("""SELECT start_ms, end_ms, site
                   FROM slice
                  WHERE start_ms > :earliest AND start_ms < :until AND end_ms > :since
               ORDER BY start_ms""")


def ingest(connection: Connection, items: Sequence[object], settings: Settings, now_ms: int) -> list[dict[str, Any]]:
    """Store reported slices and return what became of each, in order: src, seq, status, reason.

    ``items`` are what JSON gives, at most 200; ``connection`` is inside a write transaction. A bad item is refused by
    itself; src and seq are given back only where they are a text and a number.
    """
    known = SITE_IDS.union(settings.sites_added)
    read = [read_slice(item, now_ms, known, settings.sites_off) for item in items]
    gaps = _gaps(connection, [one for one in read if isinstance(one, Slice)])
    cut = [without_gaps(one, gaps) if isinstance(one, Slice) and gaps else one for one in read]
    rows = _stored(connection, [one for one in cut if isinstance(one, Slice)])
    changed: dict[tuple[str, int], Slice] = {}
    verdicts = []
    for one in cut:
        if isinstance(one, Slice):
            key = (one.src, one.seq)
            verdict, rows[key] = merge(rows.get(key), one)
            if verdict.status in {"stored", "extended"}:
                changed[key] = rows[key]
            verdicts.append(verdict)
        else:
            verdicts.append(one)
    if changed:
        before = stamp_of(connection)
        write_slices(connection, list(changed.values()))
        note_written(connection, before, uses_of(changed.values()))
    return [_answer(item, verdict) for item, verdict in zip(items, verdicts, strict=True)]


def write_slices(connection: Connection, slices: Sequence[Slice]) -> None:
    """Write rows as they are; one that is there may only grow."""
    if slices:
        # In one order everywhere: of two computers that store the same rows one waits, and never each for the other.
        in_order = sorted(slices, key=lambda one: (one.src, one.seq))
        _WRITE.write(connection, [_values(one) for one in in_order])


def slices_between(connection: Connection, since_ms: int, until_ms: int) -> list[Slice]:
    """Return the slices that touch ``since_ms`` up to ``until_ms``, whole and by start."""
    return [Slice._make(row) for row in _BETWEEN.rows(connection, _period(since_ms, until_ms))]


def uses_between(connection: Connection, since_ms: int, until_ms: int) -> Sequence[Use]:
    """Return what totals need of the slices that touch a period, whole and by start; read from the index alone."""
    return _USES.rows(connection, _period(since_ms, until_ms))


def slices_with_sessions(connection: Connection, since_ms: int, until_ms: int) -> list[Slice]:
    """Return the slices that touch a period, and those before and after it that belong to a session that does."""
    margin = 12 * SESSION_GAP_MS
    low, high = since_ms - margin, until_ms + margin
    while True:
        found = slices_between(connection, low, high)
        # A session could go on beyond what was read only if there is use near its edge: then read more.
        is_open_before = any(one.start_ms < low + SESSION_GAP_MS for one in found)
        is_open_after = any(one.end_ms > high - SESSION_GAP_MS for one in found)
        if not is_open_before and not is_open_after:
            return found
        margin *= 2
        low -= margin if is_open_before else 0
        high += margin if is_open_after else 0


def _period(since_ms: int, until_ms: int) -> dict[str, int]:
    # A slice that touches the period started at most LONGEST_MS before it: the index on start_ms is enough.
    return {"earliest": since_ms - LONGEST_MS, "since": since_ms, "until": until_ms}


def _gaps(connection: Connection, slices: Sequence[Slice]) -> list[Gap]:
    if not slices:
        return []
    since = min(one.start_ms for one in slices)
    rows = _GAPS.rows(connection, {"since": since})
    return [Gap(start_ms, end_ms, site, kind) for kind, site, start_ms, end_ms in rows]


def _stored(connection: Connection, slices: Sequence[Slice]) -> dict[tuple[str, int], Slice]:
    numbers: dict[str, list[int]] = {}
    for one in slices:
        numbers.setdefault(one.src, []).append(one.seq)
    rows: dict[tuple[str, int], Slice] = {}
    for src, seqs in numbers.items():
        for row in _BY_KEY.rows(connection, {"src": src, "low": min(seqs), "high": max(seqs)}):
            rows[row[0], row[1]] = Slice._make(row)
    return rows


def _values(one: Slice) -> dict[str, Any]:
    return {
        "src": one.src,
        "seq": one.seq,
        "site": one.site,
        "start_ms": one.start_ms,
        "end_ms": one.end_ms,
        "purpose": one.purpose,
    }


def _answer(item: object, verdict: Verdict) -> dict[str, Any]:
    src = item.get("src") if isinstance(item, dict) else None
    seq = item.get("seq") if isinstance(item, dict) else None
    return {
        "src": src if isinstance(src, str) and len(src) <= 64 else None,
        "seq": seq if type(seq) is int else None,
        "status": verdict.status,
        "reason": verdict.reason,
    }
