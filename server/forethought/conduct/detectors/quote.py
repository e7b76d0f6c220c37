"""Finds words in quotation marks."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

#: A quotation longer than this is taken for a mark that was never closed (code points).
_LONGEST = 600
_PATTERN = re.compile(
    rf'"[^"\n]{{1,{_LONGEST}}}+"|\u201c[^\u201c\u201d\n]{{1,{_LONGEST}}}+\u201d|\u00ab[^\u00ab\u00bb\n]{{1,{_LONGEST}}}+\u00bb|\u201e[^\u201e\u201c\n]{{1,{_LONGEST}}}+\u201c'
    rf"|(?<!\w)\u2018[^\u2018\n]{{1,{_LONGEST}}}?\u2019(?!\w)|(?<!\w)'(?=\S)[^'\n]{{1,{_LONGEST}}}(?:'\w[^'\n]{{0,{_LONGEST}}}){{0,3}}+(?<!\s)'(?!\w)"
    r"|(?m:^>[^\n]*)"
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return each quotation with its marks, double, single or angular, and lines that begin with >."""
    return [Found(*match.span()) for match in _PATTERN.finditer(draft.text)]
