"""Finds telephone numbers as written in the UK, Ireland, the US, Australia and internationally."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_PATTERN = re.compile(
    r"(?<![\w.,/#-])(?:\+\d{1,3}[\s.-]?(?:\(0\)\s?)?\d(?:[\s.-]?\d){7,11}"
    # Not 0300, 033, 0345, 037: organisations' only.
    r"|\(?0(?!30[03]|33\d|34[35]|37[01])[1-37]\d{1,4}\)?(?:[\s.-]?\d){6,8}"
    # Landlines with an area code of two digits (Dublin, Australia, New Zealand), mobiles of Australia and of Ireland.
    r"|\(?0[1-9]\)?[\s-]\d{3,4}[\s-]\d{4}"
    r"|04\d{2}[\s.-]?\d{3}[\s.-]?\d{3}|08[35679][\s.-]?\d{3}[\s.-]?\d{4}"
    # Not 800, 888 and the like, which are free to ring.
    r"|\(?(?!8(?:00|33|44|55|66|77|88))[2-9]\d{2}\)?[\s.-][2-9]\d{2}[\s.-]\d{4}"
    # 555 is nobody's: made-up numbers stand with or without an area code.
    r"|\(?555\)?[\s.-]\d{3}[\s.-]\d{4}|(?<![\d)]\s)555[\s.-]\d{4})(?![\w/-]|[.,]\d)",
    re.IGNORECASE,
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return telephone numbers; made-up ones (07700 900..., 555) are found too."""
    return [Found(*match.span()) for match in _PATTERN.finditer(draft.text)]
