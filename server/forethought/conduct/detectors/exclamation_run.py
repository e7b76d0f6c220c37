"""Finds rows of exclamation and question marks."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_PATTERN = re.compile(
    r"[!?\uff01\uff1f]{3,}",
    0,
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return runs of three or more."""
    return [Found(*match.span()) for match in _PATTERN.finditer(draft.text)]
