"""Finds the numbered places of a ward or clinic."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_PATTERN = re.compile(
    r"\b(?:ward|bed|bay|room|rm|cubicle|side ?room|theatre|resus|chair|flat|cell|desk)\s(?:no\.?\s?|number\s)?"
    r"(?:\d{1,3}[a-z]?|[a-h])(?![\w'\u2019])",
    re.IGNORECASE,
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return places such as ward 7, bed 4, bay B, room 12, cubicle 3."""
    return [Found(*match.span()) for match in _PATTERN.finditer(draft.text)]
