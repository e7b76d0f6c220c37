"""Hears in any wording what the rules' phrases did not foresee, and says so as a hint: a small linear classifier.

The phrases of a rule find the wordings that somebody thought of. The classifier has weights for words and pairs of
words, learned from labelled drafts (``tests/corpora``): which family a draft reads like, and which of its rules most.
"""

from forethought.conduct.classifier.hits import Likeness, Listened
from forethought.conduct.classifier.model import learned_rules

__all__ = ["Likeness", "Listened", "learned_rules"]
