"""Finds capital abbreviations that only insiders read."""

import re

from forethought.conduct.commonness import rank_of
from forethought.conduct.detectors import Found
from forethought.conduct.detectors.capitals_run import KNOWN
from forethought.drafts import Draft
from forethought.drafts.tokens import WORD, Tokens

#: A word this common, in capitals, is shouting and no abbreviation.
_COMMON = 8000
_SHAPE = re.compile(r"[A-Z]{2,6}s?|[A-Z][a-z]?[A-Z]{1,4}[a-z]?")


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return each abbreviation in capitals outside the list that most people know."""
    found = []
    for start, end, kind in zip(tokens.starts, tokens.ends, tokens.kinds, strict=True):
        if kind != WORD or not "A" <= draft.text[start] <= "Z":
            continue
        word = draft.text[start:end]
        if not _SHAPE.fullmatch(word) or word.rstrip("s") in KNOWN:
            continue
        rank = rank_of(word.lower())
        if rank is None or rank >= _COMMON:
            found.append(Found(start, end))
    return found
