"""Finds percentages."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_PATTERN = re.compile(
    r"(?<![\w.,])\d{1,3}(?:[.,]\d{1,3})? ?(?:%|\uff05|per ?cent\b|pct\b)",
    re.IGNORECASE,
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return numbers followed by a percent sign or word."""
    return [Found(*match.span()) for match in _PATTERN.finditer(draft.text)]
