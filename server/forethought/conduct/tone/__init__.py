"""Tone: tells an attack, a threat and anger from strong language and from talk about them."""

from forethought.conduct.tone.hits import hits, tone_of, tone_spans
from forethought.conduct.tone.score import Scores, Span, scores_for

__all__ = ["Scores", "Span", "hits", "scores_for", "tone_of", "tone_spans"]
