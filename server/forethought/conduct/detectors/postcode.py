"""Finds full UK postcodes."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_PATTERN = re.compile(
    r"\b(?:GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-HJKMNPR-Y]? ?[0-9][ABD-HJLNP-UW-Z]{2})\b",
    re.IGNORECASE,
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return every full postcode; half of one names a whole town and is not returned."""
    return [Found(*match.span()) for match in _PATTERN.finditer(draft.text)]
