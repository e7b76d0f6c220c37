"""Turns half-open intervals of milliseconds into their union, its length, and what is left of one."""

from collections.abc import Iterable

Interval = tuple[int, int]


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the union as disjoint intervals in order; those that touch become one."""
    merged: list[Interval] = []
    last_start = last_end = 0
    for start, end in sorted(intervals):
        if merged and start <= last_end:
            if end > last_end:
                last_end = end
                merged[-1] = (last_start, end)
        elif end > start:
            last_start, last_end = start, end
            merged.append((start, end))
    return merged


def union_ms(intervals: Iterable[Interval]) -> int:
    """Return the length of the union: an instant in several intervals counts once."""
    total = covered_to = 0
    for start, end in sorted(intervals):
        if end > covered_to:
            total += end - (start if start > covered_to else covered_to)
            covered_to = end
    return total


def clip(intervals: Iterable[Interval], start: int, end: int) -> list[Interval]:
    """Return the parts that lie in ``start`` to ``end``."""
    return [(max(a, start), min(b, end)) for a, b in intervals if a < end and b > start]


def first_left(interval: Interval, gaps: Iterable[Interval]) -> Interval | None:
    """Return the first part of ``interval`` that is outside every gap, or None when nothing is left.

    One part only, because a slice is one interval. What lies after a gap inside a slice is dropped with it.
    """
    start, end = interval
    for gap_start, gap_end in sorted(gaps):
        if gap_end <= start:
            continue
        if gap_start > start:
            return start, min(end, gap_start)
        start = gap_end
        if start >= end:
            return None
    return start, end
