"""Splits the time of a period by purpose, so that the parts add up to the total."""

from collections.abc import Iterable

from forethought.usage.intervals import union_ms
from forethought.usage.slices import Slice, interval


def time_by_purpose(slices: Iterable[Slice]) -> dict[str | None, int]:
    """Return milliseconds by purpose; None is time with no purpose named.

    Where slices with different purposes overlap, an instant counts once: for a goal before replies, before looking,
    before no purpose, and for the goal that was made first.
    """
    parts: dict[str | None, list[tuple[int, int]]] = {}
    for one in slices:
        parts.setdefault(one.purpose, []).append(interval(one))
    times: dict[str | None, int] = {}
    covered: list[tuple[int, int]] = []
    before = 0
    for purpose in sorted(parts, key=_rank):
        covered += parts[purpose]
        total = union_ms(covered)
        times[purpose] = total - before
        before = total
    return times


def _rank(purpose: str | None) -> tuple[int, int]:
    if purpose is not None and purpose.startswith("goal:"):
        return 0, int(purpose.removeprefix("goal:"))
    return {"replies": 1, "looking": 2, None: 3}[purpose], 0
