"""Finds days written as digits or with the month's name."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_PATTERN = re.compile(
    r"(?<!\w)(?:(?<![./-])(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?![\w/-]|\.\d)"
    r"|(?:\d{1,2}(?:st|nd|rd|th)?\s(?:of\s)?)(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}(?:,?\s(?:19|20)\d{2})?(?!\w)"
    r"|(?:january|february|march|april|may|june|july|august|september|october|november|december)\s\d{1,2}(?:st|nd|rd|th)?(?:,?\s(?:19|20)\d{2})?(?!\w))",
    re.IGNORECASE,
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return dates such as 02/02/1951, 2 Feb 1951, February 2nd, 1951-02-02."""
    return [Found(*match.span()) for match in _PATTERN.finditer(draft.text)]
