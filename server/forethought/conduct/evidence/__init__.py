"""Confidentiality: finds the post that lets somebody recognise one person, also when it names nobody."""

from typing import TYPE_CHECKING

from forethought.conduct.evidence.english import is_mostly_not_english
from forethought.conduct.evidence.explain import explain_evidence
from forethought.conduct.evidence.findings import Assessment, judge
from forethought.conduct.evidence.scan import SERVED_MARKS, Scene, has_identifiers
from forethought.conduct.evidence.signals import Signals, prepare
from forethought.conduct.evidence.ties import may_have_somebody_served

if TYPE_CHECKING:
    from forethought.conduct.model import Hit
    from forethought.conduct.phrases import Reading


def assess(reading: "Reading", signals: object) -> "dict[str, list[Hit]]":
    """Return the hits of each confidentiality rule (by its name without the family) in a draft being checked."""
    if not isinstance(signals, Signals):
        return {}
    return assessment(reading, signals).hits


def has_somebody_served(reading: "Reading", signals: object) -> bool:
    """Say whether a draft names or answers somebody who is served, likely or beyond doubt."""
    if not isinstance(signals, Signals) or not may_have_somebody_served(reading, signals):
        return False
    return any(mark.what in SERVED_MARKS for mark in assessment(reading, signals).scene.marks)


def assessment(reading: "Reading", signals: Signals) -> Assessment:
    """Return everything the evidence says about a draft, judged at most once for a reading."""
    found = reading.memo.get("evidence")
    if not isinstance(found, Assessment):
        found = reading.memo["evidence"] = judge(Scene(reading, signals), signals)
    return found


__all__ = [
    "Signals",
    "assess",
    "assessment",
    "explain_evidence",
    "has_identifiers",
    "has_somebody_served",
    "is_mostly_not_english",
    "prepare",
]
