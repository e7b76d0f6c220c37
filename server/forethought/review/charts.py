"""Turns numbers into the geometry of bars: percentages of a cell's width, so that one drawing fits every screen."""

from collections.abc import Sequence
from dataclasses import dataclass

#: Air between the parts of a stacked bar, in percent of the cell.
GAP = 0.35


@dataclass(frozen=True)
class Part:
    """One rectangle of a bar: a class that names its colour, where it starts and how wide it is, in percent."""

    kind: str
    x: str
    width: str


@dataclass(frozen=True)
class Bar:
    """A bar and, where there is one, the place of the budget line, in percent."""

    parts: tuple[Part, ...]
    mark: str | None = None


def scale_of(values: Sequence[float]) -> float:
    """Return what 100 % of the width stands for: the largest value, with a little air to its right."""
    return max([*values, 1.0]) * 1.08


def bar(parts: Sequence[tuple[str, float]], scale: float, mark: float | None = None) -> Bar:
    """Return the bar of ``parts`` (class, value) where ``scale`` fills the width. A value of 0 draws nothing."""
    drawn = []
    x = 0.0
    for kind, value in parts:
        if value <= 0:
            continue
        width = 100 * value / scale
        drawn.append(Part(kind, f"{x:.2f}%", f"{max(width - GAP, 0.4):.2f}%"))
        x += width
    return Bar(tuple(drawn), None if mark is None else f"{100 * mark / scale:.2f}%")
