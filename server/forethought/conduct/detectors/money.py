"""Finds amounts of money."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_PATTERN = re.compile(
    r"(?<!\w)(?:[\u00a3$\u20ac]\s?\d+(?:[.,]\d+){0,4}(?:\s?(?:k|m|bn|million|billion|thousand)\b)?"
    r"|(?<![.,])\d+(?:[.,]\d+){0,4}\s?(?:k|m)?\s?(?:GBP|USD|EUR|pounds?|quid|dollars?|euros?|\u20ac|\u00a3|p)(?!\w))",
    re.IGNORECASE,
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return amounts with a currency sign, code or word."""
    return [Found(*match.span()) for match in _PATTERN.finditer(draft.text)]
