"""Finds NHS numbers: ten digits whose check digit fits, near a word that says what they are."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_TEN_DIGITS = re.compile(r"(?<![\w./+-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w/-]|\.\d)")
# One in eleven of any ten digits passes the check, and so does every all-digit ISBN-10: the word is needed too.
_CONTEXT = re.compile(r"\b(?:nhs|patient|pt|pts|notes|bloods|px)\b", re.IGNORECASE)
_OTHER = re.compile(r"\b(?:isbn|tel|telephone|phone|ring|call|helpline|doi|order)\b", re.IGNORECASE)
#: How far from the number the word may stand (code points).
_NEAR = 30


def has_check_digit(digits: str) -> bool:
    """Say whether ten digits pass the modulus 11 check of the NHS Data Dictionary (NHS NUMBER)."""
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9]))
    check = (11 - total % 11) % 11
    return check != 10 and check == int(digits[9])


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return ten-digit numbers that pass the check and have a word such as NHS, patient or bloods near them."""
    found = []
    for match in _TEN_DIGITS.finditer(draft.text):
        around = draft.text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
        digits = match.group().replace(" ", "").replace("-", "")
        if has_check_digit(digits) and _CONTEXT.search(around) and not _OTHER.search(around):
            found.append(Found(*match.span()))
    return found
