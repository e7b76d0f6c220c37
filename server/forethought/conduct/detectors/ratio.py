"""Finds shares told as one number of another."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_PATTERN = re.compile(
    r"(?<!\w)(?:(?<![.,/-])(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)\s(?:in|out\sof)\s(?:every\s)?"
    r"(?:\d[\d,]{0,8}|two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|a\shundred)(?!\s?(?:am|pm|minutes|hours|days|weeks|years)\b)(?![\w/])"
    r"|(?:two|three)[ -](?:thirds|quarters|fifths)\sof\b"
    r"|(?:\d{1,4}|two|three|four|five|six|seven|eight|nine|ten|twenty)\stimes\s(?:more|less|as|higher|lower|the)\b)",
    re.IGNORECASE,
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return phrases such as 1 in 3, nine out of ten, two thirds of."""
    return [Found(*match.span()) for match in _PATTERN.finditer(draft.text)]
