"""Finds the age of a person."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_YEARS = r"(?:1[01]\d|[1-9]?\d)"
_SPELT = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{3,6}teen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -]\w{3,5})?)"
)
_DECADES = r"(?:\d0'?s|teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)"
_PATTERN = re.compile(
    rf"(?<!\w)(?:(?<![\u00a3$.,/-]){_YEARS}"
    r"(?:\s?-?\s?(?:yo|y/o|yrs?\s?old|y\.o\.)(?!\w)|\s?-?\s?(?:years?|months?|weeks?|days?|yrs?)[ -]old\b"
    r"|\s?[MF](?![\w/]))"
    rf"|{_SPELT}[ -](?:year|month|week)s?[ -]old\b"
    rf"|aged?\s(?:of\s)?{_YEARS}(?![\w%-])"
    rf"|(?:turns?|turned|turning)\s{_YEARS}(?![\w%])"
    rf"|(?:early|mid|late)[ -]{_DECADES}\b)",
    re.IGNORECASE,
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return ages: 17-year-old, 17yo, 62M, aged 4, turns 100, in his late 40s."""
    return [Found(*match.span()) for match in _PATTERN.finditer(draft.text)]
