"""Finds the age of a person."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_PATTERN = re.compile(
    r"(?<![\w\u00a3$.,/-])(?:1[01]\d|[1-9]?\d)(?:\s?-?\s?(?:yo|y/o|yr\s?old|yrs?\s?old|y\.o\.)(?!\w)|\s?-?\s?(?:years?|months?|weeks?|days?|yrs?)[ -]old\b|[MF](?![\w/]))"
    r"|\b(?:\w{3,9}[ -])?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{3,6}teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -](?:year|month|week)s?[ -]old\b"
    r"|\baged?\s(?:of\s)?(?:1[01]\d|[1-9]?\d)(?![\w%-])|\b(?:turns?|turned|turning)\s(?:1[01]\d|[1-9]?\d)(?![\w%])"
    r"|\b(?:early|mid|late)[ -](?:\d0s|teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b",
    re.IGNORECASE,
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return ages: 17-year-old, 17yo, 62M, aged 4, turns 100, in his late 40s."""
    return [Found(*match.span()) for match in _PATTERN.finditer(draft.text)]
