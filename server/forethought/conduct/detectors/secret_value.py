"""Finds words that look like a password or a code."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_PATTERN = re.compile(
    r"(?<![\w\u00a3$.,/])(?:\d{4,8}|(?=[^\s]{0,30}\d)"
    r"[A-Za-z][\w!@#$%^&*-]{4,30}|[A-Z]\d{3,6}[A-Z]?|\d(?:[ -]\d){3,7})(?![\w/]|[.,:]\d)"
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return runs of four to eight digits, and words of letters with digits."""
    return [Found(*match.span()) for match in _PATTERN.finditer(draft.text)]
