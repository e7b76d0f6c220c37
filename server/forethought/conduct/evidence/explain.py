"""Says in plain lines what the evidence found in a draft: each fact with its weight, the dampers, and the sum."""

from collections.abc import Iterator

from forethought.conduct.evidence.findings import Assessment, facts_of
from forethought.conduct.evidence.score import weight_by_mark
from forethought.conduct.evidence.signals import Signals
from forethought.drafts import Draft


def explain_evidence(draft: Draft, assessment: Assessment, signals: Signals) -> Iterator[str]:
    """Yield the weightiest window of a draft, found or not: its sum, from where a rule speaks, and every fact in it."""
    if not assessment.windows:
        return
    heaviest = max(assessment.windows, key=lambda window: window.score)
    facts = facts_of(assessment.scene, signals, heaviest, weight_by_mark(heaviest, signals.model))
    if not facts:
        yield "evidence: nothing that speaks of one person was found; that does not mean that nobody can be recognised"
        return
    limits = signals.model.thresholds
    yield (
        f"evidence: {heaviest.score:+.2f} in all, a hint from {limits.get('hint', 0.0):+.2f}, "
        f"a warning from {limits.get('warn', 0.0):+.2f} (it begins at {signals.model.bias:+.2f} with nothing found)"
    )
    for fact in facts:
        side = "damper" if fact.weight < 0 else "fact"
        yield f"  {fact.weight:+.2f} {side}: {fact.label}: {draft.text[fact.start : fact.end]!r}"
