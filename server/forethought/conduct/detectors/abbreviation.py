"""Finds capital abbreviations that only insiders read."""

import re

from forethought.conduct.detectors import Found
from forethought.conduct.detectors.capitals_run import KNOWN
from forethought.drafts import Draft
from forethought.drafts.tokens import WORD, Tokens

_SHAPE = re.compile(r"[A-Z]{2,6}s?|[A-Z][a-z]?[A-Z]{1,4}[a-z]?")


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return each abbreviation in capitals outside the list that most people know."""
    found = []
    for start, end, kind in zip(tokens.starts, tokens.ends, tokens.kinds, strict=True):
        word = draft.text[start:end]
        if kind == WORD and _SHAPE.fullmatch(word) and word.rstrip("s") not in KNOWN:
            found.append(Found(start, end))
    return found
