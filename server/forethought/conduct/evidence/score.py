"""Scores the windows of a draft with the fitted weights, and says what each fact gave."""

from functools import cache
from typing import NamedTuple

from forethought.conduct.evidence.features import GROUPS, Window, features, windowed
from forethought.conduct.evidence.scan import Scene
from forethought.conduct.evidence.signals import Model
from forethought.conduct.served import Mark


class Scored(NamedTuple):
    """A window, the marks in it, its features and its score (log-odds of a breach in the fitted corpus)."""

    window: Window
    marks: list[Mark]
    features: dict[str, float]
    score: float


def scored_windows(scene: Scene, model: Model) -> list[Scored]:
    """Return every window of a draft with its score."""
    return [score_window(scene, window, marks, model) for window, marks in windowed(scene)]


def score_window(scene: Scene, window: Window, marks: list[Mark], model: Model) -> Scored:
    """Return one window, whose marks are given, with its score."""
    weights = model.weights
    present = features(scene, window, marks)
    score = model.bias
    for name, value in present.items():
        weight = weights.get(name)
        if weight is not None:
            score += weight * value
    return Scored(window, marks, present, score)


def weight_by_mark(scored: Scored, model: Model) -> dict[str, float]:
    """Return for each kind of mark what it gave to the score: its own weight and its part of what stands together."""
    kinds = {mark.what for mark in scored.marks}
    given = dict.fromkeys(kinds, 0.0)
    for name, value in scored.features.items():
        weight = model.weights.get(name, 0.0) * value
        if not weight:
            continue
        if " & " not in name:
            plain = name.rstrip("+")
            if plain in given:
                given[plain] += weight
            continue
        sides = [here for side, members in _sides(name) if (here := {side} if side in kinds else kinds & members)]
        for side in sides:
            for kind in side:
                given[kind] += weight / len(sides) / len(side)
    return given


@cache
def _sides(feature: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return what stands together in a feature, each side with the kinds of mark that belong to it as a group."""
    return tuple([(side, GROUPS.get(side, frozenset())) for side in feature.split(" & ")])
