"""Finds a house number with its street."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_PATTERN = re.compile(
    r"(?<![\w.,/-])\d{1,4}[a-z]?,?\s(?:[A-Z][\w'\u2019-]{1,20}\s){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Row|Close|Drive|Dr|Crescent|Terrace|Court|Ct|Way|Grove|Gardens|Place|Mews|Hill|Park|Walk|Boulevard|Blvd|Square|View|Rise)(?!\w)",
    0,
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return addresses such as 8 Orchard Row or 12a Queen Street; the street's name has a capital."""
    return [Found(*match.span()) for match in _PATTERN.finditer(draft.text)]
