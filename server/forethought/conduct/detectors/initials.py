"""Finds names hidden behind initials, stars or a letter."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_PATTERN = re.compile(
    r"(?<![\w.])[A-Z]\.\s?[A-Z]\.(?![A-Z]\.)(?!\w)"
    r"|\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?\s[A-Z](?:\.|\*+|_+|-{2,})?(?![\w'\u2019]|\s[A-Z][a-z])"
    r"|\b(?:[Cc]lient|[Pp]atient|[Pp]t|[Ss]tudent|[Pp]upil|[Bb]orrower|[Cc]ase|[Rr]esident)\s(?:[A-Z]{1,2}|\d{1,3})(?![\w'\u2019-])"
    r"|(?<!\w)[A-Z][a-z]?\*{2,}"
    r"|(?<![\w-])(?:[A-Za-z]-){4,}[A-Za-z](?![\w-])"
    r"|\b[Tt]he\s[A-Z]\s(?:family|kids|children|twins|brothers|sisters|boys|girls|household)\b"
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return J.S., Mrs P, Mrs P*****, Client X, starred names and s-p-e-l-t words; J.R.R. is an abbreviation."""
    return [Found(*match.span()) for match in _PATTERN.finditer(draft.text)]
