"""Time by purpose adds up to the total, whatever overlaps."""

from forethought.usage.purposes import time_by_purpose
from forethought.usage.slices import Slice


def _slice(start: int, end: int, purpose: str | None, seq: int = 0) -> Slice:
    return Slice("a", seq, "x", start, end, purpose)


def test_time_with_no_purpose_named_is_a_part_of_its_own() -> None:
    assert time_by_purpose([_slice(0, 10, "replies"), _slice(10, 30, None)]) == {"replies": 10, None: 20}


def test_a_goal_stands_before_replies_looking_and_nothing() -> None:
    overlapping = [_slice(0, 10, None), _slice(0, 10, "looking"), _slice(0, 10, "replies"), _slice(5, 10, "goal:2")]
    assert time_by_purpose(overlapping) == {"goal:2": 5, "replies": 5, "looking": 0, None: 0}


def test_of_two_goals_the_older_stands_first() -> None:
    assert time_by_purpose([_slice(0, 10, "goal:10"), _slice(0, 10, "goal:9")]) == {"goal:9": 10, "goal:10": 0}
