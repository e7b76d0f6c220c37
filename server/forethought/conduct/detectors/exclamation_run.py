"""Finds rows of exclamation and question marks."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_PATTERN = re.compile(r"[!?\uff01\uff1f]{3,}")
#: A run of so many marks speaks by itself.
LONG_ENOUGH_ALONE = 4


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return runs of four or more marks, and of three where there are two of them: one alone is mere joy."""
    runs = [Found(*match.span()) for match in _PATTERN.finditer(draft.text)]
    return runs if len(runs) > 1 else [run for run in runs if run.end - run.start >= LONG_ENOUGH_ALONE]
