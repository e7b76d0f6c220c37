"""Finds times of day."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_PATTERN = re.compile(
    r"(?<!\w)(?:(?<![.:])(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)?\s?(?:am|pm)(?!\w)"
    r"|(?<![.:/])(?:[01]?\d|2[0-3]):[0-5]\d(?![\w:])|(?:half|quarter)\s(?:past|to)\s\w{1,10})",
    re.IGNORECASE,
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return times such as 3am, 03:12, 2.30pm, half past two."""
    return [Found(*match.span()) for match in _PATTERN.finditer(draft.text)]
