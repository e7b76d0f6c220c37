"""Finds letters borrowed from the mathematical, full-width and enclosed alphabets, and gives the plain ones."""

import re
import unicodedata

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_STYLED = (
    "\U0001d400-\U0001d7ff\uff21-\uff3a\uff41-\uff5a\uff10-\uff19\u24b6-\u24e9\u249c-\u24b5\U0001f110-\U0001f129"
    "\U0001f130-\U0001f149\U0001f150-\U0001f169"
)
_PATTERN = re.compile(f"[{_STYLED}](?:[{_STYLED}\u0020\u3000\u00a0]*[{_STYLED}])?")
#: White letters on squares. A single one is an emoji: a blood group or a parking sign.
_SQUARES = re.compile("[\U0001f170-\U0001f189](?:[\U0001f170-\U0001f189 ]*[\U0001f170-\U0001f189])")
_SHRUG = re.compile(r"\u00af\\_\(\u30c4\)_/\u00af")
_SQUARED = {0x1F130 + n: chr(65 + n) for n in range(26)} | {
    start + n: chr(65 + n) for start in (0x1F150, 0x1F170) for n in range(26)
}


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return runs of styled letters with their plain spelling, and the shrug drawn with signs (no replacement)."""
    found = [
        Found(*match.span(), _plain(match.group()))
        for pattern in (_PATTERN, _SQUARES)
        for match in pattern.finditer(draft.text)
    ]
    return sorted(found + [Found(*match.span()) for match in _SHRUG.finditer(draft.text)])


def _plain(styled: str) -> str:
    return unicodedata.normalize("NFKC", styled.translate(_SQUARED)).replace("(", "").replace(")", "")
