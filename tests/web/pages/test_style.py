"""The colours of the pages, measured as WCAG 2.2 measures them (1.4.3 and 1.4.11)."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from forethought.web.pages import static

STYLE = Path(static.__file__).parents[1] / "static" / "style.css"
CSS = STYLE.read_text(encoding="utf-8")


def palette(block: str) -> dict[str, str]:
    """The colours that a block names."""
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6})", block))


LIGHT, DARK = (palette(block) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2])
SCHEMES = {"light": LIGHT, "dark": {**LIGHT, **DARK}}


def channels(colour: str) -> list[float]:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    return [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]


def luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def as_seen_without(colour: str, cone: str) -> list[float]:
    """A colour as somebody sees it who lacks a kind of cone (Viénot, Brettel and Mollon 1999, simplified)."""
    red, green, blue = (c**2.2 for c in channels(colour))
    if cone == "red":
        return [
            0.11238 * red + 0.88762 * green,
            0.11238 * red + 0.88762 * green,
            0.00401 * red - 0.00401 * green + blue,
        ]
    return [0.29275 * red + 0.70725 * green, 0.29275 * red + 0.70725 * green, -0.02234 * red + 0.02234 * green + blue]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_stand_out_from_what_is_behind_them(scheme: str):
    colours = SCHEMES[scheme]
    pairs = [(ink, paper) for ink in ("ink", "soft", "link", "bad-ink") for paper in ("bg", "card")]
    pairs += [("on-accent", "accent"), ("flag-ink", "flag-bg"), ("bad-ink", "bad-bg"), ("good-ink", "good-bg")]
    weak = {pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_bars_marks_and_the_edges_of_fields_stand_out(scheme: str):
    colours = SCHEMES[scheme]
    pairs = [(name, "bg") for name in ("s1", "s2", "s3", "other", "pale", "accent", "mark", "field")]
    pairs += [("field", "card"), ("accent", "card")]
    weak = {pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("cone", ["red", "green"])
def test_the_sites_can_be_told_apart_without_a_kind_of_cone(scheme: str, cone: str):
    seen = {name: as_seen_without(SCHEMES[scheme][name], cone) for name in ("s1", "s2", "s3")}
    for one, other in combinations(seen, 2):
        difference = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
        assert difference > 0.15, (one, other)


def test_colour_is_never_the_only_sign():
    """In forced colours the bars keep an edge, and "other" is hatched in every scheme."""
    assert "url(#hatch)" in CSS
    assert "forced-colors: active" in CSS


def test_nothing_is_fetched_from_elsewhere():
    assert "//" not in CSS
    assert "@import" not in CSS
