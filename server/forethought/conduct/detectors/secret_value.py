"""Finds words that look like a password or a code."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

#: A telephone in groups is none: 01632 960 752.
_PATTERN = re.compile(
    r"(?<![\w\u00a3$.,/])(?<!\d\d\d )(?!0\d{2,4} \d{3})(?:\d{4,8}|(?=[^\s]{0,30}\d)"
    r"[A-Za-z][\w!@#$%^&*-]{4,30}|[A-Z]\d{3,6}[A-Z]?|\d(?:[ -]\d){3,7})(?![\w/]|[.,:]\d)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE_A_YEAR = re.compile(r"\b(?:in|of|since|from|until|till|before|after|around|by|class|summer|winter)\s+\Z", re.I)
#: So far back stands what makes four digits a year.
_REACH = 9


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return runs of four to eight digits, and words of letters with digits; "in 1988" is a year."""
    return [Found(*match.span()) for match in _PATTERN.finditer(draft.text) if not _is_year(draft.text, match)]


def _is_year(text: str, match: re.Match[str]) -> bool:
    if _YEAR.fullmatch(match[0]) is None:
        return False
    return _BEFORE_A_YEAR.search(text[max(match.start() - _REACH, 0) : match.start()]) is not None
