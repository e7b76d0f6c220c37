"""Joins intervals of use into sessions: a gap as long as the limit or longer starts a new one."""

from collections.abc import Iterable
from dataclasses import dataclass

from forethought.usage.intervals import Interval, union

#: Five minutes away end a session.
SESSION_GAP_MS = 300_000

#: Half an hour away ends a visit, after which the extension may ask what the person is here for.
VISIT_GAP_MS = 1_800_000


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of use; ``active_ms`` leaves out the short gaps inside it."""

    start_ms: int
    end_ms: int
    active_ms: int


def sessions(intervals: Iterable[Interval], gap_ms: int = SESSION_GAP_MS) -> list[Session]:
    """Return the sessions in order. They are derived each time: a late slice may join two."""
    joined: list[Session] = []
    for start, end in union(intervals):
        if joined and start - joined[-1].end_ms < gap_ms:
            last = joined[-1]
            joined[-1] = Session(last.start_ms, end, last.active_ms + end - start)
        else:
            joined.append(Session(start, end, end - start))
    return joined
