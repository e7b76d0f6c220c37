"""Finds what may be told of somebody's day of birth: a day some years ago, and an age that is reached on a day."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
#: Younger than this is hardly anybody who is told of by a day alone, and what happened lately has its own signs.
_YEAR = r"(?:19[3-9]\d|200\d|201[0-8])"
_SHORT_YEAR = r"(?:['\u2019]?(?:[3-9]\d|0\d|1[0-8]))"
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?[ ](?:of[ ])?{_MONTH}|{_MONTH}[ ]\d{{1,2}}(?:st|nd|rd|th)?)"
_AGE = (
    r"(?:\d{1,3}(?:st|nd|rd|th)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a[ ]hundred)"
)
_PATTERN = re.compile(
    rf"(?<![\w./-])(?:\d{{1,2}}([/.-])\d{{1,2}}\1(?:{_YEAR}|{_SHORT_YEAR})"
    rf"|(?:the[ ])?{_DAY},?[ ](?:{_YEAR}|{_SHORT_YEAR})"
    rf"|(?:turn(?:s|ed|ing)?|is|was|be|only|has[ ](?:his|her|their))[ ]{_AGE}(?:[ ](?:years[ ]old|next))?"
    rf"[ ](?:on|until|til|till|this)[ ](?:\w{{6,9}}[ ])?(?:the[ ])?(?:{_DAY}|\d{{1,2}}/\d{{1,2}}))(?![\w/-]|[.,]\d)",
    re.IGNORECASE,
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return days some years ago, and days on which an age is reached; beside somebody served it is a day of birth."""
    return [Found(*match.span()) for match in _PATTERN.finditer(draft.text)]
